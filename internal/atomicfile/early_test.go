package atomicfile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestEarlySync: a file of several early syncs is whole, and an error of one of them fails
// Commit, which leaves the old files.
func TestEarlySync(t *testing.T) {
	dir := t.TempDir()
	block := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	blocks := 2*earlyBytes/len(block) + 3
	fill := func(w io.Writer) error {
		for range blocks {
			if _, err := w.Write(block); err != nil {
				return err
			}
		}
		return nil
	}
	s, err := NewSet(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Write("large", fill), s.Commit()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "large"))
	if err != nil || info.Size() != int64(blocks*len(block)) {
		t.Errorf("%v, %v, want %d bytes", info, err, blocks*len(block))
	}
	if s, err = NewSet(dir); err != nil {
		t.Fatal(err)
	}
	if err := s.Write("large", func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	s.syncs.Wait()
	s.synced = io.ErrShortWrite
	if err := s.Commit(); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("Commit = %v, want the error of a sync", err)
	}
	if err := s.Discard(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "large")); err != nil || info.Size() < earlyBytes {
		t.Errorf("after a failed sync: %v, %v, want the old file", info, err)
	}
}
