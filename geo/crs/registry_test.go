package crs

import (
	"math"
	"testing"
)

func TestByEPSG(t *testing.T) {
	for _, c := range Known() {
		if got, err := ByEPSG(c.EPSG); err != nil || got != c {
			t.Errorf("EPSG:%d: %s, %v", c.EPSG, got, err)
		}
	}
	if len(Known()) != 25 {
		t.Errorf("%d systems, want 25", len(Known()))
	}
	for _, code := range []int{0, -1, 6956, 6959, 9204, 9219, 32650} {
		if c, err := ByEPSG(code); err == nil {
			t.Errorf("EPSG:%d is taken for %s", code, c)
		}
	}
}

func TestByName(t *testing.T) {
	for name, epsg := range map[string]int{
		"VN-2000 / TM-3 105-45": 9210, "VN2000 TM3 105°45'": 9210, "vn-2000 105-45": 9210, "VN-2000_TM-3_108-15": 9217,
		"VN-2000 / TM-3 zone 482": 5897, "VN_2000_TM-3_zone_481": 5896, "VN2000 TM-3 105": 5897, "VN-2000 TM-3 105°00'": 5897,
		"VN_2000_UTM_Zone_48N": 3405, "VN-2000 UTM 49N": 3406, "WGS 84 / UTM zone 48N": 32648, "WGS_1984_UTM_Zone_49N": 32649,
		"wgs84": 4326, "GCS_WGS_1984": 4326, "VN-2000": 4756, "EPSG:9218": 9218, "epsg 3857": 3857, "Web Mercator": 3857,
		"WGS_1984_Web_Mercator_Auxiliary_Sphere": 3857, "VN-2000 TM-3 107-45": 5899,
	} {
		if c, err := ByName(name); err != nil || c.EPSG != epsg {
			t.Errorf("%q: %s, %v, want EPSG:%d", name, c, err, epsg)
		}
	}
	for _, name := range []string{"", "UTM 48N", "105-45", "VN-2000 TM-3", "VN-2000 TM-3 105-46", "EPSG:", "EPSG:09210", "EPSG:9210x", "Indian 1960"} {
		if c, err := ByName(name); err == nil {
			t.Errorf("%q is taken for %s", name, c)
		}
	}
}

func TestTM3(t *testing.T) {
	for _, z := range tm3Zones {
		if c, err := TM3(z.meridianDeg); err != nil || c.EPSG != z.epsg {
			t.Errorf("%g: %s, %v, want EPSG:%d", z.meridianDeg, c, err, z.epsg)
		}
	}
	c, err := TM3(105.25)
	if err != nil || c.EPSG != 0 || c.Name != "VN-2000 / TM-3 105-15" {
		t.Errorf("%s, %v", c, err)
	}
	for _, bad := range []float64{101.75, 112.25, 105.3, math.NaN(), math.Inf(1)} {
		if c, err := TM3(bad); err == nil {
			t.Errorf("%g is taken for %s", bad, c)
		}
	}
}

// TestMistakes holds what each mistake costs to the figures of a first table, which was
// computed with PROJ: a wrong step must show.
func TestMistakes(t *testing.T) {
	long, _ := TM3(105.75)
	at, err := long.Project(106.4137, 10.5359) // Tan An
	if err != nil {
		t.Fatal(err)
	}
	unshifted, err := long.Zone.Forward(106.4137, 10.5359)
	if err != nil {
		t.Fatal(err)
	}
	if off := math.Hypot(at.EastM-unshifted.EastM, at.NorthM-unshifted.NorthM); math.Abs(off-225.5) > 0.1 {
		t.Errorf("without the shift %.1f m, want 225.5", off)
	}
	wide := zone("", 0, VN2000, 105.75, UTMScale)
	other, err := wide.Project(106.4137, 10.5359)
	if off := math.Hypot(at.EastM-other.EastM, at.NorthM-other.NorthM); err != nil || math.Abs(off-350) > 1 {
		t.Errorf("with scale 0.9996 %.1f m, %v, want 350", off, err)
	}
}
