package crs

import (
	"bytes"
	"fmt"
	"math"
	"os/exec"
	"strings"
	"testing"
)

// projected runs cs2cs or proj on longitudes and latitudes and reads easting and northing.
func projected(t *testing.T, places [][2]float64, program string, args ...string) []Plane {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s (package proj-bin) is not installed: nothing to compare with", program)
	}
	var in bytes.Buffer
	for _, p := range places {
		fmt.Fprintf(&in, "%.10f %.10f\n", p[0], p[1])
	}
	cmd := exec.Command(path, append([]string{"-f", "%.9f"}, args...)...)
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(places) {
		t.Fatalf("%s: %d lines for %d places", cmd, len(lines), len(places))
	}
	planes := make([]Plane, len(lines))
	for i, line := range lines {
		if _, err := fmt.Sscan(line, &planes[i].EastM, &planes[i].NorthM); err != nil {
			t.Fatalf("%s: %q: %v", cmd, line, err)
		}
	}
	return planes
}

// vietnamGrid covers the country and its sea.
func vietnamGrid() [][2]float64 {
	var places [][2]float64
	for i := range 23 {
		for j := range 29 {
			places = append(places, [2]float64{102 + float64(i*3)/10, 7 + float64(j*6)/10})
		}
	}
	return places
}

// worst returns the largest distance between our projection and the given one.
func worst(t *testing.T, places [][2]float64, want []Plane, project func(lon, lat float64) (Plane, error)) float64 {
	t.Helper()
	off := 0.0
	for i, p := range places {
		got, err := project(p[0], p[1])
		if err != nil {
			t.Fatal(err)
		}
		off = max(off, math.Hypot(got.EastM-want[i].EastM, got.NorthM-want[i].NorthM))
	}
	return off
}

// TestProjection compares the series alone with PROJ's, within a tenth of a micrometre,
// up to the reach.
func TestProjection(t *testing.T) {
	wide := vietnamGrid()
	for i := range 200 {
		wide = append(wide, [2]float64{105 + float64(i%27) + 0.5, float64((i*37)%179) - 89})
	}
	for _, meridian := range []float64{105, 108.25} {
		for _, scale := range []float64{TM3Scale, UTMScale} {
			tm, err := NewTransverseMercator(WGS84Ellipsoid, TMParameters{MeridianDeg: meridian, Scale: scale, FalseEastingM: FalseEastingM})
			if err != nil {
				t.Fatal(err)
			}
			var near [][2]float64
			for _, p := range wide {
				if math.Abs(p[0]-meridian) < tmReachDeg {
					near = append(near, p)
				}
			}
			want := projected(t, near, "proj", "+proj=tmerc", "+ellps=WGS84", fmt.Sprintf("+lon_0=%g", meridian), fmt.Sprintf("+k=%g", scale), "+x_0=500000")
			off := worst(t, near, want, tm.Forward)
			t.Logf("meridian %g, scale %g: %d places, at most %.1f nm from proj", meridian, scale, len(near), off*1e9)
			if off > 1e-7 {
				t.Errorf("meridian %g, scale %g: %g m from proj", meridian, scale, off)
			}
		}
	}
}

// TestSystems compares every system with cs2cs, which is told the official shift, as
// its own choice in the Mekong delta is another one.
func TestSystems(t *testing.T) {
	places := vietnamGrid()
	for _, c := range Known() {
		if c.Kind == Geographic {
			continue
		}
		to := "+proj=webmerc +datum=WGS84"
		if c.Kind == TransverseZone {
			to = fmt.Sprintf("+proj=tmerc +lon_0=%g +k=%g +x_0=500000 +ellps=WGS84", c.Zone.Parameters.MeridianDeg, c.Zone.Parameters.Scale)
		}
		if c.Datum == VN2000 {
			to += " +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
		} else {
			to += " +towgs84=0,0,0"
		}
		args := append(strings.Fields("+proj=longlat +datum=WGS84 +to"), strings.Fields(to)...)
		off := worst(t, places, projected(t, places, "cs2cs", args...), c.Project)
		t.Logf("%s: at most %.1f nm from cs2cs", c, off*1e9)
		if off > 1e-6 {
			t.Errorf("%s: %g m from cs2cs", c, off)
		}
	}
}

// TestCodes asks cs2cs for systems by their code, which checks the table of meridians:
// outside the area where PROJ prefers another shift.
func TestCodes(t *testing.T) {
	places := [][2]float64{{107.9, 14.2}, {105.2, 21.3}, {108.7, 12.6}}
	swapped := make([][2]float64, len(places))
	for i, p := range places {
		swapped[i] = [2]float64{p[1], p[0]}
	}
	for _, c := range Known() {
		if c.Kind == Geographic {
			continue
		}
		want := projected(t, swapped, "cs2cs", "EPSG:4326", fmt.Sprintf("EPSG:%d", c.EPSG))
		if off := worst(t, places, want, c.Project); off > 1e-6 {
			t.Errorf("%s: %g m from cs2cs EPSG:%d", c, off, c.EPSG)
		}
	}
}
