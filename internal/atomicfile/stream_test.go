//go:build unix

package atomicfile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestPipe: a pipe, as any device, in the place of a file stays, and no other file of
// the set is written.
func TestPipe(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "two"), 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	s := newSet(t, dir)
	for _, name := range []string{"one", "two"} {
		if err := s.Write(name, fill(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(); err == nil || !strings.Contains(err.Error(), "must not replace") {
		t.Errorf("Commit = %v, want that a pipe is not replaced", err)
	}
	if err := s.Discard(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "one")); err == nil {
		t.Error("one of two files is written")
	}
	if info, err := os.Lstat(filepath.Join(dir, "two")); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Errorf("two is %v, %v, want a pipe", info, err)
	}
}
