package propagation

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// landscape draws the heights of a ray: hills of several sizes, plateaus, sea.
func landscape(r *rand.Rand, posts int, stepKm float64) []float64 {
	h := make([]float64, posts)
	rough := []float64{0, 3, 30, 150, 600}[r.IntN(5)]
	base := 20 + 300*r.Float64()
	var waves [6][3]float64
	for i := range waves {
		waves[i] = [3]float64{rough * r.Float64() / float64(i+1), (0.3 + r.Float64()) * float64(i*i+1), 7 * r.Float64()}
	}
	for i := range h {
		x := float64(i) * stepKm
		v := base
		for _, w := range waves {
			v += w[0] * math.Sin(w[1]*x+w[2])
		}
		if rough > 0 {
			v += r.Float64() * math.Min(rough/10, 6)
		}
		h[i] = math.Round(v*10) / 10
		if r.IntN(40) == 0 && i > 0 {
			h[i] = h[i-1]
		}
		if h[i] < 0 {
			h[i] = 0
		}
	}
	return h
}

// TestSweptEqualsDirect holds every path model to its reference along whole rays.
func TestSweptEqualsDirect(t *testing.T) {
	models := []PathModel{P1812Median{}, P1812Median{DN: 70, N0: 330}, OverTerrain{Law: RMa{}},
		OverTerrain{Law: Hata{Environment: HataOpen}}, ITMMedian{}}
	var worst [5]float64
	receivers := 0
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 1))
		step := []float64{0.03, 0.09, 0.25}[r.IntN(3)]
		posts := 3 + r.IntN(400)
		h := landscape(r, posts, step)
		var clutter []float64
		if r.IntN(3) == 0 {
			clutter = make([]float64, posts)
			for i := range clutter {
				clutter[i] = float64(r.IntN(3)) * 7.5
			}
		}
		ends := PathEnds{FrequencyMHz: []float64{450, 700, 900, 1800, 2600, 3500, 6000}[r.IntN(7)],
			TxHeightM: []float64{3, 15, 30, 45, 90, 300}[r.IntN(6)], RxHeightM: []float64{1, 1.5, 10}[r.IntN(3)],
			LatitudeDeg: 20*r.Float64() - 5}
		k := r.IntN(len(models))
		m := models[k]
		p, err := m.Prepare(ends)
		if err != nil {
			t.Fatal(err)
		}
		var ray Ray
		var view View
		ray.Reset(step, p.EffectiveRadiusKm(), h, clutter)
		view.Reset(&ray, ends.TxHeightM)
		var c Crossing
		for range 40 {
			d := float64(posts-1) * step * r.Float64()
			if r.IntN(10) == 0 {
				d = step * float64(r.IntN(posts))
			}
			ground := h[min(posts-1, int(math.Round(d/step)))] + r.Float64()
			if !view.To(&c, d, ground, ends.RxHeightM) {
				t.Fatalf("seed %d: no crossing to %v km", seed, d)
			}
			bound := p.BoundOver(&c)
			got := p.Over(&c)
			worth := got.LOSdB + 10*(r.Float64()-0.5)
			within, ok := p.OverWithin(&c, worth)
			if ok && within != got || !ok && !(got.LOSdB > worth) {
				t.Fatalf("seed %d %s: within %v dB got %+v %v, loss %v", seed, m.Name(), worth, within, ok, got.LOSdB)
			}
			path := Path{PathEnds: ends}
			path.Profile, path.ClutterM = c.Profile()
			want, err := m.PredictPath(path)
			if err != nil {
				t.Fatal(err)
			}
			off := math.Max(math.Abs(got.LOSdB-want.LOSdB), math.Abs(got.NLOSdB-want.NLOSdB))
			worst[k] = math.Max(worst[k], off)
			receivers++
			if !(off <= 2e-5) || got.SigmaLOSdB != want.SigmaLOSdB || math.Abs(got.FloorDB-want.FloorDB) > 1e-6 || got.Warnings != want.Warnings {
				t.Fatalf("seed %d %s %+v step %v km at %v km (%d posts): got %+v, want %+v", seed, m.Name(), ends, step, d, c.posts, got, want)
			}
			if b := p.Bound(c.d * 1000); b.LOSdB > got.LOSdB+1e-9 || b.NLOSdB > got.NLOSdB+1e-9 {
				t.Fatalf("seed %d %s: bound %+v above %+v", seed, m.Name(), b, got)
			}
			if bound.LOSdB > got.LOSdB+1e-9 || bound.NLOSdB > got.NLOSdB+1e-9 || bound.FloorDB > got.FloorDB+1e-9 {
				t.Fatalf("seed %d %s %+v at %v km: bound over the crossing %+v above %+v", seed, m.Name(), ends, d, bound, got)
			}
		}
	})
	t.Logf("%d receivers, at most off by model: %.2g dB", receivers, worst)
}
