package interchange

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"phusong/coverage"
	"phusong/geo/encoding/gpkg"
)

// writeGeoPackage writes every layer with its styles. SQLite needs a file: it is made in a
// folder for temporary files, and copied.
func (s *source) writeGeoPackage(w io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "phusong-gpkg-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "out.gpkg")
	if err := s.fillGeoPackage(path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(stopping{s.ctx, w}, f)
	return err
}

func (s *source) fillGeoPackage(path string) (err error) {
	f, err := gpkg.Create(path, gpkg.CreateOptions{LastChange: s.lastChange()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Discard()) }()
	for _, l := range s.layers() {
		if err := f.WriteLayer(&l.schema, s.stoppable(l.rows)); err != nil {
			return err
		}
		for i, style := range l.styles {
			style.Default = i == 0
			f.AddStyle(&l.schema, style)
		}
	}
	return f.Close()
}

// lastChange is the last day that the figures are of, the only date that the output has.
func (s *source) lastChange() time.Time {
	p, err := coverage.ParsePeriod(s.out.Run.AsOf)
	if err != nil {
		return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return p.Last
}
