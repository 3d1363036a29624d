package scanline

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo/overlay"
)

// runsOf lists the runs of a field of cells.
func runsOf(cells []bool, cols int) []Run {
	var runs []Run
	for i, chosen := range cells {
		row, col := int32(i/cols), int32(i%cols)
		if !chosen {
			continue
		}
		runs = append(runs, Run{row, col, col + 1}) // runs that touch are joined
	}
	return runs
}

// components numbers the cells that share sides, in the order of rows; -1 is unchosen.
func components(cells []bool, cols int) (of []int, n int) {
	of = make([]int, len(cells))
	for i := range of {
		of[i] = -1
	}
	var fill func(i int)
	fill = func(i int) {
		if i < 0 || i >= len(cells) || !cells[i] || of[i] >= 0 {
			return
		}
		of[i] = n
		fill(i - cols)
		fill(i + cols)
		if i%cols > 0 {
			fill(i - 1)
		}
		if i%cols < cols-1 {
			fill(i + 1)
		}
	}
	for i := range cells {
		if cells[i] && of[i] < 0 {
			fill(i)
			n++
		}
	}
	return of, n
}

// geometry draws rings as degrees, a hundredth a cell.
func geometry(rings []Ring) orb.MultiPolygon {
	mp := orb.MultiPolygon{}
	for _, r := range rings {
		line := orb.Ring{}
		for _, v := range r.Vertices {
			line = append(line, orb.Point{float64(v.Col) / 100, -float64(v.Row) / 100})
		}
		line = append(line, line[0])
		for len(mp) <= r.Polygon {
			mp = append(mp, nil)
		}
		mp[r.Polygon] = append(mp[r.Polygon], line)
	}
	return mp
}

func checkTrace(t interface {
	Helper()
	Fatalf(string, ...any)
}, cells []bool, cols int, longest int32) {
	t.Helper()
	tracer := Tracer{LongestSide: longest}
	rings := tracer.Trace(runsOf(cells, cols))
	mp := geometry(rings)
	if defects := overlay.Validate(mp); len(defects) > 0 {
		t.Fatalf("%v: %v in %v", cells, defects, mp)
	}
	of, n := components(cells, cols)
	if len(mp) != n {
		t.Fatalf("%d polygons of %d components", len(mp), n)
	}
	for i := range cells {
		x, y := float64(i%cols)/100+0.005, -float64(i/cols)/100-0.005
		for p, polygon := range mp {
			inside := false
			for _, ring := range polygon {
				for k := 1; k < len(ring); k++ {
					if a, b := ring[k-1], ring[k]; a[0] < x && (a[1] > y) != (b[1] > y) {
						inside = !inside
					}
				}
			}
			if inside != (of[i] == p) {
				t.Fatalf("cell %d lies in polygon %d: %v, its component is %d", i, p, inside, of[i])
			}
		}
	}
	for k, r := range rings {
		if r.Hole == (k == 0 || rings[k-1].Polygon != r.Polygon) {
			t.Fatalf("ring %d of polygon %d is a hole: %v", k, r.Polygon, r.Hole)
		}
		checkSides(t, r, longest)
	}
}

// checkSides wants sides along rows and columns that turn at every corner, and between corners that are farther apart than
// the longest side the multiples of it, no other vertices.
func checkSides(t interface {
	Helper()
	Fatalf(string, ...any)
}, r Ring, longest int32) {
	t.Helper()
	n := len(r.Vertices)
	var corners, want []Vertex
	for i, b := range r.Vertices {
		a, c := r.Vertices[(i+n-1)%n], r.Vertices[(i+1)%n]
		if (a.Row == b.Row) == (a.Col == b.Col) {
			t.Fatalf("side from %v to %v", a, b)
		}
		if (a.Row == b.Row) != (b.Row == c.Row) {
			corners = append(corners, b)
		}
	}
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		want = append(want, a)
		step := Vertex{sign(b.Col - a.Col), sign(b.Row - a.Row)}
		if far := max(b.Col-a.Col, a.Col-b.Col, b.Row-a.Row, a.Row-b.Row); longest == 0 || far <= longest {
			continue
		}
		for v := (Vertex{a.Col + step.Col, a.Row + step.Row}); v != b; v = (Vertex{v.Col + step.Col, v.Row + step.Row}) {
			if step.Col != 0 && v.Col%longest == 0 || step.Row != 0 && v.Row%longest == 0 {
				want = append(want, v)
			}
		}
	}
	if corners[0] != r.Vertices[0] || !slices.Equal(r.Vertices, want) {
		t.Fatalf("%v, want %v", r.Vertices, want)
	}
}

func sign(v int32) int32 { return max(-1, min(1, v)) }

func TestTraceAllSmallFields(t *testing.T) {
	const cols, rows = 4, 4
	cells := make([]bool, cols*rows)
	for bits := range 1 << len(cells) {
		for i := range cells {
			cells[i] = bits>>i&1 == 1
		}
		checkTrace(t, cells, cols, 0)
	}
}

func TestTraceRandomFields(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols := rapid.IntRange(1, 14).Draw(t, "cols")
		share := rapid.IntRange(1, 9).Draw(t, "share")
		cells := make([]bool, cols*rapid.IntRange(1, 14).Draw(t, "rows"))
		for i := range cells {
			cells[i] = rapid.IntRange(0, 9).Draw(t, "cell") < share
		}
		checkTrace(t, cells, cols, rapid.SampledFrom([]int32{0, 0, 1, 3, 4}).Draw(t, "longest"))
	})
}

// Islands in lakes in islands, and a lake that touches the shore at a corner.
func TestTraceNested(t *testing.T) {
	picture := []string{
		"#########",
		"#.......#",
		"#.#####.#",
		"#.#...#.#",
		"#.#.#.#.#",
		"#.#...#.#",
		"#.#####.#",
		"#......#.",
		"########.",
	}
	var cells []bool
	for _, line := range picture {
		for _, c := range line {
			cells = append(cells, c == '#')
		}
	}
	checkTrace(t, cells, len(picture[0]), 0)
}

func TestTraceNothing(t *testing.T) {
	var tracer Tracer
	if rings := tracer.Trace(nil); len(rings) != 0 {
		t.Fatal(rings)
	}
	tracer.Trace([]Run{{0, 0, 3}, {5, 1, 2}})
	tracer.LongestSide = 1
	if rings := tracer.Trace([]Run{{0, 3, 3}, {1, 2, 2}, {1, 4, 4}}); len(rings) != 0 {
		t.Fatalf("runs without cells: %v", rings)
	}
	first := slices.Clone(tracer.Trace([]Run{{2, 1, 1}, {2, 1, 2}, {2, 2, 2}, {3, 0, 0}}))
	if len(first) != 1 || !slices.Equal(first[0].Vertices, []Vertex{{1, 2}, {1, 3}, {2, 3}, {2, 2}}) {
		t.Fatal(first)
	}
}
