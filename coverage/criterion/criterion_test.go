package criterion

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

func mustPreset(t testing.TB, id string) Criterion {
	t.Helper()
	c, err := Preset(id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPresetLabels pins the meaning of every preset. A change here changes what
// published figures mean: give the definition another id instead, unless the
// figures never left the house.
func TestPresetLabels(t *testing.T) {
	want := []string{
		"commune-centre#461a8b8b",
		"commune-centre-radius#7ddc3022",
		"indoor-110-o2i#4bc1cdbb",
		"median-90#5bba295e",
		"official-1603#6fd636c6",
		"outdoor-110#a5c4c880",
		"stated-radius#7a2e74d2",
	}
	var got []string
	for _, id := range Presets() {
		c := mustPreset(t, id)
		if c.ID != id {
			t.Errorf("preset %s calls itself %s", id, c.ID)
		}
		if c.Title == "" || c.TitleVI == "" || c.Source == "" && id != "official-1603" {
			t.Errorf("preset %s lacks a title or a source: %+v", id, c)
		}
		got = append(got, c.Label())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestPresetsResolve(t *testing.T) {
	for _, id := range Presets() {
		c, err := mustPreset(t, id).Resolve()
		if id == "official-1603" {
			if err == nil {
				t.Errorf("%s resolves without its values", id)
				continue
			}
			for _, word := range []string{"1603/BTTTT-CVT", "extends: official-1603", "source", "thresholds_dbm", "location_percent", "demand_at", "indoor"} {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q does not name %q", err, word)
				}
			}
			continue
		}
		if err != nil || c.ID != id {
			t.Errorf("%s: got %v, error %v", id, c.ID, err)
		}
	}
	if _, err := Preset("outdoor"); err == nil || !strings.Contains(err.Error(), "outdoor-110") {
		t.Errorf("unknown preset: got %v, want the known ones listed", err)
	}
	if _, err := Preset("../presets/outdoor-110"); err == nil {
		t.Error("a path was taken for a preset")
	}
}

func TestOfficialSlotFills(t *testing.T) {
	const file = `extends: official-1603
source: "letter of 25/04/2024, annex 1"
thresholds_dbm: {4g: -115, 3g: -100}
location_percent: 95
demand_at: cell
indoor: none
`
	c, err := Parse("1603.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Resolve(); err != nil {
		t.Fatal(err)
	}
	if c.ID != "official-1603" || c.ThresholdDBm(coverage.Tech4G) != -115 || !c.Covers(coverage.Tech3G) || c.Covers(coverage.Tech5G) {
		t.Errorf("got %+v", c)
	}
	// Any missing key, and thresholds that are null, leave it open.
	for _, line := range strings.SplitAfter(strings.TrimSuffix(file, "\n"), "\n")[1:] {
		without := strings.Replace(file, line, "", 1)
		c, err := Parse("1603.yaml", []byte(without))
		if err != nil {
			t.Fatalf("without %q: %v", line, err)
		}
		key, _, _ := strings.Cut(line, ":")
		if _, err := c.Resolve(); err == nil || !strings.HasSuffix(err.Error(), "states "+key) {
			t.Errorf("without %q: got %v", line, err)
		}
	}
	c, err = Parse("1603.yaml", []byte(strings.Replace(file, "{4g: -115, 3g: -100}", "{4g: null, 5g: null}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Resolve(); err == nil || !strings.Contains(err.Error(), "thresholds_dbm") {
		t.Errorf("null thresholds: got %v", err)
	}
}

func TestQuestionsOfTheEngine(t *testing.T) {
	outdoor, radius := mustPreset(t, "outdoor-110"), mustPreset(t, "stated-radius")
	if got := outdoor.ThresholdDBm(coverage.Tech4G); got != -110 {
		t.Errorf("threshold got %v, want -110", got)
	}
	if got := mustPreset(t, "median-90").ThresholdDBm(coverage.Tech2G); !math.IsInf(got, 1) {
		t.Errorf("threshold of a technology without one: got %v, want +Inf", got)
	}
	if got := radius.ThresholdDBm(coverage.Tech4G); !math.IsInf(got, 1) {
		t.Errorf("threshold of a radius criterion: got %v, want +Inf", got)
	}
	for _, c := range []struct {
		cell   coverage.Cell
		want   float64
		stated bool
	}{
		{coverage.Cell{Technology: coverage.Tech4G}, 3000, false},
		{coverage.Cell{Technology: coverage.Tech5G}, 800, false},
		{coverage.Cell{Technology: coverage.Tech5G, RangeM: 1200}, 1200, true},
		{coverage.Cell{Technology: "6g"}, 0, false},
	} {
		if got, stated := radius.CellRadiusM(c.cell); got != c.want || stated != c.stated {
			t.Errorf("%+v: got %v, %v, want %v, %v", c.cell, got, stated, c.want, c.stated)
		}
	}
	radius.StatedRange = StatedIgnored
	if got, stated := radius.CellRadiusM(coverage.Cell{Technology: coverage.Tech4G, RangeM: 99}); got != 3000 || stated {
		t.Errorf("ignored stated range: got %v, %v", got, stated)
	}
	if !outdoor.MedianDecides() || outdoor.Chance() != 0.5 || outdoor.MaxRangeM() != 30000 || outdoor.LossesDB() != 0 || outdoor.AtCentre() {
		t.Errorf("got %+v", outdoor)
	}
	if !mustPreset(t, "commune-centre").AtCentre() || !mustPreset(t, "commune-centre-radius").AtCentre() {
		t.Error("centre presets are not decided at the centre")
	}
}

func TestModelFor(t *testing.T) {
	c := mustPreset(t, "outdoor-110")
	cell := func(t coverage.Technology, heightM, mhz float64) coverage.Cell {
		return coverage.Cell{Technology: t, HeightM: heightM, FrequencyMHz: mhz}
	}
	for _, row := range []struct {
		cell coverage.Cell
		want string
	}{
		{cell(coverage.Tech4G, 40, 1800), "rma"}, {cell(coverage.Tech4G, 15, 1800), "rma"}, {cell(coverage.Tech4G, 14.9, 1800), "umi"},
		{cell(coverage.Tech5G, 30, 6000), "rma"}, {cell(coverage.Tech5G, 30, 26000), "uma"}, {cell(coverage.Tech5G, 8, 26000), "umi"},
	} {
		m, err := c.ModelFor(row.cell)
		if err != nil || m.Name() != row.want {
			t.Errorf("%+v: got %v, %v, want %s", row.cell, m, err, row.want)
		}
	}
	c.Models = map[coverage.Technology]string{coverage.Tech4G: "rma:h=10"}
	if m, err := c.ModelFor(cell(coverage.Tech4G, 5, 1800)); err != nil || m != (propagation.RMa{BuildingHeightM: 10}) {
		t.Errorf("named model: got %v, %v", m, err)
	}
	c.Models[coverage.Tech4G] = "itm"
	if _, err := c.ModelFor(cell(coverage.Tech4G, 5, 1800)); err == nil {
		t.Error("an unknown model gives no error")
	}
}

func TestEntryLossAndReference(t *testing.T) {
	indoor := mustPreset(t, "indoor-110-o2i")
	rural, urban := indoor.EntryLoss(propagation.RMa{}, 1800), indoor.EntryLoss(propagation.UMa{}, 1800)
	if got := urban.MedianDB - rural.MedianDB; math.Abs(got-2.5) > 1e-9 { // 0.5 dB/m, 25/3 - 10/3 m
		t.Errorf("urban minus rural: got %v dB, want 2.5", got)
	}
	if rural.SigmaDB != 4.4 {
		t.Errorf("sigma got %v, want 4.4", rural.SigmaDB)
	}
	if got := mustPreset(t, "outdoor-110").EntryLoss(propagation.RMa{}, 1800); got != (propagation.EntryLoss{}) {
		t.Errorf("outdoors: got %+v", got)
	}
	cell := coverage.Cell{Technology: coverage.Tech4G, FrequencyMHz: 1800, BandwidthMHz: 20}
	if got, ok := indoor.ReferenceOffsetDB(cell); !ok || math.Abs(got+30.7918) > 1e-4 {
		t.Errorf("offset got %v, %v", got, ok)
	}
	indoor.ResourceBlocks = 50
	if got, ok := indoor.ReferenceOffsetDB(cell); !ok || math.Abs(got+27.7815) > 1e-4 {
		t.Errorf("offset of 50 blocks got %v, %v", got, ok)
	}
	cell.Technology = coverage.Tech2G
	if got, ok := indoor.ReferenceOffsetDB(cell); !ok || got != 0 {
		t.Errorf("offset of GSM got %v, %v", got, ok)
	}
}

func TestDefinitions(t *testing.T) {
	for id, want := range map[string][2]string{
		"outdoor-110": {
			"A place counts as covered when the level predicted outdoors, 1.5 m above ground, reaches in its median -95 dBm (2G RxLev), -99 dBm (3G RSCP), -110 dBm (4G RSRP), -110 dBm (5G SS-RSRP); model 3GPP TR 38.901 (RMa; UMi < 15 m; UMa > 6 GHz) without terrain, to 30 km.",
			"Một địa điểm được tính là có sóng khi mức thu dự báo ngoài trời, ở độ cao 1,5 m so với mặt đất, có giá trị trung vị đạt từ -95 dBm (2G RxLev), -99 dBm (3G RSCP), -110 dBm (4G RSRP), -110 dBm (5G SS-RSRP) trở lên; mô hình 3GPP TR 38.901 (RMa; UMi < 15 m; UMa > 6 GHz), không xét địa hình, đến 30 km.",
		},
		"commune-centre-radius": {
			"A commune counts as covered as a whole when its centre lies within the radius stated for a cell or, where none is stated, 5000 m (2G), 5000 m (3G), 3000 m (4G), 800 m (5G) of its station, whatever the terrain.",
			"Toàn xã được tính là có sóng khi trung tâm xã nằm trong bán kính khai báo của trạm hoặc, nếu không khai báo, trong bán kính 5000 m (2G), 5000 m (3G), 3000 m (4G), 800 m (5G) quanh trạm, không xét địa hình.",
		},
	} {
		c := mustPreset(t, id)
		if got := c.Definition("en"); got != want[0] {
			t.Errorf("%s: got  %q\nwant %q", id, got, want[0])
		}
		if got := c.Definition("vi"); got != want[1] {
			t.Errorf("%s: got  %q\nwant %q", id, got, want[1])
		}
	}
	for _, id := range Presets() {
		for _, lang := range []string{"en", "vi"} {
			if got := mustPreset(t, id).Definition(lang); strings.Count(got, ". ") > 0 || !strings.HasSuffix(got, ".") {
				t.Errorf("%s %s: not one sentence: %q", id, lang, got)
			}
		}
	}
}

func ExampleParse() {
	c, err := Parse("criterion.yaml", []byte("extends: outdoor-110\nid: strict-105\nthresholds_dbm: {4g: -105}\nlocation_percent: 90\n"))
	if err == nil {
		c, err = c.Resolve()
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.ThresholdDBm(coverage.Tech4G), c.ThresholdDBm(coverage.Tech5G), c.LocationPercent)
	// Output: -105 -110 90
}
