package dataset

import (
	"fmt"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/crs"
)

func TestParseCRS(t *testing.T) {
	tests := map[string]string{
		"EPSG:9210": "EPSG:9210", "VN-2000 / TM-3 105-45": "EPSG:9210", "VN2000 kinh tuyến trục 105°45'": "EPSG:9210", "vn-2000, KTT 105º45’, múi 3": "EPSG:9210",
		"Hệ toạ độ VN-2000, kinh tuyến trục 105°45', múi chiếu 3°": "EPSG:9210", "VN2000 105.75": "EPSG:9210", "VN-2000 KTT 10545": "EPSG:9210",
		"kinh tuyến trục 105 độ 30 phút": "EPSG:9209", "VN 2000 múi 3 kinh tuyến 108": "EPSG:5898", "VN2000 kinh tuyến trục 105°": "EPSG:5897",
		"VN2000 múi chiếu 6° kinh tuyến trục 105°": "EPSG:3405", "VN2000 UTM 49N": "EPSG:3406", "WGS84 UTM 48N": "EPSG:32648", "WGS84 / UTM zone 49N": "EPSG:32649",
		"EPSG:3857": "EPSG:3857", "EPSG:4756": "datum VN-2000", "VN-2000": "datum VN-2000", "Hệ toạ độ VN2000": "datum VN-2000", "WGS84": "datum WGS 84", "detect": "detect", "": "",
		"UTM 48N": "error", "kinh tuyến trục 95°": "error", "Mercator": "error", "EPSG:4326x": "error", "VN-2000 WGS84": "error",
	}
	for text, want := range tests {
		s, err := parseCRS(text)
		got := ""
		switch {
		case err != nil:
			got = "error"
		case s.detect:
			got = "detect"
		case s.plane():
			got = fmt.Sprintf("EPSG:%d", s.system.EPSG)
		case s.datum != crs.UnknownDatum:
			got = "datum " + s.datum.String()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q (%v)", text, got, want, err)
		}
	}
}

// planeRows are rows of stations in both squares of twoSquares, as "n,e" in a zone.
func planePoint(t *testing.T, meridian, lon, lat float64) (north, east string) {
	t.Helper()
	zone, err := crs.TM3(meridian)
	if err != nil {
		t.Fatal(err)
	}
	at, err := zone.Project(lon, lat)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%.2f", at.NorthM), fmt.Sprintf("%.2f", at.EastM)
}

// stationsOfSquares are places in the two squares, spread.
func stationsOfSquares(n int) (places [][2]float64, names []string) {
	for i := range n {
		square := i % 2
		places = append(places, [2]float64{geo.Round7(106.005 + 0.1*float64(square) + 0.09*float64(i)/float64(n)), geo.Round7(11.01 + 0.08*float64(i*7%n)/float64(n))})
		names = append(names, []string{"Xã Một", "xã hai"}[square])
	}
	return places, names
}

// planeTable writes stations of the squares, x north, as survey papers do.
func planeTable(t *testing.T, header string, meridian float64, n int) string {
	places, names := stationsOfSquares(n)
	var b strings.Builder
	b.WriteString(header + "\n")
	for i, p := range places {
		north, east := planePoint(t, meridian, p[0], p[1])
		fmt.Fprintf(&b, "S%02d,4G,%s,%s,%s\n", i, names[i], north, east)
	}
	return b.String()
}

// wantSquares checks that stations stand where stationsOfSquares put them.
func wantSquares(t *testing.T, name string, sites []coverage.Site, n int) {
	t.Helper()
	places, _ := stationsOfSquares(n)
	if len(sites) != n {
		t.Fatalf("%s: %d sites, want %d", name, len(sites), n)
	}
	for i, s := range sites {
		if d := geo.ShortDistanceM(geo.Cartesian(s.Lon, s.Lat), geo.Cartesian(places[i][0], places[i][1])); !s.Located || d > 0.02 {
			t.Errorf("%s: %s at %v %v, want %v: %.3f m away", name, s.ID, s.Lon, s.Lat, places[i], d)
		}
	}
}

// TestPlaneStations: metres are converted by what region.yaml states, what a heading
// states, or a vote of the communes that rows name.
func TestPlaneStations(t *testing.T) {
	tests := []struct{ name, header, crs, note string }{
		{"stated", "site_id,technology,xã,X,Y", "EPSG:9210", "as region.yaml states; 20 of 20 rows lie in the commune that they name"},
		{"described", "site_id,technology,xã,X,Y", `"VN2000 kinh tuyến trục 105°45'"`, "TM-3 105-45 (EPSG:9210), x north and y east, as region.yaml states"},
		{"unstated", "site_id,technology,xã,X,Y", "", "detected: VN-2000 / TM-3 105-45 (EPSG:9210), x north and y east: it puts 20 of 20 rows in the commune that they name"},
		{"detect", "site_id,technology,Tên xã,Y,X", "detect", "x east and y north: it puts 20 of 20"},
		{"datum", "site_id,technology,xã,X,Y", "VN-2000", "the datum VN-2000 is stated by region.yaml"},
		{"heading", "site_id,technology,xã,Toạ độ X VN2000,Toạ độ Y VN2000", "", `the datum VN-2000 is stated by the heading "Toạ độ X VN2000"`},
		{"nobody", "site_id,technology,other,X,Y", "", "20 of 20 rows in the region, for too few name a commune"},
	}
	for _, test := range tests {
		line := "sites: {file: s.csv}\n"
		if test.crs != "" {
			line = "sites: {file: s.csv, crs: " + test.crs + "}\n"
		}
		d := loadFolder(t, line, map[string]string{"s.csv": planeTable(t, test.header, 105.75, 20)})
		wantSquares(t, test.name, d.Sites, 20)
		if notes := strings.Join(d.Notes, "\n"); !strings.Contains(notes, test.note) {
			t.Errorf("%s: notes %s\nwant %s", test.name, notes, test.note)
		}
		for _, p := range d.Problems {
			if p.File == "s.csv" && p.Rule != "column.unknown" {
				t.Errorf("%s: %v", test.name, p)
			}
		}
	}
}

// TestPlaneRefused: too few rows to vote end the run, and the error says what to write.
func TestPlaneRefused(t *testing.T) {
	_, err := tryFolder(t, "sites: {file: s.csv}\n", map[string]string{"s.csv": planeTable(t, "site_id,technology,xã,X,Y", 105.75, 4)})
	if err == nil || !strings.Contains(err.Error(), "cannot be told from 4 rows") || !strings.Contains(err.Error(), "kinh tuyến trục") {
		t.Errorf("got %v", err)
	}
	_, err = tryFolder(t, "sites: {file: s.csv, crs: EPSG:9218}\n", map[string]string{"s.csv": planeTable(t, "site_id,technology,xã,X,Y", 105.75, 20)})
	if err == nil || !strings.Contains(err.Error(), "puts none of 20 rows within 50 km of the region") {
		t.Errorf("a wrong meridian: got %v", err)
	}
}

// TestPlaneMinority: a few rows in metres among degrees do not end the run.
func TestPlaneMinority(t *testing.T) {
	d := loadFolder(t, "sites: {file: s.csv}\n", map[string]string{"s.csv": "site_id,technology,xã,lon,lat\nA,4G,Một,106.05,11.05\nB,4G,Một,106.06,11.05\nC,4G,Hai,1219000.5,650000\n"})
	p := d.Problems[len(d.Problems)-1]
	if len(d.Sites) != 2 || p.Rule != "position.range" || !strings.Contains(p.Action, "write the system in region.yaml") {
		t.Errorf("%d sites, problems %v", len(d.Sites), d.Problems)
	}
}

// TestGeographicVN2000: degrees on VN-2000 are shifted by about 225 m.
func TestGeographicVN2000(t *testing.T) {
	d := loadFolder(t, "sites: {file: s.csv, crs: EPSG:4756}\n", map[string]string{"s.csv": "site_id,technology,lon,lat\nA,4G,106.05,11.05\n"})
	lon, lat, err := crs.VN2000.ToWGS84(106.05, 11.05)
	if err != nil || d.Sites[0].Lon != geo.Round7(lon) || d.Sites[0].Lat != geo.Round7(lat) {
		t.Errorf("got %v %v, want %v %v, %v", d.Sites[0].Lon, d.Sites[0].Lat, lon, lat, err)
	}
	if distanceM := geo.ShortDistanceM(geo.Cartesian(lon, lat), geo.Cartesian(106.05, 11.05)); distanceM < 190 || distanceM > 260 {
		t.Errorf("shifted by %.0f m", distanceM)
	}
	if !strings.Contains(strings.Join(d.Notes, "\n"), "on the datum VN-2000, as region.yaml says") {
		t.Errorf("notes %q", d.Notes)
	}
}

// TestMetresBesideDegrees: of a row with both, degrees win over metres whose system a
// vote found, and metres over other degrees where it is stated.
func TestMetresBesideDegrees(t *testing.T) {
	places, names := stationsOfSquares(20)
	var b strings.Builder
	b.WriteString("site_id,technology,xã,Kinh độ,Vĩ độ,X,Y\n")
	for i, p := range places {
		north, east := planePoint(t, 105.75, p[0], p[1])
		fmt.Fprintf(&b, "S%02d,4G,%s,%.4f,%.4f,%s,%s\n", i, names[i], p[0]+0.02, p[1], north, east)
	}
	d := loadFolder(t, "sites: {file: s.csv}\n", map[string]string{"s.csv": b.String()})
	far := 0
	for _, p := range d.Problems {
		if p.Rule == "position.pair_distance" {
			far++
		}
	}
	if off := d.Sites[0].Lon - places[0][0]; off < 0.019 || off > 0.021 || far != 20 {
		t.Errorf("voted: %v from %v, %d pairs are far apart", d.Sites[0].Lon, places[0][0], far)
	}
	wantSquares(t, "stated", loadFolder(t, "sites: {file: s.csv, crs: EPSG:9210}\n", map[string]string{"s.csv": b.String()}).Sites, 20)
	few := strings.Join(strings.Split(b.String(), "\n")[:4], "\n")
	d = loadFolder(t, "sites: {file: s.csv}\n", map[string]string{"s.csv": few})
	for _, p := range d.Problems {
		if p.File == "s.csv" && strings.HasPrefix(p.Rule, "position.") {
			t.Errorf("few: %v", p)
		}
	}
	if !strings.Contains(strings.Join(d.Notes, "\n"), "plane coordinates of 3 rows are not used, for the rows have degrees too") || len(d.Sites) != 3 {
		t.Errorf("few: %d sites, notes %q", len(d.Sites), d.Notes)
	}
}
