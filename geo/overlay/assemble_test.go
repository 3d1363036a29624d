package overlay

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

// loop lists the sides of a ring given as x, y, x, y ... with one tag.
func loop(tag int, xy ...geo.E7) []Segment {
	var segments []Segment
	for i := 0; i < len(xy); i += 2 {
		j := (i + 2) % len(xy)
		segments = append(segments, Segment{Point{xy[i], xy[i+1]}, Point{xy[j], xy[j+1]}, tag})
	}
	return segments
}

func ringText(r orb.Ring) string {
	text := ""
	for _, p := range r {
		text += fmt.Sprintf("%d %d,", geo.ToE7(p[0]), geo.ToE7(p[1]))
	}
	return text
}

// faceTexts writes faces as E7 numbers, one string per ring.
func faceTexts(faces []Face) []string {
	var texts []string
	for _, f := range faces {
		for i, r := range f.Polygon {
			kind := "hole"
			if i == 0 {
				kind = fmt.Sprint("shell#", f.Tag)
			}
			texts = append(texts, kind+" "+ringText(r))
		}
	}
	return texts
}

func join(parts ...[]Segment) []Segment {
	var all []Segment
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func TestAssemble(t *testing.T) {
	tests := []struct {
		name     string
		segments []Segment
		want     []string
	}{
		{"nothing", nil, nil},
		{"square", loop(7, 2, 0, 2, 2, 0, 2, 0, 0), []string{"shell#7 0 0,2 0,2 2,0 2,0 0,"}},
		{"all cancels", join(loop(1, 0, 0, 2, 0, 2, 2), loop(2, 2, 2, 2, 0, 0, 0)), nil},
		{"neighbours dissolve", join(loop(1, 0, 0, 2, 0, 2, 2, 0, 2), loop(2, 2, 0, 4, 0, 4, 2, 2, 2)),
			[]string{"shell#1 0 0,2 0,4 0,4 2,2 2,0 2,0 0,"}},
		{"corner contact gives two", join(loop(1, 0, 0, 2, 0, 2, 2, 0, 2), loop(2, 2, 2, 4, 2, 4, 4, 2, 4)),
			[]string{"shell#1 0 0,2 0,2 2,0 2,0 0,", "shell#2 2 2,4 2,4 4,2 4,2 2,"}},
		{"hole", join(loop(1, 0, 0, 9, 0, 9, 9, 0, 9), loop(2, 2, 2, 2, 4, 4, 4, 4, 2)),
			[]string{"shell#1 0 0,9 0,9 9,0 9,0 0,", "hole 2 2,2 4,4 4,4 2,2 2,"}},
		{"hole at the shell's vertex", join(loop(1, 0, 0, 9, 0, 9, 9, 0, 9), loop(2, 0, 0, 2, 4, 4, 2)),
			[]string{"shell#1 0 0,9 0,9 9,0 9,0 0,", "hole 0 0,2 4,4 2,0 0,"}},
		{"two holes that touch", join(loop(1, 0, 0, 9, 0, 9, 9, 0, 9), loop(2, 2, 2, 2, 4, 4, 4, 4, 2), loop(2, 4, 4, 4, 6, 6, 6, 6, 4)),
			[]string{"shell#1 0 0,9 0,9 9,0 9,0 0,", "hole 2 2,2 4,4 4,4 2,2 2,", "hole 4 4,4 6,6 6,6 4,4 4,"}},
		{"island in a hole", join(loop(1, 0, 0, 9, 0, 9, 9, 0, 9), loop(1, 2, 2, 2, 7, 7, 7, 7, 2), loop(3, 4, 4, 5, 4, 5, 5)),
			[]string{"shell#1 0 0,9 0,9 9,0 9,0 0,", "hole 2 2,2 7,7 7,7 2,2 2,", "shell#3 4 4,5 4,5 5,4 4,"}},
		{"island that touches its hole", join(loop(1, 0, 0, 9, 0, 9, 9, 0, 9), loop(1, 2, 2, 2, 7, 7, 7, 7, 2), loop(3, 2, 2, 5, 4, 4, 5)),
			[]string{"shell#1 0 0,9 0,9 9,0 9,0 0,", "hole 2 2,2 7,7 7,7 2,2 2,", "shell#3 2 2,5 4,4 5,2 2,"}},
		{"ring that closes on itself", loop(1, 0, 0, 8, 0, 8, 8, 4, 8, 6, 6, 6, 2, 2, 2, 2, 6, 4, 8, 0, 8),
			[]string{"shell#1 0 0,8 0,8 8,4 8,0 8,0 0,", "hole 2 2,2 6,4 8,6 6,6 2,2 2,"}},
		{"extreme coordinates", loop(1, -1800000000, -900000000, 1800000000, -900000000, 1800000000, 900000000, -1800000000, 900000000),
			[]string{"shell#1 -1800000000 -900000000,1800000000 -900000000,1800000000 900000000,-1800000000 900000000,-1800000000 -900000000,"}},
		{"open walk is dropped", join(loop(1, 0, 0, 2, 0, 2, 2)[:2], loop(2, 5, 5, 6, 5, 6, 6)), []string{"shell#2 5 5,6 5,6 6,5 5,"}},
		{"no length", []Segment{{Point{1, 1}, Point{1, 1}, 0}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := faceTexts(Assemble(tt.segments))
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Errorf("got (-), want (+):\n%s", diff)
			}
		})
	}
}

// maskSegments outlines the set cells of a w x h mask of unit squares.
func maskSegments(mask []bool, w int) []Segment {
	var segments []Segment
	for i, set := range mask {
		if x, y := geo.E7(i%w), geo.E7(i/w); set {
			segments = append(segments, loop(i, x, y, x+1, y, x+1, y+1, x, y+1)...)
		}
	}
	return segments
}

// planarArea is twice the area of a polygon with shell and holes as they wind.
func planarArea(p orb.Polygon) int64 {
	sum := int64(0)
	for _, r := range p {
		for i := range len(r) - 1 {
			ax, ay := int64(geo.ToE7(r[i][0])), int64(geo.ToE7(r[i][1]))
			bx, by := int64(geo.ToE7(r[i+1][0])), int64(geo.ToE7(r[i+1][1]))
			sum += ax*by - ay*bx
		}
	}
	return sum
}

// edgeConnected counts the regions of a mask joined by sides.
func edgeConnected(mask []bool, w int) int {
	seen, regions := make([]bool, len(mask)), 0
	var fill func(i int)
	fill = func(i int) {
		if i < 0 || i >= len(mask) || !mask[i] || seen[i] {
			return
		}
		seen[i] = true
		fill(i - w)
		fill(i + w)
		if i%w > 0 {
			fill(i - 1)
		}
		if i%w < w-1 {
			fill(i + 1)
		}
	}
	for i := range mask {
		if mask[i] && !seen[i] {
			regions++
			fill(i)
		}
	}
	return regions
}

func TestAssembleMaskLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(1, 12).Draw(t, "w")
		mask := rapid.SliceOfN(rapid.Bool(), w, 12*w).Draw(t, "mask")
		segments := maskSegments(mask, w)
		faces := Assemble(segments)
		if got, want := len(faces), edgeConnected(mask, w); got != want {
			t.Fatalf("got %d polygons, want %d regions", got, want)
		}
		area, want := int64(0), int64(0)
		for _, f := range faces {
			area += planarArea(f.Polygon)
			if planarArea(f.Polygon[:1]) <= 0 {
				t.Fatal("shell is not counter-clockwise")
			}
			for i := 1; i < len(f.Polygon); i++ {
				if planarArea(f.Polygon[i:i+1]) >= 0 {
					t.Fatal("hole is not clockwise")
				}
			}
		}
		for _, set := range mask {
			if set {
				want += 2
			}
		}
		if area != want {
			t.Fatalf("got twice the area %d, want %d", area, want)
		}
		rand.New(rand.NewSource(1)).Shuffle(len(segments), func(i, j int) {
			segments[i], segments[j] = segments[j], segments[i]
		})
		if diff := cmp.Diff(faceTexts(Assemble(segments)), faceTexts(faces)); diff != "" {
			t.Fatalf("shuffled segments give another result:\n%s", diff)
		}
	})
}

// TestAssembleUnbalanced: what is not a chain gives something or nothing, but
// no panic, and each ring has three vertices at least.
func TestAssembleUnbalanced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		segments := make([]Segment, rapid.IntRange(0, 40).Draw(t, "n"))
		for i := range segments {
			draw := func() geo.E7 { return geo.E7(rapid.IntRange(0, 3).Draw(t, "c")) }
			segments[i] = Segment{Point{draw(), draw()}, Point{draw(), draw()}, i}
		}
		for _, f := range Assemble(segments) {
			for _, r := range f.Polygon {
				if len(r) < 4 || r[0] != r[len(r)-1] {
					t.Fatalf("got a ring %v", r)
				}
			}
		}
	})
}

func BenchmarkAssembleMask(b *testing.B) {
	const w = 1000
	mask := make([]bool, w*w)
	rng := rand.New(rand.NewSource(5))
	for i := range mask {
		mask[i] = rng.Intn(3) > 0
	}
	segments := maskSegments(mask, w)
	b.ReportMetric(float64(len(segments)), "segments")
	for b.Loop() {
		Assemble(segments)
	}
}

func ExampleAssemble() {
	// Two squares side by side: the common side cancels.
	west := loop(1, 0, 0, 10_000_000, 0, 10_000_000, 10_000_000, 0, 10_000_000)
	east := loop(2, 10_000_000, 0, 20_000_000, 0, 20_000_000, 10_000_000, 10_000_000, 10_000_000)
	for _, face := range Assemble(append(west, east...)) {
		fmt.Println(face.Tag, face.Polygon)
	}
	// Output: 1 [[[0 0] [1 0] [2 0] [2 1] [1 1] [0 1] [0 0]]]
}
