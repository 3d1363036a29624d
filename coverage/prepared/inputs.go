package prepared

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"phusong/coverage/dataset"
	"phusong/geo/terrain"
	"phusong/internal/filehash"
	"phusong/internal/mapper"
)

// file is a file that loading reads, or may read: its content decides whether a prepared form holds.
type file struct {
	Path   string // as the region names it, with the folder before it
	Bytes  int64
	SHA256 string // "" in a list that has not been read, and of what only has to be there with this size
	Listed bool   // of a folder of tiles: name and size only
}

// inputs are everything that a data set depends on, beside the program.
type inputs struct {
	Region  [32]byte // of the description as flags left it
	Files   []file   // by Path
	Terrain [32]byte // of the mosaic: tiles with their corners, and what was passed over
}

// regionKey is the digest of a description, without the definitions that loading does not look at.
func regionKey(r dataset.Region) ([32]byte, error) {
	r.Criterion, r.Register = "", ""
	text, err := json.Marshal(r)
	if err != nil {
		return [32]byte{}, fmt.Errorf("the description of the region: %w", err)
	}
	return sha256.Sum256(text), nil
}

// list finds the files of a region and their sizes. A text of the description that names no file is none.
func list(dir string, r dataset.Region) ([]file, error) {
	r.Criterion, r.Register = "", ""
	l := lister{dir: dir, seen: map[string]bool{}}
	l.named(dataset.RegionFile)
	l.texts(reflect.ValueOf(r))
	if r.Antennas != nil {
		l.folder(r.Antennas.Dir, false)
	}
	if r.Terrain != nil {
		l.folder(r.Terrain.Dir, true)
	}
	slices.SortFunc(l.files, func(a, b file) int { return cmp.Compare(a.Path, b.Path) })
	return l.files, errors.Join(l.errs...)
}

// lister collects files.
type lister struct {
	dir   string
	seen  map[string]bool
	files []file
	errs  []error
}

// texts takes every text in a description for the name of a file, lest a new entry be forgotten.
func (l *lister) texts(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		l.named(v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			l.texts(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			l.texts(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			l.texts(v.Field(i))
		}
	}
}

// named adds a file and what stands beside it under the same name with another ending: the parts of a
// shapefile, the system of a grid, the journal of a GeoPackage.
func (l *lister) named(name string) {
	if name == "" || strings.ContainsRune(name, 0) {
		return
	}
	path := filepath.Join(l.dir, name)
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		l.errs = append(l.errs, err)
		return
	}
	base := filepath.Base(path)
	plain := strings.TrimSuffix(base, ".gz")
	stem := strings.ToLower(strings.TrimSuffix(plain, filepath.Ext(plain))) + "."
	for _, e := range entries {
		if e.Name() == base || strings.HasPrefix(strings.ToLower(e.Name()), stem) || strings.HasPrefix(e.Name(), base+"-") {
			l.add(filepath.Join(filepath.Dir(name), e.Name()), false)
		}
	}
}

// folder adds the files directly in a folder.
func (l *lister) folder(name string, listed bool) {
	entries, err := os.ReadDir(filepath.Join(l.dir, name))
	if err != nil {
		l.errs = append(l.errs, err)
		return
	}
	for _, e := range entries {
		l.add(filepath.Join(name, e.Name()), listed)
	}
}

func (l *lister) add(name string, listed bool) {
	info, err := os.Stat(filepath.Join(l.dir, name))
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return
	}
	if err != nil {
		l.errs = append(l.errs, err)
		return
	}
	if l.seen[name] {
		return
	}
	l.seen[name] = true
	l.files = append(l.files, file{Path: name, Bytes: info.Size(), Listed: listed})
}

// unlist makes the content of tiles count that are inputs of the data set.
func unlist(files []file, used []string) {
	for i := range files {
		if files[i].Listed && slices.Contains(used, filepath.ToSlash(files[i].Path)) {
			files[i].Listed = false
		}
	}
}

// hash fills the digests.
func hash(ctx context.Context, dir string, files []file, workers int) error {
	return mapper.Each(ctx, len(files), workers, func(_, i int) (err error) {
		if !files[i].Listed {
			files[i].Bytes, files[i].SHA256, err = filehash.Of(filepath.Join(dir, files[i].Path))
		}
		return err
	})
}

// mosaicKey is the digest of what a folder of tiles holds, by the headers of the tiles.
func mosaicKey(dem *terrain.DEM) [32]byte {
	h := sha256.New()
	if dem == nil {
		return [32]byte(h.Sum(nil))
	}
	for _, t := range dem.Tiles() {
		fmt.Fprintf(h, "%q %x %x %x %x %x %x\n", t.Name, t.West, t.South, t.East, t.North, t.StepXDeg, t.StepYDeg)
	}
	for _, s := range dem.Skipped() {
		if !strings.HasPrefix(s.Name, FolderName) {
			fmt.Fprintf(h, "%q %q\n", s.Name, s.Reason)
		}
	}
	return [32]byte(h.Sum(nil))
}
