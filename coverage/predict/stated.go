package predict

import (
	"math"

	"phusong/coverage"
)

// computeDiscs marks the cells whose centre is within the radius of a radio.
func computeDiscs(f *tileFrame, radios []*radio, out *coverage.LayerTile) {
	for i, r := range radios {
		if i > 0 && radios[i-1].position == r.position && radios[i-1].radiusM == r.radiusM {
			continue // another sector of the same disc
		}
		d := newStatedDisc(f, r)
		for row := range f.rows {
			if d.alongRow(row) {
				d.markRow(row, &out.Covered)
			} else {
				d.markCells(row, &out.Covered)
			}
		}
	}
}

// statedDisc is the disc of a radio over a tile.
type statedDisc struct {
	*tileFrame
	radio *radio
	// limit is what 1000 times a distance must be below to be within the radius in steps of
	// 0.001 m.
	limit float64
	// chordM is longer than every chord within the radius.
	chordM float64
	// offset is where the station's meridian is, in columns from the centre of the first.
	offset float64
}

func newStatedDisc(f *tileFrame, r *radio) statedDisc {
	return statedDisc{tileFrame: f, radio: r, limit: float64(milli(r.radiusM)) + 0.5, chordM: r.radiusM + 0.001,
		offset: math.Remainder(r.lonDeg-f.lonDeg, 360) / f.stepDeg}
}

// holds tells whether the centre of a cell is within the radius.
func (d *statedDisc) holds(col, row int) bool {
	at := d.lons[col].On(d.parallels[row])
	return at.ShortDistanceM(&d.radio.position)*1000 < d.limit
}

// markCells asks cell by cell.
func (d *statedDisc) markCells(row int, covered *coverage.Mask) {
	for col := range d.cols {
		if d.holds(col, row) {
			covered.Set(col, row)
		}
	}
}

// Along a parallel the distance to a station rises on both sides of its meridian, from
// one cell to the next by more than it is rounded where cells are a metre wide and the
// station is not far.
const (
	leastCellM   = 1
	mostRadiusM  = 300_000
	mostSpanTurn = 1. / 4 // of the globe, between the station and the end of a tile
	// slackDeg is more than a centre is off its place among columns of equal width: edges
	// are rounded to 1e-7 degrees, and the first centre is as rounded as the others.
	slackDeg = 2e-7
)

// alongRow tells whether the distance rises like that along a row.
func (d *statedDisc) alongRow(row int) bool {
	widthM := d.parallels[row].RadiusM * d.stepDeg * math.Pi / 180
	return widthM >= leastCellM && d.radio.axisM >= leastCellM && d.radio.radiusM <= mostRadiusM &&
		(math.Abs(d.offset)+coverage.TileSize)*d.stepDeg < mostSpanTurn*360
}

// markRow marks the cells of a row between the first and the last one within the radius.
// The square of the chord to a place of the parallel at angle a from the station's
// meridian is (p-p0)^2 + dz^2 + 4 p p0 sin^2(a/2), p and p0 the distances from the axis;
// cells beyond the angle of a chord as long as the radius, and slackDeg, are out.
func (d *statedDisc) markRow(row int, covered *coverage.Mask) {
	p, p0 := d.parallels[row].RadiusM, d.radio.axisM
	dp, dz := p-p0, d.parallels[row].Z-d.radio.position[2]
	square := (d.chordM*d.chordM - dp*dp - dz*dz) / (4 * p * p0)
	if square < 0 {
		return
	}
	half := (2*math.Asin(math.Min(1, math.Sqrt(square)))*180/math.Pi + slackDeg) / d.stepDeg
	first := max(0, int(math.Ceil(math.Max(-1, d.offset-half))))
	last := min(d.cols-1, int(math.Floor(math.Min(float64(d.cols), d.offset+half))))
	if first > last || covered[row]&columns(first, last) == columns(first, last) {
		return
	}
	// The cell nearest to the meridian on either side is within if any is.
	east := min(max(first, int(math.Ceil(math.Max(-1, math.Min(d.offset, float64(d.cols)))))), last+1)
	for last >= east && !d.holds(last, row) {
		last--
	}
	for first < east && !d.holds(first, row) {
		first++
	}
	if first <= last {
		covered[row] |= columns(first, last)
	}
}

// columns are the bits from first to last.
func columns(first, last int) uint64 {
	return ^uint64(0) >> (63 - uint(last-first)) << uint(first)
}
