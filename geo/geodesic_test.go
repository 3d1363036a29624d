package geo

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// angleDiff is the distance between two directions, degrees.
func angleDiff(a, b float64) float64 { return math.Abs(math.Remainder(a-b, 360)) }

// Lines published with Karney's paper and with the test set of GeographicLib;
// the rest is arithmetic on the ellipsoid's radii.
func TestInverseKnown(t *testing.T) {
	for _, tc := range []struct {
		lat1, lon1, azi1, lat2, lon2, azi2, distanceM float64
	}{
		{35.60777, -139.44815, 111.098748429560326, -11.17491, -69.95921, 129.289270889708762, 8935244.5604818305},
		{55.52454, 106.05087, 22.020059880982801, 77.03196, 197.18234, 109.112041110671519, 4105086.1713924406},
		{-21.97856, 142.59065, -32.44456876433189, 41.84138, 98.56635, -41.84359951440466, 8394328.894657671},
		{-66.99028, 112.2363, 173.73491240878403, -12.70631, 285.90344, 2.512956620913668, 11150344.2312080241},
		{-17.42761, 173.34268, -159.033557661192928, -15.84784, 5.93557, -20.787484651536988, 16076603.1631180673},
		{32.84994, 48.28919, 150.492927788121982, -56.28556, 202.29132, 48.113449399816759, 16727068.9438164461},
		{6.96833, 52.74123, 92.581585386317712, -7.39675, 206.17291, 90.721692165923907, 17102477.2496958388},
		{-50.56724, -16.30485, -105.439679907590164, -33.56571, -94.97412, -47.348547835650331, 6455670.5118668696},
		// Karney (2013), tables 2 and 4: direct, and nearly antipodal.
		{40, 0, 30, 41.79331020506, 137.84490004377, 149.09016931807, 10000000},
		{-30, 0, 161.890524736, 29.9, 179.8, 18.090737246, 19989832.827610},
		// On the equator: along it, and too far for it to be the shortest.
		{0, 0, 90, 0, 1, 90, EquatorialRadiusM * math.Pi / 180},
		{0, 0, 90, 0, 179, 90, 179 * EquatorialRadiusM * math.Pi / 180},
		{0, 0, 55.966495140, 0, 179.5, 124.033504860, 19980861.908891},
		{0, 0, 0, 0, 180, 180, 20003931.458625},
		// Meridian quadrant of WGS 84 and the pole.
		{0, 105, 0, 90, 105, 0, 10001965.729313},
		{-90, 0, 0, 90, 0, 0, 20003931.458625},
		{-90, 0, 30, 0, 30, 0, 10001965.729313},
		{90, 0, 150, 0, 30, 180, 10001965.729313},
	} {
		name := fmt.Sprintf("(%v,%v)-(%v,%v)", tc.lat1, tc.lon1, tc.lat2, tc.lon2)
		d, a1, a2 := Inverse(tc.lon1, tc.lat1, tc.lon2, tc.lat2)
		if math.Abs(d-tc.distanceM) > 2e-6 {
			t.Errorf("%s: distance %.9f, want %.9f", name, d, tc.distanceM)
		}
		if angleDiff(a1, tc.azi1) > 2e-9 || angleDiff(a2, tc.azi2) > 2e-9 {
			t.Errorf("%s: azimuths %.12f %.12f, want %.12f %.12f", name, a1, a2, tc.azi1, tc.azi2)
		}
	}
}

func TestInverseDegenerate(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, p := range [][4]float64{{0, 91, 0, 0}, {nan, 0, 0, 0}, {0, 0, inf, 0}, {0, 0, 0, nan}, {0, 0, 0, -90.001}} {
		if d, a, b := Inverse(p[0], p[1], p[2], p[3]); !math.IsNaN(d) || !math.IsNaN(a) || !math.IsNaN(b) {
			t.Errorf("Inverse(%v) = %v, %v, %v, want NaN", p, d, a, b)
		}
		if lon, lat, a := Direct(p[0], p[1], p[2], p[3]); !(math.IsNaN(lon) && math.IsNaN(lat) && math.IsNaN(a)) && math.Abs(p[3]) < 90 {
			t.Errorf("Direct(%v) = %v, %v, %v, want NaN", p, lon, lat, a)
		}
	}
	for _, p := range [][4]float64{{105.1, 10.2, 105.1, 10.2}, {180, 5, -180, 5}, {10, 90, 77, 90}, {10, -90, -140, -90}, {0, 0, 720, 0}} {
		if d, a, b := Inverse(p[0], p[1], p[2], p[3]); d != 0 || a != 0 || b != 0 {
			t.Errorf("Inverse(%v) = %v, %v, %v, want 0, 0, 0", p, d, a, b)
		}
	}
	// Very short: one E7 of latitude and of longitude at 10 N.
	d, a, _ := Inverse(105, 10, 105, 10.0000001)
	if math.Abs(d-0.0110606) > 1e-6 || a != 0 {
		t.Errorf("one E7 north: %v m at %v", d, a)
	}
	if d, a, _ := Inverse(105, 10, 105.0000001, 10); math.Abs(d-0.0109639) > 1e-6 || angleDiff(a, 90) > 1e-6 {
		t.Errorf("one E7 east: %v m at %v", d, a)
	}
}

// The series against the integrals they stand for (equations 7, 8 and 40).
func TestSeriesAgainstQuadrature(t *testing.T) {
	for _, alpha0 := range []float64{0, 0.3, 0.8, 1.2, 1.5} {
		k2 := secondEccentricitySquared * math.Cos(alpha0) * math.Cos(alpha0)
		eps := expansion(k2)
		for _, sigma := range []float64{0.1, 1, 2, 3.1} {
			a := angleRad(sigma)
			c1, c2, c3 := seriesC1(eps), seriesC2(eps), seriesC3(eps)
			root := func(s float64) float64 { return math.Sqrt(1 + k2*math.Sin(s)*math.Sin(s)) }
			check := func(name string, got float64, f func(float64) float64) {
				want := 0.
				for i := range 16 {
					want += gaussMean(f, sigma*float64(i)/16, sigma*float64(i+1)/16) * sigma / 16
				}
				if math.Abs(got-want) > 3e-15*(1+want) {
					t.Errorf("%s(alpha0 %v, sigma %v) = %.17g, want %.17g", name, alpha0, sigma, got, want)
				}
			}
			check("I1", seriesA1(eps)*(sigma+c1.sum(a)), root)
			check("I2", seriesA2(eps)*(sigma+c2.sum(a)), func(s float64) float64 { return 1 / root(s) })
			check("I3", seriesA3(eps)*(sigma+c3.sum(a)), func(s float64) float64 {
				return (2 - Flattening) / (1 + (1-Flattening)*root(s))
			})
			tau := sigma + c1.sum(a)
			c1i := seriesC1Inverse(eps)
			if got := tau + c1i.sum(angleRad(tau)); math.Abs(got-sigma) > 3e-15*(1+sigma) {
				t.Errorf("C1' does not undo C1: %.17g, want %.17g", got, sigma)
			}
		}
	}
}

func TestDirectUndoesInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.Float64Range(-90, 90)
		lon := rapid.Float64Range(-180, 180)
		lon1, lat1 := lon.Draw(t, "lon1"), lat.Draw(t, "lat1")
		lon2, lat2 := lon.Draw(t, "lon2"), lat.Draw(t, "lat2")
		if rapid.Bool().Draw(t, "near antipode") {
			lon2 = lon1 + 180 + rapid.Float64Range(-1, 1).Draw(t, "dlon")
			lat2 = math.Max(-90, math.Min(90, -lat1+rapid.Float64Range(-1, 1).Draw(t, "dlat")))
		}
		d, a1, a2 := Inverse(lon1, lat1, lon2, lat2)
		if !(d >= 0 && d < 20003931.4587) || !(a1 >= 0 && a1 < 360) || !(a2 >= 0 && a2 < 360) {
			t.Fatalf("Inverse = %v, %v, %v", d, a1, a2)
		}
		gotLon, gotLat, gotA2 := Direct(lon1, lat1, a1, d)
		if miss := ChordM(Cartesian(gotLon, gotLat), Cartesian(lon2, lat2)); miss > 3e-8 {
			t.Fatalf("Direct(Inverse) misses by %v m", miss)
		}
		if math.Abs(lat2) < 89.9 && d > 1 && angleDiff(gotA2, a2) > 1e-6 {
			t.Fatalf("azimuth on arrival %v, want %v", gotA2, a2)
		}
		back, _, _ := Inverse(lon2, lat2, lon1, lat1)
		if math.Abs(back-d) > 2e-8 {
			t.Fatalf("there %v m, back %v m", d, back)
		}
	})
}

// geodPairs covers the cases by kind: anywhere, short, antipodal, meridian, equator.
func geodPairs() (pairs [][4]float64) {
	rng := rand.New(rand.NewPCG(1, 2))
	uniform := func(limit float64) float64 { return (2*rng.Float64() - 1) * limit }
	for range 3000 {
		lon, lat := uniform(180), uniform(90)
		pairs = append(pairs,
			[4]float64{lon, lat, uniform(180), uniform(90)},
			[4]float64{lon, lat * 0.99, lon + uniform(0.5), lat*0.99 + uniform(0.5)},
			[4]float64{lon, lat * 0.99, lon + uniform(1e-5), lat*0.99 + uniform(1e-5)},
			[4]float64{lon, lat * 0.99, lon + 180 + uniform(0.7), -lat*0.99 + uniform(0.7)},
		)
	}
	for range 300 {
		lon, lat := math.Round(uniform(18))*10, math.Round(uniform(9))*10
		pairs = append(pairs,
			[4]float64{lon, lat, lon, uniform(90)},
			[4]float64{lon, lat, lon + 180, uniform(90)},
			[4]float64{lon, 0, uniform(180), 0},
			[4]float64{lon, 90, uniform(180), lat},
			[4]float64{lon, lat, lon + 180, -lat},
			[4]float64{lon, lat, math.Round(uniform(18)) * 10, math.Round(uniform(9)) * 10},
		)
	}
	return pairs
}

func TestInverseAgainstGeod(t *testing.T) {
	pairs := geodPairs()
	lines := runProj(t, "geod", []string{"-I", "+ellps=WGS84", "-f", "%.12f", "-F", "%.10f"}, func(w *bufio.Writer) {
		for _, p := range pairs {
			fmt.Fprintf(w, "%.17g %.17g %.17g %.17g\n", p[1], p[0], p[3], p[2])
		}
	})
	if len(lines) != len(pairs) {
		t.Fatalf("geod returned %d lines, want %d", len(lines), len(pairs))
	}
	worst := 0.
	for i, p := range pairs {
		var az1, az21, want float64
		if _, err := fmt.Sscan(lines[i], &az1, &az21, &want); err != nil {
			t.Fatalf("geod line %q: %v", lines[i], err)
		}
		d, a1, a2 := Inverse(p[0], p[1], p[2], p[3])
		worst = math.Max(worst, math.Abs(d-want))
		if math.Abs(d-want) > 2e-8 {
			t.Errorf("Inverse(%v) = %.10f m, geod %.10f", p, d, want)
		}
		// Directions are compared by the sideways offset they cause; across equally
		// short geodesics (symmetric in longitude) either may be given.
		lateral := math.Abs(math.Sin(want/EquatorialRadiusM)) * EquatorialRadiusM * math.Pi / 180
		tie := math.Abs(math.Remainder(p[2]-p[0], 360)) > 180-1e-9
		if want > 1e-3 && !tie && (angleDiff(a1, az1)*lateral > 1e-5 || angleDiff(a2, az21+180)*lateral > 1e-5) {
			t.Errorf("Inverse(%v): azimuths %.12f %.12f, geod %.12f %.12f", p, a1, a2, az1, az21+180)
		}
	}
	t.Logf("%d pairs, largest difference %.2g m", len(pairs), worst)
}

func TestDirectAgainstGeod(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var in [][4]float64
	for range 3000 {
		in = append(in, [4]float64{rng.Float64()*360 - 180, rng.Float64()*180 - 90, rng.Float64() * 360, rng.Float64() * 3e7})
	}
	lines := runProj(t, "geod", []string{"+ellps=WGS84", "-f", "%.13f"}, func(w *bufio.Writer) {
		for _, p := range in {
			fmt.Fprintf(w, "%.17g %.17g %.17g %.17g\n", p[1], p[0], p[2], p[3])
		}
	})
	for i, p := range in {
		var wantLat, wantLon, back float64
		if _, err := fmt.Sscan(lines[i], &wantLat, &wantLon, &back); err != nil {
			t.Fatalf("geod line %q: %v", lines[i], err)
		}
		lon, lat, a2 := Direct(p[0], p[1], p[2], p[3])
		if miss := ChordM(Cartesian(lon, lat), Cartesian(wantLon, wantLat)); miss > 3e-8 {
			t.Errorf("Direct(%v) = %v,%v, geod %v,%v: %v m apart", p, lon, lat, wantLon, wantLat, miss)
		}
		if math.Abs(lat) < 89.99 && angleDiff(a2, back+180) > 1e-9 {
			t.Errorf("Direct(%v) arrives at %v, geod %v", p, a2, back+180)
		}
	}
}

// runProj feeds a program of PROJ and returns its lines; without it the test is skipped.
func runProj(t *testing.T, program string, args []string, write func(*bufio.Writer)) []string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s (Debian: proj-bin) is not installed; nothing was compared with PROJ", program)
	}
	var in bytes.Buffer
	w := bufio.NewWriter(&in)
	write(w)
	w.Flush()
	cmd := exec.Command(path, args...)
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func BenchmarkInverse(b *testing.B) {
	for b.Loop() {
		Inverse(105.8, 21.03, 106.7, 10.78)
	}
}

func BenchmarkInverseAntipodal(b *testing.B) {
	for b.Loop() {
		Inverse(0, -30, 179.8, 29.9)
	}
}

func BenchmarkDirect(b *testing.B) {
	for b.Loop() {
		Direct(105.8, 21.03, 175, 1e6)
	}
}
