package index

import (
	"math"

	"phusong/geo"
)

// query is a position prepared for distances and for bounds on them.
type query struct {
	lon, lat float64
	xyz      geo.Vec3
	axisM    float64 // distance from the Earth's axis
}

func newQuery(lon, lat float64) query {
	q := query{lon: normalLon(lon), lat: lat}
	q.xyz = geo.Cartesian(q.lon, q.lat)
	q.axisM = math.Hypot(q.xyz[0], q.xyz[1])
	return q
}

// shortChordM is up to where ShortDistanceM is used.
const shortChordM = 100e3

// distance returns the distance to a point, and whether it is at most limit. The
// chord, never longer than the geodesic, rules most points out.
func (q *query) distance(p *geo.Vec3, limit float64) (distanceM float64, within bool) {
	dx, dy, dz := p[0]-q.xyz[0], p[1]-q.xyz[1], p[2]-q.xyz[2]
	chord2 := float64(dx*dx) + float64(dy*dy) + float64(dz*dz)
	const slack = 1 + 1e-12 // for the squares: a tie must pass
	if chord2 > limit*limit*slack {
		return 0, false
	}
	if chord2 <= shortChordM*shortChordM {
		distanceM = q.xyz.ShortDistanceM(p)
	} else {
		lon, lat := geographic(p)
		distanceM, _, _ = geo.Inverse(q.lon, q.lat, lon, lat)
	}
	return distanceM, distanceM <= limit
}

// geographic is the inverse of geo.Cartesian for points of the ellipsoid itself, where
// tan(lat) = z/((1-e^2) hypot(x,y)).
func geographic(p *geo.Vec3) (lon, lat float64) {
	const ratio = geo.PolarRadiusM / geo.EquatorialRadiusM
	lat = math.Atan2(p[2], ratio*ratio*math.Hypot(p[0], p[1]))
	return math.Atan2(p[1], p[0]) * 180 / math.Pi, lat * 180 / math.Pi
}

// boundSlack makes up for rounding in the bounds below.
const boundSlack = 1 - 1e-9

// northSouthM is a lower bound of the distance to a parallel that lies gap degrees
// away: the meridian is nowhere curved more than at the equator, where its radius is b^2/a.
func northSouthM(gapDeg float64) float64 {
	const least = geo.PolarRadiusM * geo.PolarRadiusM / geo.EquatorialRadiusM * boundSlack
	return gapDeg * math.Pi / 180 * least
}

// eastWestM is a lower bound of the distance to a half-meridian gap degrees away:
// the straight distance to its half-plane, axis times sin(gap), or the axis itself
// beyond 90 degrees. x - x^3/6 is below the sine and rises up to x = 1.4.
func (q *query) eastWestM(gapDeg float64) float64 {
	x := math.Min(gapDeg*math.Pi/180, 1.4)
	return q.axisM * (x - x*x*x/6) * boundSlack
}

// visit calls see for the points of every cell that may hold one at most
// *limitM away, nearest rows first. see may lower *limitM as it goes.
func (ix *Points) visit(q *query, limitM *float64, see func(at int32)) {
	home := ix.row(q.lat)
	up, down := max(home, ix.firstRow), min(home-1, ix.endRow-1)
	if up > home {
		down = ix.firstRow - 1
	}
	upM, downM := ix.rowGapM(q, up), ix.rowGapM(q, down)
	for {
		upward := up < ix.endRow && upM <= *limitM
		downward := down >= ix.firstRow && downM <= *limitM
		switch {
		case upward && (!downward || upM <= downM):
			ix.visitRow(q, up, limitM, see)
			up++
			upM = ix.rowGapM(q, up)
		case downward:
			ix.visitRow(q, down, limitM, see)
			down--
			downM = ix.rowGapM(q, down)
		default:
			return
		}
	}
}

// rowGapM is a lower bound of the distance to any point of a row.
func (ix *Points) rowGapM(q *query, row int) float64 {
	south := ix.south + float64(float64(row)*ix.stepY)
	north := ix.south + float64(float64(row+1)*ix.stepY)
	gap := 0.
	if row > 0 && q.lat < south {
		gap = south - q.lat
	} else if row < ix.rows-1 && q.lat > north {
		gap = q.lat - north
	}
	// A point on an edge may have been given to either side of it by rounding.
	return northSouthM(math.Max(0, gap-1e-9))
}

// visitRow walks the columns of a row from the query's outwards, east and west
// around the Earth, each at most once.
func (ix *Points) visitRow(q *query, row int, limitM *float64, see func(at int32)) {
	first := row * ix.cols
	if ix.start[first] == ix.start[first+ix.cols] {
		return
	}
	home := ix.col(q.lon)
	east, west := home, home-1
	eastM, westM := 0., ix.westM(q, west)
	for range ix.cols {
		col := east
		if eastM <= westM {
			if eastM > *limitM {
				return
			}
			east++
			eastM = ix.eastM(q, east)
		} else {
			if westM > *limitM {
				return
			}
			col = west
			west--
			westM = ix.westM(q, west)
		}
		c := first + wrap(col, ix.cols)
		for at := ix.start[c]; at < ix.start[c+1]; at++ {
			see(at)
		}
	}
}

// wrap brings a column that walked past the antimeridian, at most once around, into [0,n).
func wrap(col, n int) int {
	if col < 0 {
		return col + n
	}
	if col >= n {
		return col - n
	}
	return col
}

// eastM is a lower bound of the distance to a column east of the query's, met by walking east.
func (ix *Points) eastM(q *query, col int) float64 {
	c := wrap(col, ix.cols)
	gap := ix.edgeLon(c) - q.lon
	if c < col {
		gap += 360
	}
	return q.eastWestM(math.Max(0, gap-1e-9))
}

// westM is the same for a column met by walking west.
func (ix *Points) westM(q *query, col int) float64 {
	c := wrap(col, ix.cols)
	gap := q.lon - ix.edgeLon(c+1)
	if c > col {
		gap += 360
	}
	return q.eastWestM(math.Max(0, gap-1e-9))
}
