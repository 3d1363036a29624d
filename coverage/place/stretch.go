package place

import (
	"github.com/paulmach/orb"

	"phusong/coverage"
)

// stretch is an uncovered part of one line without a break.
type stretch struct {
	ends    [2]orb.Point
	lengthM coverage.Micro
}

// chain follows stretches from line to line of a road.
type chain struct {
	all  []stretch
	at   map[orb.Point][]int // stretches that end where just two ends of lines meet
	done []bool
}

// longestWay is the longest way over stretches, and its ends. Lines that touch end to
// end are one way; where three or more meet, which one goes on is not known, and ways
// end. Of ways of one length the one that comes first along the road counts.
func longestWay(all []stretch, lines []orb.LineString) (longest coverage.Micro, way [2]orb.Point) {
	meeting := map[orb.Point]int{}
	for _, line := range lines {
		meeting[line[0]]++
		meeting[line[len(line)-1]]++
	}
	c := chain{all, map[orb.Point][]int{}, make([]bool, len(all))}
	for i, s := range all {
		for _, p := range s.ends {
			if meeting[p] == 2 {
				c.at[p] = append(c.at[p], i)
			}
		}
	}
	for i, s := range all {
		if c.done[i] {
			continue
		}
		c.done[i] = true
		before, from := c.follow(i, s.ends[0])
		after, to := c.follow(i, s.ends[1])
		if length := before + s.lengthM + after; length > longest {
			longest, way = length, [2]orb.Point{from, to}
		}
	}
	return longest, way
}

// follow goes on from an end of a stretch as far as others touch it, and returns the
// length and where it ends.
func (c *chain) follow(i int, p orb.Point) (length coverage.Micro, end orb.Point) {
	for {
		next := -1
		for _, k := range c.at[p] {
			if k != i && !c.done[k] {
				next = k
			}
		}
		if next < 0 {
			return length, p
		}
		i, c.done[next] = next, true
		length += c.all[i].lengthM
		if p == c.all[i].ends[0] {
			p = c.all[i].ends[1]
		} else {
			p = c.all[i].ends[0]
		}
	}
}
