package dataset

import (
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
)

// listOf reads rows under a header as a station list.
func listOf(t *testing.T, text string) []coverage.Site {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(text), "\n")
	source := &fieldRows{header: strings.Split(lines[0], ",")}
	for _, line := range lines[1:] {
		source.rows = append(source.rows, strings.Split(line, ","))
	}
	sites, err := readSites(part{source, readEnv{Found: &findings{}, Join: &joinLog{}, Codes: newCodeIndex(nil)}})
	if err != nil {
		t.Fatal(err)
	}
	return sites
}

const editedList = `site_id,cell_id,operator,technology,band,frequency_mhz,bandwidth_mhz,height_m,azimuth_deg,downtilt_deg,mechanical_tilt_deg,eirp_dbm,range_m,lon,lat
A,a1,Viettel,4g,B3,,,35,120,6,2,60,2500,106,11
A,a2,vnpt,5g,,,,,,,,,,106,11
A,a3,,2g,900,,,12.5,omni,,,55,1234.125,106,11
A,a4,Acme,5g,n78,3700,,,0/120,,,,,106,11
A,a5,Acme,3g,,2100,5,,10,,,,800,106,11
`

func editorOf(t *testing.T, sites []coverage.Site) *Editor {
	t.Helper()
	e, err := NewEditor(&coverage.Dataset{Sites: sites, Units: []coverage.AdminUnit{{Code: "1", Geometry: orb.MultiPolygon{box(106, 11, 106.1, 11.1)}}}, Leaves: 1})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestRetuneNothing: a cell that is told nothing new stays as it is.
func TestRetuneNothing(t *testing.T) {
	sites := listOf(t, editedList)
	e := editorOf(t, sites)
	for _, c := range sites[0].Cells {
		again := Fields{}
		for _, set := range []Fields{{}, again} {
			got, err := e.Retune(c, set)
			if err != nil || !reflect.DeepEqual(got, c) {
				t.Errorf("%+v became %+v: %v", c, got, err)
			}
		}
	}
}

// TestRetuneIsAnEditedList: a cell retuned is the cell of a list in which the same
// fields are changed.
func TestRetuneIsAnEditedList(t *testing.T) {
	sites := listOf(t, editedList)
	e := editorOf(t, sites)
	header := "site_id,cell_id,operator,technology,band,frequency_mhz,bandwidth_mhz,height_m,azimuth_deg,downtilt_deg,mechanical_tilt_deg,eirp_dbm,range_m,lon,lat\n"
	for _, test := range []struct {
		cell int
		set  Fields
		row  string
	}{
		{0, Fields{"height_m": "50"}, "A,a1,Viettel,4g,B3,,,50,120,6,2,60,2500,106,11"},
		{0, Fields{"downtilt_deg": "9"}, "A,a1,Viettel,4g,B3,,,35,120,9,2,60,2500,106,11"},
		{0, Fields{"range_m": ""}, "A,a1,Viettel,4g,B3,,,35,120,6,2,60,,106,11"},
		{0, Fields{"range_m": "1.5 km"}, "A,a1,Viettel,4g,B3,,,35,120,6,2,60,1500,106,11"},
		{0, Fields{"band": "B8"}, "A,a1,Viettel,4g,B8,,,35,120,6,2,60,2500,106,11"},
		{0, Fields{"technology": "5G"}, "A,a1,Viettel,5g,,,,35,120,6,2,60,2500,106,11"},
		{1, Fields{"technology": "4g"}, "A,a2,vnpt,4g,,,,,,,,,,106,11"},
		{1, Fields{"operator": "mobifone"}, "A,a2,MobiFone,5g,,,,,,,,,,106,11"},
		{1, Fields{"azimuth_deg": "90"}, "A,a2,VNPT,5g,,,,,90,,,,,106,11"},
		{2, Fields{"operator": "ACME"}, "A,a3,Acme,2g,900,,,12.5,omni,,,55,1234.1250,106,11"},
		{2, Fields{"height_m": "25.125"}, "A,a3,,2g,900,,,25.1250,omni,,,55,1234.1250,106,11"},
		{3, Fields{"frequency_mhz": "3750"}, "A,a4-1,Acme,5g,n78,3750,,,0,,,,,106,11"},
	} {
		got, err := e.Retune(sites[0].Cells[test.cell], test.set)
		if err != nil {
			t.Errorf("%v: %v", test.set, err)
			continue
		}
		want := listOf(t, header+test.row)[0].Cells[0]
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v:\n got %+v\nwant %+v", test.set, got, want)
		}
	}
}

// TestEditedCells: rows of fields are rows of a list, and what a list reports is refused.
func TestEditedCells(t *testing.T) {
	e := editorOf(t, listOf(t, editedList))
	got, err := e.Cells("N", []Fields{{"operator": "viettel", "technology": "4g", "azimuth_deg": "0/120/240", "range_m": "2500"}, {"operator": "Acme", "technology": "5g"}})
	want := listOf(t, "site_id,operator,technology,azimuth_deg,range_m,lon,lat\nN,Viettel,4g,0/120/240,2500,106,11\nN,Acme,5g,,,106,11")[0].Cells
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
	}
	for _, test := range []struct {
		row  Fields
		want string
	}{
		{Fields{"technology": "6g"}, "technology.unknown"}, {Fields{"height_m": "400"}, "number.range"}, {Fields{"band": "B99"}, "band.unknown"},
		{Fields{"antenna": "nothing"}, "site.antenna"}, {Fields{"colour": "red"}, "no column"}, {Fields{"range_m": "far"}, "number"},
	} {
		if _, err := e.Cells("N", []Fields{test.row}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: %v, want %s", test.row, err, test.want)
		}
	}
}
