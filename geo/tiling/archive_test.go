package tiling

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo/encoding/mvt"
	"phusong/geo/encoding/pmtiles"
	"phusong/internal/golden"
)

func TestArchive(t *testing.T) {
	s := newSet(t, Options{}, quilt(4, 3))
	var out bytes.Buffer
	n, err := s.WriteArchive(&out, pmtiles.Metadata{Name: "Xã, phường"})
	if err != nil || n != int64(out.Len()) {
		t.Fatalf("%d of %d bytes: %v", n, out.Len(), err)
	}
	r, err := pmtiles.NewReader(bytes.NewReader(out.Bytes()), n, pmtiles.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	tiles := 0
	err = s.All(func(z, x, y int, tile []byte) error {
		tiles++
		got, err := r.Tile(z, x, y)
		if !bytes.Equal(got, tile) {
			t.Errorf("tile %d/%d/%d differs in the archive", z, x, y)
		}
		return err
	})
	if err != nil || r.Header.AddressedTiles != uint64(tiles) {
		t.Errorf("%d tiles in the archive, want %d (%v)", r.Header.AddressedTiles, tiles, err)
	}
	if b := r.Header.Bounds; !b.Contains(orb.Point{105.4, 10.4}) || b.Contains(orb.Point{104.8, 10.4}) || b.Contains(orb.Point{105.4, 11}) {
		t.Errorf("bounds %v", b)
	}
	metadata, err := r.Metadata()
	want := `{"name":"Xã, phường","type":"overlay","vector_layers":[{"id":"units","minzoom":0,"maxzoom":11,"fields":{"code":"String","_merged":"Number","_share":"Number"}}]}`
	if err != nil || string(metadata) != want {
		t.Errorf("metadata %s, %v, want %s", metadata, err, want)
	}
}

func TestArchiveOfNothing(t *testing.T) {
	for _, s := range []*Set{newSet(t, Options{}), newSet(t, Options{}, Layer{Name: "a", MaxZoom: 3})} {
		if _, err := s.WriteArchive(&bytes.Buffer{}, pmtiles.Metadata{}); err == nil || !strings.Contains(err.Error(), "needs one tile") {
			t.Errorf("error %v", err)
		}
		if !s.Bounds().IsEmpty() {
			t.Errorf("bounds %v", s.Bounds())
		}
	}
}

// TestFields: a property of several kinds is told as a text.
func TestFields(t *testing.T) {
	s := newSet(t, Options{}, Layer{Name: "a", Features: []Feature{
		{Geometry: orb.Point{1, 1}, Properties: []Property{{Key: "n", Value: int64(1)}, {Key: "b", Value: true}, {Key: "m", Value: 1.5}}},
		{Geometry: orb.Point{1, 1}, Properties: []Property{{Key: "m", Value: "none"}, {Key: "t", Value: ""}}},
	}})
	want := "[{n Number} {b Boolean} {m String} {t String} {_merged Number} {_share Number}]"
	if got := fmt.Sprint(s.VectorLayers()[0].Fields); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestGoldenTile keeps what a tile holds in sight: one of a quilt with a hole, an
// island, a line, points and marks.
func TestGoldenTile(t *testing.T) {
	tile, err := mixed(t).Tile(9, 405, 241)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	for _, l := range decode(t, tile) {
		fmt.Fprintf(&text, "%s\n", l.Name)
		for _, f := range l.Features {
			fmt.Fprintf(&text, " %d %v %v\n", f.ID, f.Type, f.Properties)
			for _, part := range f.Parts {
				fmt.Fprintf(&text, "  %v\n", part)
			}
		}
	}
	golden.Check(t, filepath.Join("testdata", "tile.golden"), text.Bytes())
}

// mixed is a synthetic set with everything in it, around 105.1° E, 10.2° N.
func mixed(t testing.TB) *Set {
	island := orb.MultiPolygon{{square(105.0, 10.1, 0.2)[0], square(105.05, 10.15, 0.05)[0]}, square(105.25, 10.15, 0.01)}
	return newSet(t, Options{}, Layer{Name: "units", MaxZoom: 10, Features: []Feature{
		{ID: 1, Geometry: island, Properties: []Property{{Key: "tên", Value: "Đảo"}, {Key: "share", Value: 92.8}}},
		{ID: 2, Geometry: square(105.05, 10.15, 0.05), Properties: []Property{{Key: "tên", Value: "Ấp"}, {Key: "share", Value: 0.5}}},
	}}, Layer{Name: "gaps", MaxZoom: 10, MergeBy: []string{"class"}, Features: []Feature{
		{ID: 1, Geometry: square(105.11, 10.21, 1e-4), Properties: []Property{{Key: "class", Value: "white"}, {Key: "id", Value: "a"}}},
		{ID: 2, Geometry: square(105.1101, 10.2101, 1e-4), Properties: []Property{{Key: "class", Value: "white"}, {Key: "id", Value: "b"}}},
		{ID: 3, Geometry: square(105.13, 10.23, 1e-4), Properties: []Property{{Key: "class", Value: "gap"}, {Key: "id", Value: "c"}}},
	}}, Layer{Name: "links", MaxZoom: 9, Features: []Feature{
		{ID: 9, Geometry: orb.LineString{{104, 10.2}, {105.1, 10.2}, {105.1, 10.25}, {105.2, 12}}},
	}}, Layer{Name: "sites", MaxZoom: 9, Features: []Feature{
		{ID: 4, Geometry: orb.Point{105.12, 10.2}}, {ID: 5, Geometry: orb.Point{105.12, 10.2}},
	}})
}

// TestManyAtATime: tiles asked for by several goroutines are those of one.
func TestManyAtATime(t *testing.T) {
	s := newSet(t, Options{}, quilt(5, 3))
	want := map[[3]int][]byte{}
	err := s.All(func(z, x, y int, tile []byte) error { want[[3]int{z, x, y}] = tile; return nil })
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for at, tile := range want {
				if got, err := s.Tile(at[0], at[1], at[2]); err != nil || !bytes.Equal(got, tile) {
					t.Errorf("tile %v differs (%v)", at, err)
				}
			}
		})
	}
	wait.Wait()
}

// TestTooLarge: tiles above the limit lose detail until they fit, all of them.
func TestTooLarge(t *testing.T) {
	const limit = 3000
	s := newSet(t, Options{TileBytes: limit}, quilt(12, 4))
	ids := map[uint64]bool{}
	err := s.All(func(z, x, y int, tile []byte) error {
		if len(tile) > limit {
			t.Errorf("tile %d/%d/%d has %d bytes", z, x, y, len(tile))
		}
		for _, l := range decode(t, tile) {
			for _, f := range l.Features {
				ids[f.ID] = true
			}
		}
		return nil
	})
	if err != nil || len(ids) != 144 {
		t.Errorf("%d units are drawn of 144 (%v)", len(ids), err)
	}
}

// TestGDAL lets another program read tiles: the features, their ids, names and
// places, and the validity of polygons as it sees it.
func TestGDAL(t *testing.T) {
	ogr2ogr, err := exec.LookPath("ogr2ogr")
	if err != nil {
		t.Skip("ogr2ogr of GDAL is not installed (Debian: gdal-bin)")
	}
	dir := t.TempDir()
	tile, err := mixed(t).Tile(9, 405, 241)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "9", "405", "241.pbf")
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, tile, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, l := range decode(t, tile) {
		out, err := exec.Command(ogr2ogr, "-f", "GeoJSON", "-t_srs", "EPSG:4326", "/vsistdout/", file, l.Name).Output()
		if err != nil {
			t.Fatalf("layer %s: %v", l.Name, err)
		}
		var got struct {
			Features []struct {
				Properties map[string]any
				Geometry   struct {
					Type        string
					Coordinates json.RawMessage
				}
			}
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Features) != len(l.Features) {
			t.Errorf("layer %s: GDAL reads %d features of %d", l.Name, len(got.Features), len(l.Features))
			continue
		}
		for i, f := range l.Features {
			g := got.Features[i]
			if id, _ := g.Properties["mvt_id"].(float64); uint64(id) != f.ID || !strings.Contains(g.Geometry.Type, kindOfGDAL[f.Type]) {
				t.Errorf("layer %s: GDAL reads %v %s for feature %d, %v", l.Name, g.Properties, g.Geometry.Type, f.ID, f.Type)
			}
			for _, p := range f.Properties {
				if fmt.Sprint(g.Properties[p.Key]) != fmt.Sprint(p.Value) {
					t.Errorf("layer %s, feature %d: GDAL reads %q as %v, want %v", l.Name, f.ID, p.Key, g.Properties[p.Key], p.Value)
				}
			}
		}
	}
}

var kindOfGDAL = map[mvt.GeometryType]string{mvt.Points: "Point", mvt.Lines: "Line", mvt.Polygons: "Polygon"}
