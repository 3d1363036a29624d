// Package golden compares what a test got with a file, and rewrites the file
// under the flag -update.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Updating reports whether the test runs under -update.
func Updating() bool { return *update }

// Check fails the test when got differs from the golden file at path.
func Check(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("golden file: %v (run the test with -update to write it)", err)
	}
	if line, g, w := firstDifference(string(got), string(want)); line > 0 {
		t.Errorf("%s:%d differs (run with -update to accept)\n got: %s\nwant: %s", path, line, g, w)
	}
}
