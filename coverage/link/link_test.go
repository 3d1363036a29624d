package link

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage/antenna"
	"phusong/coverage/criterion"
	"phusong/coverage/propagation"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: got %v, want %v within %v", what, got, want, within)
	}
}

func mustPredict(t *testing.T, l Link, g *Ground, o Options) Result {
	t.Helper()
	r, err := Predict(l, g, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestKnifeEdge: one edge of 100 m half-way on 20 km, by hand.
func TestKnifeEdge(t *testing.T) {
	l := easterly(20)
	g := along(l, 200, func(km float64) float64 {
		if math.Abs(km-10) < 0.01 {
			return 100
		}
		return 0
	})
	r := mustPredict(t, l, g, Options{})
	for i, k := range []float64{157.0 / 107, 4.0 / 3, 2.0 / 3} {
		c := r.Clearances[i]
		bulge := 10e3 * 10e3 / (2 * k * 6371e3)
		h := 100 + bulge - 20 // above the ray, which is level at 20 m
		lambda := 299.8 / 900
		f1 := math.Sqrt(lambda * 10e3 * 10e3 / 20e3)
		nu := h * math.Sqrt(2/lambda*(1/10e3+1/10e3))
		j := 6.9 + 20*math.Log10(math.Sqrt((nu-0.1)*(nu-0.1)+1)+nu-0.1)
		near(t, "k", c.EarthFactor, k, 1e-12)
		near(t, "bulge", c.Post.BulgeM, bulge, 1e-6)
		near(t, "F1", c.Post.FresnelRadiusM, f1, 1e-6)
		near(t, "clearance", c.Post.ClearanceM, -h, 1e-6)
		near(t, "ratio", c.Ratio, -h/f1, 1e-8)
		near(t, "nu", c.Nu, nu, 1e-8)
		near(t, "J", c.KnifeEdgeDB, j, 1e-8)
		near(t, "place", c.Post.DistanceKm, 10, 1e-9)
	}
}

// TestFlatEarth: over flat ground the bulge alone stands in the way.
func TestFlatEarth(t *testing.T) {
	l := easterly(10)
	r := mustPredict(t, l, along(l, 100, flat), Options{})
	c := r.Clearances[1]
	bulge := 5e3 * 5e3 / (2 * 4.0 / 3 * 6371e3)
	f1 := math.Sqrt(299.8 / 900 * 5e3 * 5e3 / 10e3)
	near(t, "ratio", c.Ratio, (20-bulge)/f1, 1e-6)
	near(t, "place", c.Post.DistanceKm, 5, 1e-9)
	near(t, "free space", find(t, &r, "free-space").LossDB, 20*math.Log10(4*math.Pi*10e3*900e6/299792458), 0.01)
}

// TestClutter stands on the ground, but not at the ends.
func TestClutter(t *testing.T) {
	l := easterly(10)
	g := along(l, 10, flat)
	g.ClutterM = slices.Repeat([]float64{12}, 11)
	posts := Posts(&l, g, 4.0/3)
	near(t, "at the end", posts[0].ClearanceM, 20, 1e-12)
	near(t, "on the way", posts[5].ClearanceM, 8-posts[5].BulgeM, 1e-9)
	g.ClutterM[3] = math.NaN()
	if _, ok := LeastClearance(&l, g, 1); ok || len(g.Unknown()) != 1 {
		t.Error("unknown clutter was taken for none")
	}
}

// TestAgreement: every model answers what its own function answers.
func TestAgreement(t *testing.T) {
	l := easterly(12)
	l.Cell.HeightM, l.RxHeightM = 35, 1.5
	g := along(l, 133, func(km float64) float64 { return math.Round(40 + 30*math.Sin(km)) })
	r := mustPredict(t, l, g, Options{})
	if len(r.Losses) != len(Names()) {
		t.Fatalf("%d losses, want %d", len(r.Losses), len(Names()))
	}
	d, _, _ := l.DistanceM()
	for _, name := range propagation.Names() {
		m, _ := propagation.ByName(name)
		want := m.Predict(propagation.Link{FrequencyMHz: 900, DistanceM: d, TxHeightM: 35, RxHeightM: 1.5})
		near(t, name, find(t, &r, name).LossDB, want.MedianDB(), 0)
	}
	path := propagation.Path{PathEnds: propagation.PathEnds{FrequencyMHz: 900, TxHeightM: 35, RxHeightM: 1.5}, Profile: g.profile()}
	for _, name := range propagation.PathNames() {
		m, _ := propagation.PathModelByName(name)
		want, err := m.PredictPath(path)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name, find(t, &r, name).LossDB, want.MedianDB(), 1e-9)
	}
	diffraction, err := propagation.DeltaBullington(g.profile(), propagation.DiffractionLink{FrequencyMHz: 900, TxHeightM: 35, RxHeightM: 1.5,
		EffectiveRadiusKm: 6371.0 * 157 / 107, Polarisation: propagation.Vertical})
	if err != nil {
		t.Fatal(err)
	}
	rise := g.GroundM[0] + 35 - g.GroundM[133] - 1.5
	near(t, P526, find(t, &r, P526).LossDB, diffraction.LossDB+20*math.Log10(4*math.Pi*math.Hypot(d, rise)*900e6/299792458), 1e-3)
	if r.P1812 == nil || r.P1812.LossDB != find(t, &r, P1812).LossDB || r.ITM == nil {
		t.Error("the stages are not those of the loss")
	}
}

// TestSea: beyond the horizon and for a small part of the time, sea loses less than
// land, and all of the path counts as sea.
func TestSea(t *testing.T) {
	l := easterly(80)
	l.Conditions.PercentTime = 1
	land := mustPredict(t, l, along(l, 400, flat), Options{})
	l.Conditions.Zone = propagation.Sea
	sea := mustPredict(t, l, along(l, 400, flat), Options{})
	if sea.P1812.Path.Omega != 1 || land.P1812.Path.Omega != 0 {
		t.Errorf("omega %v over sea, %v over land", sea.P1812.Path.Omega, land.P1812.Path.Omega)
	}
	over, on := find(t, &sea, P1812), find(t, &land, P1812)
	if !(over.LossDB < on.LossDB) || over.LocationsLossDB != over.LossDB {
		t.Errorf("sea %+v, land %+v", over, on)
	}
	near(t, "delta-Bullington over sea", find(t, &sea, P526).LossDB, find(t, &land, P526).LossDB, 20)
}

// TestReciprocity: with equal antennas, both directions lose the same by the models
// that are symmetric, and have the same obstacle.
func TestReciprocity(t *testing.T) {
	l := easterly(30)
	g := along(l, 300, func(km float64) float64 { return 20 + 40*math.Sin(km*km/17) })
	back := l
	back.From, back.To = l.To, l.From
	mirrored := &Ground{DistanceKm: g.DistanceKm}
	for i := range g.Lon {
		j := len(g.Lon) - 1 - i
		mirrored.Lon, mirrored.Lat, mirrored.GroundM = append(mirrored.Lon, g.Lon[j]), append(mirrored.Lat, g.Lat[j]), append(mirrored.GroundM, g.GroundM[j])
	}
	there, here := mustPredict(t, l, g, Options{}), mustPredict(t, back, mirrored, Options{})
	for _, name := range []string{"free-space", P526, P1812, "free-space+terrain"} {
		near(t, name, find(t, &here, name).LossDB, find(t, &there, name).LossDB, 1e-6)
	}
	for i := range there.Clearances {
		near(t, "ratio", here.Clearances[i].Ratio, there.Clearances[i].Ratio, 1e-6)
		near(t, "place", here.Clearances[i].Post.DistanceKm, 30-there.Clearances[i].Post.DistanceKm, 1e-6)
	}
	near(t, "azimuth back", there.BackDeg, here.AzimuthDeg, 1e-9)
}

// TestFar: 2000 km are answered by all, with warnings where they are due.
func TestFar(t *testing.T) {
	l := easterly(2000)
	r := mustPredict(t, l, along(l, 4000, flat), Options{})
	for _, loss := range r.Losses {
		if loss.State != Predicted || math.IsNaN(loss.LossDB) || loss.LossDB < 150 {
			t.Errorf("%+v", loss)
		}
		if m := loss.Model; (m == "rma" || m == "hata-urban") && len(loss.Warnings) == 0 {
			t.Errorf("%s is far outside its range without a word", m)
		}
	}
}

// TestLevel: level, chance and quantiles of a normal loss by hand.
func TestLevel(t *testing.T) {
	crit, err := criterion.Preset("outdoor-110")
	if err != nil {
		t.Fatal(err)
	}
	l := easterly(5)
	l.Cell.HeightM, l.RxHeightM, l.Conditions.PercentLocations = 40, 1.5, 90
	r := mustPredict(t, l, nil, Options{Criterion: crit, Models: []string{"hata-open"}})
	loss := r.Losses[0]
	near(t, "RSRP", loss.LevelDBm, 60-10*math.Log10(600)-crit.LossesDB()-loss.LossDB, 1e-9)
	near(t, "90 % of locations", loss.LocationsLossDB, loss.LossDB+1.2815515655*8, 1e-6)
	near(t, "chance", loss.Chance, 0.5*math.Erfc(-(loss.LevelDBm+110)/8/math.Sqrt2), 1e-6)
	// A pattern takes its gain from the level, and a building its entry loss.
	l.Pattern, _ = antenna.BuiltIn(antenna.NameMacro, false, 0)
	l.Cell.AzimuthDeg = 270 // the receiver is behind
	indoor := crit
	indoor.Indoor = criterion.IndoorHigh
	behind := mustPredict(t, l, nil, Options{Criterion: indoor, Models: []string{"hata-open"}})
	if behind.GainDB > -20 {
		t.Errorf("gain %v dB to the back", behind.GainDB)
	}
	entry := indoor.EntryLoss(propagation.Hata{Environment: propagation.HataOpen}, 900)
	near(t, "behind and indoors", behind.Losses[0].LevelDBm, loss.LevelDBm+behind.GainDB-entry.MedianDB, 1e-9)
	near(t, "loss outdoors", behind.Losses[0].LossDB, loss.LossDB, 0)
}

// TestElevation takes the ground at the ends into account.
func TestElevation(t *testing.T) {
	l := easterly(10)
	r := mustPredict(t, l, along(l, 100, func(km float64) float64 { return 50 * km }), Options{})
	drop := 10e3 * 10e3 / (2 * 6371e3 * 157 / 107)
	near(t, "elevation", r.ElevationDeg, math.Atan2(500-drop, 10e3)*180/math.Pi, 1e-6)
	near(t, "without ground", mustPredict(t, l, nil, Options{}).ElevationDeg, 0, 0)
}

func TestRefusals(t *testing.T) {
	l := easterly(10)
	for name, change := range map[string]func(*Link){
		"latitude": func(l *Link) { l.To.Lat = 91 }, "no number": func(l *Link) { l.From.Lon = math.NaN() },
		"frequency": func(l *Link) { l.Cell.FrequencyMHz = 0 }, "height": func(l *Link) { l.RxHeightM = -1 },
		"time": func(l *Link) { l.Conditions.PercentTime = 60 }, "dn": func(l *Link) { l.Conditions.DN = 157 },
	} {
		bad := l
		change(&bad)
		if _, err := Predict(bad, nil, Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for _, name := range []string{"", "okumura", "disc:r=3000", "p1812:dn=45", "okumura+terrain", "rma:x=1", "disc:r=1+terrain"} {
		if _, err := Predict(l, nil, Options{Models: []string{name}}); err == nil {
			t.Errorf("model %q: no error", name)
		}
	}
	if _, err := Predict(l, &Ground{DistanceKm: []float64{0, 1}}, Options{}); err == nil {
		t.Error("a profile without heights: no error")
	}
	// N0 of P.1812 may be more than ITM takes: ITM alone refuses.
	l.Conditions.N0 = 450
	r := mustPredict(t, l, along(l, 100, flat), Options{})
	if find(t, &r, ITM).State != Refused || find(t, &r, P1812).State != Predicted {
		t.Errorf("ITM %+v", find(t, &r, ITM))
	}
}

// TestAnyGround: whatever the ground and the conditions, a prediction is a number and
// anything else has its reason; more locations lose more.
func TestAnyGround(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := easterly(rapid.Float64Range(0.001, 300).Draw(rt, "km"))
		l.Cell.FrequencyMHz = rapid.Float64Range(1, 1e5).Draw(rt, "mhz")
		l.Cell.HeightM, l.RxHeightM = rapid.Float64Range(0.1, 500).Draw(rt, "tx"), rapid.Float64Range(0.1, 500).Draw(rt, "rx")
		l.Conditions = Conditions{DN: rapid.Float64Range(-100, 150).Draw(rt, "dn"), N0: rapid.Float64Range(200, 500).Draw(rt, "n0"),
			PercentTime: rapid.Float64Range(1, 50).Draw(rt, "p"), PercentLocations: rapid.Float64Range(50, 99).Draw(rt, "pl"),
			Zone: propagation.RadioZone(rapid.IntRange(0, 2).Draw(rt, "zone"))}
		heights := rapid.SliceOfN(rapid.Float64Range(-50, 4000), 3, 40).Draw(rt, "heights")
		i := 0
		g := along(l, len(heights)-1, func(float64) float64 { i++; return heights[i-1] })
		r, err := Predict(l, g, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		for _, loss := range r.Losses {
			switch {
			case loss.State != Predicted && loss.Reason == "":
				rt.Errorf("%s is %s without a reason", loss.Model, loss.State)
			case math.IsNaN(loss.LossDB+loss.LevelDBm+loss.LocationsLossDB) || math.IsInf(loss.LossDB, 0):
				rt.Errorf("%+v", loss)
			case loss.LocationsLossDB < loss.LossDB-1e-6:
				rt.Errorf("%s: %v dB at most locations, %v in the median", loss.Model, loss.LocationsLossDB, loss.LossDB)
			}
		}
		for _, c := range r.Clearances {
			if math.IsNaN(c.Ratio+c.Nu+c.KnifeEdgeDB) || c.KnifeEdgeDB < 0 {
				rt.Errorf("%+v", c)
			}
		}
	})
}
