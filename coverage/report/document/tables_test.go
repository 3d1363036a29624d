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
