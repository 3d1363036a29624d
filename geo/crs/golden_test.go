package crs

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// golden are official values: places in Viet Nam by the parameters of decision
// 05/2007/QD-BTNMT, computed with PROJ 9.1.1.
var golden = []struct {
	lon, lat, meridian, eastM, northM float64
}{
	{106.4137, 10.5359, 105.75, 572443.8425, 1165202.9955},
	{106.0983, 11.3100, 105.5, 565116.2852, 1250810.5415},
	{109.2196, 13.7830, 108.25, 604646.3829, 1524509.6618},
	{109.1967, 12.2388, 108.25, 602805.6604, 1353660.0277},
	{108.0000, 13.9833, 108.5, 445789.2038, 1546514.0397},
	{105.8342, 21.0278, 105, 586513.3846, 2326256.8184},
}

func TestGolden(t *testing.T) {
	for _, g := range golden {
		c, err := TM3(g.meridian)
		if err != nil {
			t.Fatal(err)
		}
		at, err := c.Project(g.lon, g.lat)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(at.EastM-g.eastM) > 1e-4 || math.Abs(at.NorthM-g.northM) > 1e-4 {
			t.Errorf("%s of %g, %g: east %.5f, north %.5f, want %.4f, %.4f", c, g.lon, g.lat, at.EastM, at.NorthM, g.eastM, g.northM)
		}
		lon, lat, err := c.Unproject(Plane{EastM: g.eastM, NorthM: g.northM})
		if err != nil || math.Abs(lon-g.lon) > 1e-9 || math.Abs(lat-g.lat) > 1e-9 {
			t.Errorf("%s back: %.10f, %.10f, %v, want %g, %g", c, lon, lat, err, g.lon, g.lat)
		}
	}
}

// TestWrongRotationsShow makes sure that the golden values can tell the convention:
// rotations with the other sign are half a metre away.
func TestWrongRotationsShow(t *testing.T) {
	wrong := VN2000ToWGS84
	for i := range wrong.RotationArcsec {
		wrong.RotationArcsec[i] *= -1
	}
	for _, g := range golden {
		lon, lat, _ := WGS84Ellipsoid.Geodetic(wrong.Inverse(WGS84Ellipsoid.Geocentric(g.lon, g.lat, 0)))
		c, _ := TM3(g.meridian)
		at, err := c.Zone.Forward(lon, lat)
		if err != nil {
			t.Fatal(err)
		}
		if off := math.Hypot(at.EastM-g.eastM, at.NorthM-g.northM); off < 0.4 || off > 0.8 {
			t.Errorf("%g, %g with rotations of the other convention: %.3f m away, want 0.5 to 0.8", g.lon, g.lat, off)
		}
	}
}

// The quarter meridian of WGS 84 is 10,001,965.7293 m
// (NIMA TR8350.2, table 3.5: 10,001,965.7293).
func TestQuarterMeridian(t *testing.T) {
	tm, err := NewTransverseMercator(WGS84Ellipsoid, TMParameters{Scale: 1})
	if err != nil {
		t.Fatal(err)
	}
	at, err := tm.Forward(0, 90)
	if err != nil || math.Abs(at.NorthM-10001965.729312) > 1e-5 || math.Abs(at.EastM) > 1e-9 {
		t.Errorf("pole at north %.6f east %.9f, %v", at.NorthM, at.EastM, err)
	}
}

func TestRoundTrips(t *testing.T) {
	all := Known()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(all).Draw(t, "crs")
		lon := rapid.Float64Range(102, 118).Draw(t, "lon")
		lat := rapid.Float64Range(6, 24).Draw(t, "lat")
		if c.Kind == Geographic {
			ownLon, ownLat, err := c.Datum.FromWGS84(lon, lat)
			if err != nil {
				t.Fatal(err)
			}
			backLon, backLat, err := c.Datum.ToWGS84(ownLon, ownLat)
			requireSame(t, err, [2]float64{lon, lat}, [2]float64{backLon, backLat})
			return
		}
		at, err := c.Project(lon, lat)
		if err != nil {
			t.Fatal(err)
		}
		backLon, backLat, err := c.Unproject(at)
		requireSame(t, err, [2]float64{lon, lat}, [2]float64{backLon, backLat})
	})
}

// requireSame wants two places within 10 nm, 1e-13 degree.
func requireSame(t *rapid.T, err error, want, got [2]float64) {
	if err != nil || math.Abs(want[0]-got[0]) > 1e-13 || math.Abs(want[1]-got[1]) > 1e-13 {
		t.Fatalf("%.16g, %.16g came back as %.16g, %.16g: %v", want[0], want[1], got[0], got[1], err)
	}
}

// TestRoundTripAnyEllipsoid goes to the ends of the reach on other ellipsoids, within a micrometre.
func TestRoundTripAnyEllipsoid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Ellipsoid{6378000, rapid.Float64Range(0, 1./290).Draw(t, "flattening")}
		p := TMParameters{
			MeridianDeg: rapid.Float64Range(-180, 180).Draw(t, "meridian"), OriginLatDeg: rapid.Float64Range(-60, 60).Draw(t, "origin"),
			Scale: rapid.Float64Range(0.99, 1.01).Draw(t, "scale"), FalseEastingM: 2e5, FalseNorthingM: 1e6,
		}
		tm, err := NewTransverseMercator(e, p)
		if err != nil {
			t.Fatal(err)
		}
		away := rapid.Float64Range(-29.9, 29.9).Draw(t, "away")
		lat := rapid.Float64Range(-89, 89).Draw(t, "lat")
		at, err := tm.Forward(p.MeridianDeg+away, lat)
		if err != nil {
			t.Fatal(err)
		}
		lon, gotLat, err := tm.Inverse(at)
		if err != nil {
			t.Fatal(err)
		}
		offEast := math.Remainder(lon-p.MeridianDeg-away, 360) * 111320 * math.Cos(lat*math.Pi/180)
		offNorth := (gotLat - lat) * 111320
		if math.Hypot(offEast, offNorth) > 1e-6 {
			t.Fatalf("off by %g, %g m", offEast, offNorth)
		}
		origin, err := tm.Forward(p.MeridianDeg, p.OriginLatDeg)
		if err != nil || math.Abs(origin.NorthM-1e6) > 1e-8 || origin.EastM != 2e5 {
			t.Fatalf("origin at %+v, %v", origin, err)
		}
	})
}

// The sphere has a closed form: Snyder, USGS PP 1395, equations 8-1 to 8-3.
func TestSphere(t *testing.T) {
	tm, err := NewTransverseMercator(Ellipsoid{6371000, 0}, TMParameters{Scale: 0.9996})
	if err != nil {
		t.Fatal(err)
	}
	for lon := -29.0; lon < 30; lon += 3.7 {
		for lat := -85.0; lat < 86; lat += 8.3 {
			at, err := tm.Forward(lon, lat)
			if err != nil {
				t.Fatal(err)
			}
			sinLon, cosLon := math.Sincos(lon * math.Pi / 180)
			b := math.Cos(lat*math.Pi/180) * sinLon
			east := 0.9996 * 6371000 * math.Atanh(b)
			north := 0.9996 * 6371000 * math.Atan2(math.Tan(lat*math.Pi/180), cosLon)
			if math.Abs(at.EastM-east) > 1e-8 || math.Abs(at.NorthM-north) > 1e-8 {
				t.Fatalf("%g, %g: %+v, want east %.9f, north %.9f", lon, lat, at, east, north)
			}
		}
	}
}

func TestHelmertInverseIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := WGS84Ellipsoid.Geocentric(rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(-1e3, 1e4).Draw(t, "height"))
		back := VN2000ToWGS84.Inverse(VN2000ToWGS84.Forward(p))
		if d := back.Sub(p); math.Sqrt(d.Dot(d)) > 5e-9 {
			t.Fatalf("%v came back %v", p, back)
		}
	})
}

func TestGeodeticInvertsGeocentric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon := rapid.Float64Range(-179.9, 179.9).Draw(t, "lon")
		lat := rapid.Float64Range(-90, 90).Draw(t, "lat")
		h := rapid.Float64Range(-1e4, 1e5).Draw(t, "height")
		gotLon, gotLat, gotH := WGS84Ellipsoid.Geodetic(WGS84Ellipsoid.Geocentric(lon, lat, h))
		if math.Abs(gotLon-lon)*math.Cos(lat*math.Pi/180) > 1e-13 || math.Abs(gotLat-lat) > 1e-13 || math.Abs(gotH-h) > 1e-8 {
			t.Fatalf("%.16g, %.16g, %g came back as %.16g, %.16g, %g", lon, lat, h, gotLon, gotLat, gotH)
		}
	})
}

// TestHeightError is the sentence of Datum.FromWGS84: 4 cm for each km of height.
func TestHeightError(t *testing.T) {
	for _, g := range golden {
		flatLon, flatLat, _ := VN2000.FromWGS84(g.lon, g.lat)
		lon, lat, _ := WGS84Ellipsoid.Geodetic(VN2000ToWGS84.Inverse(WGS84Ellipsoid.Geocentric(g.lon, g.lat, 1000)))
		offM := math.Hypot((lon-flatLon)*111320*math.Cos(g.lat*math.Pi/180), (lat-flatLat)*110600)
		if offM < 0.03 || offM > 0.04 {
			t.Errorf("at %g, %g a height of 1 km moves the result by %.4f m", g.lon, g.lat, offM)
		}
	}
}

func TestRefusesWhatIsNoPlace(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range append(Known(), CRS{}) {
		for _, p := range [][2]float64{{nan, 10}, {106, nan}, {inf, 10}, {106, 91}, {400, 10}} {
			if at, err := c.Project(p[0], p[1]); err == nil {
				t.Errorf("%s projects %v to %+v", c, p, at)
			}
		}
		for _, p := range []Plane{{nan, 5e5}, {1e6, nan}, {inf, 5e5}, {1e6, -inf}, {1e9, 5e5}, {1e6, 1e9}} {
			if lon, lat, err := c.Unproject(p); err == nil {
				t.Errorf("%s takes %+v back to %g, %g", c, p, lon, lat)
			}
		}
	}
	if _, err := NewTransverseMercator(Ellipsoid{6378137, 0.5}, TMParameters{Scale: 1}); err == nil {
		t.Error("a flattening of one half was taken")
	}
	if _, err := NewTransverseMercator(WGS84Ellipsoid, TMParameters{Scale: 0}); err == nil {
		t.Error("scale 0 was taken")
	}
}
