package cartography

import (
	"testing"

	"pgregory.net/rapid"

	"phusong/internal/picture"
)

// TestEveryGapIsDrawn: a gap of any size and slope in the view leaves a mark, however narrow it is.
func TestEveryGapIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length, width := rapid.Float64Range(0.01, 300).Draw(t, "length"), rapid.Float64Range(0.001, 5).Draw(t, "width")
		dx, dy := rapid.Float64Range(-1, 1).Draw(t, "dx"), rapid.Float64Range(-1, 1).Draw(t, "dy")
		from := picture.Point{X: 500, Y: 500}
		to := picture.Point{X: from.X + dx*length, Y: from.Y + dy*length}
		ring := []picture.Point{from, to, {X: to.X + width, Y: to.Y + width}, {X: from.X + width, Y: from.Y + width}, from}
		a := gapArea{rings: [][]picture.Point{ring}, around: boxOf(ring)}
		d := &drawn{view: newView(box{0, 0, 1000, 1000}, picture.Rect{Width: 1006, Height: 1006})}
		var m gapMarks
		m.add(&a, d)
		if len(m.rings)+len(m.slivers)+len(m.dots) != 1 {
			t.Fatalf("%d areas, %d lines and %d dots of one gap", len(m.rings), len(m.slivers), len(m.dots))
		}
	})
}
