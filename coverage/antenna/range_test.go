package antenna

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

var (
	_ Bounded = Omni{}
	_ Bounded = Parabolic{}
	_ Bounded = F1336{}
	_ Bounded = Tilted{}
	_ Bounded = (*Cuts)(nil)
	_ Bounded = (*PreparedCuts)(nil)
)

// drawCuts draws patterns that are not symmetric: noise, or a lobe beside boresight.
func drawCuts(t *rapid.T) *Cuts {
	c := new(Cuts)
	smooth := rapid.Bool().Draw(t, "smooth")
	peaks := [2]float64{rapid.Float64Range(-20, 20).Draw(t, "squint"), rapid.Float64Range(-5, 20).Draw(t, "tilt")}
	noise := rapid.SliceOfN(rapid.Float64Range(-40, 0), 12, 60).Draw(t, "noise")
	for i := range 360 {
		if smooth {
			c.HorizontalDB[i], c.VerticalDB[i] = 0-lobe(peaks[0], 65, 30)(i), 0-lobe(peaks[1], 8, 25)(i)
			continue
		}
		c.HorizontalDB[i], c.VerticalDB[i] = noise[i*7%len(noise)], noise[i*5%len(noise)]
	}
	if rapid.Bool().Draw(t, "levelled") {
		c.VerticalDB[0] = c.HorizontalDB[0]
	}
	return c
}

func drawBounded(t *rapid.T) Bounded {
	electrical := rapid.Float64Range(-10, 20).Draw(t, "electrical")
	var p Bounded
	switch rapid.IntRange(0, 5).Draw(t, "kind") {
	case 0:
		p = drawCuts(t)
	case 1:
		p = drawCuts(t).Prepare()
	case 2:
		f, err := NewF1336(F1336Sector{PeakDBi: rapid.Float64Range(3, 30).Draw(t, "peak"), HorizontalBeamwidthDeg: rapid.Float64Range(1, 359).Draw(t, "width"),
			VerticalBeamwidthDeg: rapid.Float64Range(0.5, 89).Draw(t, "height"), Kp: rapid.Float64Range(0, 1).Draw(t, "kp"), Kh: rapid.Float64Range(0, 1).Draw(t, "kh"),
			Kv: rapid.Float64Range(0, 1).Draw(t, "kv"), ElectricalDowntiltDeg: electrical})
		if err != nil {
			t.Fatal(err)
		}
		p = f
		if rapid.Bool().Draw(t, "round") {
			p = f.Omnidirectional()
		}
	case 3:
		p = MacroSector(electrical)
	default:
		name := rapid.SampledFrom(BuiltInNames()).Draw(t, "name")
		p, _ = BuiltIn(name, rapid.Bool().Draw(t, "omni"), electrical)
	}
	if rapid.Bool().Draw(t, "turned") {
		p = MechanicalDowntilt(p, rapid.OneOf(rapid.Float64Range(-15, 25), rapid.Float64Range(-200, 200)).Draw(t, "mechanical"))
	}
	return p
}

func drawInterval(t *rapid.T, least, most float64) [2]float64 {
	a := rapid.OneOf(rapid.Float64Range(least, most), rapid.Map(rapid.IntRange(int(least), int(most)), func(i int) float64 { return float64(i) })).Draw(t, "from")
	width := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 3), rapid.Float64Range(0, most-least)).Draw(t, "width")
	return [2]float64{a, min(a+width, most)}
}

// TestRangeHolds: no gain in a box is outside its bounds, to either side of boresight.
func TestRangeHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBounded(t)
		azimuth, elevation := drawInterval(t, 0, 180), drawInterval(t, -90, 90)
		least, most := p.RangeDB(azimuth, elevation)
		if !(least <= most && most <= 0) {
			t.Fatalf("bounds %v, %v", least, most)
		}
		within := func(v [2]float64, share float64) float64 {
			return min(max(v[0]+share*(v[1]-v[0]), v[0]), v[1])
		}
		share := rapid.OneOf(rapid.Just(0.0), rapid.Just(1.0), rapid.Float64Range(0, 1))
		for range 20 {
			az, el := within(azimuth, share.Draw(t, "az")), within(elevation, share.Draw(t, "el"))
			for _, a := range []float64{az, -az, az - 360, 360 - az} {
				if off := math.Abs(math.Remainder(a, 360)); off < azimuth[0] || off > azimuth[1] {
					continue // rounded out of the box
				}
				if g := p.GainDB(a, el); g < least-1e-9 || g > most+1e-9 {
					t.Fatalf("%T at %v, %v: %v dB is not in [%v, %v], azimuths %v, elevations %v", p, a, el, g, least, most, azimuth, elevation)
				}
			}
		}
	})
}

// TestRangeIsTight: bounds are near to what a fine search finds. Cuts are bounded
// at whole degrees, a tilted pattern over a box about the box that was turned.
func TestRangeIsTight(t *testing.T) {
	for name, p := range map[string]Bounded{
		"parabolic": MacroSector(6), "tilted": MechanicalDowntilt(MacroSector(2), 4), "f1336": builtInF1336(false, 4),
		"cuts": (&Cuts{HorizontalDB: lobeCut(10, 65), VerticalDB: lobeCut(6, 8)}).Prepare(),
	} {
		for _, box := range [][2][2]float64{{{0, 5}, {-8, -2}}, {{30, 60}, {-3, 0}}, {{100, 170}, {-40, -5}}} {
			lowest, highest := 0.0, math.Inf(-1)
			for i := range 101 {
				for k := range 101 {
					el := box[1][0] + float64(k)/100*(box[1][1]-box[1][0])
					az := box[0][0] + float64(i)/100*(box[0][1]-box[0][0])
					for _, a := range []float64{az, -az} {
						g := p.GainDB(a, el)
						lowest, highest = min(lowest, g), max(highest, g)
					}
				}
			}
			least, most := p.RangeDB(box[0], box[1])
			if least > lowest || most < highest || least < lowest-2 || most > highest+1 {
				t.Errorf("%s in %v: bounds [%.3f, %.3f], found [%.3f, %.3f]", name, box, least, most, lowest, highest)
			}
		}
	}
}

func lobeCut(peak, width float64) (c [360]float64) {
	for i := range c {
		c[i] = 0 - lobe(peak, width, 30)(i)
	}
	return c
}

// TestPreparedCutsAreCuts: tables give what the look at every degree gives.
func TestPreparedCutsAreCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCuts(t)
		p := c.Prepare()
		azimuth, elevation := drawInterval(t, 0, 180), drawInterval(t, -90, 90)
		least, most := c.RangeDB(azimuth, elevation)
		if l, m := p.RangeDB(azimuth, elevation); l != least || m != most {
			t.Fatalf("azimuths %v, elevations %v: tables %v, %v, scan %v, %v", azimuth, elevation, l, m, least, most)
		}
		if got, want := p.GainDB(azimuth[0], elevation[0]), c.GainDB(azimuth[0], elevation[0]); got != want {
			t.Fatalf("gain %v, want %v", got, want)
		}
	})
}

func TestRangeOfNoInterval(t *testing.T) {
	nan := math.NaN()
	cuts := (&Cuts{HorizontalDB: lobeCut(10, 65), VerticalDB: lobeCut(6, 8)}).Prepare()
	for _, p := range []Bounded{Omni{}, MacroSector(6), cuts, builtInF1336(false, 4), MechanicalDowntilt(cuts, 5)} {
		least, most := p.RangeDB([2]float64{0, 180}, [2]float64{-90, 90})
		for _, box := range [][2][2]float64{{{nan, nan}, {nan, nan}}, {{5, 1}, {3, -3}}} {
			if l, m := p.RangeDB(box[0], box[1]); l != least || m != most {
				t.Errorf("%T over %v: [%v, %v], want that of the whole, [%v, %v]", p, box, l, m, least, most)
			}
		}
	}
}

func TestF1336ElectricalTilt(t *testing.T) {
	level, _ := NewF1336(F1336Sector{PeakDBi: 17, HorizontalBeamwidthDeg: 65})
	tilted, err := NewF1336(F1336Sector{PeakDBi: 17, HorizontalBeamwidthDeg: 65, ElectricalDowntiltDeg: 6})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ el, asLevel float64 }{{-6, 0}, {90, 90}, {-90, -90}, {42, 45}, {-48, -45}} {
		if got, want := tilted.GainDB(20, c.el), level.GainDB(20, c.asLevel); math.Abs(got-want) > 1e-9 {
			t.Errorf("at %v: %v dB, want that of the level antenna at %v, %v", c.el, got, c.asLevel, want)
		}
	}
	if _, err := NewF1336(F1336Sector{PeakDBi: 17, HorizontalBeamwidthDeg: 65, ElectricalDowntiltDeg: 90}); err == nil {
		t.Error("a downtilt of 90 degrees was accepted")
	}
}

func TestBuiltIn(t *testing.T) {
	for _, name := range BuiltInNames() {
		sector, ok := BuiltIn(name, false, 6)
		round, okRound := BuiltIn(name, true, 6)
		if !ok || !okRound {
			t.Fatalf("%s is not known", name)
		}
		if a, b := round.GainDB(0, -6), round.GainDB(180, -6); a != b || a < -0.001 {
			t.Errorf("%s without azimuth: %v dB ahead, %v behind, want 0", name, a, b)
		}
		if g := sector.GainDB(0, -6); g < -0.001 {
			t.Errorf("%s: %v dB in the beam", name, g)
		}
		if behind := sector.GainDB(180, -6); (behind < -10) == (name == NameOmni) {
			t.Errorf("%s: %v dB behind", name, behind)
		}
	}
	if _, ok := BuiltIn("yagi", false, 0); ok {
		t.Error("an unknown name has a pattern")
	}
}

func TestDirectional(t *testing.T) {
	sector := &Cuts{HorizontalDB: lobeCut(0, 65), VerticalDB: lobeCut(6, 8)}
	if round := sector.Omnidirectional(); !sector.Directional() || round.Directional() || round.GainDB(180, -6) != 0 {
		t.Error("a sector is directional, its vertical cut is not")
	}
}

func BenchmarkRange(b *testing.B) {
	cuts := &Cuts{HorizontalDB: lobeCut(10, 65), VerticalDB: lobeCut(6, 8)}
	for name, p := range map[string]Bounded{"cuts": cuts, "prepared": cuts.Prepare(), "f1336": builtInF1336(false, 4), "tilted": MechanicalDowntilt(cuts.Prepare(), 4)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, most := p.RangeDB([2]float64{20, 90}, [2]float64{-4, -1}); most > 0 {
					b.Fatal(most)
				}
			}
		})
	}
}

// TestMostIsThatOfRange: the quick bound of a pattern of parabolas is that of RangeDB.
func TestMostIsThatOfRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		angle := func(name string, lo, hi float64) float64 {
			return rapid.OneOf(rapid.Float64Range(lo, hi), rapid.SampledFrom([]float64{lo, hi, (lo + hi) / 2})).Draw(t, name)
		}
		p := Parabolic{HorizontalBeamwidthDeg: angle("width", 0, 120), VerticalBeamwidthDeg: angle("height", 0, 60),
			FrontToBackDB: angle("front to back", -5, 40), SideLobeDB: angle("side lobe", -5, 40), ElectricalDowntiltDeg: angle("tilt", -20, 20)}
		off, low, high := angle("off", 0, 180), angle("low", -90, 90), angle("high", -90, 90)
		low, high = min(low, high), max(low, high)
		_, want := p.RangeDB([2]float64{off, 180}, [2]float64{low, high})
		if got := p.MostDB(off, low, high); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%+v, %v off, %v to %v: got %v, want %v", p, off, low, high, got, want)
		}
	})
}
