package whatif_test

import (
	"reflect"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/coverage/whatif"
)

// TestReadScript: YAML and CSV of the same edits.
func TestReadScript(t *testing.T) {
	yaml := "- label: new\n  add: N\n  lon: 106.5\n  lat: 10.25\n  name: Chợ\n  cells:\n    - {operator: Viettel, technology: 4g, azimuth_deg: 0/120, range_m: 2500}\n    - {technology: 5g}\n" +
		"- {move: A, commune: \"00123\"}\n- retune: A\n  of: {operator: VNPT, technology: 4G, cell: A/01}\n  set: {height_m: 35.5, range_m: null}\n- remove: A\n- undo:\n- undo: 2\n"
	csv := "action,label,site_id,name,commune,lon,lat,of_cell,of_operator,of_technology,times,operator,technology,azimuth_deg,range_m,height_m\n" +
		"add,new,N,Chợ,,106.5,10.25,,,,,Viettel,4g,0/120,2500,\nadd,new,N,,,,,,,,,,5g,,,\nmove,,A,,00123,,,,,,,,,,,\n" +
		"retune,,A,,,,,A/01,VNPT,4G,,,,,-,35.5\nremove,,A,,,,,,,,,,,,,\nundo\nundo,,,,,,,,,,2,,,,,\n"
	want := []whatif.Edit{
		{Label: "new", Action: whatif.Add, Site: "N", Name: "Chợ", Located: true, Lon: 106.5, Lat: 10.25,
			Cells: []dataset.Fields{{"operator": "Viettel", "technology": "4g", "azimuth_deg": "0/120", "range_m": "2500"}, {"technology": "5g"}}},
		{Action: whatif.Move, Site: "A", Commune: "00123"},
		{Action: whatif.Retune, Site: "A", Of: whatif.CellFilter{Cell: "A/01", Operator: "VNPT", Technology: "4g"}, Set: dataset.Fields{"height_m": "35.5", "range_m": ""}},
		{Action: whatif.Remove, Site: "A"}, {Action: whatif.Undo, Times: 1}, {Action: whatif.Undo, Times: 2},
	}
	for name, text := range map[string]string{"s.yaml": yaml, "s.csv": csv} {
		got, err := whatif.ReadScript(name, []byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range got {
			if got[i].Source.File != name || got[i].Source.Row < 1 {
				t.Errorf("%s: edit %d is of %+v", name, i+1, got[i].Source)
			}
			got[i].Source = coverage.Source{}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

// TestReadScriptRefuses: every error has the line.
func TestReadScriptRefuses(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"s.yaml", "- {remove: A}\n- {paint: A}\n", "s.yaml:2: unknown key \"paint\""},
		{"s.yaml", "- {remove: A, remove: B}\n", "s.yaml:1"},
		{"s.yaml", "- {remove: A, move: B, lon: 1, lat: 2}\n", "s.yaml:1: one edit is remove and move"},
		{"s.yaml", "- label: x\n", "s.yaml:1: the edit does nothing"},
		{"s.yaml", "- {move: A, lon: 106}\n", "lon and lat go together"},
		{"s.yaml", "- {move: A, lon: 1e9, lat: 2}\n", "is no number of degrees"},
		{"s.yaml", "- {remove: A, set: {height_m: 3}}\n", "remove has no key \"set\""},
		{"s.yaml", "- retune: A\n  set:\n    hight: 3\n", "s.yaml:3: unknown key \"hight\""},
		{"s.yaml", "- {retune: A, set: {height_m: [3]}}\n", "height_m: want one value"},
		{"s.yaml", "- {undo: many}\n", "is no number of edits"},
		{"s.yaml", "- {add: A, cells: {operator: X}}\n", "cells: want a list"},
		{"s.yaml", "remove: A\n", "s.yaml:1: a script is a list"},
		{"s.yaml", "- {remove: ''}\n", "want a site_id"},
		{"s.yaml", "- [\n", "s.yaml"}, {"s.yaml", "", "no edits"}, {"s.yaml", "- !<\n", "s.yaml"},
		{"s.yaml", strings.Repeat("[", 40), "too many brackets"},
		{"s.csv", "", "no edits"}, {"s.csv", "action,x\n", "s.csv:1: unknown column \"x\""}, {"s.csv", "action,action\n", "is there twice"},
		{"s.csv", "action,site_id\nremove,A\npaint,A\n", "s.csv:3: action \"paint\""},
		{"s.csv", "action,site_id,lon,lat\nmove,A,1\n", "s.csv:2: lon and lat go together"},
		{"s.csv", "action,site_id,height_m\nremove,A,3\n", "remove takes no values of a cell"},
		{"s.csv", "action,site_id,times\nremove,A,3\n", "remove takes no times"},
		{"s.csv", "action,times\nundo,0\n", "is no number of edits"},
		{"s.csv", "action\nundo,1\n", "fields under"},
		{"s.csv", "action;site_id\nremove;A\n", "s.csv:1: the columns are parted by semicolons"},
		{"s.csv", "action,site_id\nremove,\"A\"B\n", "s.csv:2: column"},
	} {
		edits, err := whatif.ReadScript(test.name, []byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, %+v; want %s", test.text, err, edits, test.want)
		}
	}
}

// FuzzReadScript: no input panics, and what is read has an action.
func FuzzReadScript(f *testing.F) {
	for _, seed := range []string{"- {add: A, lon: 1, lat: 2, cells: [{technology: 4g}]}\n- {undo: 2}", "action,site_id\nremove,A\n", "- retune: A\n  of: {cell: 1}\n  set: {range_m: 5}"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, text string, yaml bool) {
		name := "s.csv"
		if yaml {
			name = "s.yaml"
		}
		edits, err := whatif.ReadScript(name, []byte(text))
		if err != nil {
			return
		}
		for _, e := range edits {
			if e.Action == "" || e.Action == whatif.Undo && e.Times < 1 {
				t.Errorf("%+v", e)
			}
		}
	})
}
