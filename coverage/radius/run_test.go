package radius

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/geo"
	"phusong/geo/encoding/geojson"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/overlay"
)

// compute runs a region and returns its files.
func compute(t testing.TB, dir string, region dataset.Region, change func(*Options)) map[string][]byte {
	t.Helper()
	o := Options{Dir: dir, Region: region, Jobs: Jobs{Population: true, Gaps: true, Area: true}, Technologies: DefaultTechnologies(), CRS: utm48(), Workers: 1, Version: "test"}
	if change != nil {
		change(&o)
	}
	out := t.TempDir()
	if err := Run(context.Background(), o, out); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(out, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// rows reads a table by level and code.
func rows(t testing.TB, text []byte) map[string][]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	of := map[string][]string{}
	for _, row := range all {
		of[row[0]+" "+row[1]] = row
	}
	return of
}

// checkAgainstSlow compares every figure and every cell of the gaps.
func checkAgainstSlow(t *rapid.T, tb testing.TB, r *testRegion, files map[string][]byte) {
	s := r.slow()
	table := rows(tb, files[PopulationFile])
	for i, c := range r.communes {
		want := s.sums(i)
		row := table["commune "+c.code]
		got := []string{row[4], row[5], row[7]}
		if fmt.Sprint(got) != fmt.Sprint([]string{coverage.Micro(want.people).String(), coverage.Micro(want.covered[0]).String(), coverage.Micro(want.covered[1]).String()}) {
			t.Fatalf("commune %s: %v, cell by cell %v", c.code, got, want)
		}
	}
	var rec runRecord
	if err := json.Unmarshal(files[RunFile], &rec); err != nil {
		t.Fatal(err)
	}
	checkCounts(t, s, &rec)
	for k, tech := range DefaultTechnologies() {
		checkGaps(t, r, s, k, files[GapFile(tech.ID)])
	}
}

// checkCounts compares what is told of the raster as a whole.
func checkCounts(t *rapid.T, s *slow, rec *runRecord) {
	all, outside := int64(0), s.sums(-1).people
	counts := map[string]int64{"cells": 0, "cells_populated": 0, "cells_outside": 0}
	negative := int64(0)
	for i, v := range s.values {
		all += s.people[i]
		if v >= 0 {
			counts["cells"]++
		} else if v < 0 {
			negative++
		}
		if s.people[i] > 0 {
			counts["cells_populated"]++
			if s.unit[i] < 0 {
				counts["cells_outside"]++
			}
		}
	}
	if got, want := rec.People, (peopleRecord{json.Number(coverage.Micro(all).String()), json.Number(coverage.Micro(outside).String())}); *got != want {
		t.Fatalf("people %v, cell by cell %v", *got, want)
	}
	for name, want := range counts {
		if rec.Counts[name] != want {
			t.Fatalf("%s: %d, counted %d", name, rec.Counts[name], want)
		}
	}
	told := map[string]string{}
	for _, p := range rec.Unmatched {
		told[p.Rule] = p.Value
	}
	for rule, n := range map[string]int64{"population.negative": negative, "population.outside": counts["cells_outside"]} {
		want := ""
		if n > 0 {
			want = fmt.Sprintf("%d cells", n)
		}
		if told[rule] != want {
			t.Fatalf("%s: %q is told, want %q", rule, told[rule], want)
		}
	}
}

// checkGaps wants valid polygons that hold the centres of the gap's cells and no others.
func checkGaps(t *rapid.T, r *testRegion, s *slow, k int, text []byte) {
	reader := geojson.NewReader(bytes.NewReader(text), geojson.Limits{})
	seen := map[string]bool{}
	for {
		f, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		mp := f.Geometry.(orb.MultiPolygon)
		if defects := overlay.Validate(mp); len(defects) > 0 {
			t.Fatalf("gap %d: %v", f.Number, defects)
		}
		code, _ := f.Properties.String("code")
		seen[code] = true
		unit := 0
		for r.communes[unit].code != code {
			unit++
		}
		cells, people := 0, int64(0)
		for i := range s.people {
			gap := s.unit[i] == unit && s.people[i] > 0 && !s.covered[k][i]
			if gap {
				cells, people = cells+1, people+s.people[i]
			}
			if holds(mp, r.place(i%s.cols, i/s.cols)) != gap {
				t.Fatalf("commune %s, %s: cell %d, %d is a gap: %v", code, DefaultTechnologies()[k].ID, i%s.cols, i/s.cols, gap)
			}
		}
		if n, _ := f.Properties.String("cells"); n != fmt.Sprint(cells) {
			t.Fatalf("commune %s: %s cells, counted %d", code, n, cells)
		}
		if n, _ := f.Properties.String("population"); n != coverage.Micro(people).String() {
			t.Fatalf("commune %s: %s people, counted %d", code, n, people)
		}
	}
	for i := range s.people {
		if u := s.unit[i]; u >= 0 && s.people[i] > 0 && !s.covered[k][i] && !seen[r.communes[u].code] {
			t.Fatalf("commune %s has no gap, but cell %d", r.communes[u].code, i)
		}
	}
}

// place is the centre of a cell in degrees.
func (r *testRegion) place(col, row int) orb.Point {
	if r.degrees != nil {
		lon, lat := r.degrees.Grid.Center(col, row)
		return orb.Point{lon, lat}
	}
	p := r.plane
	at := e7Of(p.west+(float64(col)+0.5)*p.step, p.north-(float64(row)+0.5)*p.step)
	return orb.Point{at[0].Degrees(), at[1].Degrees()}
}

func holds(mp orb.MultiPolygon, at orb.Point) bool {
	inside := false
	for _, polygon := range mp {
		for _, ring := range polygon {
			for k := 1; k < len(ring); k++ {
				a, b := ring[k-1], ring[k]
				if (a[1] > at[1]) != (b[1] > at[1]) && at[0] > a[0]+(at[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
					inside = !inside
				}
			}
		}
	}
	return inside
}

// drawRegion invents communes that share the vertices of a bent grid, and stations on
// cell centres, corners, borders and anywhere.
func drawRegion(t *rapid.T) *testRegion {
	r := &testRegion{}
	const west, north = 499_000.0, 1_180_000.0
	step := rapid.SampledFrom([]float64{100, 100, 250, 92.7}).Draw(t, "step")
	cols, rows, strip := rapid.IntRange(1, 22).Draw(t, "cols"), rapid.IntRange(1, 22).Draw(t, "rows"), 0
	if rapid.IntRange(0, 2).Draw(t, "tall") == 0 { // of several bands
		cols, rows = rapid.IntRange(1, 5).Draw(t, "cols"), rapid.IntRange(bandRows-1, 4*bandRows).Draw(t, "rows")
		strip = rapid.SampledFrom([]int{1, 7, bandRows, bandRows + 1}).Draw(t, "strip")
	}
	values := make([]float32, cols*rows)
	for i := range values {
		values[i] = rapid.SampledFrom([]float32{0, 0, 1, 2.5, 0.3333333, 1e-9, 700, float32(math.NaN()), -3, 123456}).Draw(t, "people")
	}
	inDegrees := rapid.Bool().Draw(t, "degrees")
	if inDegrees {
		g := degreesGrid(cols, rows, step/110_000)
		at, _, _ := utm48().ProjectMM(g.West, g.North)
		_ = at
		r.degrees, r.strip = &geotiff.Image{Grid: g, Values: values, NoData: noData}, strip
	} else {
		r.plane = &planeRaster{west: west, north: north, step: step, cols: cols, rows: rows, values: values, strip: strip}
	}
	w, n := west, north
	if inDegrees {
		at, err := utm48().Project(r.degrees.Grid.West, r.degrees.Grid.North)
		if err != nil {
			t.Fatal(err)
		}
		w, n = at.EastM, at.NorthM
	}
	r.drawCommunes(t, w, n, step*float64(cols), step*float64(rows), step)
	r.drawCells(t, w, n, step, cols, rows)
	return r
}

// drawCommunes cuts a bent lattice into communes; every vertex is on a cell centre, a
// corner, or anywhere.
func (r *testRegion) drawCommunes(t *rapid.T, west, north, width, height, step float64) {
	across, down := rapid.IntRange(1, 3).Draw(t, "across"), rapid.IntRange(1, 3).Draw(t, "down")
	lattice := make([][][2]geo.E7, down+1)
	for j := range lattice {
		for i := 0; i <= across; i++ {
			x := west + width*(float64(i)/float64(across)*1.2-0.1)
			y := north - height*(float64(j)/float64(down)*1.2-0.1)
			switch rapid.IntRange(0, 3).Draw(t, "vertex") {
			case 0:
				x, y = west+(math.Floor((x-west)/step)+0.5)*step, north-(math.Floor((north-y)/step)+0.5)*step
			case 1:
				x, y = west+math.Round((x-west)/step)*step, north-math.Round((north-y)/step)*step
			default:
				x += rapid.Float64Range(-0.15, 0.15).Draw(t, "dx") * width / float64(across)
				y += rapid.Float64Range(-0.15, 0.15).Draw(t, "dy") * height / float64(down)
			}
			lattice[j] = append(lattice[j], e7Of(x, y))
		}
	}
	for j := range down {
		for i := range across {
			a, b, c, d := lattice[j][i], lattice[j][i+1], lattice[j+1][i+1], lattice[j+1][i]
			ring := [][2]geo.E7{a, d, c, b, a}
			if rapid.Bool().Draw(t, "turned") {
				ring = [][2]geo.E7{a, b, c, d, a}
			}
			code := fmt.Sprintf("%05d", j*across+i)
			r.communes = append(r.communes, testCommune{code: code, name: "Xã " + code, district: fmt.Sprint(j), province: "01", polygons: [][][][2]geo.E7{{ring}}})
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "last") == 0 && len(r.communes) > 1 { // not all are covered by communes
		r.communes = r.communes[:len(r.communes)-1]
	}
}

func (r *testRegion) drawCells(t *rapid.T, west, north, step float64, cols, rows int) {
	for i := range rapid.IntRange(0, 6).Draw(t, "cells") {
		x, y := rapid.Float64Range(-5, float64(cols)+5).Draw(t, "x"), rapid.Float64Range(-5, float64(rows)+5).Draw(t, "y")
		switch rapid.IntRange(0, 2).Draw(t, "on") {
		case 0: // a centre: cells lie on circles of whole steps
			x, y = math.Floor(x)+0.5, math.Floor(y)+0.5
		case 1:
			x, y = math.Floor(x), math.Floor(y)
		}
		c := cellRow{site: fmt.Sprint("S", i), technology: rapid.SampledFrom([]string{"4g", "5g", "5g", "3g"}).Draw(t, "technology"),
			rangeM: rapid.SampledFrom([]string{"", "500", "500", "100", "1300", "0.001", "353.553"}).Draw(t, "range")}
		c.lon, c.lat = lonLat(west+x*step, north-y*step)
		r.cells = append(r.cells, c)
		if rapid.IntRange(0, 4).Draw(t, "again") == 0 {
			r.cells = append(r.cells, c)
		}
	}
	if len(r.cells) == 0 {
		r.cells = []cellRow{{"S", "2g", "105.1", "10.7", ""}}
	}
}

func TestEqualsCellByCell(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := drawRegion(rt)
		dir, region := r.folder(t)
		files := compute(t, dir, region, nil)
		var rec runRecord
		if err := json.Unmarshal(files[RunFile], &rec); err != nil {
			rt.Fatal(err)
		}
		for _, p := range rec.Unmatched {
			if strings.HasPrefix(p.Rule, "ring.") || strings.HasPrefix(p.Rule, "geometry") {
				rt.Skip("a bent commune crosses itself: its repair has a test of its own")
			}
		}
		checkAgainstSlow(rt, t, r, files)
		for name, text := range compute(t, dir, region, func(o *Options) { o.Workers = 7 }) {
			if !bytes.Equal(text, files[name]) {
				rt.Fatalf("%s differs for 7 workers", name)
			}
		}
	})
}

func TestErrorsSayWhatToDo(t *testing.T) {
	r := &testRegion{communes: []testCommune{{code: "1", polygons: [][][][2]geo.E7{{{e7Of(499_000, 1_180_000), e7Of(499_000, 1_179_000), e7Of(500_000, 1_179_000), e7Of(499_000, 1_180_000)}}}}},
		cells: []cellRow{{"S", "4g", "105", "10.6", ""}}, plane: &planeRaster{west: 499_000, north: 1_180_000, step: 100, cols: 2, rows: 2, values: make([]float32, 4)}}
	dir, region := r.folder(t)
	for want, change := range map[string]func(*Options){
		"no population raster": func(o *Options) { o.Region.Population = nil },
		"no stations":          func(o *Options) { o.Region.Sites = nil },
		"households or fibre":  func(o *Options) { o.Jobs.Fiber = true },
		"boundaries.code":      func(o *Options) { o.Region.Boundaries.Code = "kode" },
		"no such file":         func(o *Options) { o.Region.Boundaries.File = "none.geojson" },
		"want 1 to 4":          func(o *Options) { o.Technologies = nil },
	} {
		o := Options{Dir: dir, Region: region, Jobs: Jobs{Population: true}, Technologies: DefaultTechnologies()}
		change(&o)
		out := filepath.Join(t.TempDir(), "out")
		err := Run(context.Background(), o, out)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q wanted: %v", want, err)
		}
		if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q: a folder was made", want)
		}
	}
}
