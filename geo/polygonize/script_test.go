package polygonize

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/overlay"
	"phusong/geo/raster"
)

var update = flag.Bool("update", false, "write what Clip gives into testdata")

// TestScripts clips the polygons of testdata/*.txt. A script has comments (#), rings in
// cells east and south of the grid's corner ("shell" begins a polygon, "hole" adds to it; the whole
// grid when there is none), the mask (# is in) and what comes out, a line
// for each part: its cells, its area in cells, and its polygons with their
// vertices and holes.
func TestScripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no scripts in testdata")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, want, ok := bytes.Cut(text, []byte("want\n"))
			if !ok {
				t.Fatal("no line with want")
			}
			got := runScript(t, string(script))
			if *update {
				if err := os.WriteFile(file, []byte(string(script)+"want\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func runScript(t *testing.T, script string) string {
	var mp orb.MultiPolygon
	var mask []string
	for line := range strings.Lines(script) {
		fields := strings.Fields(line)
		switch {
		case mask != nil:
			mask = append(mask, fields[0])
		case len(fields) == 0 || fields[0] == "#":
		case fields[0] == "mask":
			mask = []string{}
		case fields[0] == "shell":
			mp = append(mp, orb.Polygon{scriptRing(t, fields[1:])})
		case fields[0] == "hole":
			mp[len(mp)-1] = append(mp[len(mp)-1], scriptRing(t, fields[1:]))
		default:
			t.Fatalf("line %q", line)
		}
	}
	g := raster.Grid{West: 105, North: 21, StepX: 0.001, StepY: 0.001, Cols: len(mask[0]), Rows: len(mask)}
	if mp == nil {
		mp = orb.MultiPolygon{{square(g.EdgeX(0), g.EdgeY(g.Rows), g.EdgeX(g.Cols), g.EdgeY(0))}}
	}
	mp, _ = overlay.Repair(mp)
	parts := Clip(mustOutline(t, g, mp), func(col, row int) bool { return mask[row][col] == '#' })
	checkValid(t, "all parts", together(parts))
	var b strings.Builder
	for i, p := range parts {
		cell := geo.RectAreaM2(g.EdgeX(0), g.EdgeY(1), g.EdgeX(1), g.EdgeY(0))
		fmt.Fprintf(&b, "part %d: %d cells from %d,%d, area %.3f", i+1, len(p.Cells()), p.Cells()[0].Col, p.Cells()[0].Row,
			geo.MultiPolygonAreaM2(p.Geometry)/cell)
		for _, polygon := range p.Geometry {
			fmt.Fprintf(&b, "; polygon of %d vertices", len(polygon[0])-1)
			for _, hole := range polygon[1:] {
				fmt.Fprintf(&b, ", hole of %d", len(hole)-1)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func scriptRing(t *testing.T, fields []string) orb.Ring {
	var points []overlay.Point
	for i := 0; i+1 < len(fields); i += 2 {
		x, err1 := strconv.ParseFloat(fields[i], 64)
		y, err2 := strconv.ParseFloat(fields[i+1], 64)
		if err1 != nil || err2 != nil {
			t.Fatalf("ring %v", fields)
		}
		points = append(points, overlay.Point{X: geo.ToE7(105 + x/1000), Y: geo.ToE7(21 - y/1000)})
	}
	return ring(points...)
}
