package propagation

import (
	"testing"

	"pgregory.net/rapid"
)

// TestDuctLeast: no ground has less than the least loss within a duct.
func TestDuctLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := P1812Input{FrequencyMHz: 1800, TxHeightM: 30, RxHeightM: 1.5, PercentTime: 50,
			LatitudeDeg: rapid.Float64Range(-89, 89).Draw(t, "latitude")}.withDefaults()
		var l ductLeast
		l.prepare(&in)
		d := rapid.Float64Range(0.01, ductLeastKm*1.2).Draw(t, "km")
		p := P1812Path{Dtm: d, Dlm: d}
		p.climate(&in)
		p.Dlt = rapid.Float64Range(0, d).Draw(t, "horizon")
		p.Dlr = rapid.Float64Range(0, d-p.Dlt).Draw(t, "other horizon")
		p.Hte, p.Hre = rapid.Float64Range(1, 3000).Draw(t, "hte"), rapid.Float64Range(1, 3000).Draw(t, "hre")
		p.Hm = rapid.Float64Range(0, 4000).Draw(t, "hm")
		x := ducting(&in, hop{d: d, lambda: 0.1666}, &p)
		angle := 1000 * d / p.Ae * 5e-5 * p.Ae * cbrt(in.FrequencyMHz/1000)
		if ap := x.Adp - angle; ap < l.at(d)-1e-9 {
			t.Fatalf("A(p) is %v, the least %v", ap, l.at(d))
		}
	})
}
