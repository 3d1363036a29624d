package predict

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo"
)

// flatCriteria are criteria by levels with every kind of law over flat ground.
func flatCriteria(t tester) []criterion.Criterion {
	all := []criterion.Criterion{preset(t, "outdoor-110"), preset(t, "indoor-110-o2i"), preset(t, "median-90")}
	for _, model := range []string{"hata-open", "hata-urban:sigma=6", "cost231-urban", "uma", "umi", "rma:h=10", "free-space"} {
		for _, percent := range []string{"50", "95"} {
			c, err := criterion.Parse("flat.yaml", []byte("extends: outdoor-110\nid: flat\ntitle: flat\nmodel: \""+model+"\"\nlocation_percent: "+percent+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
	}
	return all
}

// TestFlatAnswersEqualDirect: levels, chances, servers, masks and warnings are those of
// asking every radio by its law, to the bit; with stations that tie, and on thresholds.
func TestFlatAnswersEqualDirect(t *testing.T) {
	criteria := flatCriteria(t)
	rapid.Check(t, func(t *rapid.T) {
		sites := drawSites(t, 10)
		if rapid.Bool().Draw(t, "twin") {
			twin := sites[0]
			twin.ID, twin.Cells = "T", slices.Clone(twin.Cells)
			if rapid.Bool().Draw(t, "almost") {
				twin.Cells[0].EIRPdBm += rapid.SampledFrom([]float64{1e-9, -1e-9, 1e-5, 0.001, -0.0005}).Draw(t, "by")
			}
			sites = append(sites, twin)
		}
		d := region(rapid.IntRange(1, 70).Draw(t, "cols"), rapid.IntRange(1, 30).Draw(t, "rows"), sites...)
		n, err := NewNetwork(t.Context(), d, rapid.SampledFrom(criteria).Draw(t, "criterion"))
		if err != nil {
			t.Skip(err)
		}
		n.KeepServers = true
		for _, tile := range n.Split() {
			compareFlat(t, n, tile)
		}
	})
}

func compareFlat(t *rapid.T, n *Network, tile Tile) {
	f, got, warnings := n.frame(tile), n.Compute(tile), n.newWarnings()
	for layer, radios := range n.inReach(f) {
		l := &got.Layers[layer]
		for row := range f.rows {
			for col := range f.cols {
				i := row*coverage.TileSize + col
				want := direct(radios, f.centre(col, row))
				wanted := levelAnswer{level: coverage.NoLevel, chance: want.chance, covered: n.rule.passes(want)}
				if want.server != nil {
					wanted.level, wanted.server = centi(want.milliDBm), want.server.ordinal+1
					warnings.add(want.server.model, want.warnings)
					if r := want.server; !wanted.covered && r.entry.MedianDB != 0 {
						distanceM := r.position.ShortDistanceM(f.centre(col, row))
						p := r.radial.Predict(distanceM)
						wanted.indoors = n.rule.meets(r, &p, r.referenceTo(f.centre(col, row), distanceM))
					}
				}
				if g := (levelAnswer{l.LevelCentiDBm[i], int(l.Chance[i]), int(l.Server[i]), l.Covered.Has(col, row), l.Indoors.Has(col, row)}); g != wanted {
					t.Fatalf("layer %d, cell %d,%d: got %+v, want %+v", layer, col, row, g, wanted)
				}
			}
		}
	}
	if !slices.Equal(got.Warnings, warnings) {
		t.Fatalf("warnings: got %v, want %v", got.Warnings, warnings)
	}
}

// levelAnswer is what a map says of a cell.
type levelAnswer struct {
	level            int16
	chance, server   int
	covered, indoors bool
}

// TestFlatAnswerOnSteps: a level that is near to a step of hundredths or to the threshold
// is settled by the radio.
func TestFlatAnswerOnSteps(t *testing.T) {
	site := coverage.Site{ID: "S", Located: true, Lon: 106, Lat: 11, Cells: []coverage.Cell{{ID: "1", Operator: "A", Technology: "4g",
		FrequencyMHz: 1850, BandwidthMHz: 20, EIRPdBm: 62, HeightM: 30, AzimuthDeg: 100, DowntiltDeg: 3}}}
	n, err := NewNetwork(t.Context(), region(4, 4, site), preset(t, "outdoor-110"))
	if err != nil {
		t.Fatal(err)
	}
	r := n.radios[0]
	to := geo.Cartesian(106.05, 10.97)
	rapid.Check(t, func(t *rapid.T) {
		off := rapid.Float64Range(-flatErrorDB/2, flatErrorDB/2).Draw(t, "off")
		distanceM := r.position.ShortDistanceM(&to)
		p := r.predict(distanceM)
		// The threshold and the level are moved on top of each other and of a step.
		s := *r
		steps := 1000 * (r.referenceTo(&to, distanceM) - p.MedianDB())
		s.referenceDBm += (math.Floor(steps) + float64(rapid.IntRange(0, 10).Draw(t, "step")) + 0.5 + rapid.Float64Range(-0.02, 0.02).Draw(t, "beside") - steps) / 1000
		exact := s.exactMilliDBm(&to)
		s.thresholdDBm = float64(exact+int64(rapid.IntRange(-2, 2).Draw(t, "threshold"))) / 1000
		a := flatAnswer{levelDBm: s.referenceTo(&to, distanceM) - p.MedianDB() + off, server: &s}
		got := a.answer(&to)
		if centi(got.milliDBm) != centi(exact) || (got.milliDBm >= milli(s.thresholdDBm)) != (exact >= milli(s.thresholdDBm)) {
			t.Fatalf("got %d, want %d, threshold %d", got.milliDBm, exact, milli(s.thresholdDBm))
		}
	})
}

// BenchmarkFlatTile predicts a tile of one layer among stations some 3 km apart.
func BenchmarkFlatTile(b *testing.B) {
	var sites []coverage.Site
	for i := range 100 {
		s := coverage.Site{ID: string(rune('A'+i/26)) + string(rune('A'+i%26)), Located: true, Lon: 105.9 + 0.027*float64(i%10), Lat: 11.1 - 0.027*float64(i/10)}
		for k := range 3 {
			s.Cells = append(s.Cells, coverage.Cell{ID: string(rune('1' + k)), Operator: "A", Technology: "4g", FrequencyMHz: 1850, BandwidthMHz: 20,
				EIRPdBm: 62, HeightM: 18 + float64(3*(i%10)), AzimuthDeg: math.Mod(float64(37*i+120*k), 360), DowntiltDeg: float64(2 + i%6)})
		}
		sites = append(sites, s)
	}
	n, err := NewNetwork(b.Context(), region(64, 64, sites...), preset(b, "outdoor-110"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if s := n.Compute(Tile{}); s.Layers[0].Covered.Count() == 0 {
			b.Fatal("nothing is covered")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/4096, "ns/cell")
}

// TestFlatSearchKeepsTightBounds: a station whose bound is its level is asked, though it
// is but a step better than the server.
func TestFlatSearchKeepsTightBounds(t *testing.T) {
	var sites []coverage.Site
	for i, id := range []string{"S", "T"} {
		sites = append(sites, coverage.Site{ID: id, Located: true, Lon: 106.05, Lat: 10.97, Cells: []coverage.Cell{{ID: "1", Operator: "A", Technology: "4g",
			FrequencyMHz: 1850, BandwidthMHz: 20, EIRPdBm: 62 + 0.001*float64(i), HeightM: 30, AzimuthDeg: 100, DowntiltDeg: 3}}})
	}
	n, err := NewNetwork(t.Context(), region(4, 4, sites...), preset(t, "median-90"))
	if err != nil {
		t.Fatal(err)
	}
	f := n.frame(Tile{})
	w := levelWork{network: n, frame: f, flatWork: &flatWork{cells: []int{0}, flat: make([]flatAnswer, 1)}}
	first, second := n.radios[0].exactMilliDBm(f.centre(0, 0)), n.radios[1].exactMilliDBm(f.centre(0, 0))
	w.flatSearch([]candidate{{radio: n.radios[0], milliDBm: first + 500}, {radio: n.radios[1], milliDBm: second}})
	if second != first+1 || w.flat[0].server != n.radios[1] {
		t.Errorf("levels %d and %d, served by %s", first, second, w.flat[0].server.siteID)
	}
}
