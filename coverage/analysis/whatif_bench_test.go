package analysis_test

import (
	"context"
	"flag"
	"testing"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/whatif"
	"phusong/fixtures/synthetic"
)

var (
	regionFolder = flag.String("region", "", "region folder of BenchmarkEditRegion, such as a nation")
	regionLevels = flag.Bool("levels", false, "BenchmarkEditRegion by levels, outdoor-110, in place of the region's criterion")
)

// BenchmarkEditProvince makes edits of a synthetic province of 190 communes and 2,000
// sites by stated radii, each edit followed by its undo: two changes an operation.
func BenchmarkEditProvince(b *testing.B) {
	dir := b.TempDir()
	s, err := synthetic.ScenarioByName("province")
	if err != nil {
		b.Fatal(err)
	}
	if err := synthetic.WriteCountry(dir, s, synthetic.CountryOptions{Variant: synthetic.Plain}); err != nil {
		b.Fatal(err)
	}
	benchmarkEdits(b, dir, "")
}

// BenchmarkEditProvinceLevels is BenchmarkEditProvince by levels.
func BenchmarkEditProvinceLevels(b *testing.B) {
	dir := b.TempDir()
	s, err := synthetic.ScenarioByName("province")
	if err != nil {
		b.Fatal(err)
	}
	if err := synthetic.WriteCountry(dir, s, synthetic.CountryOptions{Variant: synthetic.Plain}); err != nil {
		b.Fatal(err)
	}
	benchmarkEdits(b, dir, "outdoor-110")
}

// BenchmarkEditRegion makes the same edits of the region of -region.
func BenchmarkEditRegion(b *testing.B) {
	if *regionFolder == "" {
		b.Skip("no -region")
	}
	preset := ""
	if *regionLevels {
		preset = "outdoor-110"
	}
	benchmarkEdits(b, *regionFolder, preset)
}

func benchmarkEdits(b *testing.B, dir, preset string) {
	d, c := load(b, dir)
	if preset != "" {
		var err error
		if c, err = criterion.Preset(preset); err != nil {
			b.Fatal(err)
		}
	}
	state, err := whatif.New(context.Background(), d, whatif.Options{Criterion: c})
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range []whatif.Action{whatif.Add, whatif.Move, whatif.Retune, whatif.Remove} {
		b.Run(string(kind), func(b *testing.B) {
			b.ReportAllocs()
			units, gaps := 0, 0
			n := 0
			for b.Loop() {
				c, err := state.Apply(context.Background(), benchmarkEdit(d, kind, n))
				if err != nil {
					b.Fatal(err)
				}
				if c.Full {
					b.Fatal("everything was computed anew")
				}
				units, gaps, n = units+c.Units, gaps+len(c.Gaps), n+1
				if _, err := state.Undo(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(units)/float64(n), "units/edit")
			b.ReportMetric(float64(gaps)/float64(n), "gaps/edit")
		})
	}
}

// benchmarkEdit is the n-th edit of a kind, all over the region.
func benchmarkEdit(d *coverage.Dataset, kind whatif.Action, n int) whatif.Edit {
	s := &d.Sites[(n*7919)%len(d.Sites)]
	c := &s.Cells[0]
	e := whatif.Edit{Action: kind, Site: s.ID}
	switch kind {
	case whatif.Add:
		e.Site, e.Located, e.Lon, e.Lat = "NEW", true, s.Lon+0.01, s.Lat+0.01
		e.Cells = []dataset.Fields{{"operator": c.Operator, "technology": string(c.Technology), "range_m": "3000", "azimuth_deg": "0/120/240"}}
	case whatif.Move:
		e.Located, e.Lon, e.Lat = true, s.Lon+0.005, s.Lat-0.005
	case whatif.Retune:
		e.Set = dataset.Fields{"range_m": "3500", "height_m": "50", "eirp_dbm": "60"}
	}
	return e
}
