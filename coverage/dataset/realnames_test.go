package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
)

// realLists are the communes before and after July 2025.
func realLists(t *testing.T) map[string]*codelist.List {
	t.Helper()
	lists := map[string]*codelist.List{}
	for edition, file := range map[string]string{"2025-06": "gso_communes_until_2025-06.csv.gz", "2025-07": "gso_communes_from_2025-07.json.gz"} {
		path := sharedData + "vn-codes/" + file
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			t.Skipf("shared data file %s is not there", file)
		}
		list, err := codelist.Read(path, edition)
		if err != nil {
			t.Fatal(err)
		}
		lists[edition] = list
	}
	if old, now := len(lists["2025-06"].Units), len(lists["2025-07"].Units); old != 10035 || now != 3321 {
		t.Fatalf("got %d and %d communes", old, now)
	}
	return lists
}

func indexOf(list *codelist.List) *codeIndex {
	var codes []string
	var units []adminname.Unit
	for _, u := range list.Units {
		codes = append(codes, u.Code)
		units = append(units, adminname.Unit{Code: u.Code, Name: u.Name, District: u.District, Province: u.Province})
	}
	x := newCodeIndex(codes)
	x.setNames(units)
	return x
}

// inPlainLetters is a text without marks, each word with a capital.
func inPlainLetters(text string) string {
	words := strings.Fields(fold(text))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// No name of a commune of Vietnam is taken for a total, a note, a group or a heading,
// in whatever column it stands: Cống Vị, Tổng Cọt, Tràng An, Quan Hoa, H Bông, Tịnh Kỳ.
func TestRealNamesAreData(t *testing.T) {
	type line func(i int, code, name, proper string) string
	count := func(i int) int { return 300 + 7*(i%977) }
	for edition, list := range realLists(t) {
		known := indexOf(list)
		for _, test := range []struct {
			name, role, header string
			known              bool // the communes of the region are
			line               line
		}{
			{"code and name", "households", "Mã xã;Tên xã;Số hộ", false, func(i int, code, name, _ string) string { return fmt.Sprintf("%s;%s;%d", code, name, count(i)) }},
			{"proper name", "households", "Tên xã;Số hộ;Dân số;Ghi chú", false, func(i int, _, _, proper string) string {
				return fmt.Sprintf("%s;%d;%d;.", proper, count(i), 4*count(i))
			}},
			{"no count", "households", "Tên xã;Số hộ;Dân số;Ghi chú", false, func(i int, _, _, proper string) string { return fmt.Sprintf("%s;;%d;.", proper, 4*count(i)) }},
			{"capitals", "households", "TT;Tên xã;Số hộ", false, func(i int, _, name, _ string) string {
				return fmt.Sprintf("%d;%s;%d", i+1, strings.ToUpper(name), count(i))
			}},
			{"plain letters", "households", "Ten xa;So ho", false, func(i int, _, _, proper string) string {
				return fmt.Sprintf("%s;%d", inPlainLetters(proper), count(i))
			}},
			{"plain letters, known", "households", "TT;Ten xa;So ho", true, func(i int, _, _, proper string) string {
				return fmt.Sprintf("%d;%s;%d", i+1, inPlainLetters(proper), count(i))
			}},
			{"plain capitals, known", "households", "Ten xa;So ho", true, func(i int, _, _, proper string) string {
				return fmt.Sprintf("%s;%d", strings.ToUpper(inPlainLetters(proper)), count(i))
			}},
			{"hamlet", "hamlets", "Tên thôn;Tên xã;Số hộ", false, func(i int, _, name, proper string) string { return fmt.Sprintf("%s;%s;%d", proper, name, count(i)) }},
			{"hamlet without a count", "hamlets", "Tên xã;Tên thôn;Ghi chú", false, func(_ int, _, _, proper string) string { return proper + ";" + proper + ";." }},
			{"site without a position", "sites", "Mã trạm;Kinh độ;Vĩ độ;Ghi chú", true, func(_ int, _, _, proper string) string { return proper + ";;;." }},
		} {
			text := []string{test.header}
			for i, u := range list.Units {
				text = append(text, test.line(i, u.Code, u.Name, adminname.Parse(u.Name).Proper))
			}
			env := roleEnv(test.role)
			if test.known {
				env.Codes = known
			}
			for i, row := range shown(t, textSource(t, env, strings.Join(text, "\n")+"\n"))[1:] {
				if want := fmt.Sprintf("%d %s", i+2, strings.ReplaceAll(text[i+1], ";", "|")); row != want {
					t.Fatalf("%s, %s: got %q, want %q; %v", edition, test.name, row, want, env.Found.Problems)
				}
			}
			if n := len(env.Found.Problems); n > 0 {
				t.Errorf("%s, %s: %d problems, the first %v", edition, test.name, n, env.Found.Problems[0])
			}
		}
	}
}
