package prepared_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/coverage/prepared"
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
