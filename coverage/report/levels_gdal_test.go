package report_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/report"
	"phusong/geo/raster"
)

// levelMap is a map of 3 x 2 cells with one cell of every kind.
func levelMap(operator string) *coverage.LevelMap {
	return &coverage.LevelMap{Selection: coverage.Selection{Technology: "4g", Operator: operator},
		Bands: []coverage.LevelBand{{Kind: coverage.LevelBanded, FromCentiDBm: -9000, ToCentiDBm: coverage.NoLevel},
			{Kind: coverage.LevelBelow, FromCentiDBm: coverage.NoLevel, ToCentiDBm: -9000},
			{Kind: coverage.LevelNoSignal, FromCentiDBm: coverage.NoLevel, ToCentiDBm: coverage.NoLevel},
			{Kind: coverage.LevelUnknown, FromCentiDBm: coverage.NoLevel, ToCentiDBm: coverage.NoLevel}},
		Grid: raster.Grid{West: 106, North: 11, StepX: 0.01, StepY: 0.02, Cols: 3, Rows: 2, Col0: 100, Row0: 50},
		Cells: []coverage.LevelCell{{Band: 0, LevelCentiDBm: -8012}, {Band: 1, LevelCentiDBm: -11999}, {Band: 2, LevelCentiDBm: coverage.NoLevel},
			{Band: 3, LevelCentiDBm: coverage.NoLevel}, {Band: coverage.LevelOutside, LevelCentiDBm: coverage.NoLevel}, {Band: 0, LevelCentiDBm: -9000}}}
}

// TestGDALReadsLevels: GDAL finds the level of each cell at its place, without
// being told a scale, and NoData where there is none.
func TestGDALReadsLevels(t *testing.T) {
	for _, tool := range []string{"gdalinfo", "gdallocationinfo"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: rasters are not compared with GDAL (Debian package gdal-bin)", tool)
		}
	}
	m := levelMap("Viettel")
	for _, tt := range []struct {
		name  string
		write func(io.Writer, *coverage.LevelMap) error
		want  [6]float64
		info  string
	}{
		{"signal", report.WriteSignal, [6]float64{-80.12, -119.99, report.LevelNoData, report.LevelNoData, report.LevelNoData, -90}, "NoData Value=-9999"},
		{"state", report.WriteState, [6]float64{1, 1, 0, 2, report.StateOutside, 1}, "NoData Value=255"},
	} {
		path := filepath.Join(t.TempDir(), tt.name+".tif")
		var b bytes.Buffer
		if err := tt.write(&b, m); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		info, err := exec.Command("gdalinfo", path).CombinedOutput()
		for _, want := range []string{`ID["EPSG",4326]`, "Origin = (107.0", ",10.0", "Pixel Size = (0.01", "Size is 3, 2", "AREA_OR_POINT=Area", tt.info} {
			if err != nil || !strings.Contains(string(info), want) {
				t.Errorf("%s: gdalinfo (%v) lacks %q:\n%s", tt.name, err, want, info)
			}
		}
		for i, want := range tt.want {
			lon, lat := m.Grid.Center(i%3, i/3)
			out, err := exec.Command("gdallocationinfo", "-valonly", "-wgs84", path, fmt.Sprint(lon), fmt.Sprint(lat)).Output()
			got, parseErr := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
			if err != nil || parseErr != nil || got-want > 1e-5 || want-got > 1e-5 {
				t.Errorf("%s: cell %d is %q (%v), want %v", tt.name, i, out, err, want)
			}
		}
	}
}

// TestLevelFileNames: operators may be written in any way, and no file takes the
// place of another.
func TestLevelFileNames(t *testing.T) {
	var selections []coverage.Selection
	for _, o := range []string{"any", "Mobi Fone", "Mobi/Fone", "mobi-fone", "", "Đất Việt", strings.Repeat("x", 300), "../../etc"} {
		selections = append(selections, coverage.Selection{Technology: "4g", Operator: o})
	}
	seen := map[string]bool{}
	for _, name := range report.LevelFileNames(selections, true) {
		if seen[strings.ToLower(name)] || len(name) > 200 || filepath.Base(name) != name {
			t.Errorf("file name %q", name)
		}
		seen[strings.ToLower(name)] = true
	}
	for _, name := range []string{"signal_4g_any.tif", "state_4g_Mobi-Fone.tif", "bands_4g_Mobi-Fone-2.geojson", "signal_4g_mobi-fone-3.tif", "signal_4g_Đất-Việt.tif", report.StatisticsFile} {
		if !seen[strings.ToLower(name)] {
			t.Errorf("no file %s in %v", name, seen)
		}
	}
}

// TestStatisticsOfNothing: a map without area has rows, no share and no features.
func TestStatisticsOfNothing(t *testing.T) {
	m := levelMap("any")
	var b bytes.Buffer
	if err := report.WriteStatistics(&b, []coverage.LevelMap{*m}); err != nil {
		t.Fatal(err)
	}
	want := "technology,operator,band_from_dbm,band_to_dbm,area_m2,people,households,share,class\n" +
		"4g,any,-90,,0,,,,band\n4g,any,,-90,0,,,,below\n4g,any,,,0,,,,no_signal\n4g,any,,,0,,,,unknown\n"
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
	b.Reset()
	if err := report.WriteBands(&b, m); err != nil || strings.Contains(b.String(), "Feature\"") {
		t.Errorf("%v: %s", err, b.String())
	}
}
