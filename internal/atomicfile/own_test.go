package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"phusong/internal/atomicfile"
)

// TestOwnedFolder: files of an owned folder that a set does not write are gone
// after Commit, the folder too when it is empty, and all are back when Commit fails.
func TestOwnedFolder(t *testing.T) {
	dir := t.TempDir()
	commit := func(names ...string) error {
		s := newSet(t, dir)
		defer s.Discard()
		s.Own("own")
		for _, name := range names {
			if err := s.Write(name, fill(name)); err != nil {
				return err
			}
		}
		return s.Commit()
	}
	if err := commit("own/a", "own/b", "c"); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "first", filepath.Join(dir, "own"), "a=own/a", "b=own/b")
	if err := commit("own/b", "c"); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "second", filepath.Join(dir, "own"), "b=own/b")
	if err := os.Mkdir(filepath.Join(dir, "z"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := commit("c", "z"); err == nil {
		t.Error("a folder in the place of a file was replaced")
	}
	wantFolder(t, "after a failure", filepath.Join(dir, "own"), "b=own/b")
	if err := errors.Join(commit("c"), os.Remove(filepath.Join(dir, "z"))); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "nothing left in it", dir, "c=c")
	if err := errors.Join(atomicfile.Probe(dir), commit("own/a")); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "again", filepath.Join(dir, "own"), "a=own/a")
}

// TestDrop: a file that is to go is gone after Commit unless it was written, and back when Commit fails.
func TestDrop(t *testing.T) {
	dir := t.TempDir()
	commit := func(names ...string) error {
		s := newSet(t, dir)
		defer s.Discard()
		s.Drop("a")
		s.Drop("b")
		for _, name := range names {
			if err := s.Write(name, fill(name)); err != nil {
				return err
			}
		}
		return s.Commit()
	}
	if err := commit("a", "b", "c"); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "written", dir, "a=a", "b=b", "c=c")
	if err := commit("b"); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "a dropped", dir, "b=b", "c=c")
	if err := os.Mkdir(filepath.Join(dir, "z"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := commit("z"); err == nil {
		t.Error("a folder in the place of a file was replaced")
	}
	if err := os.Remove(filepath.Join(dir, "z")); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "after a failure", dir, "b=b", "c=c")
}
