package atomicfile_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/internal/atomicfile"
)

// fill writes a text.
func fill(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

// list is the folder as "name=content", hidden entries too.
func list(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		if e.IsDir() {
			all = append(all, e.Name()+"/")
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e.Name()+"="+string(data))
	}
	return all
}

func wantFolder(t *testing.T, when, dir string, want ...string) {
	t.Helper()
	if got := list(t, dir); !slices.Equal(got, want) {
		t.Errorf("%s: folder holds %q, want %q", when, got, want)
	}
}

func newSet(t *testing.T, dir string) *atomicfile.Set {
	t.Helper()
	s, err := atomicfile.NewSet(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCommit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b") // made when missing
	s := newSet(t, dir)
	for _, name := range []string{"one", "two"} {
		if err := s.Write(name, fill(name)); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(t, dir); len(got) != 1 || !strings.HasPrefix(got[0], ".") || !strings.HasSuffix(got[0], "/") {
		t.Errorf("before Commit the folder shows %q, want one hidden folder", got)
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "after Commit", dir, "one=one", "two=two")
	if err := s.Discard(); err != nil {
		t.Errorf("Discard after Commit: %v", err)
	}
	wantFolder(t, "after Discard", dir, "one=one", "two=two")
}

// TestFailedWriteLeavesOldFiles: one file that cannot be filled, at whatever
// byte, leaves all old files and nothing hidden.
func TestFailedWriteLeavesOldFiles(t *testing.T) {
	errFill := errors.New("cannot")
	for _, size := range []int{0, 1, 1 << 17} { // none, buffered, flushed
		dir := t.TempDir()
		old := newSet(t, dir)
		if err := errors.Join(old.Write("one", fill("old")), old.Write("two", fill("old")), old.Commit()); err != nil {
			t.Fatal(err)
		}
		s := newSet(t, dir)
		if err := s.Write("one", fill("new")); err != nil {
			t.Fatal(err)
		}
		err := s.Write("two", func(w io.Writer) error {
			if _, err := w.Write(make([]byte, size)); err != nil {
				return err
			}
			return errFill
		})
		if !errors.Is(err, errFill) || !strings.Contains(err.Error(), "two") {
			t.Errorf("error %v, want one that names the file and wraps the cause", err)
		}
		if err := s.Discard(); err != nil {
			t.Fatal(err)
		}
		wantFolder(t, fmt.Sprintf("after a failure at byte %d", size), dir, "one=old", "two=old")
	}
}

// TestKilledRunIsSwept: what a process left that died before Commit is gone with
// the next set, and old files stay.
func TestKilledRunIsSwept(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "one"), []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	for range 2 { // killed twice
		writeAndDie(t, dir)
	}
	if len(list(t, dir)) < 2 {
		t.Fatalf("the killed run left nothing: %q", list(t, dir))
	}
	s := newSet(t, dir)
	if err := errors.Join(s.Write("one", fill("new")), s.Commit()); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "after the next run", dir, "one=new")
}

// TestFullDevice: a device without room fails at Write, not silently.
func TestFullDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full on this system")
	}
	dir := t.TempDir()
	s := newSet(t, dir)
	defer s.Discard()
	staging := list(t, dir)[0]
	// The file that Write creates is a link to a device that takes nothing.
	if err := os.Symlink("/dev/full", filepath.Join(dir, staging, "one")); err != nil {
		t.Skip(err)
	}
	if err := s.Write("one", fill("text")); err == nil || !strings.Contains(err.Error(), "one") {
		t.Errorf("writing to a full device: %v", err)
	}
}

func TestFolderMistakes(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := atomicfile.NewSet(file); err == nil || !strings.Contains(err.Error(), "output folder") {
		t.Errorf("a file in the folder's place: %v", err)
	}
	if os.Getuid() == 0 {
		t.Log("root may write anywhere: folders without permission are not tried")
		return
	}
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0o555); err != nil {
		t.Fatal(err)
	}
	if _, err := atomicfile.NewSet(locked); !errors.Is(err, os.ErrPermission) {
		t.Errorf("a folder without permission: %v", err)
	}
}

// TestCommitOverFolder: a name that is taken by a folder is an error, and the
// folder stays.
func TestCommitOverFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "one", "in"), 0o777); err != nil {
		t.Fatal(err)
	}
	s := newSet(t, dir)
	if err := s.Write("one", fill("new")); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(); err == nil {
		t.Error("Commit replaced a folder by a file")
	}
	if err := s.Discard(); err != nil {
		t.Fatal(err)
	}
	wantFolder(t, "after a failed Commit", dir, "one/")
}

// TestProbe: a folder that cannot be made is refused, and one that can is not left.
func TestProbe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "out")
	if err := atomicfile.Probe(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the probe left %s: %v", dir, err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Probe(file); err == nil {
		t.Error("a file passed as a folder")
	}
}
