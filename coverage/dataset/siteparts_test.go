package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPartsDecideNothing: a list read in parts of any length gives what one part gives: sites,
// problems, notes, tables and rows to be put right. The tables have every kind of defect.
func TestPartsDecideNothing(t *testing.T) {
	defer func(rows int) { rowsAtATime = rows }(rowsAtATime)
	folders, err := filepath.Glob("../../fixtures/dirty/*/region.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"hamlets"} {
		folders = append(folders, filepath.Join("../../fixtures", other, "region.yaml"))
	}
	read := 0
	for _, file := range folders {
		if data, err := os.ReadFile(file); err != nil || len(data) == 0 {
			t.Fatalf("%s: %v", file, err)
		}
		var want string
		for _, rows := range []int{1 << 20, 2} {
			rowsAtATime = rows
			got := loaded(t, filepath.Dir(file))
			if want == "" {
				want, read = got, read+1
			}
			if got != want {
				t.Errorf("%s, %d rows at a time: want - got +\n%s", file, rows, cmp.Diff(want, got))
			}
		}
	}
	if read < 20 {
		t.Errorf("%d regions read", read)
	}
}

// loaded is all of a region that its tables decide, or its error, as text.
func loaded(t *testing.T, dir string) string {
	t.Helper()
	region, err := ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Load(dir, region)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%+v\n%+v\n%q\n%+v\n%+v\n%v", d.Sites, d.Problems, d.Notes, d.Tables, d.Quarantine, d.Operators)
}
