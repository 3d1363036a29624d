package propagation

import (
	"math"
	"testing"
)

// zonesOf are the zone of post i of n by the name of a pattern.
var zonesOf = map[string]func(i, n int) RadioZone{
	"inland":  func(int, int) RadioZone { return Inland },
	"coast":   func(int, int) RadioZone { return CoastalLand },
	"sea":     func(int, int) RadioZone { return Sea },
	"first":   func(i, n int) RadioZone { return either(i == 0, Sea, Inland) },
	"last":    func(i, n int) RadioZone { return either(i == n-1, Sea, CoastalLand) },
	"thirds":  func(i, n int) RadioZone { return RadioZone(i * 3 / n) },
	"stripes": func(i, n int) RadioZone { return RadioZone(i % 3) },
	"bay":     func(i, n int) RadioZone { return either(i >= n/10 && i < n-n/10, Sea, CoastalLand) },
	"island":  func(i, n int) RadioZone { return either(i >= n/3 && i < n/2, Inland, Sea) },
}

func either(is bool, yes, no RadioZone) RadioZone {
	if is {
		return yes
	}
	return no
}

// zoneGround is the ground of a case: hills of so many metres, or a plateau that
// high with a pit under the receiver (-900) or the transmitter (-901).
func zoneGround(posts, relief int) []float64 {
	if relief > 0 {
		return wavyGround(posts, relief)
	}
	h := make([]float64, posts)
	if relief < 0 {
		for i := range h {
			h[i] = float64(-relief + i%5)
		}
	}
	switch relief {
	case -900:
		h[posts-1] = 0
	case -901:
		h[0] = 0
	}
	return h
}

// TestP1812Zones20 holds what no public run has: several zones, changes at the
// first and the last post, latitudes beyond 70 degrees, given coasts, the shortest
// and the longest path, terminals in pits. The numbers were computed in Python with
// the formulas of the Recommendation written out once more, zones summed post by
// post, each with the half of the way to its neighbours.
func TestP1812Zones20(t *testing.T) {
	worst := 0.0
	for _, c := range p1812ZoneCases {
		in := c.in
		in.Profile.HeightM = zoneGround(c.posts, c.relief)
		for i := range c.posts {
			in.Profile.DistanceKm = append(in.Profile.DistanceKm, c.km*float64(i)/float64(c.posts-1))
			in.Zones = append(in.Zones, zonesOf[c.zones](i, c.posts))
			if c.clutter {
				in.ClutterM = append(in.ClutterM, float64(i%4)*5)
			}
		}
		in.Profile.DistanceKm[c.posts-1] = c.km
		r, err := P1812(in)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for i, got := range [4]float64{r.LossDB, r.Diffraction.Median.LossDB, r.Ducting.Lba, r.Path.Beta0} {
			diff := math.Abs(got - c.want[i])
			if worst = max(worst, diff); !(diff <= 1e-6) {
				t.Errorf("%s, %s: got %.8f, want %.8f", c.name, [4]string{"Lb", "Ld50", "Lba", "beta0"}[i], got, c.want[i])
			}
		}
	}
	t.Logf("%d cases: at most %.2g off", len(p1812ZoneCases), worst)
}

// p1812ZoneCases: the answers are Lb, Ld50, Lba and beta0.
var p1812ZoneCases = []struct {
	name    string
	posts   int
	km      float64
	relief  int
	zones   string
	in      P1812Input
	clutter bool
	want    [4]float64
}{
	{"shortest, three posts", 3, 0.25, 40, "inland",
		P1812Input{FrequencyMHz: 30, TxHeightM: 1, RxHeightM: 1, PercentTime: 50, PercentLocations: 50, LatitudeDeg: 80,
			DN: -100, N0: 200}, false, [4]float64{89.90743251, 40.00747123, 179.52288206, 4.134856509}},
	{"shortest, high and low", 12, 0.25, 20, "coast",
		P1812Input{FrequencyMHz: 6000, TxHeightM: 3000, RxHeightM: 1, Polarisation: Vertical, PercentTime: 1, PercentLocations: 99, LocationSigmaDB: 5.5, LatitudeDeg: -80,
			DN: 150, N0: 500}, true, [4]float64{120.04780542, 0.00000000, -18448.40286814, 4.13485696}},
	{"longest over land", 301, 3000, 900, "inland",
		P1812Input{FrequencyMHz: 30, TxHeightM: 3000, RxHeightM: 3000, Polarisation: Vertical, PercentTime: 1, PercentLocations: 50, LatitudeDeg: 5,
			DN: 50, N0: 370}, false, [4]float64{301.14675830, 684.64648148, 338.19408417, 29.17091152}},
	{"longest over sea", 301, 3000, 0, "sea",
		P1812Input{FrequencyMHz: 6000, TxHeightM: 1, RxHeightM: 1, PercentTime: 50, PercentLocations: 50, LatitudeDeg: 13,
			DN: 50, N0: 370}, false, [4]float64{406.18711589, 4728.21102327, 513.78239496, 29.85382619}},
	{"longest, stripes", 100, 3000, 300, "stripes",
		P1812Input{FrequencyMHz: 600, TxHeightM: 100, RxHeightM: 10, PercentTime: 10, PercentLocations: 90, LocationSigmaDB: 7, LatitudeDeg: -72,
			DN: 40, N0: 320}, false, [4]float64{402.58342376, 2257.44447998, 449.27336506, 0.4136759073}},
	{"sea at the first post", 60, 30, 50, "first",
		P1812Input{FrequencyMHz: 900, TxHeightM: 30, RxHeightM: 1.5, Polarisation: Vertical, PercentTime: 10, PercentLocations: 70, LocationSigmaDB: 6, LatitudeDeg: 13,
			DN: 50, N0: 370}, true, [4]float64{152.64509637, 45.49386968, 146.23300025, 20.74370466}},
	{"sea at the last post", 61, 30, 50, "last",
		P1812Input{FrequencyMHz: 900, TxHeightM: 30, RxHeightM: 1.5, PercentTime: 10, PercentLocations: 70, LocationSigmaDB: 6, LatitudeDeg: 13,
			DN: 50, N0: 370}, true, [4]float64{150.92866928, 49.04836121, 147.27656746, 23.50840045}},
	{"thirds", 91, 90, 20, "thirds",
		P1812Input{FrequencyMHz: 450, TxHeightM: 60, RxHeightM: 2, Polarisation: Vertical, PercentTime: 1, PercentLocations: 50, LatitudeDeg: 45,
			DN: 60, N0: 350}, false, [4]float64{134.66511834, 50.30657642, 134.65629077, 2.147436468}},
	{"stripes", 90, 120, 30, "stripes",
		P1812Input{FrequencyMHz: 2600, TxHeightM: 40, RxHeightM: 10, PercentTime: 5, PercentLocations: 10, LocationSigmaDB: 8, LatitudeDeg: 70,
			DN: -20, N0: 300}, true, [4]float64{174.27643200, 156.24250154, 174.27643266, 3.774091249}},
	{"bay, low", 120, 60, 12, "bay",
		P1812Input{FrequencyMHz: 1800, TxHeightM: 10, RxHeightM: 3, Polarisation: Vertical, PercentTime: 1, PercentLocations: 50, LatitudeDeg: 13,
			DN: 70, N0: 380}, false, [4]float64{131.91814107, 59.35482046, 125.24595501, 28.43803515}},
	{"bay, low, half of the year", 120, 60, 12, "bay",
		P1812Input{FrequencyMHz: 1800, TxHeightM: 10, RxHeightM: 3, PercentTime: 50, PercentLocations: 50, LatitudeDeg: 13,
			DN: 70, N0: 380}, false, [4]float64{180.19453299, 59.36047803, 194.69784676, 28.43803515}},
	{"bay, coasts given", 120, 60, 12, "bay",
		P1812Input{FrequencyMHz: 700, TxHeightM: 10, RxHeightM: 3, Polarisation: Vertical, PercentTime: 3, PercentLocations: 50, LatitudeDeg: 13,
			DN: 70, N0: 380, TxCoastKm: 0.5, RxCoastKm: 4.9}, false, [4]float64{123.94554911, 56.44741016, 109.43006354, 28.43803515}},
	{"bay, coasts just beyond 5 km", 120, 60, 12, "bay",
		P1812Input{FrequencyMHz: 700, TxHeightM: 10, RxHeightM: 3, Polarisation: Vertical, PercentTime: 3, PercentLocations: 50, LatitudeDeg: 13,
			DN: 70, N0: 380, TxCoastKm: 5.001, RxCoastKm: 4.999}, false, [4]float64{124.01140418, 56.44741016, 115.04577577, 28.43803515}},
	{"island", 150, 250, 200, "island",
		P1812Input{FrequencyMHz: 100, TxHeightM: 300, RxHeightM: 20, PercentTime: 2, PercentLocations: 30, LocationSigmaDB: 9, LatitudeDeg: 71,
			DN: 20, N0: 310}, false, [4]float64{173.81927695, 91.33310160, 212.00923280, 0.3888726649}},
	{"polar inland", 80, 40, 100, "inland",
		P1812Input{FrequencyMHz: 3500, TxHeightM: 25, RxHeightM: 1.5, Polarisation: Vertical, PercentTime: 20, PercentLocations: 95, LocationSigmaDB: 6, LatitudeDeg: 80,
			DN: 5, N0: 250}, true, [4]float64{202.48277057, 61.12937138, 272.96305628, 0.4200519049}},
	{"polar sea", 80, 200, 0, "sea",
		P1812Input{FrequencyMHz: 300, TxHeightM: 200, RxHeightM: 50, PercentTime: 1, PercentLocations: 50, LatitudeDeg: -70.5,
			DN: 10, N0: 260}, false, [4]float64{141.41965932, 99.42678760, 141.41769432, 4.17}},
	{"valley", 41, 12, -900, "inland",
		P1812Input{FrequencyMHz: 1800, TxHeightM: 40, RxHeightM: 1.5, Polarisation: Vertical, PercentTime: 50, PercentLocations: 50, LatitudeDeg: 13,
			DN: 50, N0: 370}, false, [4]float64{191.11978182, 72.00422390, 648.90993554, 26.80880027}},
	{"valley, 1 % of time", 41, 12, -900, "inland",
		P1812Input{FrequencyMHz: 6000, TxHeightM: 1, RxHeightM: 1, PercentTime: 1, PercentLocations: 50, LatitudeDeg: 13,
			DN: 150, N0: 500}, true, [4]float64{226.44500425, 94.49142473, 798.21736490, 26.80880027}},
	{"level", 101, 25, 0, "coast",
		P1812Input{FrequencyMHz: 800, TxHeightM: 30, RxHeightM: 30, PercentTime: 50, PercentLocations: 50, LatitudeDeg: 13,
			DN: 50, N0: 370}, false, [4]float64{121.62059635, 3.19999649, 159.09182520, 24.32767002}},
	{"transmitter in the pit", 41, 12, -901, "coast",
		P1812Input{FrequencyMHz: 450, TxHeightM: 1, RxHeightM: 30, Polarisation: Vertical, PercentTime: 7, PercentLocations: 60, LocationSigmaDB: 4, LatitudeDeg: 13,
			DN: -50, N0: 300}, false, [4]float64{185.63592104, 80.05326227, 422.89342482, 27.00230377}},
}
