package mvt

import "slices"

// Area2 returns twice the area of a ring given without its closing point, by the
// surveyor's formula: positive when the ring turns clockwise as it is seen on the
// screen, y to the south, as outer rings do (4.3.3.3). Exact for coordinates
// within 2^29 of each other.
func Area2(ring []Point) int64 {
	if len(ring) < 3 {
		return 0
	}
	var sum int64
	origin := ring[0]
	for i := 1; i+1 < len(ring); i++ {
		sum += cross(origin, ring[i], ring[i+1])
	}
	return sum
}

// cross is twice the area of the triangle o, a, b.
func cross(o, a, b Point) int64 {
	return (int64(a.X)-int64(o.X))*(int64(b.Y)-int64(o.Y)) - (int64(b.X)-int64(o.X))*(int64(a.Y)-int64(o.Y))
}

// Clean removes, in place, points that repeat the one before and spikes, where the
// line goes back the way it came; the closing point goes too. Points in the
// middle of a straight side stay. The rest is nil when no area is left.
func Clean(ring []Point) []Point {
	kept := ring[:0]
	for _, p := range ring {
		kept = appendClean(kept, p)
	}
	for len(kept) > 2 {
		n := len(kept)
		switch {
		case kept[0] == kept[n-1] || spike(kept[n-2], kept[n-1], kept[0]):
			kept = kept[:n-1]
		case spike(kept[n-1], kept[0], kept[1]):
			kept = kept[1:]
		default:
			if Area2(kept) == 0 {
				return nil
			}
			return kept
		}
	}
	return nil
}

func appendClean(kept []Point, p Point) []Point {
	for n := len(kept); n > 0; n = len(kept) {
		switch {
		case kept[n-1] == p:
			return kept
		case n > 1 && spike(kept[n-2], kept[n-1], p):
			kept = kept[:n-1]
		default:
			return append(kept, p)
		}
	}
	return append(kept, p)
}

// spike reports whether a line turns straight back at b.
func spike(a, b, c Point) bool {
	if cross(a, b, c) != 0 {
		return false
	}
	dot := (int64(b.X)-int64(a.X))*(int64(c.X)-int64(b.X)) + (int64(b.Y)-int64(a.Y))*(int64(c.Y)-int64(b.Y))
	return dot < 0
}

// Orient turns the ring, in place, so that it is an outer ring or a hole.
func Orient(ring []Point, outer bool) {
	if Area2(ring) > 0 != outer {
		slices.Reverse(ring)
	}
}
