package prepared

import (
	"encoding/binary"
	"math"

	"phusong/coverage"
	"phusong/geo/zonal"
)

// Bytes of the records of a block of demand.
const (
	runBytes     = 12
	partialBytes = 24
	weightBytes  = 8
	pointBytes   = 24
)

// encodeDemand writes the demand of units: the lengths and what is unplaced, then all runs, all partial cells,
// all their weights and all points.
func encodeDemand(units []coverage.UnitDemand) (text []byte, sum totals) {
	var e encoder
	for i := range units {
		u := &units[i]
		n := demandLengths(u)
		for k := range n {
			sum[k] += n[k]
		}
		e.length(u.Footprint.Runs == nil, n[0])
		e.length(u.Footprint.Partials == nil, n[1])
		e.length(u.PartialWeight == nil, n[2])
		e.length(u.Points == nil, n[3])
		e.int(int64(u.UnplacedPeople))
		e.int(int64(u.UnplacedHouseholds))
	}
	return appendDemandRecords(e.b, units), sum
}

func demandLengths(u *coverage.UnitDemand) totals {
	return totals{len(u.Footprint.Runs), len(u.Footprint.Partials), len(u.PartialWeight), len(u.Points)}
}

func appendDemandRecords(b []byte, units []coverage.UnitDemand) []byte {
	le := binary.LittleEndian
	for i := range units {
		for _, r := range units[i].Footprint.Runs {
			b = le.AppendUint32(le.AppendUint32(le.AppendUint32(b, uint32(r.Row)), uint32(r.Col0)), uint32(r.Col1))
		}
	}
	for i := range units {
		for _, p := range units[i].Footprint.Partials {
			b = le.AppendUint32(le.AppendUint32(b, uint32(p.Row)), uint32(p.Col))
			b = le.AppendUint64(le.AppendUint64(b, math.Float64bits(p.AreaM2)), math.Float64bits(p.Fraction))
		}
	}
	for i := range units {
		for _, w := range units[i].PartialWeight {
			b = le.AppendUint64(b, uint64(w))
		}
	}
	for i := range units {
		for _, p := range units[i].Points {
			b = le.AppendUint32(le.AppendUint32(b, uint32(p.Row)), uint32(p.Col))
			b = le.AppendUint64(le.AppendUint64(b, uint64(p.People)), uint64(p.Households))
		}
	}
	return b
}

// demandArrays are the arrays that lists are cut from.
type demandArrays struct {
	runs     []zonal.Run
	partials []zonal.Partial
	weights  []coverage.Micro
	points   []coverage.PointCount
}

// decodeDemand reads the demand of len(into) units into arrays that they fill.
func decodeDemand(b []byte, into []coverage.UnitDemand, a demandArrays) bool {
	at := len(b) - runBytes*len(a.runs) - partialBytes*len(a.partials) - weightBytes*len(a.weights) - pointBytes*len(a.points)
	if at < 0 {
		return false
	}
	d := decoder{s: string(b[:at])}
	b = readRuns(b[at:], a.runs)
	b = readPartials(b, a.partials)
	b = readWeights(b, a.weights)
	readPoints(b, a.points)
	for i := range into {
		u := &into[i]
		u.Footprint.Runs, _ = take(&d, &a.runs)
		u.Footprint.Partials, _ = take(&d, &a.partials)
		u.PartialWeight, _ = take(&d, &a.weights)
		u.Points, _ = take(&d, &a.points)
		u.UnplacedPeople, u.UnplacedHouseholds = coverage.Micro(d.int()), coverage.Micro(d.int())
	}
	return !d.bad && d.rest() == 0 && len(a.runs) == 0 && len(a.partials) == 0 && len(a.weights) == 0 && len(a.points) == 0
}

func int32At(b []byte) int32          { return int32(binary.LittleEndian.Uint32(b)) }
func microAt(b []byte) coverage.Micro { return coverage.Micro(binary.LittleEndian.Uint64(b)) }
func floatAt(b []byte) float64        { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }

func readRuns(b []byte, list []zonal.Run) []byte {
	for i := range list {
		r := b[runBytes*i : runBytes*i+runBytes]
		list[i] = zonal.Run{Row: int32At(r), Col0: int32At(r[4:]), Col1: int32At(r[8:])}
	}
	return b[runBytes*len(list):]
}

func readPartials(b []byte, list []zonal.Partial) []byte {
	for i := range list {
		r := b[partialBytes*i : partialBytes*i+partialBytes]
		list[i] = zonal.Partial{Row: int32At(r), Col: int32At(r[4:]), AreaM2: floatAt(r[8:]), Fraction: floatAt(r[16:])}
	}
	return b[partialBytes*len(list):]
}

func readWeights(b []byte, list []coverage.Micro) []byte {
	for i := range list {
		list[i] = microAt(b[weightBytes*i : weightBytes*i+weightBytes])
	}
	return b[weightBytes*len(list):]
}

func readPoints(b []byte, list []coverage.PointCount) {
	for i := range list {
		r := b[pointBytes*i : pointBytes*i+pointBytes]
		list[i] = coverage.PointCount{Row: int32At(r), Col: int32At(r[4:]), People: microAt(r[8:]), Households: microAt(r[16:])}
	}
}
