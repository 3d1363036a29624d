package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWorkersDecideNothing: a long list with doubtful rows on both sides of the borders of the
// parts that are read together gives the same data set on any number of goroutines.
func TestWorkersDecideNothing(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"units.geojson": `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"00001","name":"Xã A"},"geometry":{"type":"Polygon","coordinates":[[[105.9,9.9],[107.1,9.9],[107.1,11.1],[105.9,11.1],[105.9,9.9]]]}}]}`,
		"cells.csv":     doubtfulList(3500),
		"region.yaml": "name: r\nedition: e\nas_of: 2024-12-31\nboundaries: {file: units.geojson, code: code, name: name, level: commune}\n" +
			"sites: {file: cells.csv, source: s}\ntechnologies: [4g, 5g]\nresolution_deg: 0.05\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	region, err := ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	var want string
	for _, workers := range []int{1, 2, 7} {
		d, err := LoadWith(dir, region, workers)
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%+v\n%+v\n%q\n%+v\n%+v\n%v", d.Sites, d.Problems, d.Notes, d.Tables, d.Quarantine, d.Operators)
		if want == "" {
			want = got
			for _, rule := range []string{"row.duplicate", "number.", "position.far", "site.position_conflict", "site.id_shared", "position.missing", "technology.unknown", "band.mismatch", "position.swapped"} {
				if !strings.Contains(want, rule) {
					t.Errorf("no problem %s: the list tests less than it should", rule)
				}
			}
		}
		if got != want {
			t.Errorf("%d workers: want - got +\n%s", workers, cmp.Diff(want, got))
		}
	}
}

// doubtfulList is stationList with defects in the rows about each border of parts, and in
// some of all others.
func doubtfulList(sites int) string {
	lines := strings.Split(strings.TrimSuffix(stationList(sites), "\n"), "\n")
	for i := 1; i < len(lines); i++ {
		if border := i % rowsAtATime; border > 8 && border < rowsAtATime-8 && i%97 != 0 {
			continue
		}
		f := strings.Split(lines[i], ",") // site_id,operator,technology,band,frequency_mhz,lon,lat,height_m,...
		switch i % 9 {
		case 0:
			lines[i] = lines[i-1]
			continue
		case 1:
			f[7] = "3o"
		case 2:
			f[5] = "16.5"
		case 3:
			f[6] = "10.999"
		case 4:
			f[1], f[6] = "Vietnamobile", "10.777"
		case 5:
			f[5], f[6] = "", ""
		case 6:
			f[2] = "9g"
		case 7:
			f[4] = "2140"
			f[3] = "n78"
			f[2] = "4g"
		case 8:
			f[5], f[6] = f[6], f[5]
		}
		lines[i] = strings.Join(f, ",")
	}
	return strings.Join(lines, "\n") + "\n"
}
