package prepared

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/geo/terrain"
	"phusong/internal/atomicfile"
	"phusong/internal/filehash"
	"phusong/internal/mapper"
)

// FolderName is the folder of a region that holds its prepared forms, unless another place is given.
const FolderName = ".phusong"

// Options name a region and where its prepared form is.
type Options struct {
	Dir     string         // the region folder
	Region  dataset.Region // its description, as flags left it
	Cache   string         // folder of prepared forms; "": FolderName in Dir
	Workers int            // 0: one per processor; never changes a result
	// MaxBytes bounds the memory of what Load returns; 0: MaxMemoryBytes.
	MaxBytes int64
}

// ErrNone says that nothing was prepared for a region and its flags.
var ErrNone = errors.New("nothing is prepared")

// WriteError says why a prepared form cannot be written.
type WriteError struct{ Err error }

// Error is the text of the cause.
func (e *WriteError) Error() string { return "the prepared form cannot be written: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *WriteError) Unwrap() error { return e.Err }

// StaleError says what is not as it was when the region was prepared.
type StaleError struct{ What string }

// Error is the text.
func (e *StaleError) Error() string { return "it is out of date, " + e.What }

// LargeError says that a prepared form needs more memory than Options allow.
type LargeError struct{ Bytes int64 }

// Error is the text.
func (e *LargeError) Error() string { return fmt.Sprintf("it takes %d MiB of memory", e.Bytes>>20) }

// folder is where the prepared forms of a region are.
func (o *Options) folder() string {
	if o.Cache != "" {
		return o.Cache
	}
	return filepath.Join(o.Dir, FolderName)
}

// name is the file for a description: each set of entries and flags that loading looks at has its own.
func name(key [32]byte) string { return "prepared-" + hex.EncodeToString(key[:8]) + ".bin" }

// Path is the file that holds, or would hold, the prepared form.
func Path(o Options) (string, error) {
	key, err := regionKey(o.Region)
	return filepath.Join(o.folder(), name(key)), err
}

// tag marks a folder as a cache, so that backup programs pass it over: bford.info/cachedir.
const tag = "Signature: 8a477f597d28d172789f06886806bc55\n# Prepared forms of a region, made by phusong prepare. Safe to delete.\n"

// Made is what Make wrote.
type Made struct {
	Path  string
	Bytes int64
	Data  *coverage.Dataset // as it was loaded
}

// Make loads a region and writes its prepared form, whole or not at all; several may do so at a time, and
// the last wins. It fails like dataset.Load, where a file changes while it is read, and where the form
// cannot be written.
func Make(ctx context.Context, o Options) (*Made, error) {
	h := header{}
	var err error
	if h.Program, err = program(); err != nil {
		return nil, err
	}
	if h.Inputs.Region, err = regionKey(o.Region); err != nil {
		return nil, err
	}
	leave, err := enter(o.folder())
	if err != nil {
		return nil, &WriteError{err}
	}
	defer leave()
	before, err := list(o.Dir, o.Region)
	if err != nil {
		return nil, err
	}
	d, err := dataset.LoadWith(o.Dir, o.Region, o.Workers)
	if err != nil {
		return nil, err
	}
	h.Inputs.Terrain = mosaicKey(d.Terrain)
	if h.Inputs.Files, err = unchanged(ctx, o, before, d); err != nil {
		return nil, err
	}
	path := filepath.Join(o.folder(), name(h.Inputs.Region))
	if err := store(ctx, o, h, d); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &WriteError{err}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	return &Made{Path: path, Bytes: info.Size(), Data: d}, nil
}

// enter makes sure before long work that the folder is there and can be written to. leave removes one that was
// made for nothing. The folder stays between the two, for another process may be about to write to it.
func enter(folder string) (leave func(), err error) {
	_, missing := os.Stat(folder)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	return func() {
		if missing != nil {
			os.Remove(folder) // fails where something is in it, rightly
		}
	}, atomicfile.Probe(folder)
}

// unchanged hashes the files and holds them against what was there before loading and what loading saw.
func unchanged(ctx context.Context, o Options, before []file, d *coverage.Dataset) ([]file, error) {
	after, err := list(o.Dir, o.Region)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(before, after) {
		return nil, errors.New("the files of the region change while they are read: try again when they are complete")
	}
	used := make([]string, len(d.Inputs))
	seen := map[string]string{}
	for i, in := range d.Inputs {
		used[i], seen[in.File] = filepath.ToSlash(filepath.Clean(in.File)), in.SHA256
	}
	unlist(after, used)
	if err := hash(ctx, o.Dir, after, o.Workers); err != nil {
		return nil, err
	}
	for _, f := range after {
		if sum, ok := seen[filepath.ToSlash(f.Path)]; ok && sum != f.SHA256 {
			return nil, fmt.Errorf("%s changes while it is read: try again when it is complete", f.Path)
		}
	}
	return after, nil
}

func store(ctx context.Context, o Options, h header, d *coverage.Dataset) error {
	set, err := atomicfile.NewSet(o.folder())
	if err != nil {
		return err
	}
	defer set.Discard()
	err = set.Write("CACHEDIR.TAG", func(w io.Writer) error {
		_, err := io.WriteString(w, tag)
		return err
	})
	if err != nil {
		return err
	}
	if err := set.Write(name(h.Inputs.Region), func(w io.Writer) error { return write(ctx, w, d, h, o.Workers) }); err != nil {
		return err
	}
	return set.Commit()
}

// Load returns the data set of a prepared form. The error wraps ErrNone where there is none, a *StaleError
// where an input, the description or the program is another, and anything else where the form cannot be
// read: then load the region itself.
func Load(ctx context.Context, o Options) (*coverage.Dataset, error) {
	path, err := Path(o)
	if err != nil {
		return nil, err
	}
	f, h, err := openFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer f.Close()
	d, err := load(ctx, o, f, h)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

func load(ctx context.Context, o Options, f *os.File, h *header) (*coverage.Dataset, error) {
	if err := h.matches(o); err != nil {
		return nil, err
	}
	if need := int64(h.memoryBytes()); o.MaxBytes > 0 && need > o.MaxBytes {
		return nil, &LargeError{need}
	}
	workers := mapper.Workers(o.Workers)
	memory := make([][]byte, workers)
	c := h.parts()
	files := largestFirst(h.Inputs.Files)
	var dem *terrain.DEM
	err := mapper.Each(ctx, 1+len(files)+len(h.Blocks), workers, func(worker, i int) (err error) {
		switch {
		case i == 0:
			dem, err = openTerrain(o, h)
			return err
		case i <= len(files):
			return check(o.Dir, files[i-1])
		}
		return c.decode(f, h, i-1-len(files), &memory[worker])
	})
	if err != nil {
		return nil, err
	}
	d, err := c.assemble(h)
	if err != nil {
		return nil, err
	}
	d.Terrain = dem
	return d, addAntennas(o.Dir, d)
}

// matches holds all that is known without reading a file against the header.
func (h *header) matches(o Options) error {
	running, err := program()
	if err != nil {
		return err
	}
	key, err := regionKey(o.Region)
	if err != nil {
		return err
	}
	switch {
	case running != h.Program:
		return &StaleError{"another build of the program made it"}
	case key != h.Inputs.Region:
		return &StaleError{"the description of the region is another"}
	}
	now, err := list(o.Dir, o.Region)
	if err != nil {
		return err
	}
	return sameList(now, h.Inputs.Files)
}

// sameList reports the first file that is there once only, or has another size.
func sameList(now, then []file) error {
	for i := range max(len(now), len(then)) {
		switch {
		case i == len(now) || i < len(then) && then[i].Path < now[i].Path:
			return &StaleError{then[i].Path + " is no more"}
		case i == len(then) || now[i].Path < then[i].Path:
			return &StaleError{now[i].Path + " is new"}
		case now[i].Bytes != then[i].Bytes:
			return &StaleError{now[i].Path + " has changed"}
		}
	}
	return nil
}

func largestFirst(files []file) []file {
	sorted := slices.Clone(files)
	slices.SortStableFunc(sorted, func(a, b file) int { return int(min(max(b.Bytes-a.Bytes, -1), 1)) })
	return sorted
}

// check reads a file and holds it against its digest.
func check(dir string, f file) error {
	if f.Listed {
		return nil
	}
	_, sum, err := filehash.Of(filepath.Join(dir, f.Path))
	if err != nil {
		return err
	}
	if sum != f.SHA256 {
		return &StaleError{f.Path + " has changed"}
	}
	return nil
}

// openTerrain opens the tiles, whose headers say whether they are the same.
func openTerrain(o Options, h *header) (*terrain.DEM, error) {
	if o.Region.Terrain == nil {
		return nil, nil
	}
	dem, err := o.Region.OpenTerrain(o.Dir)
	if err != nil {
		return nil, &StaleError{err.Error()}
	}
	if mosaicKey(dem) != h.Inputs.Terrain {
		return nil, &StaleError{"the elevation tiles are others"}
	}
	return dem, nil
}

// addAntennas reads the patterns that cells name from their files, whose contents have been checked.
func addAntennas(dir string, d *coverage.Dataset) error {
	for i := range d.Antennas {
		a, err := dataset.ReadAntenna(dir, d.Antennas[i].Name, d.Antennas[i].File)
		if err != nil {
			return err
		}
		d.Antennas[i] = a
	}
	return nil
}
