// Package atomicfile writes a set of files whole or not at all.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Set is a group of files that appear in a folder together. Files are written
// to a hidden folder inside it and renamed on Commit; a process that dies
// before leaves the folder's old files as they were.
//
// Several processes may write to one folder at a time: each has a hidden folder
// of its own, and the last to Commit wins.
type Set struct {
	dir     string
	staging string
	lock    *lock
	names   []string
	owned   []string // folders in dir whose files are the set's alone
	dropped []string // files in dir that are to go unless the set writes them
	created bool     // dir was not there before, and nothing is in it yet

	syncs  sync.WaitGroup
	syncMu sync.Mutex
	synced error // what failed in the background
}

// The name of a hidden folder: what comes first, the process that made it, and
// what comes last. A folder whose process has ended is swept by the next NewSet.
const (
	stagingPrefix = ".phusong-"
	stagingSuffix = ".partial"
)

// previousFolder holds, inside the hidden folder, the old files during Commit.
const previousFolder = ".previous"

// NewSet prepares dir, creating it when missing and removing what interrupted
// runs left behind in it. What a run that still goes on keeps there stays.
func NewSet(dir string) (*Set, error) {
	_, statErr := os.Stat(dir)
	created := errors.Is(statErr, fs.ErrNotExist)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	if err := sweep(dir); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	// A sweep of another process can take the folder before it is locked.
	const tries = 100
	for range tries {
		staging, err := os.MkdirTemp(dir, fmt.Sprintf("%s%d-*%s", stagingPrefix, os.Getpid(), stagingSuffix))
		if err != nil {
			return nil, fmt.Errorf("output folder: %w", err)
		}
		if l, ok := acquire(staging); ok {
			return &Set{dir: dir, staging: staging, lock: l, created: created}, nil
		}
	}
	return nil, fmt.Errorf("output folder %s: another process removes what is put there: try again when it has ended", dir)
}

// sweep removes the hidden folders that no process uses.
func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), stagingPrefix) || !strings.HasSuffix(e.Name(), stagingSuffix) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		l, abandoned := takeOver(path)
		if !abandoned {
			continue
		}
		err := os.RemoveAll(path)
		l.release()
		if err != nil {
			return err
		}
	}
	return nil
}

// maker is the process that made a hidden folder, 0 when its name does not say.
func maker(path string) int {
	digits, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), stagingPrefix), "-")
	pid, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return pid
}

// Own makes a folder in dir the set's alone: files in it, but not what its folders
// hold, are removed on Commit unless the set has written them, and the folder with
// them when nothing is left.
func (s *Set) Own(folder string) { s.owned = append(s.owned, folder) }

// Drop has Commit remove the file of this name in dir, if there is one and the set has not written it.
func (s *Set) Drop(name string) { s.dropped = append(s.dropped, name) }

// Write adds one file with what fill writes. The name may be in one folder below, with a
// slash. It is synced to disk in the background: Commit waits until every file is, and fails
// where one cannot be.
func (s *Set) Write(name string, fill func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(filepath.Join(s.staging, name)), 0o777); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	f, err := os.Create(filepath.Join(s.staging, name))
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	w := &earlyWriter{f: f}
	buffered := bufio.NewWriterSize(w, 1<<16)
	if err := errors.Join(fill(buffered), buffered.Flush()); err != nil {
		w.wait()
		return errors.Join(fmt.Errorf("write %s: %w", name, err), f.Close())
	}
	s.names = append(s.names, name)
	s.syncs.Go(func() {
		if err := errors.Join(w.wait(), f.Sync(), f.Close()); err != nil {
			s.syncMu.Lock()
			defer s.syncMu.Unlock()
			s.synced = errors.Join(s.synced, fmt.Errorf("write %s: %w", name, err))
		}
	})
	return nil
}

// earlyBytes is how much of a file is written between two early syncs.
const earlyBytes = 64 << 20

// earlyWriter syncs what is written while more is being written: a disk that waited for the
// end of a large file would then keep everyone waiting.
type earlyWriter struct {
	f       *os.File
	pending int
	running sync.WaitGroup
	mu      sync.Mutex
	busy    bool
	err     error
}

func (w *earlyWriter) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	if w.pending += n; w.pending >= earlyBytes && w.begin() {
		w.pending = 0
		w.running.Go(func() { w.end(w.f.Sync()) })
	}
	return n, err
}

// begin is false while a sync is going on.
func (w *earlyWriter) begin() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	free := !w.busy
	w.busy = true
	return free
}

func (w *earlyWriter) end(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy, w.err = false, errors.Join(w.err, err)
}

// wait returns the error of early syncs, all ended. An error is told to one sync only, so
// that of an early one must not be lost.
func (w *earlyWriter) wait() error {
	w.running.Wait()
	return w.err
}

// Commit puts every file into place, complete on disk, and removes the hidden folder. When one of
// them cannot be put there, all old files are as they were; a folder, a device or a
// pipe in the place of a file is found before anything is touched. A process that is killed within
// Commit may leave new files beside old ones, never a part of a file.
func (s *Set) Commit() error {
	s.syncs.Wait()
	if s.synced != nil {
		return s.synced
	}
	for _, name := range s.names {
		target := filepath.Join(s.dir, name)
		info, err := os.Lstat(target)
		switch {
		case err != nil:
		case info.IsDir():
			return fmt.Errorf("output folder: %s is a folder, and a file of this name is to be written: nothing was changed", target)
		case !info.Mode().IsRegular() && info.Mode().Type() != fs.ModeSymlink:
			return fmt.Errorf("output folder: %s is a device, a pipe or a socket, which a file must not replace: nothing was changed", target)
		}
	}
	if err := os.MkdirAll(filepath.Join(s.staging, previousFolder), 0o777); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	stale, err := s.stale()
	if err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	var steps []replacement
	for i, name := range append(stale, s.names...) {
		step := replacement{target: filepath.Join(s.dir, name), kept: filepath.Join(s.staging, previousFolder, strconv.Itoa(i))}
		if i < len(stale) {
			err = step.keep()
		} else {
			err = step.do(filepath.Join(s.staging, name))
		}
		steps = append(steps, step)
		if err != nil {
			return errors.Join(fmt.Errorf("output folder: %w", err), undo(steps))
		}
	}
	for _, folder := range s.owned {
		os.Remove(filepath.Join(s.dir, folder)) // fails where something is in it, rightly
	}
	s.names = nil
	s.created = false
	return s.Discard()
}

// stale lists the files of owned folders, and those to be dropped, that the set does not write.
func (s *Set) stale() ([]string, error) {
	var names []string
	for _, name := range s.dropped {
		if info, err := os.Lstat(filepath.Join(s.dir, name)); err == nil && info.Mode().IsRegular() && !slices.Contains(s.names, name) {
			names = append(names, name)
		}
	}
	for _, folder := range s.owned {
		entries, err := os.ReadDir(filepath.Join(s.dir, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if name := folder + "/" + e.Name(); !e.IsDir() && !slices.Contains(s.names, name) {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// replacement puts a new file in the place of an old one, which it keeps.
type replacement struct {
	target, kept string
	hasOld       bool // there was an old file, now at kept
	hasNew       bool // the new file is at target
	madeFolder   bool // the folder of target was not there before
}

// keep takes the old file away.
func (r *replacement) keep() error {
	err := os.Rename(r.target, r.kept)
	r.hasOld = err == nil
	return err
}

func (r *replacement) do(from string) error {
	err := os.Mkdir(filepath.Dir(r.target), 0o777)
	r.madeFolder = err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	// With a link the name is never without a file; not every file system has them.
	err = os.Link(r.target, r.kept)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(r.target, r.kept)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	r.hasOld = err == nil
	err = os.Rename(from, r.target)
	r.hasNew = err == nil
	return err
}

// undo puts the old files back.
func undo(steps []replacement) error {
	var errs []error
	for _, r := range slices.Backward(steps) {
		var err error
		switch {
		case r.hasOld:
			err = os.Rename(r.kept, r.target)
		case r.hasNew:
			err = os.Remove(r.target)
		}
		if r.madeFolder {
			os.Remove(filepath.Dir(r.target)) // fails when another process has put something there, rightly
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("old state not restored: %w", err))
		}
	}
	return errors.Join(errs...)
}

// Discard removes what was not committed, also the folder if it was made for
// nothing. It is harmless after Commit.
func (s *Set) Discard() error {
	s.syncs.Wait()
	err := os.RemoveAll(s.staging)
	s.lock.release()
	s.lock = nil
	if s.created {
		s.created = false
		os.Remove(s.dir) // fails when another process has put something there, rightly
	}
	return err
}

// Probe reports whether files can be written to dir, before long work is done
// for them. It leaves nothing behind.
func Probe(dir string) error {
	s, err := NewSet(dir)
	if err != nil {
		return err
	}
	return s.Discard()
}
