package document_test

import (
	"slices"
	"strings"
	"testing"

	"phusong/coverage/report/document"
)

// texts are those of a row.
func texts(r document.Row) []string {
	var all []string
	for _, c := range r.Cells {
		all = append(all, c.Text)
	}
	return all
}

// TestPlaceTable: a layer of places has its own measure, and every part its column.
func TestPlaceTable(t *testing.T) {
	r := smallRegion()
	r.figure("province", "80", "places.schools", "4g", "any", "place", "7", "2", "1", "10")
	r.figure("province", "80", "places.roads", "4g", "any", "km", "12.345678", "0.654322", "0", "13")
	d, _ := compose(t, r.write(t), document.Options{Language: "vi"})
	rows := tableOf(t, d, "places 4g").Rows
	if got, want := texts(rows[0])[3:], []string{"10", "7", "2", "1", "70,00"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := texts(rows[1])[3:], []string{"13,00", "12,34", "0,66", "0,00", "94,96"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestDistricts: rows of districts that were cut may miss their total, and a note says so.
func TestDistricts(t *testing.T) {
	r := &region{name: "Vùng (giả định)", asOf: "2024-07-01", edition: "2025-06", sites: 1, criterion: "7a2e74d2"}
	r.unit("commune", "00001", "Xã Một", 2)
	r.unit("commune", "00002", "Xã Hai", 3)
	r.unit("district", "001", "Huyện Một", 4)
	r.unit("district", "002", "Huyện Hai", 4)
	r.unit("province", "80", "Vùng", -1)
	for _, u := range [][2]string{{"commune", "00001"}, {"commune", "00002"}, {"district", "001"}, {"district", "002"}} {
		r.figure(u[0], u[1], "mobile.population", "4g", "any", "person", "9.5", "0.5", "0", "10")
		r.figure(u[0], u[1], "fiber.connected", "", "", "household", "3", "1", "0", "4")
	}
	r.figure("province", "80", "mobile.population", "4g", "any", "person", "19", "1", "0", "20")
	r.figure("province", "80", "fiber.connected", "", "", "household", "6", "2", "0", "8")
	d, _ := compose(t, r.write(t), document.Options{Language: "vi"})
	mobile, fiber := tableOf(t, d, "mobile units 4g any"), tableOf(t, d, "fiber units")
	if got := texts(mobile.Rows[0]); !slices.Equal(got, []string{"1", "Huyện Hai", "9", "1", "95,00"}) {
		t.Errorf("got %q", got)
	}
	if got := texts(mobile.Rows[2]); !slices.Equal(got, []string{"", "Tổng cộng", "19", "1", "95,00"}) {
		t.Errorf("got %q", got)
	}
	if len(mobile.Notes) != 1 || !strings.Contains(mobile.Notes[0], "chênh lệch") {
		t.Errorf("notes %q", mobile.Notes)
	}
	if len(fiber.Notes) != 0 { // its rows add up
		t.Errorf("notes %q", fiber.Notes)
	}
}

// TestGapTables: gaps of the rule any are counted and listed, most people first; those
// of an operator, of fibre and of another technology are in no sum of them.
func TestGapTables(t *testing.T) {
	r := fullRegion()
	gap := func(id, kind, technology, operator, people, cause string) string {
		return `{"type":"Feature","properties":{"id":"` + id + `","kind":"` + kind + `","technology":"` + technology + `","operator":"` + operator +
			`","code":"00001","class":"gap","households":1,"population":` + people + `,"area_km2":1,"cause":"` + cause + `"},"geometry":{"type":"Polygon","coordinates":[[[106,10],[106.1,10],[106.1,10.1],[106,10]]]}}`
	}
	r.gaps = []string{gap("a", "mobile", "4g", "any", "2.5", "distance"), gap("b", "mobile", "4g", "any", "7", "terrain"), gap("c", "mobile", "4g", "Viettel", "100", "distance"),
		gap("d", "mobile", "5g", "any", "30", "distance"), gap("e", "fiber", "", "", "50", "")}
	d, _ := compose(t, r.write(t), document.Options{Language: "vi"})
	if got := texts(tableOf(t, d, "gaps technologies").Rows[0]); !slices.Equal(got, []string{"1", "4G", "2", "10", "2", "2,00"}) {
		t.Errorf("got %q", got)
	}
	causes := tableOf(t, d, "gaps causes").Rows
	if n := len(causes); n != 3 || !slices.Equal(texts(causes[2])[2:], []string{"2", "10", "2", "2,00"}) || causes[0].Cells[3].Text != "7" || causes[1].Cells[3].Text != "3" {
		t.Errorf("got %v", causes)
	}
	var ids []string
	for _, row := range tableOf(t, d, "gaps largest").Rows {
		ids = append(ids, row.Cells[2].Text)
	}
	if !slices.Equal(ids, []string{"b", "a"}) {
		t.Errorf("got %q", ids)
	}
}
