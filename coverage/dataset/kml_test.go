package dataset

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func kmlText(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>` + body + "</Document></kml>"
}

// stationKML is a station list as Google Earth saves it: a folder for each operator.
var stationKML = kmlText(`<Folder><name>Viettel</name>
<Placemark><name>Trạm một</name><ExtendedData><Data name="Mã trạm"><value>S1</value></Data><Data name="Nhà mạng"><value>Viettel</value></Data>
<Data name="Công nghệ"><value>4G</value></Data></ExtendedData><Point><coordinates>106.05,11.05,0</coordinates></Point></Placemark>
<Placemark><name>Hỏng</name><Point><coordinates>11.05,106.05</coordinates></Point></Placemark></Folder>`)

var communeKML = kmlText(`<Placemark><name>Một</name><ExtendedData><SchemaData><SimpleData name="code">00001</SimpleData></SchemaData></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>106,11,0 106.1,11,0 106.1,11.1,0 106,11.1,0 106,11,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`)

const kmlYAML = "name: Test\nedition: \"2025-07\"\nas_of: 2025\nresolution_deg: 0.01\n" +
	"boundaries: {file: communes.kml, code: code, name: name}\nsites: {file: sites.kmz}\n"

// kmzOf packs a KML text as Google Earth does.
func kmzOf(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("doc.kml")
	if err == nil {
		_, err = io.WriteString(f, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestKMLRegion reads communes from KML and stations from KMZ.
func TestKMLRegion(t *testing.T) {
	dir := writeFolder(t, map[string]string{"communes.kml": communeKML, "sites.kmz": kmzOf(t, stationKML)})
	region, err := ParseRegion([]byte(kmlYAML))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Load(dir, region)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Sites) != 1 || d.Sites[0].ID != "S1" || d.Sites[0].Lon != 106.05 || d.Sites[0].Cells[0].Operator != "Viettel" || d.Units[0].Name != "Một" {
		t.Errorf("sites %+v, unit %q", d.Sites, d.Units[0].Name)
	}
	found := false
	for _, p := range d.Problems {
		found = found || p.File == "sites.kmz" && p.Row == 2 && p.Rule == "geometry.invalid" && strings.Contains(p.Action, "longitude first")
	}
	if !found {
		t.Errorf("problems %v", d.Problems)
	}
	inspected, findings, err := Inspect(dir)
	if err != nil || inspected.Boundaries.File != "communes.kml" || inspected.Boundaries.Code != "code" || len(inspected.Sites) != 1 {
		t.Errorf("%+v, %v, %v", inspected, findings, err)
	}
	if _, err := ParseRegion([]byte(strings.Replace(kmlYAML, "code: code", "crs: EPSG:9210, code: code", 1))); err != nil {
		t.Fatal(err)
	}
	region.Boundaries.CRS = "EPSG:9210"
	if _, err := Load(dir, region); err == nil || !strings.Contains(err.Error(), "KML is in WGS 84 by its standard") {
		t.Errorf("KML in VN-2000: %v", err)
	}
}

// TestRealKML takes a drive test of G-NetTrack as rows with positions.
func TestRealKML(t *testing.T) {
	path := "../../../shared/data/drive-tests/hisar_5g_gnettrack.kml.gz"
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	rows, err := openVectorRows(path, readEnv{File: filepath.Base(path), Found: &findings{}})
	if err != nil || len(rows.rows) != 35 || !strings.Contains(strings.Join(rows.Header(), ","), "RSRP") {
		t.Errorf("%v, %v", rows, err)
	}
}
