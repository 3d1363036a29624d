package atomicfile_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"phusong/internal/atomicfile"
)

// writeAndDie starts a process that writes "half" to the file one of a set and
// ends without Commit or Discard.
func writeAndDie(t *testing.T, dir string) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestWriteAndDie$")
	c.Env = append(os.Environ(), "ATOMICFILE_DIE_IN="+dir)
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 {
		t.Fatalf("%v: %s", err, out)
	}
}

// TestWriteAndDie is the process of writeAndDie.
func TestWriteAndDie(t *testing.T) {
	dir := os.Getenv("ATOMICFILE_DIE_IN")
	if dir == "" {
		t.Skip("only what writeAndDie starts")
	}
	if err := newSet(t, dir).Write("one", fill("half")); err != nil {
		t.Fatal(err)
	}
	os.Exit(7)
}

// TestConcurrentSets: what another living run keeps in the folder stays, both
// commit, and the last wins.
func TestConcurrentSets(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a [1] *") // no pattern
	first := newSet(t, dir)
	if err := first.Write("one", fill("first")); err != nil {
		t.Fatal(err)
	}
	writeAndDie(t, dir)
	second := newSet(t, dir)
	if got := list(t, dir); len(got) != 2 {
		t.Errorf("two living sets and a dead one: %q", got)
	}
	if err := errors.Join(second.Write("one", fill("second")), first.Write("two", fill("first")), second.Commit()); err != nil {
		t.Fatal(err)
	}
	if err := first.Commit(); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "after both", dir, "one=first", "two=first")
}

// TestSweepLeavesOthersFiles: only folders named like those of a set go.
func TestSweepLeavesOthersFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".phusong-1", "x.partial", ".phusong-old.partial", ".phusong-999999999-1.partial"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := newSet(t, dir).Discard(); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "after a sweep", dir, ".phusong-1/", "x.partial/")
}

// TestCommitChecksFirst: a folder in the place of the last file is found before
// the first is replaced.
func TestCommitChecksFirst(t *testing.T) {
	dir := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "one"), []byte("old"), 0o666), os.Mkdir(filepath.Join(dir, "three"), 0o777)); err != nil {
		t.Fatal(err)
	}
	s := newSet(t, dir)
	for _, name := range []string{"one", "two", "three"} {
		if err := s.Write(name, fill("new")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(); err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "three")) {
		t.Errorf("error %v, want one that names the folder", err)
	}
	if err := s.Discard(); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "after a refused Commit", dir, "one=old", "three/")
}

// TestCommitRollsBack: a rename that fails in the middle leaves every old file as
// it was, and no new one. What makes it fail is a file that vanished.
func TestCommitRollsBack(t *testing.T) {
	for _, vanished := range []string{"one", "two", "three"} {
		dir := t.TempDir()
		if err := errors.Join(os.WriteFile(filepath.Join(dir, "one"), []byte("old"), 0o666), os.Symlink("one", filepath.Join(dir, "three"))); err != nil {
			t.Fatal(err)
		}
		s := newSet(t, dir)
		staging := list(t, dir)[0]
		for _, name := range []string{"one", "two", "three"} {
			if err := s.Write(name, fill("new")); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(filepath.Join(dir, staging, vanished)); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(); !errors.Is(err, os.ErrNotExist) || strings.Contains(err.Error(), "not restored") {
			t.Errorf("without %s: error %v", vanished, err)
		}
		if err := s.Discard(); err != nil {
			t.Fatal(err)
		}
		wantFolder(t, "without "+vanished, dir, "one=old", "three=old")
	}
}

// TestManySetsAtOnce: sets that begin at one time in one folder do not sweep each
// other, and every one can be committed.
func TestManySetsAtOnce(t *testing.T) {
	dir := t.TempDir()
	const runs = 16
	errs := make(chan error, runs)
	for range runs {
		go func() {
			s, err := atomicfile.NewSet(dir)
			if err == nil {
				err = errors.Join(s.Write("one", fill("new")), s.Commit())
			}
			errs <- err
		}()
	}
	for range runs {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	wantFolder(t, "after all", dir, "one=new")
}
