// Package atomicfile writes a set of files whole or not at all.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Set is a group of files that appear in a folder together. Files are written
// to a hidden folder inside it and renamed on Commit; a process that dies
// before leaves the folder's old files as they were.
type Set struct {
	dir     string
	staging string
	names   []string
}

// stagingPattern is hidden, and swept by the next NewSet.
const stagingPattern = ".phusong-*.partial"

// NewSet prepares dir, creating it when missing and removing what an interrupted
// run left behind in it.
func NewSet(dir string) (*Set, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	stale, err := filepath.Glob(filepath.Join(dir, stagingPattern))
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	for _, path := range stale {
		if err := os.RemoveAll(path); err != nil {
			return nil, fmt.Errorf("output folder: %w", err)
		}
	}
	staging, err := os.MkdirTemp(dir, stagingPattern)
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	return &Set{dir: dir, staging: staging}, nil
}

// Write adds one file with what fill writes, synced to disk.
func (s *Set) Write(name string, fill func(io.Writer) error) (err error) {
	f, err := os.Create(filepath.Join(s.staging, name))
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if closeErr := f.Close(); err == nil && closeErr != nil {
			err = fmt.Errorf("write %s: %w", name, closeErr)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := errors.Join(fill(w), w.Flush()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	s.names = append(s.names, name)
	return nil
}

// Commit renames every file into place and removes the staging folder.
func (s *Set) Commit() error {
	for _, name := range s.names {
		if err := os.Rename(filepath.Join(s.staging, name), filepath.Join(s.dir, name)); err != nil {
			return fmt.Errorf("output folder: %w", err)
		}
	}
	s.names = nil
	return s.Discard()
}

// Discard removes what was not committed. It is harmless after Commit.
func (s *Set) Discard() error { return os.RemoveAll(s.staging) }
