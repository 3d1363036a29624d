package cartography

import (
	"bytes"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/internal/picture"
)

// TestLowest: the alternative text names the units with the smallest shares, the smallest first.
func TestLowest(t *testing.T) {
	o := analyzed(t, "longan")
	spec := Spec{Indicator: coverage.MobileArea, Technology: coverage.Tech5G, Operator: coverage.OperatorAny}
	m, err := Draw(o, spec)
	if err != nil {
		t.Fatal(err)
	}
	figures := o.Of(spec.series(), coverage.LevelCommune)
	slices.SortStableFunc(figures, func(a, b *coverage.Figure) int {
		p, _ := a.Percent()
		q, _ := b.Percent()
		return p.Cmp(q)
	})
	var want []string
	for _, f := range figures[:lowestCount] {
		percent, ok := f.Percent()
		if !ok || percent.IsInt() && percent.Sign() > 0 {
			t.Fatalf("%+v: take another fixture", f)
		}
		want = append(want, o.Units[f.Unit].Name+" ("+f.PercentText(2)+"%)")
	}
	if text := english.altLowest + strings.Join(want, ", "); !strings.Contains(m.Alt, text) {
		t.Errorf("%q is not in %s", text, m.Alt)
	}
}

// TestWithoutBoundary: a unit that has no boundary is counted in the legend and named as missing.
func TestWithoutBoundary(t *testing.T) {
	o := analyzed(t, "quilt")
	name := filepath.Join(o.Dir, "units.geojson")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	head, _, ok := bytes.Cut(lines[1], []byte(`"geometry":`))
	if !ok {
		t.Fatalf("no geometry in %s", lines[1])
	}
	lines[1] = slices.Concat(head, []byte(`"geometry":null},`), []byte("\n"))
	if err := os.WriteFile(name, bytes.Join(lines, nil), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := Draw(o, Spec{Lang: English})
	if err != nil {
		t.Fatal(err)
	}
	if want := "1 communes without boundaries are not on the map."; !slices.Contains(m.Notes, want) {
		t.Errorf("%q does not say %q", m.Notes, want)
	}
}

// TestSites: the stations on a map are those of its technology.
func TestSites(t *testing.T) {
	o := analyzed(t, "longan")
	sites, err := o.Sites()
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, technology := range coverage.Technologies() {
		want := 0
		for i := range sites {
			if slices.ContainsFunc(sites[i].Cells, func(c output.Cell) bool { return c.Technology == technology }) {
				want++
			}
		}
		if want == 0 || want == len(sites) {
			continue
		}
		counted++
		m, err := Draw(o, Spec{Indicator: coverage.BTSSites, Technology: technology, Sites: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Legend[len(m.Legend)-1].Counts[0]; got != want {
			t.Errorf("%s: %d stations, want %d of %d", technology, got, want, len(sites))
		}
	}
	if counted == 0 {
		t.Error("every station has every technology: take another fixture")
	}
}

// TestBlocked: no ground is free where a symbol stands.
func TestBlocked(t *testing.T) {
	r := &raster{x: 5, y: 7, width: 40, height: 30, unit: make([]int32, 1200), blocked: make([]bool, 1200)}
	for i := range r.unit {
		r.unit[i] = 1
	}
	r.block(picture.Point{X: 20, Y: 20}, symbolPx)
	for _, c := range []struct {
		box  picture.Rect
		free bool
	}{{picture.Rect{X: 6, Y: 8, Width: 10, Height: 10}, true}, {picture.Rect{X: 6, Y: 8, Width: 13, Height: 13}, false}, {picture.Rect{X: 24, Y: 16, Width: 5, Height: 5}, true}} {
		own, others, all := r.ground(c.box, 0)
		if free := own == all && others == 0; free != c.free {
			t.Errorf("%+v: %d of its own and %d of others of %d, want free: %v", c.box, own, others, all, c.free)
		}
	}
}

// TestTinyIsle: an isle too small to be seen is a disc in the colour of its class.
func TestTinyIsle(t *testing.T) {
	square := func(lon, side float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{lon, 9}, {lon + side, 9}, {lon + side, 9 + side}, {lon, 9 + side}, {lon, 9}}}}
	}
	l := &land{o: &output.Output{Units: make([]output.Unit, 2)}, borders: newBorders([]orb.MultiPolygon{square(105, 1), square(106.2, 0.0005)}), leaves: []int{0, 1}}
	var err error
	if l.at, err = newProjection(106); err != nil {
		t.Fatal(err)
	}
	if err := l.project(); err != nil {
		t.Fatal(err)
	}
	d := l.draw(newView(l.home, picture.Rect{Width: 200, Height: 200}))
	p := picture.New(200, 200)
	d.fill(p, []int{1}, picture.Paint{Fill: color.NRGBA{0x22, 0x5e, 0xa8, 0xff}})
	img, err := p.Image()
	if err != nil {
		t.Fatal(err)
	}
	middle := boxOf(d.ringsOf(1)[0])
	if got := img.RGBAAt(int((middle.left+middle.right)/2), int((middle.top+middle.bottom)/2)); got != (color.RGBA{0x22, 0x5e, 0xa8, 0xff}) {
		t.Errorf("the isle is %v", got)
	}
}
