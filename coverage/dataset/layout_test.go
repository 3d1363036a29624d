package dataset

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo/encoding/table"
	"phusong/geo/encoding/vntext"
)

// sheetSource makes a row source of a sheet: lines cut at |, from row 1 on.
func sheetSource(t testing.TB, env readEnv, lines []string, merges ...string) *tableRows {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, line := range lines {
		for c, text := range strings.Split(line, "|") {
			ref, _ := excelize.CoordinatesToCellName(c+1, i+1)
			if text != "" {
				_ = f.SetCellStr("Sheet1", ref, text)
			}
		}
	}
	for _, m := range merges {
		first, last, _ := strings.Cut(m, ":")
		_ = f.MergeCell("Sheet1", first, last)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r, err := table.NewXLSX(bytes.NewReader(b.Bytes()), int64(b.Len()), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return laidOut(t, r, env)
}

func textSource(t testing.TB, env readEnv, text string) *tableRows {
	t.Helper()
	r, err := table.NewCSV(strings.NewReader(text), table.Options{SingleByte: true})
	if err != nil {
		t.Fatal(err)
	}
	return laidOut(t, r, env)
}

func laidOut(t testing.TB, r *table.Reader, env readEnv) *tableRows {
	t.Helper()
	src, err := newTableRows(r, env)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// shown is the header and rows of a source, for comparison.
func shown(t testing.TB, src rowSource) []string {
	t.Helper()
	all := []string{strings.Join(src.Header(), "|")}
	for {
		n, fields, err := src.Next()
		if err != nil {
			return all
		}
		all = append(all, fmt.Sprintf("%d %s", n, strings.TrimRight(strings.Join(fields, "|"), "|")))
	}
}

func roleEnv(role string) readEnv {
	env := newTestEnv()
	env.Role = role
	return env
}

func TestSheetLayouts(t *testing.T) {
	for _, test := range []struct {
		name, role string
		lines      []string
		merges     []string
		want       []string
		notes      []string
		rules      []string
	}{
		{name: "annex", role: "sites",
			lines: []string{"PHỤ LỤC I", "DANH SÁCH TRẠM BTS", "", "STT|Mã trạm|Toạ độ||Chiều cao (m)", "||Kinh độ|Vĩ độ|", "(1)|(2)|(3)|(4)|(5)=(3)+(4)",
				"1|S1|106.1|10.5|30", "2|S2|106.2|10.6|40", "Tổng cộng|||2 trạm", "Ghi chú: toạ độ WGS 84", "- Như trên;", "|||Long An, ngày 5 tháng 3 năm 2024", "|||Người lập biểu"},
			merges: []string{"A1:E1", "A2:E2", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "A9:C9"},
			want:   []string{"STT|Mã trạm|Kinh độ|Vĩ độ|Chiều cao (m)", "7 1|S1|106.1|10.5|30", "8 2|S2|106.2|10.6|40"},
			notes:  []string{"test.csv: header in rows 4-5; rows 1-2 above it are titles; 1 row of column numbers (6); 1 row of totals (9); 4 rows of notes (10, 11, 12, 13)"},
			rules: []string{"9  row.total left out: a total of other rows", "10  row.note left out: a note beside the table", "11  row.note left out: a note beside the table",
				"12  row.note left out: a note beside the table", "13  row.note left out: a note beside the table"}},
		{name: "districts and operators over rows", role: "sites",
			lines: []string{"STT|Mã trạm|Kinh độ|Vĩ độ", "A|Viettel", "I|Huyện Bến Lức", "1|S1|106.1|10.5", "II. Huyện Đức Hoà", "2|S2|106.2|10.6", "B|VNPT", "3|S3|106.3|10.7"},
			want:  []string{"STT|Mã trạm|Kinh độ|Vĩ độ|operator|district", "4 1|S1|106.1|10.5|Viettel|Huyện Bến Lức", "6 2|S2|106.2|10.6|Viettel|Huyện Đức Hoà", "8 3|S3|106.3|10.7|VNPT"},
			notes: []string{"test.csv: group rows give the rows under them: operator, district", "test.csv: 4 rows of groups (2, 3, 5, 7)"},
			rules: []string{"2  row.subheading left out: it stands over the rows below it", "3  row.subheading left out: it stands over the rows below it",
				"5  row.subheading left out: it stands over the rows below it", "7  row.subheading left out: it stands over the rows below it"}},
		{name: "communes over hamlets", role: "hamlets",
			lines: []string{"STT|Tên thôn|Số hộ", "I|Xã Long Hiệp", "1|Ấp Chánh|20", "2|Ấp 2|30", "II|Xã Mỹ Yên", "1|Ấp 1|40", "|Tổng cộng|90"},
			want:  []string{"STT|Tên thôn|Số hộ|commune_name", "3 1|Ấp Chánh|20|Xã Long Hiệp", "4 2|Ấp 2|30|Xã Long Hiệp", "6 1|Ấp 1|40|Xã Mỹ Yên"},
			notes: []string{"test.csv: group rows give the rows under them: commune_name", "test.csv: 1 row of totals (7); 2 rows of groups (2, 5)"},
			rules: []string{"2  row.subheading left out: it stands over the rows below it", "5  row.subheading left out: it stands over the rows below it", "7  row.total left out: a total of other rows"}},
		{name: "merged downwards", role: "sites",
			lines:  []string{"Mã trạm|Nhà mạng|Kinh độ|Vĩ độ|Công nghệ", "S1|Viettel|106.1|10.5|4G", "||||5G", "S2||106.2|10.6|4G"},
			merges: []string{"A2:A3", "B2:B4", "C2:C3", "D2:D3"},
			want:   []string{"Mã trạm|Nhà mạng|Kinh độ|Vĩ độ|Công nghệ", "2 S1|Viettel|106.1|10.5|4G", "3 S1|Viettel|106.1|10.5|5G", "4 S2|Viettel|106.2|10.6|4G"},
			notes: []string{"test.csv: column Mã trạm: merged cells repeated in 1 row", "test.csv: column Nhà mạng: merged cells repeated in 2 rows",
				"test.csv: column Kinh độ: merged cells repeated in 1 row", "test.csv: column Vĩ độ: merged cells repeated in 1 row"}},
		{name: "one count for two communes", role: "households",
			lines:  []string{"Mã xã|Số hộ", "00001|500", "00002|", "00003|7", "|"},
			merges: []string{"B2:B3"},
			want:   []string{"Mã xã|Số hộ", "2 00001|500", "3 00002", "4 00003|7"},
			rules:  []string{"3 Số hộ cell.merged read as unknown: one number stands for rows 2 to 3"}},
		{name: "a sum that nothing names, and the heading again", role: "households",
			lines: []string{"Mã xã|Số hộ|Dân số", "00001|1.500|6.000", "00002|500|2.000", "Mã xã|Số hộ|Dân số", "(1)|(2)|(3)", "00003|700|2.800", "|2.700|10.800"},
			want:  []string{"Mã xã|Số hộ|Dân số", "2 00001|1.500|6.000", "3 00002|500|2.000", "6 00003|700|2.800"},
			notes: []string{"test.csv: 1 row of column numbers (5); 1 row of the header again (4); 1 row of totals (7)"},
			rules: []string{"4  row.header left out: the heading again", "7  row.total left out: a total of other rows"}},
		{name: "places that sound like totals and notes stay", role: "hamlets",
			lines: []string{"Mã thôn|Tên thôn|Mã xã|Số hộ", "1|Cộng Hòa|00001|12", "2|Tổng Cốt|00001|13", "3|Nguồn|00001|14", "4|Xã Lát|00001|15"},
			want:  []string{"Mã thôn|Tên thôn|Mã xã|Số hộ", "2 1|Cộng Hòa|00001|12", "3 2|Tổng Cốt|00001|13", "4 3|Nguồn|00001|14", "5 4|Xã Lát|00001|15"}},
	} {
		env := roleEnv(test.role)
		got := shown(t, sheetSource(t, env, test.lines, test.merges...))
		if diff := cmp.Diff(got, test.want); diff != "" {
			t.Errorf("%s: got - want +\n%s", test.name, diff)
		}
		if !slices.Equal(env.Found.Notes, test.notes) {
			t.Errorf("%s: notes:\ngot  %q\nwant %q", test.name, env.Found.Notes, test.notes)
		}
		wantRules(t, test.name, env, test.rules...)
	}
}

func TestTextLayouts(t *testing.T) {
	for _, test := range []struct {
		name, role, text   string
		want, notes, rules []string
	}{
		{name: "district in the first of its rows", role: "households", text: "Huyện,Xã,Số hộ\nHuyện Bến Lức,Xã Long Hiệp,5\n,Xã Mỹ Yên,6\n,Xã Tân Bửu,7\nHuyện Đức Hòa,Xã Tân Mỹ,8\n,Xã Lộc Giang,9\n",
			want: []string{"Huyện|Xã|Số hộ", "2 Huyện Bến Lức|Xã Long Hiệp|5", "3 Huyện Bến Lức|Xã Mỹ Yên|6", "4 Huyện Bến Lức|Xã Tân Bửu|7",
				"5 Huyện Đức Hòa|Xã Tân Mỹ|8", "6 Huyện Đức Hòa|Xã Lộc Giang|9"},
			notes: []string{"test.csv: column Huyện: the value of the row above repeated in 3 rows"}},
		{name: "a column that is written in every row has gaps", role: "sites", text: "Nhà mạng,Mã trạm,Kinh độ,Vĩ độ\nViettel,S1,106.1,10.5\nViettel,S2,106.2,10.6\n,S3,106.3,10.7\n,S4,106.4,10.8\n",
			want: []string{"Nhà mạng|Mã trạm|Kinh độ|Vĩ độ", "2 Viettel|S1|106.1|10.5", "3 Viettel|S2|106.2|10.6", "4 |S3|106.3|10.7", "5 |S4|106.4|10.8"}},
		{name: "as much as the only row above", role: "households", text: "Mã xã,Số hộ,Dân số\n00001,5,20\n,5,20\n",
			want: []string{"Mã xã|Số hộ|Dân số", "2 00001|5|20", "3 |5|20"}},
		{name: "districts by their abbreviation", role: "households", text: "TT;Tên;Số hộ\n;H. Bến Lức;12\n1;X. Mỹ Yên;5\n2;TT. Bến Lức;7\n;X. Huyện Đức Hòa;8\n1;Xã Tân Mỹ;8\n",
			want:  []string{"TT|Tên|Số hộ|district", "3 1|X. Mỹ Yên|5|H. Bến Lức", "4 2|TT. Bến Lức|7|H. Bến Lức", "6 1|Xã Tân Mỹ|8|Huyện Đức Hòa"},
			notes: []string{"test.csv: group rows give the rows under them: district", "test.csv: 2 rows of groups (2, 5)"},
			rules: []string{"2  row.subheading left out: it stands over the rows below it", "5  row.subheading left out: it stands over the rows below it"}},
		{name: "a name that is a word of headings", role: "households", text: "Tên xã;Số hộ\nXã A;5\nPhường;\n",
			want: []string{"Tên xã|Số hộ", "2 Xã A|5", "3 Phường"}},
		{name: "the first row counts upwards", role: "hamlets", text: "id;commune;households;population\n1;2;3;4\n2;2;5;9\n3;2;40;160\n",
			want: []string{"id|commune|households|population", "2 1|2|3|4", "3 2|2|5|9", "4 3|2|40|160"}},
		{name: "two numbers that count upwards", role: "households", text: "code;households\n1;2\n2;300\n3;400\n",
			want: []string{"code|households", "2 1|2", "3 2|300", "4 3|400"}},
		{name: "stations without a position between subtotals and behind the last", role: "sites", text: "Mã trạm;Nhà mạng;Kinh độ;Vĩ độ;Xã;Ghi chú\nS1;Viettel;106.1;10.5;;\nTổng;;;;;\nS2;VNPT;;;;\nS3;VNPT;106.3;10.5;;\nTổng;;;;;\nS4;VNPT;;;Xã A;mới\nNgười lập;;;;;\n",
			want:  []string{"Mã trạm|Nhà mạng|Kinh độ|Vĩ độ|Xã|Ghi chú", "2 S1|Viettel|106.1|10.5", "4 S2|VNPT", "5 S3|VNPT|106.3|10.5", "7 S4|VNPT|||Xã A|mới"},
			notes: []string{"test.csv: 2 rows of totals (3, 6); 1 row of notes (8)"},
			rules: []string{"3  row.total left out: a total of other rows", "6  row.total left out: a total of other rows", "8  row.note left out: a note beside the table"}},
		{name: "a row of data with more words of headings", role: "sites", text: "Mã trạm;Kinh độ;Vĩ độ;a;b\nS1;106.1;10.5;;\nS2;106.2;10.5;;\nS3;106.2;10.6;;\nMã trạm;Kinh độ;Vĩ độ;Nhà mạng;Chiều cao\nS4;106.2;10.7;Viettel;30\n",
			want: []string{"Mã trạm|Kinh độ|Vĩ độ|a|b", "2 S1|106.1|10.5", "3 S2|106.2|10.5", "4 S3|106.2|10.6", "5 Mã trạm|Kinh độ|Vĩ độ|Nhà mạng|Chiều cao", "6 S4|106.2|10.7|Viettel|30"}},
		{name: "one gap", role: "households", text: "Huyện,Xã,Số hộ\nA,Xã M,5\n,Xã N,6\nB,Xã P,7\nC,Xã Q,8\n",
			want: []string{"Huyện|Xã|Số hộ", "2 A|Xã M|5", "3 |Xã N|6", "4 B|Xã P|7", "5 C|Xã Q|8"}},
		{name: "gaps in less than a fifth", role: "households", text: "Huyện,Xã,Số hộ\nA,Xã M,5\n,Xã N,6\nB,Xã P,7\n,Xã Q,8\nC,Xã R,1\nD,Xã S,1\nE,Xã T,1\nG,Xã U,1\nH,Xã V,1\nI,Xã X,1\nK,Xã Y,1\n",
			want: []string{"Huyện|Xã|Số hộ", "2 A|Xã M|5", "3 |Xã N|6", "4 B|Xã P|7", "5 |Xã Q|8", "6 C|Xã R|1", "7 D|Xã S|1", "8 E|Xã T|1", "9 G|Xã U|1", "10 H|Xã V|1", "11 I|Xã X|1", "12 K|Xã Y|1"}},
		{name: "gaps right of a code", role: "households", text: "Mã xã,Huyện,Số hộ\n00001,A,5\n00002,,6\n00003,,7\n",
			want: []string{"Mã xã|Huyện|Số hộ", "2 00001|A|5", "3 00002||6", "4 00003||7"}},
		{name: "rows that say nothing", role: "households", text: "TT,Huyện,Xã,Số hộ\n1,A,Xã M,5\n2,,,\n3,,,\n",
			want: []string{"TT|Huyện|Xã|Số hộ", "2 1|A|Xã M|5", "3 2", "4 3"}},
		{name: "a group ends what stands for several", role: "sites", text: "Huyện,Mã trạm,Kinh độ,Vĩ độ\nA,S1,106.1,10.5\n,S2,106.2,10.5\nVNPT,,,\n,S3,106.3,10.5\n,S4,106.4,10.5\n",
			want:  []string{"Huyện|Mã trạm|Kinh độ|Vĩ độ|operator", "2 A|S1|106.1|10.5", "3 A|S2|106.2|10.5", "5 |S3|106.3|10.5|VNPT", "6 |S4|106.4|10.5|VNPT"},
			notes: []string{"test.csv: group rows give the rows under them: operator", "test.csv: column Huyện: the value of the row above repeated in 1 row", "test.csv: 1 row of groups (4)"},
			rules: []string{"4  row.subheading left out: it stands over the rows below it"}},
		{name: "an operator that comes back", role: "sites", text: "Nhà mạng,Mã trạm,Kinh độ,Vĩ độ\nViettel,S1,106.1,10.5\n,S2,106.2,10.6\nVNPT,S3,106.3,10.7\nViettel,S4,106.4,10.8\n,S5,106.4,10.8\n",
			want: []string{"Nhà mạng|Mã trạm|Kinh độ|Vĩ độ", "2 Viettel|S1|106.1|10.5", "3 |S2|106.2|10.6", "4 VNPT|S3|106.3|10.7", "5 Viettel|S4|106.4|10.8", "6 |S5|106.4|10.8"}},
		{name: "an operator in each district", role: "sites", text: "Huyện,Nhà mạng,Mã trạm,Kinh độ,Vĩ độ\nBến Lức,Viettel,S1,106.1,10.5\n,,S2,106.2,10.6\n,VNPT,S3,106.3,10.7\nĐức Hòa,Viettel,S4,106.4,10.8\n,,S5,106.4,10.8\n",
			want: []string{"Huyện|Nhà mạng|Mã trạm|Kinh độ|Vĩ độ", "2 Bến Lức|Viettel|S1|106.1|10.5", "3 Bến Lức|Viettel|S2|106.2|10.6", "4 Bến Lức|VNPT|S3|106.3|10.7",
				"5 Đức Hòa|Viettel|S4|106.4|10.8", "6 Đức Hòa|Viettel|S5|106.4|10.8"},
			notes: []string{"test.csv: column Huyện: the value of the row above repeated in 3 rows", "test.csv: column Nhà mạng: the value of the row above repeated in 2 rows"}},
		{name: "a station over its cells", role: "sites", text: "Mã trạm,Kinh độ,Vĩ độ,Công nghệ\nS1,106.1,10.5,4G\n,,,5G\nS2,106.2,10.6,4G\n,,,5G\n",
			want: []string{"Mã trạm|Kinh độ|Vĩ độ|Công nghệ", "2 S1|106.1|10.5|4G", "3 S1|106.1|10.5|5G", "4 S2|106.2|10.6|4G", "5 S2|106.2|10.6|5G"},
			notes: []string{"test.csv: column Mã trạm: the value of the row above repeated in 2 rows", "test.csv: column Kinh độ: the value of the row above repeated in 2 rows",
				"test.csv: column Vĩ độ: the value of the row above repeated in 2 rows"}},
		{name: "stations without an ID", role: "sites", text: "Mã trạm,Kinh độ,Vĩ độ\nS1,106.1,10.5\n,106.2,10.6\n,106.3,10.6\n",
			want: []string{"Mã trạm|Kinh độ|Vĩ độ", "2 S1|106.1|10.5", "3 |106.2|10.6", "4 |106.3|10.6"}},
		{name: "titles without delimiters", role: "sites", text: "DANH SÁCH TRẠM BTS, TỈNH LONG AN\n(Kèm theo Công văn số 12)\nMã trạm;Toạ độ;;Ghi chú\n;Kinh độ;Vĩ độ;\nS1;106,1;10,5;\nS2;106,2;10,6;\n",
			want:  []string{"Mã trạm|Kinh độ|Vĩ độ|Ghi chú", "5 S1|106,1|10,5", "6 S2|106,2|10,6"},
			notes: []string{"test.csv: header in rows 3-4; rows 1-2 above it are titles"}},
		{name: "the total is not the first of its group", role: "households", text: "TT;Tên xã;Số hộ;;\n;;Hộ nghèo;Tổng số;\n1;Xã A;1;20;\n2;Xã B;2;30;\n",
			want:  []string{"TT|Tên xã|Số hộ Hộ nghèo|Số hộ|", "3 1|Xã A|1|20", "4 2|Xã B|2|30"},
			notes: []string{"test.csv: header in rows 1-2"}},
		{name: "three rows", role: "households", text: "STT;Đơn vị hành chính;Dân số;;\n;;Tổng số;Trong đó;\n;;;Nam;Nữ\n1;Xã A;20;10;10\n2;Xã B;30;15;15\n",
			want:  []string{"STT|Đơn vị hành chính|Dân số|Dân số Trong đó Nam|Dân số Trong đó Nữ", "4 1|Xã A|20|10|10", "5 2|Xã B|30|15|15"},
			notes: []string{"test.csv: header in rows 1-3"}},
		{name: "a column without a name", role: "households", text: "Tên xã;Số hộ;\nXã A;hai mươi;x\nXã B;30;y\n",
			want: []string{"Tên xã|Số hộ|", "2 Xã A|hai mươi|x", "3 Xã B|30|y"}},
		{name: "TCVN3 bytes", role: "households", text: "M\xb7 x\xb7;T\xaan x\xb7;S\xe8 h\xe9\n00001;X\xb7 T\xa9n Th\xb9nh;5\n",
			want:  []string{"Mã xã|Tên xã|Số hộ", "2 00001|Xã Tân Thạnh|5"},
			notes: []string{"test.csv: text is TCVN3 (ABC), 4 cells converted"}},
	} {
		env := roleEnv(test.role)
		got := shown(t, textSource(t, env, test.text))
		if diff := cmp.Diff(got, test.want); diff != "" {
			t.Errorf("%s: got - want +\n%s", test.name, diff)
		}
		if !slices.Equal(env.Found.Notes, test.notes) {
			t.Errorf("%s: notes:\ngot  %q\nwant %q", test.name, env.Found.Notes, test.notes)
		}
		wantRules(t, test.name, env, test.rules...)
	}
}

// A heading that the user states wins; one that cannot be found says what is missing.
func TestHeadingStatedOrMissing(t *testing.T) {
	text := "code,households\n1,2\ncode,households\n00001,5\n"
	env := roleEnv("households")
	env.HeaderRow = 3
	if got := shown(t, textSource(t, env, text)); !slices.Equal(got, []string{"code|households", "4 00001|5"}) {
		t.Errorf("got %q", got)
	}
	env.HeaderRow = 9
	r, _ := table.NewCSV(strings.NewReader(text), table.Options{})
	if _, err := newTableRows(r, env); err == nil || !strings.Contains(err.Error(), "header_row 9 is empty or beyond the end") {
		t.Errorf("got %v", err)
	}
	env = roleEnv("households")
	src := textSource(t, env, "BÁO CÁO\nTT,Mã xã,Tên xã,Hộ nghèo\n1,00001,A,5\n")
	_, err := countSchema.match(src.Header(), env)
	for _, want := range []string{"no column for households or population in row 2, the likeliest header, which has: TT, Mã xã, Tên xã, Hộ nghèo", "or state header_row"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestUndecidableText(t *testing.T) {
	r, err := table.NewCSV(strings.NewReader("code,name,households\n1,Caf\xe9,5\n"), table.Options{SingleByte: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = newTableRows(r, roleEnv("households")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v", err)
	}
}

// Titles, a row of column numbers, a total and notes around a clean table, in Unicode
// or TCVN3, give the same sites and no problem but theirs.
func TestSurroundingsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "rows")
		header := "STT;Mã trạm;Nhà mạng;Công nghệ;Kinh độ;Vĩ độ;Chiều cao (m)"
		var rows []string
		for i := range n {
			rows = append(rows, fmt.Sprintf("%d;S%d;%s;%s;%.4f;%.4f;%d", i+1, rapid.IntRange(1, 30).Draw(t, "id"),
				rapid.SampledFrom([]string{"Viettel", "VNPT", "MobiFone"}).Draw(t, "operator"), rapid.SampledFrom([]string{"4G", "5G"}).Draw(t, "technology"),
				106+float64(rapid.IntRange(0, 6000).Draw(t, "lon"))/1e4, 10.5+float64(rapid.IntRange(0, 5000).Draw(t, "lat"))/1e4, rapid.IntRange(15, 60).Draw(t, "height")))
		}
		subset := func(name string, of ...string) []string {
			var some []string
			for _, line := range of {
				if rapid.Bool().Draw(t, name) {
					some = append(some, line)
				}
			}
			return some
		}
		above := subset("titles", "PHỤ LỤC I;;;;;;", "DANH SÁCH TRẠM BTS TRÊN ĐỊA BÀN TỈNH LONG AN;;;;;;", "(Kèm theo Quyết định số 12/QĐ-UBND);;;;;;", ";;;;;;", ";;;;;;Đơn vị tính: trạm")
		numbers := subset("numbers", "(1);(2);(3);(4);(5);(6);(7)")
		below := subset("notes", "Tổng cộng;"+fmt.Sprint(n)+";;;;;", ";;;;;;", "Ghi chú: độ cao tính từ mặt đất;;;;;;", "Nguồn: số liệu giả định;;;;;;", ";;;;Long An, ngày 5 tháng 3 năm 2024;;", ";;Người lập biểu;;;Giám đốc;")
		text := func(parts ...[]string) string { return strings.Join(slices.Concat(parts...), "\n") + "\n" }
		read := func(text string) ([]coverage.Site, readEnv) {
			env := roleEnv("sites")
			r, err := table.NewCSV(strings.NewReader(text), table.Options{SingleByte: true})
			if err != nil {
				t.Fatal(err)
			}
			src, err := newTableRows(r, env)
			if err != nil {
				t.Fatal(err)
			}
			sites, err := readSites(part{src, env})
			if err != nil {
				t.Fatal(err)
			}
			return sites, env
		}
		want, _ := read(text([]string{header}, rows))
		got, env := read(text(above, []string{header}, numbers, rows, below))
		if diff := cmp.Diff(got, want, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Source" }, cmp.Ignore())); diff != "" {
			t.Fatalf("got - want +\n%s\nnotes %q", diff, env.Found.Notes)
		}
		for _, p := range env.Found.Problems {
			if strings.HasPrefix(p.Rule, "row.") && p.Rule != "row.duplicate" && p.Row <= len(above)+len(numbers)+n+1 {
				t.Fatalf("data left out: %v", p)
			}
		}
	})
}

// What the file says of its text is the same in any order of its rows.
func TestTextJudgedByTheWholeFile(t *testing.T) {
	rows := []string{"00001;X\xb7 T\xa9n Th\xb9nh;5", "00002;Caf\xe9;6", "00003;Ben Luc;7", "00004;X\xb7 Ph\xad\xedc L\xfd;8"}
	for range 4 {
		rows = append(rows[1:], rows[0])
		env := roleEnv("households")
		got := shown(t, textSource(t, env, "code;name;households\n"+strings.Join(rows, "\n")+"\n"))
		if joined := strings.Join(got, "\n"); !strings.Contains(joined, "Xã Tân Thạnh") || !strings.Contains(joined, "Xã Phước Lý") {
			t.Errorf("got %q", got)
		}
		if !slices.Equal(env.Found.Notes, []string{"test.csv: text is " + vntext.TCVN3.String() + ", 3 cells converted"}) {
			t.Errorf("notes %q", env.Found.Notes)
		}
	}
}

func TestVectorAndBoundaryText(t *testing.T) {
	rows := newVectorRows([]vectorFeature{{number: 1, names: []string{"M· x·", "T\u00aan x·"}, values: map[string]string{"M· x·": "1", "T\u00aan x·": "X· Mü LÖ"}}})
	env := roleEnv("households")
	repairVector(rows, env)
	if got := shown(t, rows); !slices.Equal(got, []string{"Mã xã|Tên xã|lon|lat", "1 1|Xã Mỹ Lệ"}) || len(env.Found.Notes) != 1 {
		t.Errorf("got %q, notes %q", got, env.Found.Notes)
	}
	l := &loader{region: Region{Boundaries: Boundaries{File: "b.shp"}}}
	features := []boundaryFeature{{name: "Xaõ Myõ Leä", parent: "1", parentName: "Huyeän Caàn Ñöôùc"}, {name: "Xã Mỹ Yên"}}
	l.repairNames(features)
	if features[0].name != "Xã Mỹ Lệ" || features[0].parentName != "Huyện Cần Đước" || features[1].name != "Xã Mỹ Yên" || len(l.data.Notes) != 1 {
		t.Errorf("got %+v, notes %q", features, l.data.Notes)
	}
}
