package propagation

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// drawCurve draws a law with its entry into a building.
func drawCurve(t *rapid.T) *Curve {
	m := rapid.SampledFrom([]Model{RMa{}, RMa{BuildingHeightM: 20, StreetWidthM: 8}, UMa{}, UMi{}, FreeSpace{}, Hata{}, Hata{Environment: HataUrbanLarge},
		Hata{Environment: HataOpen}, Hata{Environment: HataSuburban, SigmaDB: 5.5}, COST231{}, COST231{Metropolitan: true}, Disc{RadiusM: 3000}}).Draw(t, "model")
	r := Prepare(m, rapid.SampledFrom([]float64{150, 700, 900, 1850, 3500, 26000}).Draw(t, "MHz"),
		rapid.SampledFrom([]float64{3, 10, 18, 45, 120}).Draw(t, "tx"), rapid.SampledFrom([]float64{1, 1.5, 10, 16, 30}).Draw(t, "rx"))
	entry := rapid.SampledFrom([]EntryLoss{{}, {}, {MedianDB: 14, SigmaDB: 4.4}}).Draw(t, "entry")
	return NewCurve(&r, entry, 50_000)
}

// TestCurveWithinErrors: what a curve says is within its stated errors of the radial, at
// any distance and next to every edge of the law.
func TestCurveWithinErrors(t *testing.T) {
	asked, answered := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurve(t)
		r := c.radial
		edges := []float64{r.rangeM.Lo, r.rangeM.Hi, r.breakM, r.chance.certainM, r.closestM, 16, 50_000}
		for range 50 {
			d := math.Exp(rapid.Float64Range(0, 11).Draw(t, "log of metres"))
			if rapid.IntRange(0, 3).Draw(t, "edge") == 0 {
				d = rapid.SampledFrom(edges).Draw(t, "at") * (1 + rapid.SampledFrom([]float64{0, 1e-15, -1e-15, 1e-9, -1e-6, 1e-3, -1e-3}).Draw(t, "off"))
			}
			asked++
			s, u := c.At(d)
			if s == nil {
				continue
			}
			answered++
			p := c.Predict(d)
			q := s.Prediction(u)
			if p.Warnings != s.Warnings || math.Abs(p.MedianDB()-s.MedianDB(u)) > CurveMedianDB || p.SigmaLOSdB != q.SigmaLOSdB || p.SigmaNLOSdB != q.SigmaNLOSdB ||
				math.Abs(p.LOSdB-q.LOSdB) > curveStateDB || math.Abs(p.NLOSdB-q.NLOSdB) > curveStateDB || math.Abs(p.LOSChance-q.LOSChance) > curveLOS {
				t.Fatalf("at %v m: got %+v, median %v; want %+v, %v", d, q, s.MedianDB(u), p, p.MedianDB())
			}
			budget := p.LOSdB + rapid.Float64Range(-50, 90).Draw(t, "budget")
			least, most := s.Chance(u, budget+rapid.Float64Range(-CurveBudgetDB, CurveBudgetDB).Draw(t, "off"))
			if want := p.Chance(budget); want < least || want > most {
				t.Fatalf("at %v m, budget %v: chance %v is not in [%v, %v]", d, budget, want, least, most)
			}
		}
	})
	t.Logf("%d of %d answered", answered, asked)
}

// TestCurveSweep asks at close distances, all of which must be within the errors, and
// nearly all answered.
func TestCurveSweep(t *testing.T) {
	for _, m := range []Model{RMa{}, UMa{}, UMi{}, Hata{}, Hata{Environment: HataOpen}, COST231{}} {
		r := Prepare(m, 1850, 36, 1.5)
		c := NewCurve(&r, EntryLoss{}, 30_000)
		asked, answered, worst := 0, 0, 0.0
		for d := 50.0; d < 30_000; d *= 1.0003 {
			asked++
			if s, u := c.At(d); s != nil {
				answered++
				p := c.Predict(d)
				worst = max(worst, math.Abs(p.MedianDB()-s.MedianDB(u)))
			}
		}
		t.Logf("%s: %d of %d answered, worst %.2g dB", m.Name(), answered, asked, worst)
		if worst > CurveMedianDB || answered*10 < asked*8 {
			t.Errorf("%s: %d of %d answered, worst %v dB", m.Name(), answered, asked, worst)
		}
	}
}

// TestRoughNormal holds the table to its error everywhere.
func TestRoughNormal(t *testing.T) {
	worst := 0.0
	for z := -9.0; z < 9; z += 1.0 / 4096 / 3 {
		want, _ := normal(z)
		worst = max(worst, math.Abs(RoughNormal(z)-want))
	}
	t.Logf("worst %.2g", worst)
	if worst > RoughNormalError || RoughNormal(math.NaN()) != 0 || RoughNormal(math.Inf(1)) != 1 {
		t.Errorf("off by %v", worst)
	}
}

func BenchmarkCurve(b *testing.B) {
	r := Prepare(RMa{}, 1850, 36, 1.5)
	c := NewCurve(&r, EntryLoss{}, 30_000)
	b.Run("curve", func(b *testing.B) {
		b.ReportAllocs()
		sum := 0.0
		for i := 0; b.Loop(); i++ {
			if s, u := c.At(2000 + float64(i&1023)); s != nil {
				least, _ := s.Chance(u, 130)
				sum += s.MedianDB(u) + least
			}
		}
		if !(sum > 0) {
			b.Fatal(sum)
		}
	})
	b.Run("radial", func(b *testing.B) {
		b.ReportAllocs()
		sum := 0.0
		for i := 0; b.Loop(); i++ {
			p := c.Predict(2000 + float64(i&1023))
			sum += p.MedianDB() + p.Chance(130)
		}
		if !(sum > 0) {
			b.Fatal(sum)
		}
	})
}
