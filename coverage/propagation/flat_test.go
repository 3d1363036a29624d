package propagation

import (
	"math"
	"testing"
)

// flatProfile is level ground with posts at even steps and one at the end.
func flatProfile(lengthKm, stepKm float64) Profile {
	var p Profile
	for x := 0.0; x < lengthKm-stepKm/2; x += stepKm {
		p.DistanceKm = append(p.DistanceKm, x)
	}
	p.DistanceKm = append(p.DistanceKm, lengthKm)
	p.HeightM = make([]float64, len(p.DistanceKm))
	return p
}

// flatCases are frequencies and antennas from end to end of P.1812's range.
var (
	flatMHz     = []float64{30, 450, 900, 1800, 3500, 6000}
	flatHeights = [][2]float64{{1, 1}, {30, 1.5}, {100, 10}, {3000, 1}, {3000, 3000}}
)

// fallOfLoss is the most that a loss falls below an earlier one, and between which
// distances, as the path grows by a hundredth from 0.25 to 3000 km.
func fallOfLoss(loss func(km float64) float64) (fallDB, fromKm, toKm float64) {
	most, mostKm := math.Inf(-1), 0.0
	for km := 0.25; km <= 3000; km *= 1.03 {
		l := loss(km)
		if most-l > fallDB {
			fallDB, fromKm, toKm = most-l, mostKm, km
		}
		if l > most {
			most, mostKm = l, km
		}
	}
	return fallDB, fromKm, toKm
}

// flatP1812 is the loss over level ground or sea of 101 posts.
func flatP1812(t *testing.T, mhz float64, heights [2]float64, p float64, zone RadioZone) func(float64) float64 {
	zones := make([]RadioZone, 101)
	for i := range zones {
		zones[i] = zone
	}
	return func(km float64) float64 {
		in := P1812Input{Profile: flatProfile(km, km/100), Zones: zones, FrequencyMHz: mhz, TxHeightM: heights[0], RxHeightM: heights[1],
			PercentTime: p, LatitudeDeg: 13}
		in.Profile.DistanceKm[100] = km
		r, err := P1812(in)
		if err != nil {
			t.Fatal(err)
		}
		return r.LossDB
	}
}

// TestFlatGround: over level land the median loss of P.1812 never falls with
// distance. The Recommendation does not give more: at sea it falls by some 4 dB
// just beyond the horizon, where ducting takes over from diffraction (450 MHz,
// masts of 30 and 1.5 m, at 33 km), and for small percentages of time by up to 22
// dB on land as well (1 % of time, from 20 to 60 km). Those falls are held below.
func TestFlatGround(t *testing.T) {
	for _, mhz := range flatMHz {
		for _, h := range flatHeights {
			if fall, from, to := fallOfLoss(flatP1812(t, mhz, h, 50, Inland)); fall > 1e-9 {
				t.Errorf("land, %v MHz, %v m: %.4f dB less at %.2f km than at %.2f km", mhz, h, fall, to, from)
			}
		}
	}
	for _, c := range []struct {
		name   string
		p      float64
		zone   RadioZone
		wantDB float64 // the worst fall over all frequencies and heights
	}{
		{"sea, median", 50, Sea, 4},
		{"land, 10 % of time", 10, Inland, 20},
		{"land, 1 % of time", 1, Inland, 22},
	} {
		worst, at := 0.0, 0.0
		for _, mhz := range flatMHz {
			for _, h := range [][2]float64{{1, 1}, {30, 1.5}} {
				if fall, _, to := fallOfLoss(flatP1812(t, mhz, h, c.p, c.zone)); fall > worst {
					worst, at = fall, to
				}
			}
		}
		t.Logf("%s: falls by up to %.1f dB, at %.0f km", c.name, worst, at)
		if math.Abs(worst-c.wantDB) > 1.5 {
			t.Errorf("%s: falls by up to %.2f dB at %.1f km; the Recommendation gives about %v", c.name, worst, at, c.wantDB)
		}
	}
}

// TestFlatDiffraction: delta-Bullington never loses less over more level ground.
func TestFlatDiffraction(t *testing.T) {
	for _, mhz := range flatMHz {
		for _, h := range flatHeights {
			for _, l := range []DiffractionLink{{}, {SeaShare: 1}, {Polarisation: Vertical}, {SeaShare: 1, Polarisation: Vertical}} {
				l.FrequencyMHz, l.TxHeightM, l.RxHeightM = mhz, h[0], h[1]
				fall, from, to := fallOfLoss(func(km float64) float64 {
					r, err := DeltaBullington(flatProfile(km, km/100), l)
					if err != nil {
						t.Fatal(err)
					}
					return r.LossDB
				})
				if fall > 1e-9 {
					t.Errorf("%+v: %.4f dB less at %.2f km than at %.2f km", l, fall, to, from)
				}
			}
		}
	}
}

// TestFlatITM: the reference loss of ITM never falls with distance, in area mode
// and over level profiles with posts every 100 m. With fewer posts it does: the
// smooth horizon snaps to a post, and 101 posts over 1600 km are off by 11 dB.
func TestFlatITM(t *testing.T) {
	for _, mhz := range []float64{20, 40, 450, 1800, 3500, 20000} {
		for _, h := range append([][2]float64{{0.5, 0.5}}, flatHeights...) {
			m := itmAverage(h[0], h[1], mhz)
			check := func(mode string, path func(km float64) (ITMPath, error)) {
				fall, from, to := fallOfLoss(func(km float64) float64 {
					p, err := path(km)
					if err != nil {
						t.Fatal(err)
					}
					return p.ReferenceDB + p.FreeSpaceDB
				})
				if fall > 1e-9 {
					t.Errorf("%s, %v MHz, %v m: %.4f dB less at %.2f km than at %.2f km", mode, mhz, h, fall, to, from)
				}
			}
			check("area", func(km float64) (ITMPath, error) { return m.Area(ITMArea{DistanceM: 1000 * km}) })
			level := make([]float64, 4001)
			check("profile", func(km float64) (ITMPath, error) {
				return m.PointToPoint(100, level[:1+max(2, int(10*min(km, 400)))])
			})
		}
	}
}
