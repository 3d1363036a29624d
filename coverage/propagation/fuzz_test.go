package propagation

import (
	"math"
	"testing"
)

// FuzzP1812 takes any numbers at all: what is not refused has only finite stages.
func FuzzP1812(f *testing.F) {
	f.Add(1800.0, 30.0, 1.5, 50.0, 13.0, 50.0, 370.0, 10.0, uint8(0))
	f.Add(30.0, 3000.0, 1.0, 1.0, -80.0, -100.0, 200.0, 3000.0, uint8(7))
	f.Add(6000.0, 0.1, 10000.0, 50.0, 90.0, 150.0, 500.0, 20015.0, uint8(255))
	f.Fuzz(func(t *testing.T, mhz, tx, rx, percent, phi, dn, n0, km float64, shape uint8) {
		in := P1812Input{FrequencyMHz: mhz, TxHeightM: tx, RxHeightM: rx, PercentTime: percent, LatitudeDeg: phi, DN: dn, N0: n0,
			Polarisation: Polarisation(shape & 1), PercentLocations: 1 + percent, LocationSigmaDB: float64(shape >> 4)}
		posts := 3 + int(shape>>2&3)
		for i := range posts {
			in.Profile.DistanceKm = append(in.Profile.DistanceKm, km*float64(i)/float64(posts-1))
			in.Profile.HeightM = append(in.Profile.HeightM, float64(int(shape)*i%7)*phi)
			in.Zones = append(in.Zones, RadioZone((int(shape)+i)%3))
			in.ClutterM = append(in.ClutterM, float64(shape)*float64(i%2))
		}
		if r, err := P1812(in); err == nil && !finite(r) {
			t.Fatalf("%+v: %+v", in, r)
		}
		d, err := DeltaBullington(in.Profile, DiffractionLink{FrequencyMHz: mhz, TxHeightM: tx, RxHeightM: rx, EffectiveRadiusKm: n0, SeaShare: percent / 100})
		if err == nil && !(d.LossDB >= 0 && isNumber(d.LossDB) && isNumber(d.LsphDB) && isNumber(d.LbsDB)) {
			t.Fatalf("%+v: %+v", in, d)
		}
	})
}

// FuzzITM takes any numbers at all, over a profile and over an area.
func FuzzITM(f *testing.F) {
	f.Add(1800.0, 30.0, 1.5, 301.0, 15.0, 0.005, 100.0, 50.0, uint8(5))
	f.Add(20.0, 3000.0, 0.5, 250.0, 1.0, 5.0, 1e-3, 9999.0, uint8(1))
	f.Add(20000.0, 0.5, 0.5, 400.0, 81.0, 1e-9, 1e6, -9999.0, uint8(0x97))
	f.Fuzz(func(t *testing.T, mhz, tx, rx, n0, epsilon, sigma, stepM, heightM float64, shape uint8) {
		m := ITM{TxHeightM: tx, RxHeightM: rx, FrequencyMHz: mhz, Polarization: ITMPolarization(shape >> 3 & 1), Climate: ITMClimate(shape & 7),
			Refractivity: n0, Permittivity: epsilon, ConductivitySPerM: sigma}
		ground := make([]float64, 2+int(shape>>4))
		for i := range ground {
			ground[i] = heightM * float64(i*i%3)
		}
		check := func(p ITMPath, err error) {
			if err != nil {
				return
			}
			l, err := p.Loss(ITMVariability{Service: ITMService(shape & 3)}, ITMShares{TimePct: 99.9, LocationPct: 0.1, SituationPct: 50})
			if err != nil || !isNumber(l.LossDB) || !(p.ReferenceDB >= 0) || math.IsInf(p.ReferenceDB, 0) {
				t.Fatalf("%+v: %+v, %+v, %v", m, p, l, err)
			}
		}
		check(m.PointToPoint(stepM, ground))
		check(m.Area(ITMArea{DistanceM: stepM, DeltaHM: math.Abs(heightM), TxSiting: ITMSiting(shape >> 4 & 3), RxSiting: ITMSiting(shape >> 6)}))
	})
}
