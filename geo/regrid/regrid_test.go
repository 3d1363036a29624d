package regrid

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"pgregory.net/rapid"

	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/overlay"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

const million = 1_000_000

// asCount counts in millionths.
func asCount(value, _ float64) (int64, error) { return int64(math.Round(value * million)), nil }

// degrees is a plane that is one already.
func degrees(x, y float64) (lon, lat float64, err error) { return x, y, nil }

// unprojectBy is what Plane wants of a system.
func unprojectBy(c crs.CRS) func(x, y float64) (float64, float64, error) {
	return func(x, y float64) (float64, float64, error) {
		return c.Unproject(crs.Plane{NorthM: y, EastM: x})
	}
}

func utm(t testing.TB) func(x, y float64) (float64, float64, error) {
	t.Helper()
	c, err := crs.ByEPSG(32648)
	if err != nil {
		t.Fatal(err)
	}
	return unprojectBy(c)
}

// spreadOf shares values in steps of some blocks.
func spreadOf(t interface{ Fatal(...any) }, p Plane, g raster.Grid, values []float64, workers, blocks int) Spread[int64] {
	r, err := New(p, g, asCount)
	if err != nil {
		t.Fatal(err)
	}
	step := blocks * r.RowStep() * p.Cols
	for ; len(values) > 0; values = values[min(step, len(values)):] {
		if err := r.Add(context.Background(), values[:min(step, len(values))], workers); err != nil {
			t.Fatal(err)
		}
	}
	return r.Spread
}

// drawPlane is a raster in UTM 48N around 12 degrees north, and a grid that covers it, or most of it.
func drawPlane(t *rapid.T, unproject func(x, y float64) (float64, float64, error)) (Plane, raster.Grid, []float64) {
	p := Plane{WestM: rapid.Float64Range(2e5, 8e5).Draw(t, "west"), NorthM: rapid.Float64Range(1e6, 2.5e6).Draw(t, "north"),
		StepXM: rapid.SampledFrom([]float64{10, 99.9, 100, 250, 1000, 5000}).Draw(t, "step"),
		Cols:   rapid.IntRange(1, 60).Draw(t, "cols"), Rows: rapid.IntRange(1, 60).Draw(t, "rows"), Unproject: unproject}
	p.StepYM = p.StepXM * rapid.SampledFrom([]float64{1, 1, 0.5}).Draw(t, "ratio")
	lon, lat, err := unproject(p.WestM, p.NorthM)
	if err != nil {
		t.Fatal(err)
	}
	step := rapid.SampledFrom([]float64{0.001, 0.0007, 1.0 / 1200, 0.01}).Draw(t, "cell")
	degrees := p.StepXM / 111_000
	g := raster.Grid{StepX: step, StepY: step * rapid.SampledFrom([]float64{1, 1.3}).Draw(t, "height"),
		West:  math.Floor(lon/step)*step + float64(rapid.IntRange(-5, 5).Draw(t, "shift"))*step,
		North: math.Ceil(lat/step)*step + float64(rapid.IntRange(-5, 5).Draw(t, "rise"))*step}
	g.Cols, g.Rows = int(1.2*degrees*float64(p.Cols)/g.StepX)+3, int(1.1*degrees*float64(p.Rows)*p.StepYM/p.StepXM/g.StepY)+3
	values := make([]float64, p.Cols*p.Rows)
	for i := range values {
		switch k := rapid.IntRange(0, 9).Draw(t, "kind"); {
		case k < 2:
			values[i] = math.NaN()
		case k < 5:
			values[i] = 0
		default:
			values[i] = rapid.Float64Range(0, 500).Draw(t, "value")
		}
	}
	return p, g, values
}

// TestSharesAreThoseOfPolygons: every cell gets what cutting each pixel as a polygon
// gives, to the millionth but for the rounding of shares and for pixels with a corner
// so near to a tie of its rounding that it may fall to either side; counts inside and off the
// grid add up exactly; a cell is met if, and only if, a pixel with data is on it.
func TestSharesAreThoseOfPolygons(t *testing.T) {
	unproject := utm(t)
	rapid.Check(t, func(t *rapid.T) {
		p, g, values := drawPlane(t, unproject)
		got := spreadOf(t, p, g, values, rapid.IntRange(1, 3).Draw(t, "workers"), rapid.IntRange(1, 2).Draw(t, "blocks"))
		want := newReference(g)
		for row := range p.Rows {
			for col := range p.Cols {
				if v := values[row*p.Cols+col]; v >= 0 {
					if err := want.add(p, col, row, v); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		if got.Total != want.total || got.Pixels != want.pixels {
			t.Fatalf("total %d of %d pixels, want %d of %d", got.Total, got.Pixels, want.total, want.pixels)
		}
		sum := int64(0)
		for i, c := range got.Counts {
			if math.Abs(float64(c)-want.counts[i]) > 2+1e-9*math.Abs(want.counts[i])+float64(want.touch[i])+want.ties[i] {
				t.Fatalf("cell %d has %d, want %g of %d pixels", i, c, want.counts[i], want.touch[i])
			}
			if got.IsMet(i) && want.touch[i] == 0 && !near(p, g, values, i) || !got.IsMet(i) && want.meet[i] > 0 {
				t.Fatalf("cell %d is met: %v, by %d pixels", i, got.IsMet(i), want.meet[i])
			}
			sum += c
		}
		if sum > got.Total || want.inside && sum != got.Total {
			t.Fatalf("cells hold %d of %d, all inside: %v", sum, got.Total, want.inside)
		}
	})
}

// reference cuts pixels one by one, as polygons, over a grid that has room around.
type reference struct {
	grid   raster.Grid
	counts []float64
	meet   []int     // pixels with more in the cell than noise, or than corners near a tie may move out of it
	touch  []int     // pixels with anything in the cell that zonal sees
	ties   []float64 // what corners near a tie may move into or out of the cell
	total  int64
	pixels int64
	inside bool
}

const room = 200

func newReference(g raster.Grid) *reference {
	return &reference{grid: g, counts: make([]float64, g.Cols*g.Rows), meet: make([]int, g.Cols*g.Rows), touch: make([]int, g.Cols*g.Rows), ties: make([]float64, g.Cols*g.Rows), inside: true}
}

// quadrilateral is a pixel as a ring, with the number of its corners that are near a tie.
func quadrilateral(p Plane, col, row int) (ring orb.Ring, ties int, err error) {
	for _, d := range [][2]int{{0, 1}, {1, 1}, {1, 0}, {0, 0}, {0, 1}} {
		lon, lat, err := p.Unproject(p.WestM+float64(col+d[0])*p.StepXM, p.NorthM-float64(row+d[1])*p.StepYM)
		if err != nil {
			return nil, 0, err
		}
		ring = append(ring, orb.Point{geo.Round7(lon), geo.Round7(lat)})
		if nearTie(lon) || nearTie(lat) {
			ties++
		}
	}
	return ring, ties, nil
}

// box is what lies between two columns' and two rows' lines: west, north, east and south.
func box(g raster.Grid, lines [4]int) orb.Bound {
	return orb.Bound{Min: orb.Point{g.EdgeX(lines[0]).Degrees(), g.EdgeY(lines[3]).Degrees()}, Max: orb.Point{g.EdgeX(lines[2]).Degrees(), g.EdgeY(lines[1]).Degrees()}}
}

// near tells whether a pixel with data comes within a unit of E7 of a cell. It decides where zonal sees nothing:
// zonal takes areas below 0.5e-6 m2 for none, regrid those below 1e-12 of a pixel, and a corner near a tie may
// fall a unit aside.
func near(p Plane, g raster.Grid, values []float64, cell int) bool {
	col, row := cell%g.Cols, cell/g.Cols
	wide := box(g, [4]int{col, row, col + 1, row + 1}).Pad(1.01e-7)
	for i, v := range values {
		if !(v >= 0) {
			continue
		}
		if ring, _, err := quadrilateral(p, i%p.Cols, i/p.Cols); err == nil && len(clip.Ring(wide, ring)) > 0 {
			return true
		}
	}
	return false
}

func (r *reference) add(p Plane, col, row int, v float64) error {
	ring, ties, err := quadrilateral(p, col, row)
	if err != nil {
		return err
	}
	wide := r.grid.Window(-room, -room, r.grid.Cols+room, r.grid.Rows+room)
	o, err := zonal.NewOutline(wide, orb.MultiPolygon{{ring}})
	if err != nil {
		return err
	}
	f := o.Footprint()
	for _, run := range f.Runs {
		for c := run.Col0; c < run.Col1; c++ {
			f.Partials = append(f.Partials, zonal.Partial{Row: run.Row, Col: c, AreaM2: geo.RectAreaM2(wide.EdgeX(int(c)), wide.EdgeY(int(run.Row)+1), wide.EdgeX(int(c)+1), wide.EdgeY(int(run.Row)))})
		}
	}
	// Within a unit of the border zonal may see nothing outside, and a corner near a tie may fall there.
	b, safe := ring.Bound(), box(r.grid, [4]int{0, 0, r.grid.Cols, r.grid.Rows}).Pad(-1.01e-7)
	r.inside = r.inside && (v == 0 || safe.Contains(b.Min) && safe.Contains(b.Max))
	all := geo.RingAreaM2(ring)
	count := math.Round(v * million)
	for _, part := range f.Partials {
		c, row := int(part.Col)-room, int(part.Row)-room
		if c < 0 || row < 0 || c >= r.grid.Cols || row >= r.grid.Rows {
			continue
		}
		moved := float64(ties) * 0.02 / min(p.StepXM, p.StepYM) // 1e-7 degree is 11 mm
		if part.AreaM2 > all*(1e-9+moved) {
			r.meet[row*r.grid.Cols+c]++
		}
		r.touch[row*r.grid.Cols+c]++
		r.ties[row*r.grid.Cols+c] += count * moved
		r.counts[row*r.grid.Cols+c] += count * part.AreaM2 / all
	}
	r.total += int64(count)
	r.pixels++
	return nil
}

// nearTie tells whether interpolation, good to 1e-4 of a unit, may round a coordinate to
// the other of two neighbours.
func nearTie(degrees float64) bool {
	units := degrees * 1e7
	return math.Abs(units-math.Floor(units)-0.5) < 1e-3
}

// TestOwnGridIsIdentity: a raster whose pixels are the cells is left as it is.
func TestOwnGridIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := raster.Grid{West: 105.3, North: 20.7, StepX: rapid.SampledFrom([]float64{0.001, 1.0 / 1200, 0.25}).Draw(t, "step"), Cols: rapid.IntRange(1, 80).Draw(t, "cols"), Rows: rapid.IntRange(1, 80).Draw(t, "rows")}
		g.StepY = g.StepX
		values := make([]float64, g.Cols*g.Rows)
		for i := range values {
			if values[i] = rapid.Float64Range(-100, 500).Draw(t, "value"); values[i] < 0 {
				values[i] = math.NaN()
			}
		}
		p := Plane{WestM: g.West, NorthM: g.North, StepXM: g.StepX, StepYM: g.StepY, Cols: g.Cols, Rows: g.Rows, Unproject: degrees}
		got := spreadOf(t, p, g, values, 2, 1)
		for i, v := range values {
			if got.IsMet(i) != (v >= 0) {
				t.Fatalf("pixel %d of %v is met: %v", i, v, got.IsMet(i))
			}
			if v >= 0 && got.Counts[i] != int64(math.Round(v*million)) || !(v >= 0) && got.Counts[i] != 0 {
				t.Fatalf("pixel %d of %v became %d", i, v, got.Counts[i])
			}
		}
	})
}

// TestTranslation: moving raster and grid east together by whole degrees changes nothing.
func TestTranslation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, rows := rapid.IntRange(1, 60).Draw(t, "cols"), rapid.IntRange(1, 60).Draw(t, "rows")
		values := rapid.SliceOfN(rapid.Float64Range(0, 900), cols*rows, cols*rows).Draw(t, "values")
		angle := rapid.Float64Range(-0.5, 0.5).Draw(t, "angle")
		at := func(east float64) Spread[int64] {
			sin, cos := math.Sincos(angle)
			p := Plane{StepXM: 100, StepYM: 100, Cols: cols, Rows: rows, Unproject: func(x, y float64) (float64, float64, error) {
				lon, lat := geo.ToE7((x*cos-y*sin)/1e5), geo.ToE7((x*sin+y*cos)/1e5)
				return (lon + geo.E7(east)*geo.E7PerDegree).Degrees(), (lat + 12*geo.E7PerDegree).Degrees(), nil
			}}
			return spreadOf(t, p, raster.Grid{West: east - 0.1, North: 12.1, StepX: 0.001, StepY: 0.001, Cols: 200, Rows: 200}, values, 2, 1)
		}
		a, b := at(103), at(111)
		// Corners between nodes may round to a neighbouring E7, a hundred thousandth of a cell.
		for i := range a.Counts {
			if d := a.Counts[i] - b.Counts[i]; d > 100_000 || d < -100_000 {
				t.Fatalf("cell %d holds %d, moved %d", i, a.Counts[i], b.Counts[i])
			}
		}
		if a.Total != b.Total || !slices.Equal(a.Met, b.Met) && angle == 0 {
			t.Fatalf("totals %d and %d", a.Total, b.Total)
		}
	})
}

// TestCornersAreUnprojected: cubics agree with the projection to the rounding of E7.
func TestCornersAreUnprojected(t *testing.T) {
	for _, epsg := range []int{32648, 3405, 9210, 5898, 3857} {
		c, err := crs.ByEPSG(epsg)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []float64{1, 30, 100, 150, 999, 2500} {
			at, err := c.Project(106.7, 22.9)
			if err != nil {
				t.Fatal(err)
			}
			p := Plane{WestM: at.EastM, NorthM: at.NorthM, StepXM: step, StepYM: step, Cols: 1000, Rows: 1000, Unproject: unprojectBy(c)}
			lattice := newCorners(p)
			points, err := lattice.block(nil, 3*lattice.blockCols(), 5*lattice.blockRows())
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range points {
				x, y := 3*lattice.blockCols()+i%(lattice.blockCols()+1), 5*lattice.blockRows()+i/(lattice.blockCols()+1)
				lon, lat, err := p.Unproject(p.WestM+float64(x)*step, p.NorthM-float64(y)*step)
				if err != nil {
					t.Fatal(err)
				}
				const most = 0.5 + 1e-4
				if dx, dy := lon*geo.E7PerDegree-float64(got.X), lat*geo.E7PerDegree-float64(got.Y); math.Abs(dx) > most || math.Abs(dy) > most {
					t.Fatalf("EPSG:%d, %g m: corner %d, %d is off by %g, %g E7", epsg, step, x, y, dx, dy)
				}
			}
		}
	}
}

// TestSameForWorkers: neither workers nor the size of steps change a bit.
func TestSameForWorkers(t *testing.T) {
	p := Plane{WestM: 400_000, NorthM: 1_500_000, StepXM: 100, StepYM: 100, Cols: 300, Rows: 310, Unproject: utm(t)}
	g := raster.Grid{West: 104, North: 13.6, StepX: 0.001, StepY: 0.001, Cols: 500, Rows: 400}
	values := make([]float64, p.Cols*p.Rows)
	for i := range values {
		values[i] = float64(i*7919%1000)/3 - 50
	}
	want := spreadOf(t, p, g, values, 1, 1)
	for _, workers := range []int{2, 7} {
		got := spreadOf(t, p, g, values, workers, 3)
		if !slices.Equal(got.Counts, want.Counts) || !slices.Equal(got.Met, want.Met) || got.Total != want.Total || got.West != want.West || got.North != want.North {
			t.Errorf("%d workers give something else", workers)
		}
	}
}

// TestDensity: the area that a count is made from is the pixel's true area.
func TestDensity(t *testing.T) {
	p := Plane{WestM: 500_000, NorthM: 1_500_000, StepXM: 1000, StepYM: 1000, Cols: 5, Rows: 5, Unproject: utm(t)}
	g := raster.Grid{West: 104.9, North: 13.6, StepX: 0.001, StepY: 0.001, Cols: 300, Rows: 300}
	r, err := New(p, g, func(v, areaM2 float64) (int64, error) { return int64(math.Round(v * areaM2)), nil })
	if err != nil {
		t.Fatal(err)
	}
	values := slices.Repeat([]float64{1}, 25)
	if err := r.Add(t.Context(), values, 2); err != nil {
		t.Fatal(err)
	}
	// The scale of UTM on its meridian is 0.9996.
	if want := 25e6 / (0.9996 * 0.9996); math.Abs(float64(r.Spread.Total)-want) > 1e-5*want {
		t.Errorf("25 km2 on the map are %d m2, want %.0f", r.Spread.Total, want)
	}
}

// TestRepairNeverNeeded: pixels are valid polygons, so the reference may cut them.
func TestRepairNeverNeeded(t *testing.T) {
	p := Plane{WestM: 200_000, NorthM: 2_500_000, StepXM: 100, StepYM: 100, Cols: 60, Rows: 60, Unproject: utm(t)}
	lattice := newCorners(p)
	points, err := lattice.block(nil, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	k := lattice.blockCols() + 1
	ring := orb.Ring{}
	for _, i := range []int{k, k + 1, 1, 0, k} {
		ring = append(ring, orb.Point{points[i].X.Degrees(), points[i].Y.Degrees()})
	}
	if d := overlay.Validate(orb.MultiPolygon{{ring}}); len(d) > 0 {
		t.Error(d)
	}
}

// TestRefused: rows that do not come in steps, planes that are none, sums that overflow.
func TestRefused(t *testing.T) {
	g := raster.Grid{West: 104, North: 14, StepX: 0.001, StepY: 0.001, Cols: 10, Rows: 10}
	good := Plane{WestM: 400_000, NorthM: 1_540_000, StepXM: 100, StepYM: 100, Cols: 4, Rows: 100, Unproject: utm(t)}
	for name, change := range map[string]func(*Plane){
		"no columns": func(p *Plane) { p.Cols = 0 }, "step": func(p *Plane) { p.StepXM = 0 }, "NaN": func(p *Plane) { p.StepYM = math.NaN() },
	} {
		p := good
		change(&p)
		if _, err := New(p, g, asCount); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	r, err := New(good, g, func(float64, float64) (int64, error) { return math.MaxInt64 / 2, nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Add(t.Context(), make([]float64, 3), 1); err == nil {
		t.Error("a part of a row: no error")
	}
	if err := r.Add(t.Context(), []float64{1, 1, 1, 1}, 1); err == nil {
		t.Error("a sum too large: no error")
	}
	far := good
	far.NorthM = 1e9
	if r, err = New(far, g, asCount); err == nil {
		err = r.Add(t.Context(), []float64{1, 1, 1, 1}, 1)
	}
	if err == nil {
		t.Error("off the Earth: no error")
	}
}

// TestSumOverBlocks: counts are added up to the last that an int64 holds, and one more is refused, whether the
// pixels lie in one block, in blocks side by side, or in rows added one after another.
func TestSumOverBlocks(t *testing.T) {
	g := raster.Grid{West: 104, North: 14, StepX: 0.01, StepY: 0.01, Cols: 100, Rows: 100}
	p := Plane{WestM: 400_000, NorthM: 1_540_000, StepXM: 100, StepYM: 100, Cols: 60, Rows: 60, Unproject: utm(t)}
	for name, second := range map[string]int{"same block": 1, "next block": 59, "next rows": 59 * 60} {
		for _, c := range []struct {
			second int64
			want   error
		}{{math.MaxInt64 - 7, nil}, {math.MaxInt64 - 6, ErrSum}} {
			r, err := New(p, g, func(v, _ float64) (int64, error) {
				if v == 1 {
					return 7, nil
				}
				return c.second, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			values := slices.Repeat([]float64{math.NaN()}, p.Cols*p.Rows)
			values[0], values[second] = 1, 2
			cut := r.RowStep() * p.Cols
			if err = r.Add(t.Context(), values[:cut], 1); err == nil {
				err = r.Add(t.Context(), values[cut:], 1)
			}
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("%s, 7 and %d: %v, want %v", name, c.second, err, c.want)
			}
			if s := r.Spread; err == nil && (s.Total != math.MaxInt64 || s.Pixels != 2) {
				t.Errorf("%s: total %d of %d pixels", name, s.Total, s.Pixels)
			}
		}
	}
}

// TestBoundsAndPixels: the bounds are those of the outer corners of pixels with data, over blocks and rows added one
// after another, and pixels without data are not counted.
func TestBoundsAndPixels(t *testing.T) {
	g := raster.Grid{West: 105, North: 14, StepX: 0.01, StepY: 0.01, Cols: 300, Rows: 300}
	p := Plane{WestM: 105, NorthM: 14, StepXM: 0.01, StepYM: 0.01, Cols: 200, Rows: 150, Unproject: degrees}
	for _, workers := range []int{1, 2, 7} {
		r, err := New(p, g, asCount)
		if err != nil {
			t.Fatal(err)
		}
		values := slices.Repeat([]float64{math.NaN(), -1}, p.Cols*p.Rows/2)
		for _, at := range [][2]int{{70, 20}, {71, 20}, {30, 60}, {150, 61}, {80, 120}, {70, 21}} { // column and row
			values[at[1]*p.Cols+at[0]] = float64(at[0] % 2) // nobody, or one
		}
		for rest := values; len(rest) > 0; rest = rest[min(r.RowStep()*p.Cols, len(rest)):] {
			if err := r.Add(t.Context(), rest[:min(r.RowStep()*p.Cols, len(rest))], workers); err != nil {
				t.Fatal(err)
			}
		}
		s := r.Spread
		// Column 30 begins 0.30 east of 105, column 150 ends at 1.51; row 20 begins 0.20 south of 14, row 120 ends at 1.21.
		if s.West != 1_053_000_000 || s.East != 1_065_100_000 || s.North != 138_000_000 || s.South != 127_900_000 {
			t.Errorf("%d workers: bounds %d, %d to %d, %d", workers, s.West, s.South, s.East, s.North)
		}
		if s.Pixels != 6 || s.Total != million {
			t.Errorf("%d workers: %d pixels, %d people", workers, s.Pixels, s.Total)
		}
	}
}

// TestCountErrors: the pixel at which counting fails is told, the first by blocks, for any number of workers.
func TestCountErrors(t *testing.T) {
	g := raster.Grid{West: 104, North: 14, StepX: 0.01, StepY: 0.01, Cols: 100, Rows: 100}
	p := Plane{WestM: 400_000, NorthM: 1_540_000, StepXM: 100, StepYM: 100, Cols: 120, Rows: 120, Unproject: utm(t)}
	bad := errors.New("too many")
	for _, workers := range []int{1, 2, 7} {
		r, err := New(p, g, func(v, _ float64) (int64, error) {
			if v > 3 {
				return 0, bad
			}
			return 1, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		values := slices.Repeat([]float64{1}, p.Cols*p.Rows)
		values[2*p.Cols+110], values[50*p.Cols+60], values[51*p.Cols] = 9, 7, 5
		err = r.Add(t.Context(), values[:48*p.Cols], workers)
		if want := "cell in row 3, column 111 holds 9: too many"; !errors.Is(err, bad) || err.Error() != want {
			t.Errorf("%d workers: %v, want %s", workers, err, want)
		}
		if err = r.Add(t.Context(), values[48*p.Cols:], workers); !errors.Is(err, bad) || err.Error() != "cell in row 52, column 1 holds 5: too many" {
			t.Errorf("%d workers, further rows: %v", workers, err)
		}
	}
}

// TestAntimeridian: a raster that crosses it is refused, whichever way its rows run; one that touches it is not.
func TestAntimeridian(t *testing.T) {
	g := raster.Grid{West: 170, North: 1, StepX: 0.1, StepY: 0.1, Cols: 100, Rows: 20}
	around := func(lon float64) float64 { return math.Remainder(lon, 360) }
	for name, c := range map[string]struct {
		unproject func(x, y float64) (float64, float64, error)
		want      bool
	}{
		"rows east":   {func(x, y float64) (float64, float64, error) { return around(179.9 + x), y, nil }, true},
		"rows west":   {func(x, y float64) (float64, float64, error) { return around(180.1 - x), y, nil }, true},
		"rows north":  {func(x, y float64) (float64, float64, error) { return around(179.9 - y), x, nil }, true},
		"rows south":  {func(x, y float64) (float64, float64, error) { return around(180.1 + y), x, nil }, true},
		"up to it":    {func(x, y float64) (float64, float64, error) { return 179.4 + x, y, nil }, false},
		"far from it": {func(x, y float64) (float64, float64, error) { return x - 90, y, nil }, false},
	} {
		// A block has 48 x 48 pixels: 0.6 by 0.6 degrees.
		p := Plane{StepXM: 0.0125, StepYM: 0.0125, Cols: 48, Rows: 48, Unproject: c.unproject}
		r, err := New(p, g, asCount)
		if err != nil {
			t.Fatal(err)
		}
		err = r.Add(t.Context(), slices.Repeat([]float64{1}, p.Cols*p.Rows), 1)
		if got := err != nil && strings.Contains(err.Error(), "crosses the antimeridian near latitude "); got != c.want || err != nil && !got {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && r.Spread.Total != int64(p.Cols*p.Rows)*million {
			t.Errorf("%s: %d in all", name, r.Spread.Total)
		}
	}
}

// BenchmarkAdd shares 100 m pixels of UTM over cells of 0.001 degree, all with people.
func BenchmarkAdd(b *testing.B) {
	p := Plane{WestM: 300_000, NorthM: 1_900_000, StepXM: 100, StepYM: 100, Cols: 1008, Rows: 480, Unproject: utm(b)}
	g := raster.Grid{West: 102.9, North: 17.3, StepX: 0.001, StepY: 0.001, Cols: 1300, Rows: 700}
	for _, zero := range []bool{false, true} {
		name, value := "people", 3.25
		if zero {
			name, value = "empty", 0
		}
		b.Run(name, func(b *testing.B) {
			values := slices.Repeat([]float64{value}, p.Cols*p.Rows)
			b.ReportAllocs()
			for b.Loop() {
				r, err := New(p, g, asCount)
				if err != nil {
					b.Fatal(err)
				}
				if err := r.Add(b.Context(), values, 1); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(values)), "ns/pixel")
		})
	}
}
