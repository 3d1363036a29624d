package propagation

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestElementaryFunctions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := math.Pow(10, rapid.Float64Range(-300, 300).Draw(t, "log"))
		if got, want := log10(x), math.Log10(x); math.Abs(got-want) > 1e-15+4e-16*math.Abs(want) {
			t.Fatalf("log10(%v): got %v, want %v", x, got, want)
		}
		y := -rapid.Float64Range(0, 700).Draw(t, "exponent")
		if got, want := expNegative(y), math.Exp(y); math.Abs(got-want) > 1e-15*want {
			t.Fatalf("exp(%v): got %v, want %v", y, got, want)
		}
		z := rapid.Float64Range(-40, 40).Draw(t, "z")
		chance, density := normal(z)
		if want := math.Erfc(-z/math.Sqrt2) / 2; math.Abs(chance-want) > 2e-15 {
			t.Fatalf("normal(%v): got %v, want %v", z, chance, want)
		}
		if want := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi); math.Abs(density-want) > 1e-15 {
			t.Fatalf("density(%v): got %v, want %v", z, density, want)
		}
		p := rapid.Float64Range(0.03, 0.97).Draw(t, "p")
		if got, want := probit(p), -math.Sqrt2*math.Erfcinv(2*p); math.Abs(got-want) > 1e-8 {
			t.Fatalf("probit(%v): got %v, want %v", p, got, want)
		}
	})
	for _, x := range []float64{1, 2, 10, 1000, math.Nextafter(1, 0), math.Nextafter(2, 1), 5e-308} {
		if got, want := log10(x), math.Log10(x); math.Abs(got-want) > 1e-15+4e-16*math.Abs(want) {
			t.Errorf("log10(%v): got %v, want %v", x, got, want)
		}
	}
}

// anyMixture draws mixtures with the awkward ones among them: states equal, far
// apart, chances near 0, a half and 1, values without spread.
func anyMixture(t *rapid.T) Prediction {
	p := Prediction{
		LOSChance: rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1e-14, 1e-6, 0.499999, 0.5, 0.500001, 1 - 1e-14, 1})).Draw(t, "chance"),
		LOSdB:     rapid.Float64Range(40, 180).Draw(t, "los"),
	}
	p.NLOSdB = p.LOSdB + rapid.OneOf(rapid.Float64Range(0, 60), rapid.Just(0.0)).Draw(t, "more")
	sigma := rapid.OneOf(rapid.Float64Range(0.1, 12), rapid.SampledFrom([]float64{0, 4, 6, 7.82, 8}))
	p.SigmaLOSdB, p.SigmaNLOSdB = sigma.Draw(t, "sigma_los"), sigma.Draw(t, "sigma_nlos")
	return p
}

func TestMedianAgreesWithChance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyMixture(t)
		m := p.MedianDB()
		const eps = 1e-9
		if got := p.Chance(m + eps); got < 0.5-eps {
			t.Fatalf("%+v: chance above the median %v is %v", p, m, got)
		}
		if got := p.Chance(m - eps); got > 0.5+eps {
			t.Fatalf("%+v: chance below the median %v is %v", p, m, got)
		}
		if m < p.LOSdB || m > p.NLOSdB {
			t.Fatalf("%+v: median %v outside the states", p, m)
		}
		halved := p.medianByHalving()
		if math.Abs(halved-m) > 1e-8 && math.Abs(p.Chance(halved)-p.Chance(m)) > eps {
			t.Fatalf("%+v: fast %v, by halving %v", p, m, halved)
		}
	})
}

func TestChanceAgreesWithErfc(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyMixture(t)
		p.SigmaLOSdB, p.SigmaNLOSdB = max(p.SigmaLOSdB, 0.1), max(p.SigmaNLOSdB, 0.1)
		l := rapid.Float64Range(20, 260).Draw(t, "limit")
		state := func(median, sigma float64) float64 { return math.Erfc((median-l)/(sigma*math.Sqrt2)) / 2 }
		want := p.LOSChance*state(p.LOSdB, p.SigmaLOSdB) + (1-p.LOSChance)*state(p.NLOSdB, p.SigmaNLOSdB)
		if got := p.Chance(l); math.Abs(got-want) > 1e-14 {
			t.Fatalf("%+v at %v dB: got %v, want %v", p, l, got, want)
		}
		if more := l + rapid.Float64Range(0, 30).Draw(t, "more_limit"); p.Chance(more) < p.Chance(l)-1e-15 {
			t.Fatalf("%+v: chance falls from %v to %v dB", p, l, more)
		}
	})
}

func TestChanceOfSteps(t *testing.T) {
	p := Prediction{LOSChance: 0.3, LOSdB: 100, NLOSdB: 120}
	for limit, want := range map[float64]float64{99.9: 0, 100: 0.3, 119: 0.3, 120: 1, math.Inf(1): 1, math.Inf(-1): 0} {
		if got := p.Chance(limit); got != want {
			t.Errorf("limit %v: got %v, want %v", limit, got, want)
		}
	}
	if got := p.MedianDB(); got != 120 {
		t.Errorf("median got %v, want 120", got)
	}
	nothing := Prediction{LOSChance: 0.6, LOSdB: 100, SigmaLOSdB: 4, NLOSdB: math.Inf(1), SigmaNLOSdB: 4}
	// 0.6 Phi(x) = 0.5 at x = 0.967422
	if got := nothing.MedianDB(); math.Abs(got-(100+4*0.9674215661)) > 1e-8 {
		t.Errorf("median with a state without reception: got %v", got)
	}
	nothing.LOSChance = 0.4
	if got := nothing.MedianDB(); !math.IsInf(got, 1) {
		t.Errorf("median got %v, want +Inf", got)
	}
}

// TestMedianGrowsWithDistance: what a planner expects of the two states together.
func TestMedianGrowsWithDistance(t *testing.T) {
	for _, name := range []string{"rma", "uma", "umi"} {
		for _, f := range []float64{700, 1800, 2600, 3500} {
			r := Prepare(mustModel(t, name), f, 30, 1.5)
			last := math.Inf(-1)
			for d := 1.0; d < 40000; d *= 1.002 {
				p := r.Predict(d)
				m := p.MedianDB()
				if m < last-1e-6 {
					t.Fatalf("%s %v MHz: median falls from %v to %v at %v m", name, f, last, m, d)
				}
				last = m
			}
		}
	}
}

func TestThrough(t *testing.T) {
	p := Prediction{LOSChance: 0.5, LOSdB: 90, NLOSdB: 110, SigmaLOSdB: 3, SigmaNLOSdB: 6, Warnings: DistanceAbove}
	got, want := p.Through(10, 4), Prediction{LOSChance: 0.5, LOSdB: 100, NLOSdB: 120, SigmaLOSdB: 5, SigmaNLOSdB: math.Sqrt(52), Warnings: DistanceAbove}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestEntryLoss(t *testing.T) {
	// Table 7.4.3-1/-2 worked by hand at 3.5 GHz: glass 2.7, IRR glass 24.05,
	// concrete 19 dB.
	low := 5 - 10*math.Log10(0.3*math.Pow(10, -0.27)+0.7*math.Pow(10, -1.9))
	high := 5 - 10*math.Log10(0.7*math.Pow(10, -2.405)+0.3*math.Pow(10, -1.9))
	for _, c := range []struct {
		b           O2I
		depth, want float64
		sigma       float64
	}{
		{O2ILow, 0, low, 4.4}, {O2ILow, MeanIndoorDepthUrbanM, low + 25.0/6, 4.4},
		{O2IHigh, 0, high, 6.5}, {O2IHigh, MeanIndoorDepthRuralM, high + 10.0/6, 6.5},
	} {
		got := c.b.EntryLoss(3500, c.depth)
		if math.Abs(got.MedianDB-c.want) > 1e-9 || got.SigmaDB != c.sigma {
			t.Errorf("%v depth %v: got %+v, want %v, %v", c.b, c.depth, got, c.want, c.sigma)
		}
	}
	if math.Abs(low-12.6975) > 1e-3 || math.Abs(high-26.8498) > 1e-3 {
		t.Errorf("got low %.4f and high %.4f dB", low, high)
	}
}

func TestResourceBlocks(t *testing.T) {
	for _, c := range []struct {
		carrier  Carrier
		epre     float64
		standard bool
	}{
		{Carrier{LTE, 1800, 20}, -30.7918, true},  // 100 blocks
		{Carrier{LTE, 700, 1.4}, -18.5733, true},  // 6
		{Carrier{NR, 3700, 100}, -35.1534, true},  // 273 at 30 kHz
		{Carrier{NR, 700, 20}, -31.0449, true},    // 106 at 15 kHz
		{Carrier{NR, 2600, 20}, -27.8675, true},   // 51 at 30 kHz
		{Carrier{NR, 26000, 100}, -28.9873, true}, // 66 at 120 kHz
		{Carrier{LTE, 1800, 8}, -26.8124, false},  // 40: 90 % of 8 MHz
		{Carrier{LTE, 1800, math.NaN()}, -10.7918, false},
		{Carrier{UMTS, 2100, 5}, -10, true},
		{Carrier{GSM, 900, 0.2}, 0, true},
	} {
		got, standard := c.carrier.ReferenceOffsetDB()
		if math.Abs(got-c.epre) > 1e-4 || standard != c.standard {
			t.Errorf("%+v: got %.4f dB, %v, want %.4f, %v", c.carrier, got, standard, c.epre, c.standard)
		}
	}
	for _, bad := range []func() (int, error){
		func() (int, error) { return ResourceBlocksLTE(7) },
		func() (int, error) { return ResourceBlocksNR(7, 30) },
		func() (int, error) { return ResourceBlocksNR(20, 45) },
		func() (int, error) { return ResourceBlocksNR(math.NaN(), 15) },
	} {
		if n, err := bad(); err == nil || n != 0 {
			t.Errorf("got %d without error", n)
		}
	}
}

func BenchmarkRadial(b *testing.B) {
	for _, name := range []string{"free-space", "hata-open", "rma", "uma", "umi"} {
		r := Prepare(mustModel(b, name), 1800, 30, 1.5)
		b.Run(name+"/predict", func(b *testing.B) {
			sum := 0.0
			for i := 0; b.Loop(); i++ {
				p := r.Predict(float64(100 + i%5000*3))
				sum += p.LOSdB
			}
			if !(sum > 0) {
				b.Fatal(sum)
			}
		})
		b.Run(name+"/median", func(b *testing.B) {
			sum := 0.0
			for i := 0; b.Loop(); i++ {
				p := r.Predict(float64(100 + i%5000*3))
				sum += p.MedianDB()
			}
			if !(sum > 0) {
				b.Fatal(sum)
			}
		})
		b.Run(name+"/chance", func(b *testing.B) {
			sum := 0.0
			for i := 0; b.Loop(); i++ {
				p := r.Predict(float64(100 + i%5000*3))
				sum += p.Chance(130)
			}
			if !(sum > 0) {
				b.Fatal(sum)
			}
		})
	}
}

func BenchmarkReferenceRMa(b *testing.B) {
	sum := 0.0
	for i := 0; b.Loop(); i++ {
		p := refPredict("rma", Link{1800, float64(100 + i%5000*3), 30, 1.5})
		sum += p.LOSdB
	}
	if !(sum > 0) {
		b.Fatal(sum)
	}
}
