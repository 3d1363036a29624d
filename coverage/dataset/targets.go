package dataset

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"phusong/coverage/target"
	"phusong/coverage/trend"
)

// loadTargets reads the dated targets, of a file or a shipped list. A mistake in them
// is an error: a target that silently does not act would look like one that is met.
func (l *loader) loadTargets() error {
	t := l.region.Targets
	if t == nil {
		return nil
	}
	if t.Preset != "" {
		text, err := target.PresetText(t.Preset)
		if err != nil {
			return fmt.Errorf("targets: %w", err)
		}
		l.data.Targets, err = target.Parse(text)
		return err
	}
	text, err := readHead(filepath.Join(l.dir, t.File), target.MaxBytes+1)
	if err != nil {
		return fmt.Errorf("targets %s: %w", t.File, err)
	}
	if l.data.Targets, err = target.Parse(text); err != nil {
		return fmt.Errorf("targets %s: %w", t.File, err)
	}
	return l.addInput("targets", t.File)
}

// loadHistory reads the values of other dates.
func (l *loader) loadHistory() error {
	h := l.region.History
	if h == nil {
		return nil
	}
	entries, err := readHistory(filepath.Join(l.dir, h.File))
	if err != nil {
		return fmt.Errorf("history %s: %w", h.File, err)
	}
	for _, e := range entries {
		l.data.History = append(l.data.History, e.Observation)
	}
	return l.addInput("history", h.File)
}

func readHistory(path string) ([]trend.Entry, error) {
	text, err := readHead(path, trend.MaxBytes+1)
	if err != nil {
		return nil, err
	}
	return trend.ParseHistory(text)
}

// holdsHistory reports a file that can be read as values of other dates.
func (in *inspector) holdsHistory(name string) bool {
	_, err := readHistory(filepath.Join(in.dir, name))
	return err == nil
}

// readHead reads the beginning of a file.
func readHead(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}
