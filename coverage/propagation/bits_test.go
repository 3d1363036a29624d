package propagation

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// wavyGround is hills of whole metres: integers alone, so that the ground itself
// has the same bits everywhere.
func wavyGround(posts, relief int) []float64 {
	h := make([]float64, posts)
	for i := range h {
		h[i] = float64((i*i*37/64+i*11)%97*relief/97 + i%7)
	}
	return h
}

// bit is one number of a method, by name.
type bit struct {
	name  string
	value float64
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func bitsOfITM() (out []bit) {
	shares := []ITMShares{{TimePct: 50, LocationPct: 50, SituationPct: 50}, {TimePct: 90, LocationPct: 70, SituationPct: 95}}
	add := func(name string, p ITMPath, service ITMService, s ITMShares) {
		l := must(p.Loss(ITMVariability{Service: service}, s))
		out = append(out, bit{name, l.LossDB}, bit{name + " A_ref", p.ReferenceDB})
	}
	for _, c := range []struct {
		name        string
		link        ITM
		stepM       float64
		posts, hill int
	}{
		{"itm sight", itmAverage(40, 1.5, 1800), 30, 334, 40},
		{"itm ridge", itmAverage(10, 3, 700), 90, 334, 900},
		{"itm scatter", itmAverage(100, 30, 400), 1000, 401, 300},
		{"itm short", itmAverage(3000, 0.5, 20000), 20, 3, 10},
	} {
		p := must(c.link.PointToPoint(c.stepM, wavyGround(c.posts, c.hill)))
		add(c.name, p, ITMSingleMessage, shares[0])
		add(c.name+" 90", p, ITMBroadcast, shares[1])
	}
	horizontal := itmAverage(2, 2, 47)
	horizontal.Polarization, horizontal.Climate = ITMHorizontal, ITMMaritimeTemperateSea
	p := must(horizontal.Area(ITMArea{DistanceM: 60e3, DeltaHM: 90, TxSiting: ITMCareful, RxSiting: ITMVeryCareful}))
	add("itm area", p, ITMAccidental, shares[1])
	return out
}

func bitsOfP1812() (out []bit) {
	for _, c := range []struct {
		name   string
		stepKm float64
		change func(*P1812Input)
	}{
		{"p1812 hills", 0.03, func(*P1812Input) {}},
		{"p1812 long sea", 3, func(in *P1812Input) {
			in.FrequencyMHz, in.PercentTime, in.LatitudeDeg, in.DN = 600, 1, -75, -100
			for i := range in.Zones {
				in.Zones[i] = RadioZone(i / 12 % 3)
			}
		}},
		{"p1812 short", 0.001, func(in *P1812Input) { in.Polarisation, in.PercentLocations, in.LocationSigmaDB = Vertical, 95, 7 }},
	} {
		in := P1812Input{FrequencyMHz: 1800, TxHeightM: 40, RxHeightM: 1.5, LatitudeDeg: 13, PercentTime: 10}
		in.Profile = evenly(c.stepKm, wavyGround(334, 120)...)
		in.ClutterM, in.Zones = make([]float64, 334), make([]RadioZone, 334)
		for i := range in.ClutterM {
			in.ClutterM[i] = float64(i % 4 * 5)
		}
		c.change(&in)
		r := must(P1812(in))
		out = append(out, bit{c.name, r.LossDB}, bit{c.name + " Lba", r.Ducting.Lba}, bit{c.name + " Ldp", r.Diffraction.Ldp}, bit{c.name + " Lbs", r.Lbs})
	}
	d := must(DeltaBullington(evenly(0.25, wavyGround(200, 60)...), DiffractionLink{FrequencyMHz: 92, TxHeightM: 30, RxHeightM: 9, SeaShare: 0.3, Polarisation: Vertical}))
	return append(out, bit{"delta-Bullington", d.LossDB}, bit{"delta-Bullington Lsph", d.LsphDB}, bit{"knife edge", KnifeEdgeLossDB(1.3)})
}

func bitsOfClutter() []bit {
	street := P2108Terminal{2600, 1.5, P2108StreetWidthM, 15, P2108Urban}
	open := P2108Terminal{450, 2, P2108StreetWidthM, 10, P2108OpenRural}
	measured, _ := P833Measured(700)
	entry := must(P2109Traditional.EntryLoss(1800, 12))
	return []bit{
		{"p2108 urban", must(P2108HeightGain(street)).LossDB}, {"p2108 rural", must(P2108HeightGain(open)).LossDB},
		{"p2108 near", must(P2108Terrestrial(3500, 400, 90)).LossDB}, {"p2108 far", must(P2108Terrestrial(28e3, 9000, 0.5)).LossDB},
		{"p2109 traditional", must(P2109Traditional.Loss(700, 0, 50)).LossDB}, {"p2109 efficient", must(P2109ThermallyEfficient.Loss(3500, -40, 99.9)).LossDB},
		{"p2109 median", entry.MedianDB}, {"p2109 sigma", entry.SigmaDB},
		{"p833 gamma", measured.GammaDBPerM}, {"p833 loss", must(measured.Loss(35))}, {"p833 A_m", must(P833MaxDB(950, 0.18, 0.752))},
	}
}

// TestSameBits holds results to the last bit, so that two kinds of processor
// that both pass agree to the last bit. `make other` repeats it on arm64.
func TestSameBits(t *testing.T) {
	got := append(append(bitsOfITM(), bitsOfP1812()...), bitsOfClutter()...)
	var paste strings.Builder
	same := len(got) == len(goldenBits)
	for i, g := range got {
		fmt.Fprintf(&paste, "\t{%q, %x},\n", g.name, g.value)
		if same && (goldenBits[i].name != g.name || math.Float64bits(goldenBits[i].value) != math.Float64bits(g.value)) {
			t.Errorf("%s: got %x (%v), want %s %x (%v)", g.name, g.value, g.value, goldenBits[i].name, goldenBits[i].value, goldenBits[i].value)
		}
	}
	if !same || t.Failed() {
		t.Errorf("%d results, want %d; if the method was changed on purpose, the table becomes\n%s", len(got), len(goldenBits), paste.String())
	}
}

var goldenBits = []bit{
	{"itm sight", 0x1.348b7599eb9ap+07},
	{"itm sight A_ref", 0x1.25f7213460f5ep+05},
	{"itm sight 90", 0x1.583b7b52ad24bp+07},
	{"itm sight 90 A_ref", 0x1.25f7213460f5ep+05},
	{"itm ridge", 0x1.d4763f3ee62dap+07},
	{"itm ridge A_ref", 0x1.cd99caa7f5d88p+06},
	{"itm ridge 90", 0x1.f856669026db3p+07},
	{"itm ridge 90 A_ref", 0x1.cd99caa7f5d88p+06},
	{"itm scatter", 0x1.c6afdb3526eeap+07},
	{"itm scatter A_ref", 0x1.740ae2442a8dap+06},
	{"itm scatter 90", 0x1.f14f774f659aep+07},
	{"itm scatter 90 A_ref", 0x1.740ae2442a8dap+06},
	{"itm short", 0x1.6a0c14ba1b67ep+06},
	{"itm short A_ref", 0x0p+00},
	{"itm short 90", 0x1.9eb097380f9a6p+06},
	{"itm short 90 A_ref", 0x0p+00},
	{"itm area", 0x1.5357cdc0dcbeap+07},
	{"itm area A_ref", 0x1.7ffe00b140bd5p+05},
	{"p1812 hills", 0x1.60948cdf145d8p+07},
	{"p1812 hills Lba", 0x1.33377dcd2a04cp+08},
	{"p1812 hills Ldp", 0x1.d750cf6ab5ff8p+05},
	{"p1812 hills Lbs", 0x1.994b641fd6a49p+08},
	{"p1812 long sea", 0x1.13bfd8e9c8453p+08},
	{"p1812 long sea Lba", 0x1.13bfd8e9d921cp+08},
	{"p1812 long sea Ldp", 0x1.0e6f96e4299a3p+09},
	{"p1812 long sea Lbs", 0x1.3f76a7919d65dp+08},
	{"p1812 short", 0x1.5a106247693ddp+07},
	{"p1812 short Lba", 0x1.e43c9e777acfcp+09},
	{"p1812 short Ldp", 0x1.25f4362be16fep+06},
	{"p1812 short Lbs", 0x1.91be954c19b51p+10},
	{"delta-Bullington", 0x1.9b68424f856dep+05},
	{"delta-Bullington Lsph", 0x1.0f91a1e82d334p+05},
	{"knife edge", 0x1.f7302c5773473p+03},
	{"p2108 urban", 0x1.b343647dbd62p+04},
	{"p2108 rural", 0x1.b782afd2dab3dp+03},
	{"p2108 near", 0x1.037bf57c642dp+05},
	{"p2108 far", 0x1.6a751443479eep+04},
	{"p2109 traditional", 0x1.c3445c81716bdp+03},
	{"p2109 efficient", 0x1.56a08cc5c5d2ep+06},
	{"p2109 median", 0x1.0e61f44b7793ap+04},
	{"p2109 sigma", 0x1.1dc24dbe8accep+03},
	{"p833 gamma", 0x1.2be36300f4a62p-03},
	{"p833 loss", 0x1.2542be9799f18p+02},
	{"p833 A_m", 0x1.f39ef66fc2e94p+04},
}
