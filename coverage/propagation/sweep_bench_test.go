package propagation

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkSweep predicts to every post of a hilly ray of 30 km: what one receiver
// costs, the ray prepared or not, beside the reference post by post.
func BenchmarkSweep(b *testing.B) {
	const posts, step = 334, 0.09
	ends := PathEnds{FrequencyMHz: 1800, TxHeightM: 40, RxHeightM: 1.5, LatitudeDeg: 13}
	h := landscape(rand.New(rand.NewPCG(4, 1)), posts, step)
	for _, m := range []PathModel{P1812Median{}, OverTerrain{Law: Hata{Environment: HataOpen}}} {
		p, err := m.Prepare(ends)
		if err != nil {
			b.Fatal(err)
		}
		var ray Ray
		var view View
		prepare := func() {
			ray.Reset(step, p.EffectiveRadiusKm(), h, nil)
			view.Reset(&ray, ends.TxHeightM)
		}
		prepare()
		var c Crossing
		sum := 0.0
		b.Run(m.Name()+"/swept", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				post := 2 + i%(posts-2)
				view.To(&c, float64(post)*step, h[post], ends.RxHeightM)
				pr := p.Over(&c)
				sum += pr.LOSdB
			}
		})
		b.Run(m.Name()+"/ray", func(b *testing.B) {
			for b.Loop() {
				prepare()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/posts, "ns/post")
		})
		b.Run(m.Name()+"/direct", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				post := 2 + i%(posts-2)
				view.To(&c, float64(post)*step, h[post], ends.RxHeightM)
				path := Path{PathEnds: ends}
				path.Profile, _ = c.Profile()
				pr, _ := m.PredictPath(path)
				sum += pr.LOSdB
			}
		})
	}
}
