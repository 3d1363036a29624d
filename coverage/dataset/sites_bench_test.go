package dataset

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo/encoding/table"
)

// stationList is a clean list of sites with three cells each, as text.
func stationList(sites int) string {
	var b strings.Builder
	b.WriteString(siteHeader)
	for i := range sites {
		lon, lat := 106+float64(i%997)/1000, 10+float64(i%991)/1000
		for k := range 3 {
			technology := [...]string{"4g,B3,1850", "4g,B1,2140", "5g,n78,3550"}[i%3]
			fmt.Fprintf(&b, "SYN-%06d,%s,%s,%.5f,%.5f,%d,%d,4,62,3000\n", i, [...]string{"Viettel", "VNPT", "MobiFone"}[i%3], technology, lon, lat, 30+i%20, 10+120*k)
		}
	}
	return b.String()
}

// BenchmarkReadSites reads a list of 60,000 cells, a fifth of a country's, from its text to sites.
func BenchmarkReadSites(b *testing.B) {
	text := stationList(20_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		env := newTestEnv()
		env.Bounds = orb.Bound{Min: orb.Point{105, 9}, Max: orb.Point{108, 12}}
		env.Role = siteSchema.role
		r, err := table.NewCSV(strings.NewReader(text), table.Options{Limits: tableLimits(), SingleByte: true})
		if err != nil {
			b.Fatal(err)
		}
		rows, err := newTableRows(r, env)
		if err != nil {
			b.Fatal(err)
		}
		sites, err := readSites(part{rows, env})
		if err != nil || len(sites) != 20_000 || len(env.Found.Problems) > 0 {
			b.Fatal(len(sites), err, env.Found.Problems)
		}
	}
}
