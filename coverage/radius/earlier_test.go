package radius

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// record is a run.json of a run of all jobs, with other technologies or files.
func record(technologies, files string) string {
	return `{"version":"v","definition":["a \"files\": [\"area.csv\"]"],"technologies":` + technologies + `,"files":` + files + `,"inputs":[]}`
}

const ownTechnologies = `[{"technology":"4g","radius_m":3000,"stated_range_wins":true,"discs":1}]`

// TestEarlierFiles: only files that a run.json of a run like this names, by the names of such files, are an earlier run's.
func TestEarlierFiles(t *testing.T) {
	for _, c := range []struct{ name, record, want string }{
		{"own", record(ownTechnologies, `["area.csv","gaps-4g.geojson"]`), "area.csv gaps-4g.geojson"},
		{"damaged after what matters", strings.TrimSuffix(record(ownTechnologies, `["area.csv"]`), `[]}`), "area.csv"},
		{"none", record(ownTechnologies, `[]`), ""},
		{"null", record(ownTechnologies, `null`), ""},
		{"no list", `{"technologies":` + ownTechnologies + `}`, ""},
		{"not names", record(ownTechnologies, `["area.csv",1]`), ""},
		{"other paths", record(ownTechnologies, `["../area.csv","/area.csv","./area.csv","quarantine/area.csv","area.csv/","mine.csv","","fiber.csv"]`), "fiber.csv"},
		{"another command", record(`["4g"]`, `["area.csv"]`), ""},
		{"another command of technologies", record(`[{"technology":"4g"}]`, `["area.csv"]`), ""},
		{"no technologies", record(`[]`, `["area.csv"]`), ""},
		{"files before technologies", `{"files":["area.csv"],"technologies":` + ownTechnologies + `}`, ""},
		{"nested", `{"x":` + record(ownTechnologies, `["area.csv"]`) + `}`, ""},
		{"cut in the list", `{"technologies":` + ownTechnologies + `,"files":["area.csv","fi`, ""},
		{"a list", `["area.csv"]`, ""},
		{"empty", "", ""},
		{"no JSON", "\x00\xff{", ""},
		{"longer than is read", `{"version":"` + strings.Repeat("v", mostRecord) + `","technologies":` + ownTechnologies + `,"files":["area.csv"]}`, ""},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, RunFile), []byte(c.record), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := earlierFiles(dir); !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%s: %q, want %s", c.name, got, c.want)
		}
	}
}

// TestEarlierFilesOfLinks: a run.json elsewhere says nothing of this folder, nor does a folder of the name.
func TestEarlierFilesOfLinks(t *testing.T) {
	other, dir := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(other, RunFile), []byte(record(ownTechnologies, `["area.csv"]`)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(other, RunFile), filepath.Join(dir, RunFile)); err != nil {
		t.Skip(err)
	}
	if got := earlierFiles(dir); got != nil {
		t.Errorf("by a link: %q", got)
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, RunFile), 0o777); err != nil {
		t.Fatal(err)
	}
	if got := earlierFiles(folder); got != nil {
		t.Errorf("by a folder: %q", got)
	}
}

// TestRecordNamesFiles: what a run records is what it has written.
func TestRecordNamesFiles(t *testing.T) {
	for bits := range 1 << 4 {
		o := Options{Jobs: Jobs{bits&1 > 0, bits&2 > 0, bits&4 > 0, bits&8 > 0}, Technologies: DefaultTechnologies()}
		for _, name := range o.files() {
			if name == RunFile || !slices.Contains(FileNames(), name) {
				t.Errorf("%+v: %s", o.Jobs, name)
			}
		}
	}
}
