package propagation

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTerrainFunctions holds our own elementary functions against Go's.
func TestTerrainFunctions(t *testing.T) {
	near := func(name string, x, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= 4e-15*max(math.Abs(want), 1e-3)) {
			t.Errorf("%s(%v): got %v, want %v", name, x, got, want)
		}
	}
	for x := -6.0; x < 6; x += 0.0137 {
		near("atan", x, atan(x), math.Atan(x))
		near("exp", x, exp(x), math.Exp(x))
		near("cbrt", x+7, cbrt(x+7), math.Cbrt(x+7))
		near("logistic", x, logistic(x), 1/(1+math.Exp(2*x)))
		near("sinThirdOfArcsine", x/6, sinThirdOfArcsine(x/6), math.Sin(math.Asin(x/6)/3))
	}
	near("sinThirdOfArcsine", 1, sinThirdOfArcsine(1), 0.5)
	near("power", 0, power(0, 0.7), 0)
	if got := exp(1e9); math.IsInf(got, 0) || math.IsNaN(got) {
		t.Errorf("exp(1e9): got %v, want a number", got)
	}
}

func TestKnifeEdge(t *testing.T) {
	for _, c := range []struct{ nu, want float64 }{
		{-1, 0}, {-0.78, 0}, {math.NaN(), 0}, {math.Inf(-1), 0},
		{0, 6.0329}, // half of the field: 6.02 dB, and what the approximation adds
		{1, 13.9257}, {2.4, 20.5393}, {10, 32.8554},
	} {
		if got := KnifeEdgeLossDB(c.nu); math.Abs(got-c.want) > 1e-4 {
			t.Errorf("J(%v): got %.4f dB, want %.4f", c.nu, got, c.want)
		}
	}
	if got := KnifeEdgeLossDB(math.Inf(1)); math.IsInf(got, 0) || math.IsNaN(got) {
		t.Errorf("J(+Inf): got %v, want a number", got)
	}
	// At 299.8 MHz lambda is 1 m: nu = h sqrt(0.002 (1+1)/(1*1)).
	if got := KnifeEdgeNu(10, 1, 1, 299.8); math.Abs(got-0.6324555320336759) > 1e-12 {
		t.Errorf("nu: got %v, want 0.632456", got)
	}
	if got := KnifeEdgeNu(10, 0, 1, 299.8); !math.IsNaN(got) {
		t.Errorf("nu without a distance: got %v, want NaN", got)
	}
}

func TestProfileValidate(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name string
		d, h []float64
		want string // part of the message; empty: valid
	}{
		{"three posts", []float64{0, 1, 2}, []float64{5, 6, 7}, ""},
		{"below the sea", []float64{0, 1, 2}, []float64{-420, -430, 0}, ""},
		{"empty", nil, nil, "0 posts"},
		{"two posts", []float64{0, 1}, []float64{5, 6}, "at least 3"},
		{"unequal", []float64{0, 1, 2}, []float64{5, 6}, "one height per post"},
		{"late start", []float64{1, 2, 3}, []float64{5, 6, 7}, "from the transmitter"},
		{"same place", []float64{0, 1, 1, 2}, []float64{5, 6, 7, 8}, "post 2"},
		{"backwards", []float64{0, 2, 1, 3}, []float64{5, 6, 7, 8}, "must increase"},
		{"NaN distance", []float64{0, nan, 2}, []float64{5, 6, 7}, "post 1"},
		{"NaN length", []float64{0, 1, nan}, []float64{5, 6, 7}, "length"},
		{"endless", []float64{0, 1, inf}, []float64{5, 6, 7}, "length"},
		{"void", []float64{0, 1, 2}, []float64{5, -32768, 7}, "fill voids"},
		{"NaN height", []float64{0, 1, 2}, []float64{5, 6, nan}, "post 2"},
	} {
		err := Profile{c.d, c.h}.Validate()
		if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func FuzzProfile(f *testing.F) {
	f.Add(0.0, 0.03, 0.06, 12.0, 14.0, 9.0, 30.0, 1.5)
	f.Add(0.0, 1.0, 1.0, 0.0, -32768.0, 0.0, 30.0, 1.5)
	f.Add(0.0, 1e-320, 1.0, 0.0, math.Inf(1), math.NaN(), 0.0, -1.0)
	f.Fuzz(func(t *testing.T, d0, d1, d2, h0, h1, h2, tx, rx float64) {
		p := Profile{[]float64{d0, d1, d2}, []float64{h0, h1, h2}}
		r, err := P1812(P1812Input{Profile: p, FrequencyMHz: 1800, TxHeightM: tx, RxHeightM: rx})
		if invalid := p.Validate(); invalid != nil && err == nil {
			t.Fatalf("%+v: computed though %v", p, invalid)
		}
		if err == nil && !finite(r) {
			t.Fatalf("%+v: %+v", p, r)
		}
	})
}

func finite(r P1812Result) bool {
	for _, v := range stagesOf(&r) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// drawP1812 draws a valid input, with the extremes of every range.
func drawP1812(t *rapid.T) P1812Input {
	num := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
	in := P1812Input{
		FrequencyMHz: num("MHz", 30, 6000), TxHeightM: num("htg", 0.1, 3000), RxHeightM: num("hrg", 0.1, 3000),
		Polarisation: rapid.SampledFrom([]Polarisation{Horizontal, Vertical}).Draw(t, "pol"),
		PercentTime:  num("p", 1, 50), PercentLocations: num("pL", 1, 99), LocationSigmaDB: num("sigma", 0, 12),
		LatitudeDeg: num("phi", -90, 90), DN: num("DN", -100, 150), N0: num("N0", 200, 500),
	}
	n := rapid.IntRange(3, 40).Draw(t, "posts")
	step := rapid.SampledFrom([]float64{0.005, 0.03, 0.09, 1, 70}).Draw(t, "step")
	relief := rapid.SampledFrom([]float64{0, 1, 30, 900, 8000}).Draw(t, "relief")
	x := 0.0
	for range n {
		in.Profile.DistanceKm = append(in.Profile.DistanceKm, x)
		in.Profile.HeightM = append(in.Profile.HeightM, num("h", -relief/10, relief))
		in.ClutterM = append(in.ClutterM, num("clutter", 0, 40))
		in.Zones = append(in.Zones, RadioZone(rapid.IntRange(0, 2).Draw(t, "zone")))
		x += step * num("stretch", 0.2, 2)
	}
	if in.Profile.LengthKm() < 0.01 {
		in.Profile.DistanceKm[n-1] = 0.01
	}
	return in
}

// TestP1812Laws: no stage is NaN, the loss is not below line of sight for the
// same time (free space at 50 %), more locations or clutter never lose less.
func TestP1812Laws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawP1812(t)
		r, err := P1812(in)
		if err != nil {
			t.Fatal(err)
		}
		if !finite(r) {
			t.Fatalf("a stage is not a number: %+v", stagesOf(&r))
		}
		if r.LossDB < r.Lb0p {
			t.Fatalf("loss %v below line of sight %v", r.LossDB, r.Lb0p)
		}
		more := in
		more.PercentLocations = min(99, in.PercentLocations+5)
		if m, err := P1812(more); err != nil || m.LossDB < r.LossDB {
			t.Fatalf("%v %% of locations: %v (%v), fewer: %v", more.PercentLocations, m.LossDB, err, r.LossDB)
		}
		half := in
		half.PercentTime = 50
		if m, err := P1812(half); err != nil || m.LossDB < m.Lbfs {
			t.Fatalf("median %v (%v) below free space %v", m.LossDB, err, m.Lbfs)
		}
	})
}

func reversed(in P1812Input) P1812Input {
	length := in.Profile.LengthKm()
	d := slices.Clone(in.Profile.DistanceKm)
	for i := range d {
		d[i] = length - d[i]
	}
	slices.Reverse(d)
	in.Profile.DistanceKm, in.Profile.HeightM = d, slices.Clone(in.Profile.HeightM)
	in.ClutterM, in.Zones = slices.Clone(in.ClutterM), slices.Clone(in.Zones)
	slices.Reverse(in.Profile.HeightM)
	slices.Reverse(in.ClutterM)
	slices.Reverse(in.Zones)
	in.TxHeightM, in.RxHeightM = in.RxHeightM, in.TxHeightM
	return in
}

// TestP1812Reciprocity: without variability of locations, which is the
// receiver's alone, both directions lose the same.
func TestP1812Reciprocity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawP1812(t)
		in.LocationSigmaDB = 0
		if in.ClutterM != nil { // free of clutter at both ends already
			in.ClutterM[0], in.ClutterM[len(in.ClutterM)-1] = 0, 0
		}
		there, err := P1812(in)
		if err != nil {
			t.Fatal(err)
		}
		back, err := P1812(reversed(in))
		if err != nil {
			t.Fatal(err)
		}
		if !(math.Abs(there.LossDB-back.LossDB) <= 1e-6) {
			t.Fatalf("there %.9f dB, back %.9f", there.LossDB, back.LossDB)
		}
	})
}

// TestFastBullington compares the pass over two earths and the bisection with the
// formulas taken literally at every post.
func TestFastBullington(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawP1812(t)
		d, n := in.Profile.DistanceKm, len(in.ClutterM)
		last := n - 1
		h := hop{d[last], in.Profile.HeightM[0] + in.TxHeightM, in.Profile.HeightM[last] + in.RxHeightM, wavelengthM(in.FrequencyMHz)}
		g := slices.Clone(in.Profile.HeightM)
		for i := range g {
			g[i] += in.ClutterM[i]
		}
		got := h.bullington(&cover{d, in.Profile.HeightM, in.ClutterM}, [2]float64{bulge(8500), bulge(19113)})
		for k, ae := range []float64{8500, 19113} {
			if want := refBullington(d, g, h, ae); !(math.Abs(got[k]-want) <= 1e-7) {
				t.Fatalf("radius %v: got %v, want %v", ae, got[k], want)
			}
		}
		h.hts, h.hrs = in.TxHeightM, in.RxHeightM
		if got, want := h.smoothBullington(d, bulge(8500)), refBullington(d, make([]float64, n), h, 8500); !(math.Abs(got-want) <= 1e-7) {
			t.Fatalf("smooth: got %v, want %v", got, want)
		}
	})
}

// refBullington is equations (12) to (21) as printed.
func refBullington(d, h []float64, p hop, ae float64) float64 {
	stim, srim, nuMax := math.Inf(-1), math.Inf(-1), math.Inf(-1)
	for i := 1; i < len(d)-1; i++ {
		x, y := d[i], p.d-d[i]
		top := h[i] + 500/ae*x*y
		stim, srim = max(stim, (top-p.hts)/x), max(srim, (top-p.hrs)/y)
		nuMax = max(nuMax, (top-(p.hts*y+p.hrs*x)/p.d)*math.Sqrt(0.002*p.d/(p.lambda*x*y)))
	}
	nu := nuMax
	if stim >= (p.hrs-p.hts)/p.d {
		x := (p.hrs - p.hts + srim*p.d) / (stim + srim)
		y := p.d - x
		nu = (p.hts + stim*x - (p.hts*y+p.hrs*x)/p.d) * math.Sqrt(0.002*p.d/(p.lambda*x*y))
	}
	j := 0.0
	if nu > -0.78 {
		j = 6.9 + 20*math.Log10(math.Sqrt((nu-0.1)*(nu-0.1)+1)+nu-0.1)
	}
	return j + (1-math.Exp(-j/6))*(10+0.02*p.d)
}
