package propagation

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestFlatMost: what is said of flat ground holds for every distance and step.
func TestFlatMost(t *testing.T) {
	b := bulge(lawRadiusKm)
	rapid.Check(t, func(t *rapid.T) {
		p := hop{hts: rapid.Float64Range(0.5, 500).Draw(t, "tx"), hrs: rapid.Float64Range(0.5, 60).Draw(t, "rx"),
			lambda: wavelengthM(rapid.Float64Range(100, 6000).Draw(t, "MHz"))}
		var most flatMost
		most.fill(p, b)
		last := 0.0
		for _, v := range most {
			if float64(v) < last-2*tableSlackDB {
				t.Fatalf("%+v: falls from %v to %v", p, last, v)
			}
			last = float64(v)
		}
		step := rapid.SampledFrom([]float64{0.005, 0.03, 0.09, 0.25}).Draw(t, "step")
		for range 20 {
			p.d = math.Exp(rapid.Float64Range(math.Log(0.01), math.Log(250)).Draw(t, "log km"))
			posts := int(math.Ceil(p.d/step-0.5)) - 1
			if posts < 1 {
				continue
			}
			if got := p.evenSmoothBullington(step, posts, b); got > most.at(p.d) {
				t.Fatalf("%+v, steps of %v: %v dB, at most %v", p, step, got, most.at(p.d))
			}
		}
	})
}

// TestLeastBehind: no crossing adds less to the bound than it says.
func TestLeastBehind(t *testing.T) {
	models := []PathModel{P1812Median{}, OverTerrain{Law: RMa{}}, OverTerrain{Law: Hata{Environment: HataOpen}}, ITMMedian{}}
	said := 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		step := []float64{0.03, 0.09, 0.25}[r.IntN(3)]
		h := landscape(r, 3+r.IntN(400), step)
		ends := PathEnds{FrequencyMHz: []float64{450, 900, 1800, 3500}[r.IntN(4)],
			TxHeightM: []float64{3, 15, 45, 300}[r.IntN(4)], RxHeightM: []float64{1, 1.5, 10}[r.IntN(3)]}
		path, err := models[r.IntN(len(models))].Prepare(ends)
		if err != nil {
			t.Fatal(err)
		}
		var ray Ray
		var view View
		var c Crossing
		ray.Reset(step, path.EffectiveRadiusKm(), h, nil)
		view.Reset(&ray, ends.TxHeightM)
		for range 10 {
			d := r.Float64() * step * float64(len(h)-1)
			if !view.To(&c, d, h[int(d/step)], ends.RxHeightM) {
				continue
			}
			e := c.Edge()
			if e.Km > 0 && r.IntN(2) == 0 { // another post of the same ray
				view.To(&c, e.Km+0.51*step+r.Float64()*(step*float64(len(h)-2)-e.Km), h[int(d/step)], ends.RxHeightM)
				d = c.d
			}
			least := path.LeastBehindDB(e, c.d, c.ReceiverM()+5*float64(r.IntN(2)))
			if least > 0 {
				said++
			}
			over, bound := path.Over(&c), path.Bound(1000*c.d)
			if got := over.MedianDB() - bound.MedianDB(); got < least-1e-6 {
				t.Fatalf("%v km: %v dB, at least %v", d, got, least)
			}
		}
	})
	if said == 0 {
		t.Error("no crossing had an obstacle")
	}
}
