package propagation

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// anyLink draws links from well inside to well outside every model's range.
func anyLink(t *rapid.T) Link {
	return Link{
		FrequencyMHz: rapid.Float64Range(100, 40000).Draw(t, "frequency_mhz"),
		DistanceM:    math.Pow(10, rapid.Float64Range(1, 5).Draw(t, "log_distance")),
		TxHeightM:    rapid.Float64Range(2, 300).Draw(t, "tx_m"),
		RxHeightM:    rapid.Float64Range(1.5, 30).Draw(t, "rx_m"),
	}
}

func differ(got, want Prediction) error {
	for _, v := range []struct {
		what      string
		got, want float64
	}{
		{"LOSChance", got.LOSChance, want.LOSChance}, {"LOSdB", got.LOSdB, want.LOSdB}, {"NLOSdB", got.NLOSdB, want.NLOSdB},
		{"SigmaLOSdB", got.SigmaLOSdB, want.SigmaLOSdB}, {"SigmaNLOSdB", got.SigmaNLOSdB, want.SigmaNLOSdB},
	} {
		if !(math.Abs(v.got-v.want) <= 1e-9) {
			return fmt.Errorf("%s got %.12f, want %.12f", v.what, v.got, v.want)
		}
	}
	return nil
}

func TestPredictEqualsFormula(t *testing.T) {
	for _, name := range Names() {
		m := mustModel(t, name)
		rapid.Check(t, func(t *rapid.T) {
			l := anyLink(t)
			if name == "uma" {
				l.RxHeightM = min(l.RxHeightM, 23) // C' is not stated above
			}
			r := Prepare(m, l.FrequencyMHz, l.TxHeightM, l.RxHeightM)
			if err := differ(r.Predict(l.DistanceM), refPredict(name, l)); err != nil {
				t.Fatalf("%s %+v: %v", name, l, err)
			}
			if got, want := r.Predict(l.DistanceM), m.Predict(l); got != want {
				t.Fatalf("%s %+v: prepared %+v, direct %+v", name, l, got, want)
			}
		})
	}
}

func TestRMaEnvironmentEqualsFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLink(t)
		h, w := rapid.Float64Range(5, 50).Draw(t, "h"), rapid.Float64Range(5, 50).Draw(t, "w")
		want := Prediction{LOSChance: refLOSChance("rma", l.DistanceM, 0), SigmaNLOSdB: 8}
		want.LOSdB, want.NLOSdB, want.SigmaLOSdB = refRMa(l, h, w)
		if err := differ(RMa{h, w}.Predict(l), want); err != nil {
			t.Fatalf("h %v, w %v, %+v: %v", h, w, l, err)
		}
	})
}

// TestNeverDecreasing: the loss of each state does not fall with distance. At
// RMa's breakpoint the two laws of the table do not meet exactly (one takes d3D,
// the other starts from the horizontal dBP): a step down below 0.01 dB is the
// table's own.
func TestNeverDecreasing(t *testing.T) {
	for _, name := range append(Names(), "rma:h=50", "disc:r=3000") {
		m := mustModel(t, name)
		rapid.Check(t, func(t *rapid.T) {
			l := anyLink(t)
			r := Prepare(m, l.FrequencyMHz, l.TxHeightM, l.RxHeightM)
			near := rapid.Float64Range(0, l.DistanceM).Draw(t, "near")
			a, b := r.Predict(near), r.Predict(l.DistanceM)
			slack := 1e-9
			if near <= r.breakM && l.DistanceM > r.breakM {
				slack = 0.01
			}
			if a.LOSdB > b.LOSdB+slack || a.NLOSdB > b.NLOSdB+slack {
				t.Fatalf("%s: %v m gives %+v, %v m gives %+v", name, near, a, l.DistanceM, b)
			}
			if a.NLOSdB < a.LOSdB {
				t.Fatalf("%s: NLOS below LOS: %+v", name, a)
			}
			if l.RxHeightM <= 13 && a.LOSChance < b.LOSChance {
				t.Fatalf("%s: LOS likelier farther away: %v, %v", name, a.LOSChance, b.LOSChance)
			}
		})
	}
}

func TestNoNumberGivesNaN(t *testing.T) {
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 5e-324, 1e-9, 1, 1.5, 30, 2000, 1e9, math.MaxFloat64}
	for _, name := range append(Names(), "disc:r=3000", "rma:h=50,w=5") {
		m := mustModel(t, name)
		for _, f := range odd {
			for _, d := range odd {
				for _, tx := range odd {
					for _, rx := range odd {
						l := Link{f, d, tx, rx}
						p := m.Predict(l)
						for _, v := range []float64{p.LOSdB, p.NLOSdB, p.LOSChance, p.MedianDB(), p.Chance(120)} {
							if math.IsNaN(v) || math.IsInf(v, 0) && name != "disc:r=3000" {
								t.Fatalf("%s %+v: got %+v, median %v", name, l, p, p.MedianDB())
							}
						}
					}
				}
			}
		}
	}
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		model string
		link  Link
		want  Warning
	}{
		{"rma", Link{1800, 3000, 40, 1.5}, 0},
		{"rma", Link{1800, 5000, 40, 1.5}, 0},
		{"rma", Link{1800, 5001, 40, 1.5}, DistanceAbove},
		{"rma", Link{450, 9, 200, 0.5}, FrequencyBelow | DistanceBelow | TxHeightOutside | RxHeightOutside},
		{"rma:h=4", Link{1800, 3000, 40, 1.5}, EnvironmentOutside},
		{"uma", Link{1800, 300, 25, 1.5}, 0},
		{"uma", Link{1800, 300, 40, 1.5}, TxHeightOutside},
		{"umi", Link{200000, 300, 10, 1.5}, FrequencyAbove},
		{"hata-urban", Link{900, 3000, 40, 1.5}, 0},
		{"hata-urban", Link{1800, 500, 40, 1.5}, FrequencyAbove | DistanceBelow},
		{"hata-open", Link{1500, 1000, 200, 1.5}, FreeSpaceFloor},
		{"cost231-urban", Link{1800, 21000, 20, 1.5}, DistanceAbove | TxHeightOutside},
		{"cost231-urban", Link{math.NaN(), math.NaN(), 40, 1.5}, FrequencyBelow | DistanceBelow | FreeSpaceFloor},
		{"free-space", Link{1800, 1e6, 40, 1.5}, 0},
		{"disc:r=100", Link{}, 0},
	} {
		if got := mustModel(t, c.model).Predict(c.link).Warnings; got != c.want {
			t.Errorf("%s %+v: got %q, want %q", c.model, c.link, got, c.want)
		}
	}
}

func TestWarningWords(t *testing.T) {
	w := DistanceAbove | FreeSpaceFloor
	if got, want := w.String(), "distance above range, raised to free space"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Warning(0).String(); got != "none" {
		t.Errorf("got %q, want none", got)
	}
	if got := w.Bits(); len(got) != 2 || got[0] != DistanceAbove || got[1] != FreeSpaceFloor {
		t.Errorf("got bits %v", got)
	}
	v := RMa{}.Validity()
	for bit, want := range map[Warning]string{
		DistanceBelow: "distance below 10 m", DistanceAbove: "distance above 5000 m", FrequencyBelow: "frequency below 500 MHz",
		FrequencyAbove: "frequency above 30000 MHz", TxHeightOutside: "tx height outside [10, 150] m",
		RxHeightOutside: "rx height outside [1, 10] m", FreeSpaceFloor: "raised to free space",
	} {
		if got := v.Rule(bit); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := everything.String(), "[0, ∞)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDisc(t *testing.T) {
	r := Prepare(Disc{RadiusM: 3000}, 1800, 40, 1.5)
	for d, want := range map[float64]float64{0: 0, 3000: 0, math.Nextafter(3000, 4000): math.Inf(1), math.NaN(): math.Inf(1)} {
		p := r.Predict(d)
		if p.MedianDB() != want {
			t.Errorf("at %v m: got %v dB, want %v", d, p.MedianDB(), want)
		}
		if got := p.Chance(130); got != map[bool]float64{true: 1, false: 0}[want == 0] {
			t.Errorf("at %v m: chance %v", d, got)
		}
	}
}

func TestByName(t *testing.T) {
	for _, name := range append(Names(), "disc:r=3000", "rma:h=8", "rma:w=30", "rma:h=8,w=30", "hata-open:sigma=9", "cost231-urban:sigma=6.5") {
		if got := mustModel(t, name).Name(); got != name {
			t.Errorf("got %q, want %q", got, name)
		}
	}
	for _, name := range []string{"", "RMA", "rma:h", "rma:h=-1", "rma:h=NaN", "rma:h=8,h=9", "uma:h=8", "disc", "disc:r=0", "itm"} {
		if m, err := ByName(name); err == nil {
			t.Errorf("%q: got %v, want an error", name, m)
		}
	}
}

func FuzzByName(f *testing.F) {
	for _, s := range []string{"rma", "rma:h=8,w=30", "disc:r=1e3", "hata-open:sigma=9", "cost231-metropolitan:", ":::", "rma:=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ByName(s)
		if err != nil {
			return
		}
		again, err := ByName(m.Name())
		if err != nil || again.Name() != m.Name() {
			t.Fatalf("%q: name %q is not its own: %v", s, m.Name(), err)
		}
		if p := m.Predict(Link{1800, 1000, 30, 1.5}); math.IsNaN(p.MedianDB()) {
			t.Fatalf("%q: %+v", s, p)
		}
	})
}

// foreign is a model that this package does not know.
type foreign struct{ FreeSpace }

func (foreign) Predict(l Link) Prediction { return Prediction{LOSChance: 1, LOSdB: l.DistanceM} }

type plain struct{ Model }

func TestPrepareTakesForeignModels(t *testing.T) {
	r := Prepare(plain{foreign{}}, 1800, 30, 1.5)
	if got := r.Predict(42).LOSdB; got != 42 {
		t.Errorf("got %v, want 42", got)
	}
}
