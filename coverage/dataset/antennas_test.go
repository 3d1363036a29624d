package dataset

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
)

// testPattern is an invented sector, 60 degrees wide and 8 high, or alike in all
// azimuths where width is 0. It is no manufacturer's.
func testPattern(name string, width, downtilt float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "NAME %s\nMAKE invented\nFREQUENCY 1800\nGAIN 17 dBi\nTILT ELECTRICAL\n", name)
	row := func(degree int, peak, width, floor float64) {
		x := 0.0
		if width > 0 {
			x = math.Remainder(float64(degree)-peak, 360) / width
		}
		fmt.Fprintf(&b, "%d %.2f\n", degree, min(12*x*x, floor))
	}
	b.WriteString("HORIZONTAL 360\n")
	for i := range 360 {
		row(i, 0, width, 28)
	}
	b.WriteString("VERTICAL 360\n")
	for i := range 360 {
		row(i, downtilt, 8, 22)
	}
	return b.String()
}

// antennaFolder loads stations with a folder of patterns.
func antennaFolder(t *testing.T, sites string, patterns map[string]string) (*coverage.Dataset, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "antennas"), 0o777); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"communes.geojson": twoSquares, "sites.csv": sites,
		RegionFile: regionHead + "sites: {file: sites.csv}\nantennas: {dir: antennas}\n"}
	for name, text := range patterns {
		files["antennas/"+name] = text
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	region, err := ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	return Load(dir, region)
}

// stationProblems drops what a region without households and people lacks.
func stationProblems(d *coverage.Dataset) *coverage.Dataset {
	d.Problems = slices.DeleteFunc(d.Problems, func(p coverage.Problem) bool { return p.Rule == "count.missing" })
	return d
}

var testPatterns = map[string]string{
	"Test-60.msi": testPattern("Test sector 60", 60, 4), "round.PLN": testPattern("Test round", 0, 2),
	"twin-a.txt": testPattern("Test twins", 60, 2), "twin-b.txt": testPattern("Test twins", 60, 8),
	"same-a.msi": testPattern("Test same", 50, 2), "same-b.msi": testPattern("Test same", 50, 2),
	"readme.txt": "notes on the files\n", ".hidden.msi": "x", "other.csv": "a,b\n",
}

const antennaRows = `site_id,technology,lon,lat,mẫu anten,azimuth_deg,downtilt_deg,mechanical_tilt_deg
a,4g,106.05,11.05,test-60,120,,
b,4g,106.05,11.06,TEST  SECTOR 60,120,6,2
c,4g,106.05,11.07,Test-60.MSI,,3,
d,4g,106.05,11.08,round,,,
e,4g,106.05,11.09,twin-a/twin-b/nobody,0/120/240,,
f,4g,106.06,11.05,Test twins,10,,
g,4g,106.06,11.06,Test same,10,,
h,4g,106.06,11.07,F1336,10,5,1
i,4g,106.06,11.08,,10,5,
j,4g,106.06,11.09,omni,,,
`

func TestAntennas(t *testing.T) {
	d, err := antennaFolder(t, antennaRows, testPatterns)
	if err != nil {
		t.Fatal(err)
	}
	const antennaMissing, tiltMissing = coverage.AssumedAntenna, coverage.AssumedTilt
	want := []struct {
		site, pattern          string
		electrical, mechanical float64
		assumed                coverage.Assumed // of azimuth, tilt and antenna
	}{
		{"a", "Test-60", 0, 0, 0}, {"b", "Test-60", 4, 2, 0}, {"c", "Test-60", 3, 0, coverage.AssumedAzimuth}, {"d", "round", 0, 0, 0},
		{"e", "twin-a", 0, 0, 0}, {"e", "twin-b", 0, 0, 0}, {"e", "", 3, 0, antennaMissing | tiltMissing},
		{"f", "", 3, 0, antennaMissing | tiltMissing}, {"g", "same-a", 0, 0, 0}, {"h", "f1336", 4, 1, 0}, {"i", "", 5, 0, antennaMissing},
		{"j", "omni", 0, 0, tiltMissing},
	}
	n := 0
	for _, s := range d.Sites {
		for _, c := range s.Cells {
			w := want[n]
			n++
			assumed := c.Assumed & (coverage.AssumedAzimuth | tiltMissing | antennaMissing)
			if s.ID != w.site || c.Pattern != w.pattern || c.DowntiltDeg != w.electrical || c.MechanicalTiltDeg != w.mechanical || assumed != w.assumed {
				t.Errorf("site %s: pattern %q, tilts %v and %v, assumed %v; want %+v", s.ID, c.Pattern, c.DowntiltDeg, c.MechanicalTiltDeg, assumed.Names(), w)
			}
		}
	}
	var names, inputs []string
	for _, a := range d.Antennas {
		names = append(names, a.Name)
	}
	for _, in := range d.Inputs {
		if in.Role == "antenna" {
			inputs = append(inputs, in.File)
		}
	}
	if got := strings.Join(names, " "); got != "Test-60 round same-a twin-a twin-b" {
		t.Errorf("antennas %s", got)
	}
	if got := strings.Join(inputs, " "); got != "antennas/Test-60.msi antennas/round.PLN antennas/same-a.msi antennas/twin-a.txt antennas/twin-b.txt" {
		t.Errorf("inputs %s", got)
	}
	unknown := "site.antenna: default antenna used: "
	wantProblems(t, "antennas", stationProblems(d),
		"site.antenna: used by its vertical cut alone, alike in all azimuths: the row has no azimuth",
		unknown+"no such file or NAME in the folder of antennas, nor one of f1336, macro, omni, tr36814, tr36942, tr38901",
		unknown+"antennas/twin-a.txt and antennas/twin-b.txt both bear the name: give the name of a file",
		"antenna.invalid: file not used, no cell names it: the file ends without HORIZONTAL 360 and VERTICAL 360; both cuts are needed")
	if !slices.ContainsFunc(d.Notes, func(n string) bool {
		return strings.Contains(n, "7 cells have a pattern file") && strings.Contains(n, "stated for 2")
	}) {
		t.Errorf("notes %q", d.Notes)
	}
}

// TestPatternOf: what a cell's file, tilts and azimuth make of it.
func TestPatternOf(t *testing.T) {
	d, err := antennaFolder(t, antennaRows, testPatterns)
	if err != nil {
		t.Fatal(err)
	}
	cell := func(site, index int) *coverage.Cell { return &d.Sites[site].Cells[index] }
	for _, c := range []struct {
		name           string
		cell           *coverage.Cell
		az, el, wantDB float64
	}{
		{"the file's tilt", cell(0, 0), 0, -4, 0}, {"side", cell(0, 0), 30, -4, -3}, {"the row's tilt is not added", cell(1, 0), 0, -6, 0},
		{"mechanical tilt leaves the sides", cell(1, 0), 180, -2, -28}, {"without azimuth", cell(2, 0), 180, -4, 0}, {"round", cell(3, 0), 77, -2, 0},
		{"F.1336 with both tilts", cell(7, 0), 0, -5, 0}, {"the default", cell(8, 0), 32.5, -5, -3},
	} {
		if got := d.PatternOf(c.cell).GainDB(c.az, c.el); math.Abs(got-c.wantDB) > 0.05 {
			t.Errorf("%s: %.3f dB at %v, %v, want %v", c.name, got, c.az, c.el, c.wantDB)
		}
	}
}

func TestBrokenAntennas(t *testing.T) {
	broken := strings.Replace(testPattern("Test broken", 60, 4), "\n90 27.00\n", "\n90 -27.00\n", 1)
	rows := func(name string) string {
		return "site_id,technology,lon,lat,antenna,azimuth_deg\na,4g,106.05,11.05," + name + ",120\n"
	}
	_, err := antennaFolder(t, rows("broken"), map[string]string{"broken.msi": broken})
	if err == nil || !strings.Contains(err.Error(), "antennas/broken.msi: line 97: attenuation \"-27.00\"") {
		t.Errorf("a broken file that a cell names: error %v", err)
	}
	d, err := antennaFolder(t, rows("fine"), map[string]string{"broken.msi": broken, "fine.msi": testPattern("Test", 60, 4)})
	if err != nil {
		t.Fatal(err)
	}
	if p := stationProblems(d).Problems; len(p) != 1 || p[0].Rule != "antenna.invalid" || p[0].File != "antennas/broken.msi" || p[0].Row != 97 {
		t.Errorf("a broken file that no cell names: problems %v", p)
	}
	d, err = antennaFolder(t, rows("macro"), map[string]string{"fine.msi": testPattern("Test", 60, 4)})
	if err != nil {
		t.Fatal(err)
	}
	wantProblems(t, "unused folder", stationProblems(d), "region.unused: no cell names one of its patterns")
	d, err = antennaFolder(t, rows("one")+"b,4g,106.05,11.06,two,120\n", map[string]string{"x.msi": testPattern("one", 60, 4), "x.txt": testPattern("two", 60, 8)})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := d.Sites[0].Cells[0].Pattern, d.Sites[1].Cells[0].Pattern; a != "x.msi" || b != "x.txt" || len(d.Antennas) != 2 {
		t.Errorf("files of one name: cells name %q and %q", a, b)
	}
	d, err = antennaFolder(t, rows("macro"), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantProblems(t, "empty folder", stationProblems(d), "antenna.none: no file there ends with .msi, .pln, .txt")
	if _, err = tryFolder(t, "antennas: {dir: nowhere}\n", nil); err == nil || !strings.Contains(err.Error(), "antennas nowhere:") {
		t.Errorf("no folder: error %v", err)
	}
	if _, err := ParseRegion([]byte(regionHead + "antennas: {}\n")); err == nil || !strings.Contains(err.Error(), "antennas.dir") {
		t.Errorf("antennas without dir: error %v", err)
	}
}

// TestAntennasWithoutFolder: built-in names need none, others are unknown.
func TestAntennasWithoutFolder(t *testing.T) {
	d := loadFolder(t, "sites: {file: sites.csv}\n", map[string]string{
		"sites.csv": "site_id,technology,lon,lat,anten,azimuth_deg\na,4g,106.05,11.05,TR38901,120\nb,4g,106.05,11.06,test-60,120\n"})
	if c := d.Sites[0].Cells[0]; c.Pattern != "tr38901" || c.Assumed&coverage.AssumedAntenna != 0 {
		t.Errorf("got %+v", c)
	}
	wantProblems(t, "no folder", stationProblems(d),
		"site.antenna: default antenna used: not one of f1336, macro, omni, tr36814, tr36942, tr38901, and region.yaml has no antennas: {dir}")
}

func TestTilts(t *testing.T) {
	for _, c := range []struct {
		header, row            string
		electrical, mechanical float64
		problems               string
	}{
		{"downtilt_deg", "6", 6, 0, ""},
		{"Góc cụp cơ,Góc cụp điện", "2,4", 4, 2, ""},
		{"mechanical tilt,e tilt,total tilt", "2,4,6", 4, 2, ""},
		{"mechanical tilt,e tilt,total tilt", "2,4,9", 4, 2, "site.tilt: not used: mechanical and electrical tilt add up to 6"},
		{"mechanical tilt,total tilt", "2,6", 4, 2, ""},
		{"electrical downtilt,total tilt", "2,6", 2, 4, ""},
		{"tilt cơ", "2", 0, 2, ""},
		{"tilt điện", "2", 2, 0, ""},
		{"m tilt,e tilt", ",", 3, 0, ""},
	} {
		d := loadFolder(t, "sites: {file: sites.csv}\n", map[string]string{
			"sites.csv": "site_id,technology,lon,lat,azimuth_deg," + c.header + "\na,4g,106.05,11.05,120," + c.row + "\n"})
		if got := d.Sites[0].Cells[0]; got.DowntiltDeg != c.electrical || got.MechanicalTiltDeg != c.mechanical {
			t.Errorf("%s %s: electrical %v, mechanical %v", c.header, c.row, got.DowntiltDeg, got.MechanicalTiltDeg)
		}
		var want []string
		if c.problems != "" {
			want = append(want, c.problems)
		}
		wantProblems(t, c.header, stationProblems(d), want...)
	}
}
