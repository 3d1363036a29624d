package propagation

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestPostsOfCrossing: the posts of a crossing are all those that stand half a step
// or more before the receiver.
func TestPostsOfCrossing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.SampledFrom([]float64{0.001, 0.03, 0.09, 0.926}).Draw(t, "step")
		d := step * rapid.Float64Range(0, 500).Draw(t, "steps")
		var ray Ray
		ray.Reset(step, 8500, make([]float64, 3), nil)
		v := View{ray: &ray}
		n := v.Posts(d)
		if n > 0 && (float64(n)+0.5)*step > d*(1+1e-12) || (float64(n)+1.5)*step < d*(1-1e-12) {
			t.Fatalf("%d posts of %v km on the way of %v km", n, step, d)
		}
	})
}

// TestUnknownEndsRay: a receiver is out of sight of what is known when a post before
// it is not, or its own ground; a height that no ground has is not known.
func TestUnknownEndsRay(t *testing.T) {
	for _, unknown := range []float64{math.NaN(), math.Inf(1), -1001, 10001} {
		for hole := range 6 {
			ground, clutter := make([]float64, 6), make([]float64, 6)
			ground[hole] = unknown
			for _, cover := range [][]float64{nil, clutter} {
				var ray Ray
				var v View
				var c Crossing
				ray.Reset(0.1, 8500, ground, cover)
				v.Reset(&ray, 30)
				for i := range 50 {
					d := float64(i) * 0.01
					if got, want := v.To(&c, d, 0, 1.5), v.Posts(max(d, ShortestCrossingKm)) < hole; got != want {
						t.Fatalf("%v at post %d, receiver at %v km: known is %v", unknown, hole, d, got)
					}
					if v.To(&c, d, unknown, 1.5) {
						t.Fatalf("a receiver on ground %v at %v km is known", unknown, d)
					}
				}
			}
		}
	}
}

// TestBlockBounds: no post of a block comes nearer to the line of sight than the
// bound of the block.
func TestBlockBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		step := []float64{0.03, 0.25, 2}[r.IntN(3)]
		h := landscape(r, 60+r.IntN(200), step)
		var ray Ray
		var v View
		var c Crossing
		ray.Reset(step, 8500, h, nil)
		v.Reset(&ray, 5+300*r.Float64())
		if !v.To(&c, float64(len(h)-1)*step*(0.3+0.7*r.Float64()), 600*r.Float64(), 1+2000*r.Float64()*float64(r.IntN(2))) {
			t.Fatal("no crossing")
		}
		ray.prepareSmooth()
		for i := 1; i <= c.posts; i++ {
			x := ray.at(i)
			above := h[i] + ray.bulge*x*(c.d-x) - (c.hts + (c.hrs-c.hts)/c.d*x)
			if got, bound := above*math.Abs(above)/(x*(c.d-x)), c.blockBound(i/blockPosts); got > bound {
				t.Fatalf("post %d of %d: %v, bound of its block %v", i, c.posts, got, bound)
			}
		}
	})
}

// TestArena: what an arena gives is apart from all that it gave before, and a ray
// in its memory predicts what it predicts in its own.
func TestArena(t *testing.T) {
	var a Arena
	sizes := []int{1, 1700, 0, slabLength - 1, 3, slabLength, slabLength + 1}
	for range 3 {
		var given [][]float64
		for i := range 40 {
			f := a.Floats(nil, sizes[i%len(sizes)])
			for k := range f {
				f[k] = float64(i)
			}
			given = append(given, f)
		}
		for i, f := range given {
			if slices.ContainsFunc(f, func(v float64) bool { return v != float64(i) }) {
				t.Fatalf("piece %d was given twice", i)
			}
		}
		a.Reset()
	}
	p, err := P1812Median{}.Prepare(PathEnds{FrequencyMHz: 1800, TxHeightM: 30, RxHeightM: 1.5})
	if err != nil {
		t.Fatal(err)
	}
	rays, views, grounds := make([]Ray, 400), make([]View, 400), make([][]float64, 400)
	for i := range rays {
		grounds[i] = landscape(rand.New(rand.NewPCG(uint64(i), 4)), 400, 0.09)
		rays[i].Arena = &a
		rays[i].Reset(0.09, p.EffectiveRadiusKm(), grounds[i], nil)
		views[i].Reset(&rays[i], 30)
	}
	for range 2 { // the second time after all have made what they need
		for i := range rays {
			var ray Ray
			var view View
			var got, want Crossing
			ray.Reset(0.09, p.EffectiveRadiusKm(), grounds[i], nil)
			view.Reset(&ray, 30)
			views[i].To(&got, 35, 20, 1.5)
			view.To(&want, 35, 20, 1.5)
			if got, want := p.Over(&got), p.Over(&want); got != want {
				t.Fatalf("ray %d: %+v in an arena, %+v without", i, got, want)
			}
		}
	}
}
