package dataset

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"phusong/coverage"
)

// lesothoBounds holds the whole country.
var lesothoBounds = orb.Bound{Min: orb.Point{27.0, -30.7}, Max: orb.Point{29.5, -28.5}}

// nativeRows is in the form of the files by country, with invented cells.
const nativeRows = `GSM,452,4,117,11201,0,106.4,10.5,27324,7,1,1369925573,1443966345,0
UMTS,452,4,117,22201,0,106.4003,10.5,1200,3,1,1369925573,1443966345,0
LTE,452,4,500,25601,0,106.4,10.5002,900,12,1,1369925573,1443966345,0
LTE,452,4,500,25602,0,106.402,10.5002,900,2,1,1369925573,1443966345,0
LTE,452,4,501,25603,0,106.5,10.6,900,2,1,1369925573,1443966345,0
NR,452,1,1,4096,0,106.4,10.5,500,5,1,1,1,0
GSM,452,4,117,11202,0,106.6,10.7,40000,7,1,1,1,0
GSM,452,4,117,11203,0,106.6,10.7,0,1,1,1,1,0
GSM,452,4,117,11204,0,0,0,100,7,1,1,1,0
GSM,452,4,117,11205,0,26.9,-29.8,100,7,1,1,1,0
GSM,452,4,117,11206,0,106.6,10.7,100,1,1,1,1,0
CDMA,452,4,117,11207,0,106.6,10.7,100,7,1,1,1,0
GSM,452,4,117,11201,0,106.4,10.5,500,9,1,1369925573,1543966345,0
GSM,452,4,x,11208,0,106.6,10.7,100,7,1,1,1,0
`

func TestOpenCelliD(t *testing.T) {
	env := newTestEnv()
	got := readTestSites(t, nativeRows, env)
	var all []string
	for _, s := range got {
		var cells []string
		for _, c := range s.Cells {
			cells = append(cells, strings.TrimPrefix(c.ID, "452-"))
		}
		all = append(all, s.ID+" "+s.Cells[0].Operator+": "+strings.Join(cells, " "))
	}
	want := []string{
		"452-01-5g-1-4096 MobiFone: 01-5g-1-4096",
		"452-04-2g-117-11201 Viettel: 04-2g-117-11201 04-3g-117-22201 04-4g-500-25601 04-4g-500-25602 04-4g-501-25603",
		"452-04-2g-117-11202 Viettel: 04-2g-117-11202 04-2g-117-11203 04-2g-117-11206",
	}
	if !slices.Equal(all, want) {
		t.Errorf("got %q\nwant %q", all, want)
	}
	if s := got[1]; s.Lon != 106.4 || s.Lat != 10.5002 || s.Cells[0].RangeM != 500 {
		t.Errorf("got %+v: want the median of the base station and the newer row", s)
	}
	wantRules(t, "opencellid", env,
		"5 lon cell.spread kept at site 452-04-2g-117-11201, more than 5 km away", "7 range range.absurd range read as unknown",
		"8 range range.absurd range read as unknown", "9 lon position.zero row rejected",
		"10 lon position.far row rejected: more than 50 km outside the region", "11 samples cell.seen_once kept: its position is uncertain",
		"12 radio technology.unknown row rejected", "1 cell cell.duplicate row dropped: row 13 has this cell", "14 area number.invalid row rejected")
}

// TestOpenCelliDNetworkOfSeparators: a Network column without a name is no name.
func TestOpenCelliDNetworkOfSeparators(t *testing.T) {
	env := newTestEnv()
	sites := readTestSites(t, "radio,mcc,net,area,cell,lon,lat,range,samples,network\nLTE,452,4,1,256,106.1,11.1,1000,5,/\nLTE,452,4,1,1256,106.3,11.1,1000,5,\n", env)
	for _, s := range sites {
		if got := s.Cells[0].Operator; got != "/" && got != "Viettel" {
			t.Errorf("operator %q", got)
		}
	}
}

func TestOpenCelliDHeaders(t *testing.T) {
	tests := map[string]bool{
		"radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal":                      true,
		"Unnamed: 0,radio,MCC,MNC,TAC,CID,unit,LON,LAT,RANGE,SAM,changeable,created,updated,averageSignal,Country,Network": true,
		strings.TrimSpace(siteHeader): false, "radio,lon,lat": false, "": false,
	}
	for header, want := range tests {
		if got := isOpenCelliD(strings.Split(header, ",")); got != want {
			t.Errorf("isOpenCelliD(%q): got %v", header, got)
		}
	}
}

func TestOpenCelliDOrderIndependent(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(nativeRows), "\n")
	want := readTestSites(t, nativeRows, newTestEnv())
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		got := readTestSites(t, strings.Join(nativeOpenCelliD(), ",")+"\n"+strings.Join(rows, "\n"), newTestEnv())
		if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(coverage.Source{}, "Row")); diff != "" {
			t.Fatalf("got - want +\n%s", diff)
		}
	}
}

func TestLesotho(t *testing.T) {
	env := newEnv("cells/lesotho_opencellid_651.csv.gz", lesothoBounds)
	sites, err := readSites(part{openShared(t, "cells/lesotho_opencellid_651.csv.gz", env), env})
	if err != nil {
		t.Fatal(err)
	}
	checkSites(t, sites)
	byTechnology, operators := map[coverage.Technology]int{}, map[string]int{}
	for _, s := range sites {
		for _, c := range s.Cells {
			byTechnology[c.Technology]++
			operators[c.Operator]++
		}
	}
	// 754, 1050 and 132 rows, of which 7 of UMTS lie near Johannesburg.
	if diff := cmp.Diff(byTechnology, map[coverage.Technology]int{"2g": 754, "3g": 1043, "4g": 132}); diff != "" {
		t.Errorf("cells by technology: got - want +\n%s", diff)
	}
	if len(operators) != 2 {
		t.Errorf("got operators %v, want two", operators)
	}
	rules := countRules(env.Found)
	if rules["cell.seen_once"] != 951 || rules["column.unknown"] != 1 || rules["position.far"] != 7 || rules["cell.duplicate"] != 0 {
		t.Errorf("got problems %v", rules)
	}
	t.Logf("%d sites, problems %v, notes %q", len(sites), rules, env.Found.Notes)
}
