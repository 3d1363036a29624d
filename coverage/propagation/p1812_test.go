package propagation

import (
	"math"
	"strings"
	"testing"
)

func evenly(stepKm float64, heightM ...float64) Profile {
	p := Profile{HeightM: heightM}
	for i := range heightM {
		p.DistanceKm = append(p.DistanceKm, float64(i)*stepKm)
	}
	return p
}

// TestTypedInP1812 holds four of the public reference cases, for checkouts
// without them.
func TestTypedInP1812(t *testing.T) {
	sea := make([]RadioZone, 9)
	for i := range sea {
		sea[i] = Sea
	}
	for _, c := range []struct {
		name           string
		in             P1812Input
		lb, ld50, duct float64
	}{
		{"hilly, clutter, 10 % of time", P1812Input{
			Profile:      evenly(0.4, 117, 121, 121, 111, 97, 86, 83, 76, 70),
			ClutterM:     []float64{0, 10, 0, 0, 20, 20, 15, 15, 0},
			FrequencyMHz: 1800, TxHeightM: 10, RxHeightM: 1.5, Polarisation: Vertical, PercentTime: 10,
			LatitudeDeg: 13.5143890982, DN: 50, N0: 380}, 144.052876, 38.03523935, 133.4405894},
		{"ridge, median", P1812Input{
			Profile:      evenly(0.4, 624, 619, 584, 595, 642, 642, 617, 579, 515),
			FrequencyMHz: 3500, TxHeightM: 150, RxHeightM: 1.5, LatitudeDeg: 13.5143890982},
			155.607906, 42.19551468, 204.4614637},
		{"sea", P1812Input{
			Profile: evenly(0.09, 22, 23, 27, 28, 29, 31, 31, 31, 30), Zones: sea,
			FrequencyMHz: 3500, TxHeightM: 150, RxHeightM: 3, Polarisation: Vertical,
			LatitudeDeg: 13.5032375578, DN: 60}, 100.586931, 0, 87.4997088},
		{"10 % of locations, 1 % of time", P1812Input{
			Profile:      evenly(0.03, 89, 92, 92, 95, 98, 104, 107, 111, 115),
			ClutterM:     []float64{0, 10, 10, 10, 10, 10, 10, 20, 0},
			FrequencyMHz: 2600, TxHeightM: 60, RxHeightM: 1.5, Polarisation: Vertical, PercentTime: 1,
			PercentLocations: 10, LocationSigmaDB: 5.5, LatitudeDeg: 13.50107918595, N0: 380},
			109.318818, 41.37258185, 70.23253595},
	} {
		r, err := P1812(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for stage, v := range map[string][2]float64{"Lb": {r.LossDB, c.lb}, "Ld50": {r.Diffraction.Median.LossDB, c.ld50}, "Lba": {r.Ducting.Lba, c.duct}} {
			if !(math.Abs(v[0]-v[1]) <= 1e-6) {
				t.Errorf("%s %s: got %.9f, want %.9f", c.name, stage, v[0], v[1])
			}
		}
	}
}

// TestP1812Zones: borders lie half-way between posts of different zones.
func TestP1812Zones(t *testing.T) {
	d := Profile{DistanceKm: []float64{0, 1, 2, 4, 5, 8, 10}, HeightM: make([]float64, 7)}
	for _, c := range []struct {
		name                         string
		zones                        []RadioZone
		omega, dtm, dlm, dct, dcrest float64
	}{
		{"none", nil, 0, 10, 10, math.Inf(1), math.Inf(1)},
		{"sea in the middle", []RadioZone{Inland, CoastalLand, Sea, Sea, CoastalLand, Inland, Inland}, 0.3, 5.5, 3.5, 1.5, 5.5},
		{"coast joins land", []RadioZone{Inland, CoastalLand, Inland, Inland, Inland, Inland, Sea}, 0.1, 9, 7.5, 9, 0},
		{"two seas", []RadioZone{Sea, Inland, Inland, Sea, Inland, Inland, Sea}, 0.3, 4.5, 4.5, 0, 0},
		{"all sea", []RadioZone{Sea, Sea, Sea, Sea, Sea, Sea, Sea}, 1, 0, 0, 0, 0},
	} {
		var p P1812Path
		p.zones(&P1812Input{Profile: d, Zones: c.zones})
		got := [5]float64{p.Omega, p.Dtm, p.Dlm, p.Dct, p.Dcr}
		want := [5]float64{c.omega, c.dtm, c.dlm, c.dct, c.dcrest}
		for i := range got {
			if got[i] != want[i] && !(math.Abs(got[i]-want[i]) < 1e-12) {
				t.Errorf("%s: got omega, dtm, dlm, dct, dcr %v, want %v", c.name, got, want)
				break
			}
		}
	}
}

// TestP1812Channels: what makes no sense stops, what is out of range warns.
func TestP1812Channels(t *testing.T) {
	for _, c := range []struct {
		name     string
		change   func(*P1812Input)
		refusal  string
		warnings Warning
	}{
		{"nothing", func(*P1812Input) {}, "", 0},
		{"7 GHz", func(in *P1812Input) { in.FrequencyMHz = 7000 }, "", FrequencyAbove},
		{"20 MHz", func(in *P1812Input) { in.FrequencyMHz = 20 }, "", FrequencyBelow},
		{"short", func(in *P1812Input) { in.Profile = evenly(0.1, 1, 2, 3) }, "", DistanceBelow},
		{"long", func(in *P1812Input) { in.Profile = evenly(1600, 1, 2, 3) }, "", DistanceAbove},
		{"low ends", func(in *P1812Input) { in.TxHeightM, in.RxHeightM = 0.5, 0.5 }, "", TxHeightOutside | RxHeightOutside},
		{"polar", func(in *P1812Input) { in.LatitudeDeg = -85 }, "", EnvironmentOutside},
		{"p", func(in *P1812Input) { in.PercentTime = 51 }, "time percentage p 51", 0},
		{"p NaN", func(in *P1812Input) { in.PercentTime = math.NaN() }, "time percentage", 0},
		{"pL", func(in *P1812Input) { in.PercentLocations = 99.5 }, "[1, 99] %", 0},
		{"buried", func(in *P1812Input) { in.RxHeightM = -1 }, "rx height", 0},
		{"DN", func(in *P1812Input) { in.DN = 157 }, "DN 157", 0},
		{"latitude", func(in *P1812Input) { in.LatitudeDeg = 91 }, "latitude", 0},
		{"clutter", func(in *P1812Input) { in.ClutterM = []float64{0} }, "1 clutter heights for 4 posts", 0},
		{"clutter NaN", func(in *P1812Input) { in.ClutterM = []float64{0, math.NaN(), 0, 0} }, "post 1", 0},
		{"zone", func(in *P1812Input) { in.Zones = []RadioZone{0, 0, 4, 0} }, "zone of post 2", 0},
		{"zones", func(in *P1812Input) { in.Zones = []RadioZone{0, 0} }, "2 radio zones", 0},
		{"polarisation", func(in *P1812Input) { in.Polarisation = 2 }, "polarisation 2", 0},
		{"profile", func(in *P1812Input) { in.Profile.HeightM[2] = math.NaN() }, "fill voids", 0},
	} {
		in := P1812Input{Profile: evenly(1, 10, 20, 15, 5), FrequencyMHz: 1800, TxHeightM: 30, RxHeightM: 1.5}
		c.change(&in)
		r, err := P1812(in)
		if (err == nil) != (c.refusal == "") || (err != nil && !strings.Contains(err.Error(), c.refusal)) {
			t.Errorf("%s: got error %v, want %q", c.name, err, c.refusal)
		}
		if r.Warnings != c.warnings {
			t.Errorf("%s: got warnings %v, want %v", c.name, r.Warnings, c.warnings)
		}
	}
	both := P1812Input{Profile: evenly(1, 1), FrequencyMHz: 1800, TxHeightM: 30, RxHeightM: 1.5, N0: 9}
	if err := both.Validate(); err == nil || !strings.Contains(err.Error(), "posts") || !strings.Contains(err.Error(), "N0") {
		t.Errorf("Validate: got %v, want both reasons", err)
	}
}

func TestP1812LocationSigma(t *testing.T) {
	for _, c := range []struct{ mhz, square, rx, clutter, want float64 }{
		{2000, 100, 1.5, 10, 2.0622}, // (0.52 + 0.048) * 100^0.28, 100^0.28 = 3.63078
		{2000, 100, 15, 10, 1.0311},  // half-way up
		{2000, 100, 20, 10, 0},
	} {
		got, err := P1812LocationSigmaDB(c.mhz, c.square, c.rx, c.clutter)
		if err != nil || math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%+v: got %v (%v)", c, got, err)
		}
	}
	if _, err := P1812LocationSigmaDB(7000, 100, 1.5, 10); err == nil {
		t.Error("7 GHz: got no error")
	}
}

func TestDeltaBullingtonRefuses(t *testing.T) {
	good := DiffractionLink{FrequencyMHz: 900, TxHeightM: 30, RxHeightM: 2}
	for name, change := range map[string]func(*DiffractionLink){
		"frequency": func(l *DiffractionLink) { l.FrequencyMHz = 0 },
		"radius":    func(l *DiffractionLink) { l.EffectiveRadiusKm = -8500 },
		"sea":       func(l *DiffractionLink) { l.SeaShare = math.NaN() },
		"field":     func(l *DiffractionLink) { l.Polarisation = 9 },
		"height":    func(l *DiffractionLink) { l.TxHeightM = 0 },
	} {
		l := good
		change(&l)
		if r, err := DeltaBullington(evenly(1, 10, 90, 20), l); err == nil {
			t.Errorf("%s: got %+v, want an error", name, r)
		}
	}
	good.FrequencyMHz = 20
	if r, err := DeltaBullington(evenly(1, 10, 90, 20), good); err != nil || r.Warnings != FrequencyBelow || r.LossDB < r.LbaDB {
		t.Errorf("20 MHz: got %+v, %v", r, err)
	}
}

// hilly334 is 10 km of hills at 30 m, beyond line of sight when rough.
func hilly334(rough float64) P1812Input {
	in := P1812Input{FrequencyMHz: 1800, TxHeightM: 40, RxHeightM: 1.5, LatitudeDeg: 13}
	for i := range 334 {
		x := float64(i) * 0.03
		in.Profile.DistanceKm = append(in.Profile.DistanceKm, x)
		in.Profile.HeightM = append(in.Profile.HeightM, 60+rough*(math.Sin(x*2.1)+0.4*math.Sin(x*7.7)))
		in.ClutterM = append(in.ClutterM, float64(i%3)*rough/8)
	}
	return in
}

func BenchmarkP1812(b *testing.B) {
	for _, c := range []struct {
		name    string
		rough   float64
		every   int // post that is taken: 1 for 30 m, 3 for 90 m
		clutter bool
	}{
		{"334posts/sight", 0, 1, true}, {"334posts/hilly", 40, 1, false}, {"334posts/hilly+clutter", 40, 1, true},
		{"112posts/hilly", 40, 3, false}, {"112posts/hilly+clutter", 40, 3, true},
	} {
		in, all := hilly334(c.rough), hilly334(c.rough)
		in.Profile, in.ClutterM = Profile{}, nil
		for i := 0; i < len(all.ClutterM); i += c.every {
			in.Profile.DistanceKm = append(in.Profile.DistanceKm, all.Profile.DistanceKm[i])
			in.Profile.HeightM = append(in.Profile.HeightM, all.Profile.HeightM[i])
			if c.clutter {
				in.ClutterM = append(in.ClutterM, all.ClutterM[i])
			}
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r, err := P1812(in); err != nil || r.Path.BeyondHorizon != (c.rough > 0) {
					b.Fatal(r.Path.BeyondHorizon, err)
				}
			}
		})
	}
}

func BenchmarkDeltaBullington(b *testing.B) {
	p := hilly334(40).Profile
	for b.Loop() {
		if _, err := DeltaBullington(p, DiffractionLink{FrequencyMHz: 1800, TxHeightM: 40, RxHeightM: 1.5}); err != nil {
			b.Fatal(err)
		}
	}
}
