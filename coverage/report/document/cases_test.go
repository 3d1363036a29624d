package document_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage/report"
	"phusong/coverage/report/document"
)

func tableOf(t *testing.T, d *document.Document, id string) *document.Table {
	t.Helper()
	for _, b := range d.Blocks {
		if table, ok := b.(*document.Table); ok && table.ID == id {
			return table
		}
	}
	t.Fatalf("there is no table %q", id)
	return nil
}

// TestNation: provinces come first, then communes under theirs, sorted as Vietnamese does,
// numbers by value; names without types leave "Xã Phin" a proper name.
func TestNation(t *testing.T) {
	r := &region{name: "Hai tỉnh (giả định)", asOf: "2025-07-01", edition: "2025-07", sites: 1, criterion: "7a2e74d2"}
	for i, name := range []string{"Đức Hòa", "Xã Phin", "An Bình", "Ấp Bắc", "Ăn Thôn", "Phường 10", "Phường 2", "Bến Lức"} {
		r.unit("commune", "0000"+string(rune('1'+i)), name, 8+i%2)
	}
	r.unit("province", "02", "Bắc Ninh", 10)
	r.unit("province", "01", "An Giang", 10)
	r.unit("nation", "VN", "Việt Nam", -1)
	for i := range 8 {
		r.figure("commune", "0000"+string(rune('1'+i)), "mobile.population", "4g", "any", "person", "1", "9", "0", "10")
	}
	r.figure("province", "01", "mobile.population", "4g", "any", "person", "4", "36", "0", "40")
	r.figure("province", "02", "mobile.population", "4g", "any", "person", "4", "36", "0", "40")
	r.figure("nation", "VN", "mobile.population", "4g", "any", "person", "8", "72", "0", "80")
	d, text := compose(t, r.write(t), document.Options{Language: "vi"})
	if provinces := tableOf(t, d, "provinces mobile"); provinces.Rows[0].Cells[1].Text != "An Giang" || len(provinces.Rows) != 4 {
		t.Errorf("got %v", provinces.Rows)
	}
	var names []string
	for _, row := range tableOf(t, d, "communes mobile").Rows {
		names = append(names, row.Cells[0].Text+row.Cells[1].Text)
	}
	want := []string{"An Giang", "1Ấp Bắc", "2Bến Lức", "3Phường 10", "4Xã Phin", "Bắc Ninh", "5An Bình", "6Ăn Thôn", "7Đức Hòa", "8Phường 2", "Tổng cộng", "Tỷ lệ"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q\nwant %q", names, want)
	}
	for _, want := range []string{"8 xã, phường, nhiều nhất là Ấp Bắc, An Giang (9 người); ", "trên cả nước"} {
		if strings.Contains(text, want) == (want == "trên cả nước") { // there are no station figures
			t.Errorf("%q in %s", want, text)
		}
	}
}

// TestUnknownPart: what is partly unknown is at least so much, and the rest is named.
func TestUnknownPart(t *testing.T) {
	r := smallRegion()
	r.figures = nil
	r.figure("province", "80", "mobile.population", "4g", "any", "person", "600", "300", "100", "1000")
	r.figure("province", "80", "fiber.connected", "", "", "household", "0", "0", "7", "7")
	for language, want := range map[string]string{
		"vi": "Mạng 4G phủ sóng đến ít nhất 60,00% dân số (600/1.000 người), còn 300 người chưa được phủ sóng, 100 người chưa xác định.",
		"en": "4G reaches at least 60.00 % of the population (600 of 1,000 people), with 300 people not covered, 100 people unknown.",
	} {
		if _, text := compose(t, r.write(t), document.Options{Language: language}); !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
}

// TestFew: less than a person is neither nobody nor one.
func TestFew(t *testing.T) {
	r := smallRegion()
	r.figures = nil
	r.figure("province", "80", "mobile.population", "4g", "any", "person", "0.4", "999.6", "0", "1000")
	v, err := resolver(t, r, "vi").Resolve("mobile.population 4g covered")
	if err != nil || v.Text != "< 1" {
		t.Errorf("got %q, %v", v.Text, err)
	}
}

// TestTargetsOfUnits: targets of communes are counted, the province's listed.
func TestTargetsOfUnits(t *testing.T) {
	r := fullRegion()
	for i, verdict := range []string{"met", "not met", "undecidable"} {
		r.targets = append(r.targets, report.TargetRecord{ID: "each", TitleVI: "Mỗi xã", TitleEN: "Each commune", Indicator: "fiber.connected", Level: "commune", Code: "0000" + string(rune('1'+i)),
			By: "2030", Comparison: "at least", Aim: "80", Verdict: verdict, Gives: []report.GiveRow{}})
	}
	d, text := compose(t, r.write(t), document.Options{Language: "vi"})
	if want := "Mục tiêu \"Mỗi xã\": 1/3 xã, phường, thị trấn đạt, 1 chưa đạt, 1 chưa kết luận được."; !strings.Contains(text, want) {
		t.Errorf("%q is not in %s", want, text)
	}
	if n := len(tableOf(t, d, "targets").Rows); n != 3 {
		t.Errorf("%d targets of the province, want 3", n)
	}
}

// TestHamletsApart: what the profile counts apart is in no sum, and marked in the list.
func TestHamletsApart(t *testing.T) {
	r := fullRegion()
	for i, row := range r.register {
		counted := "yes"
		if i == 0 {
			counted = "no"
		}
		fields := strings.Split(row, ",")
		fields[slices.Index(report.RegisterColumns, "counted")] = counted
		r.register[i] = strings.Join(fields, ",")
	}
	d, text := compose(t, r.write(t), document.Options{Language: "vi"})
	for _, want := range []string{"Có 1/2 thôn, bản (50,00%)", "Ngoài ra có 1 thôn, bản chưa có điện lưới được thống kê riêng", "0 + 1 + 0 + 1 + 0 = 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
	if routes := tableOf(t, d, "register routes"); len(routes.Notes) != 1 || !strings.HasPrefix(routes.Notes[0], "Gồm cả 1 thôn, bản được thống kê riêng") {
		t.Errorf("notes %q", routes.Notes)
	}
	white := tableOf(t, d, "hamlets white")
	if white.Rows[0].Cells[1].Text != "Ấp 10 (*)" || len(white.Notes) != 1 {
		t.Errorf("got %v, %v", white.Rows, white.Notes)
	}
}

// TestResolveAnything: any words give a value or an error that says something.
func TestResolveAnything(t *testing.T) {
	r := resolver(t, fullRegion(), "vi")
	words := rapid.OneOf(rapid.SampledFrom([]string{"fiber.connected", "mobile.population", "4g", "4g+", "any", "max", "viettel", "00001", "80", "longan", "tanan", "covered", "change", "table", "map", "list",
		"hamlets", "white", "gaps", "units", "headline", "province:80", ":", "communes", "region"}), rapid.String())
	rapid.Check(t, func(rt *rapid.T) {
		name := strings.Join(rapid.SliceOfN(words, 0, 6).Draw(rt, "words"), " ")
		v, err := r.Resolve(name)
		if err == nil && v.Text == "" && v.Block == nil || err != nil && err.Error() == "" {
			rt.Fatalf("%q: %v, %v", name, v, err)
		}
	})
}

// TestWorkbook: every table has an ID of its own and cells for all its columns.
func TestWorkbook(t *testing.T) {
	for _, language := range []string{"vi", "en"} {
		tables, err := document.Tables(fullRegion().write(t), document.Options{Language: language})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, table := range tables {
			if seen[table.ID] || table.Caption == "" || table.Sheet == "" {
				t.Errorf("%s: table %q, sheet %q, caption %q", language, table.ID, table.Sheet, table.Caption)
			}
			seen[table.ID] = true
			for _, row := range table.Rows {
				if len(row.Cells) != len(table.Columns) {
					t.Errorf("%s: %d cells of %d columns: %v", table.ID, len(row.Cells), len(table.Columns), row)
				}
			}
		}
		for _, id := range []string{"headline", "communes", "mobile 4g", "mobile.population", "fiber all", "hamlets", "register commune", "register routes", "stations operators", "gaps", "targets all", "definitions", "inputs", "problems", "notes"} {
			if !seen[id] {
				t.Errorf("%s: there is no table %q", language, id)
			}
		}
	}
}
