package prepared_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/prepared"
	"phusong/coverage/report"
)

// regions lists the fixtures with a region.yaml.
func regions(t testing.TB) []string {
	t.Helper()
	found, err := filepath.Glob("../../fixtures/*/" + dataset.RegionFile)
	if err != nil || len(found) == 0 {
		t.Fatalf("%v %v", found, err)
	}
	for i := range found {
		found[i] = filepath.Dir(found[i])
	}
	return found
}

func readRegion(t testing.TB, dir string) dataset.Region {
	t.Helper()
	region, err := dataset.ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	return region
}

// same compares data sets; the mosaics of terrain by their tiles, for what they have decoded is no part of them.
func same(t *testing.T, got, want *coverage.Dataset) {
	t.Helper()
	if (got.Terrain == nil) != (want.Terrain == nil) {
		t.Fatal("terrain in one only")
	}
	if got.Terrain != nil && !reflect.DeepEqual(got.Terrain.Tiles(), want.Terrain.Tiles()) {
		t.Error("other tiles")
	}
	a, b := *got, *want
	a.Terrain, b.Terrain = nil, nil
	va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			t.Errorf("%s differs", va.Type().Field(i).Name)
		}
	}
}

func TestFixturesComeBack(t *testing.T) {
	for _, dir := range regions(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			o := prepared.Options{Dir: dir, Region: readRegion(t, dir), Cache: t.TempDir()}
			if _, err := prepared.Load(context.Background(), o); !errors.Is(err, prepared.ErrNone) {
				t.Fatalf("got %v", err)
			}
			made, err := prepared.Make(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(made.Path); err != nil || info.Size() != made.Bytes {
				t.Fatalf("%v %v", info, err)
			}
			for _, workers := range []int{1, 2, 7} {
				o.Workers = workers
				got, err := prepared.Load(context.Background(), o)
				if err != nil {
					t.Fatal(err)
				}
				same(t, got, made.Data)
			}
		})
	}
}

// copied is a copy of a fixture that a test may change.
func copied(t *testing.T, fixture string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), fixture)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../../fixtures", fixture))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Any other byte of any input, a file more and a file less make the form stale.
func TestStale(t *testing.T) {
	for _, fixture := range []string{"longan", "valley", "hamlets"} {
		dir := copied(t, fixture)
		o := prepared.Options{Dir: dir, Region: readRegion(t, dir)}
		made, err := prepared.Make(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		stale := func(what string) {
			t.Helper()
			var why *prepared.StaleError
			if _, err := prepared.Load(context.Background(), o); !errors.As(err, &why) {
				t.Errorf("%s, %s: got %v", fixture, what, err)
			}
		}
		for _, in := range append(made.Data.Inputs, coverage.Input{File: dataset.RegionFile}) {
			path := filepath.Join(dir, in.File)
			old, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range []int{0, len(old) / 2, len(old) - 1} {
				changed := append([]byte(nil), old...)
				changed[at] ^= 1
				write(t, path, changed)
				stale(in.File + " has another byte")
			}
			write(t, path, old[:len(old)-1])
			stale(in.File + " is shorter")
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if _, err := prepared.Load(context.Background(), o); err == nil {
				t.Errorf("%s: %s is missing and the form is used", fixture, in.File)
			}
			write(t, path, old)
		}
		beside := filepath.Join(dir, o.Region.Boundaries.File[:len(o.Region.Boundaries.File)-len(filepath.Ext(o.Region.Boundaries.File))]+".PRJ")
		write(t, beside, []byte("x"))
		stale("a file beside the boundaries")
		_ = os.Remove(beside)
		if o.Region.Terrain != nil {
			tile := filepath.Join(dir, o.Region.Terrain.Dir, "more.txt")
			write(t, tile, []byte("x"))
			stale("a file among the tiles")
			_ = os.Remove(tile)
		}
		if _, err := prepared.Load(context.Background(), o); err != nil {
			t.Errorf("%s: all as before, and: %v", fixture, err)
		}
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// Other definitions share a form; what changes the data set has one of its own.
func TestKey(t *testing.T) {
	dir := copied(t, "longan")
	o := prepared.Options{Dir: dir, Region: readRegion(t, dir)}
	if _, err := prepared.Make(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	o.Region.Criterion, o.Region.Register = "median-90", "nested"
	if _, err := prepared.Load(context.Background(), o); err != nil {
		t.Error(err)
	}
	o.Region.Resolution = 0.002
	if _, err := prepared.Load(context.Background(), o); !errors.Is(err, prepared.ErrNone) {
		t.Errorf("got %v", err)
	}
}

// A form that was cut short or overwritten is an error, and so is one that was deleted; Make mends it.
func TestDamaged(t *testing.T) {
	dir := copied(t, "longan")
	o := prepared.Options{Dir: dir, Region: readRegion(t, dir)}
	made, err := prepared.Make(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(made.Path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		write(t, made.Path, whole[:len(whole)*i/50])
		if _, err := prepared.Load(context.Background(), o); err == nil {
			t.Errorf("%d of 50 parts are used", i)
		}
		changed := append([]byte(nil), whole...)
		changed[len(whole)*i/50] ^= 0x80
		write(t, made.Path, changed)
		if _, err := prepared.Load(context.Background(), o); err == nil {
			t.Errorf("damaged after %d of 50 parts, and used", i)
		}
	}
	if err := os.RemoveAll(filepath.Dir(made.Path)); err != nil {
		t.Fatal(err)
	}
	if _, err := prepared.Load(context.Background(), o); !errors.Is(err, prepared.ErrNone) {
		t.Errorf("got %v", err)
	}
	if _, err := prepared.Make(context.Background(), o); err != nil {
		t.Error(err)
	}
}

func TestConcurrentMakers(t *testing.T) {
	dir := copied(t, "quilt")
	o := prepared.Options{Dir: dir, Region: readRegion(t, dir)}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 3 {
				if _, err := prepared.Make(context.Background(), o); err != nil {
					t.Error(err)
				}
				if _, err := prepared.Load(context.Background(), o); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

func TestUnwritable(t *testing.T) {
	dir := copied(t, "quilt")
	var failed *prepared.WriteError
	if _, err := prepared.Make(context.Background(), prepared.Options{Dir: dir, Region: readRegion(t, dir), Cache: filepath.Join(dir, dataset.RegionFile)}); !errors.As(err, &failed) {
		t.Errorf("got %v", err)
	}
}

// The result of an analysis is written to the same bytes.
func TestSameBytes(t *testing.T) {
	for _, dir := range regions(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			o := prepared.Options{Dir: dir, Region: readRegion(t, dir), Cache: t.TempDir()}
			made, err := prepared.Make(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			again, err := prepared.Load(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			want, got := t.TempDir(), t.TempDir()
			writeReport(t, made.Data, want)
			writeReport(t, again, got)
			sameFiles(t, got, want)
		})
	}
}

func writeReport(t *testing.T, d *coverage.Dataset, out string) {
	t.Helper()
	c, err := criterion.Preset("stated-radius")
	if err == nil {
		c, err = c.Resolve()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c})
	if err != nil {
		t.Fatal(err)
	}
	var run report.Run
	run.QuarantineFormat = "auto"
	run.Fill(r)
	if err := report.Write(context.Background(), out, r, run); err != nil {
		t.Fatal(err)
	}
}

func sameFiles(t *testing.T, got, want string) {
	t.Helper()
	err := filepath.WalkDir(want, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, _ := filepath.Rel(want, path)
		a, errA := os.ReadFile(path)
		b, errB := os.ReadFile(filepath.Join(got, name))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs: %v %v", name, errA, errB)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
