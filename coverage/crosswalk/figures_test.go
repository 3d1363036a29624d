package crosswalk_test

import (
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/crosswalk"
)

const figureHeader = "indicator,technology,operator,level,code,name,edition,covered,uncovered,unknown,total,percent,unit,as_of,criterion,assumed\n"

// smallWalk: 00001 whole, 00002 and 00003 halved between two new units; no evidence.
func smallWalk(t *testing.T) *crosswalk.Crosswalk {
	t.Helper()
	r, err := crosswalk.ReadRelation(writeFile(t, "r.csv", "old_code,new_code\n1,1\n2,1\n2,3\n3,3\n4,3\n"))
	if err != nil {
		t.Fatal(err)
	}
	return crosswalk.New(r, nil, smallEditions, crosswalk.Evidence{})
}

func readSet(t *testing.T, rows string) *crosswalk.FigureSet {
	t.Helper()
	set, _, err := crosswalk.ReadFigures(writeFile(t, "figures.csv", figureHeader+rows))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestRestateFigures(t *testing.T) {
	set := readSet(t, `mobile.households,4g,any,commune,00001,Xã A,2025-06,10,0,0,10,100.000000,household,2025,c#1,1
mobile.households,4g,any,commune,00002,Xã B,2025-06,5,2,0.5,7.5,66.666666,household,2025,c#1,2
mobile.households,4g,any,commune,00003,Xã C,2025-06,0,4,0,4,0.000000,household,2025,c#1,0
mobile.households,4g,any,commune,00004,Xã Đ,2025-06,8,-1,0,7,100.000000,household,2025,c#1,0
mobile.households,4g,any,province,01,Tỉnh P,2025-06,23,5,0.5,28.5,80.701754,household,2025,c#1,3
mobile.area,4g,any,commune,00001,Xã A,2025-06,0.000000000003,1,0,1.000000000003,0.000000,km2,2025,c#1,0
bts.sites,4g,any,commune,00001,Xã A,2025-06,,,,3,,site,2025,,0
something.new,,,commune,00001,Xã A,2025-06,1,0,0,1,100.000000,x,2025,,0
`)
	figures, refused, err := smallWalk(t).RestateFigures(set, "2025-06", "2025-07")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range figures {
		if f.Indicator == coverage.MobileHouseholds {
			got = append(got, strings.Join(f.Fields(), ",")+" "+f.TotalEstimated.String())
		}
	}
	want := []string{
		"mobile.households,4g,any,commune,00001,Xã Một,2025-07,12.5,1,0.25,13.75,90.909090,household,2025,c#1,3 3.75",
		"mobile.households,4g,any,commune,00003,Xã Hai,2025-07,10.5,4,0.25,14.75,71.186440,household,2025,c#1,2 3.75",
		"mobile.households,4g,any,province,01,Tỉnh P,2025-06,23,5,0.5,28.5,80.701754,household,2025,c#1,0 0",
		"mobile.households,4g,any,province,01,Tỉnh P,2025-07,23,5,0.5,28.5,80.701754,household,2025,c#1,0 0",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	reasons := ""
	for _, r := range refused {
		reasons += r.Indicator + " " + r.Code + ": " + r.Reason + "\n"
	}
	for _, want := range []string{"bts.sites : stations have positions", "something.new : the indicator is not known", "mobile.area 00001: no figures of 00002"} {
		if !strings.Contains(reasons, want) {
			t.Errorf("refused lacks %s:\n%s", want, reasons)
		}
	}
	if _, _, err := smallWalk(t).RestateFigures(set, "2025-07", "2025-06"); err == nil || !strings.Contains(err.Error(), "no figures of communes of edition 2025-07; it has communes of 2025-06") {
		t.Errorf("got %v", err)
	}
}

// The households of a unit are the same in every series, and half of a province is not
// its total: 00004 is absent.
func TestRestateFiguresOfPart(t *testing.T) {
	var rows strings.Builder
	for operator, covered := range map[string][3]string{"A": {"1,6,0,7", "0,5,0,5", "2,2,1,5"}, "B": {"0,7,0,7", "5,0,0,5", "5,0,0,5"}} {
		for i, counts := range covered {
			rows.WriteString("mobile.households,4g," + operator + ",commune,0000" + string(rune('1'+i)) + "," + []string{"Xã A", "Xã B", "Xã C"}[i] + ",2025-06," + counts + ",0,household,2025,c#1,0\n")
		}
	}
	figures, refused, err := smallWalk(t).RestateFigures(readSet(t, rows.String()), "2025-06", "2025-07")
	if err != nil {
		t.Fatal(err)
	}
	total := map[string]coverage.Micro{}
	for _, f := range figures {
		if f.Level == coverage.LevelProvince {
			t.Errorf("a province of which 00004 is unknown: %+v", f)
		}
		if seen, ok := total[f.Code]; ok && seen != f.Total {
			t.Errorf("%s has %s and %s households", f.Code, seen, f.Total)
		}
		total[f.Code] = f.Total
	}
	incomplete := map[string]bool{}
	for _, r := range refused {
		incomplete[r.Code+" "+r.Reason] = true
	}
	for _, want := range []string{"01 some of its communes of 2025-06 have no figures", "01 some of its communes of 2025-07 have no figures", "00003 no figures of 00004, of which it was made too"} {
		if !incomplete[want] {
			t.Errorf("not refused: %s; %v", want, refused)
		}
	}
}

// The rule max is the best operator of the new unit, not a share of the best ones of the old.
func TestRestateMax(t *testing.T) {
	var rows strings.Builder
	for _, f := range []string{"max,00001,Xã A,9,1", "max,00002,Xã B,8,2", "A,00001,Xã A,9,1", "A,00002,Xã B,0,10", "B,00001,Xã A,4,6", "B,00002,Xã B,8,2"} {
		p := strings.Split(f, ",")
		rows.WriteString("mobile.population,4g," + p[0] + ",commune," + p[1] + "," + p[2] + ",2025-06," + p[3] + "," + p[4] + ",0,10,0,person,2025,c#1,0\n")
	}
	r, err := crosswalk.ReadRelation(writeFile(t, "r.csv", "old_code,new_code\n1,1\n2,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	figures, _, err := crosswalk.New(r, nil, smallEditions, crosswalk.Evidence{}).RestateFigures(readSet(t, rows.String()), "2025-06", "2025-07")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if f.Operator == "max" && f.Level == "commune" && (f.Covered != coverage.Whole(12) || f.Total != coverage.Whole(20)) {
			t.Errorf("%+v", f)
		}
	}
}

func TestReadFiguresRefuses(t *testing.T) {
	for rows, want := range map[string]string{
		"m,4g,any,commune,1,A,e,1,1,0,3,0,person,2025,c,0\n": "row 2: covered, uncovered and unknown add up to 2, not to the total 3",
		"m,4g,any,commune,1,A,e,x,1,0,3,0,person,2025,c,0\n": `row 2: "x" is not a number`,
		"m,4g\n": "row 2: 2 fields",
	} {
		if _, _, err := crosswalk.ReadFigures(writeFile(t, "figures.csv", figureHeader+rows)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", rows, err, want)
		}
	}
	if _, _, err := crosswalk.ReadFigures(writeFile(t, "figures.csv", "a,b\n1,2\n")); err == nil || !strings.Contains(err.Error(), "not a figures.csv") {
		t.Errorf("got %v", err)
	}
}

func TestTerritoryOfParts(t *testing.T) {
	territory, err := smallWalk(t).Territory("2025-06", "Tỉnh P")
	if err != nil {
		t.Fatal(err)
	}
	sum, estimated, missing := territory.Sum(map[string]coverage.Micro{"00001": coverage.Whole(3), "00003": coverage.Whole(4)}, false)
	if territory.Units != 4 || territory.Split != 1 || len(territory.Members) != 2 || sum != coverage.Whole(7) || estimated != 0 || missing != nil {
		t.Errorf("%+v: %s %s %v", territory, sum, estimated, missing)
	}
	if _, _, missing := territory.Sum(nil, true); len(missing) != 2 {
		t.Errorf("missing %v", missing)
	}
}
