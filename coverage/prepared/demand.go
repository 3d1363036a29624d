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

// encodeDemand writes the demand of units: four totals, the lengths and what is unplaced, then all runs, all
// partial cells, all their weights and all points.
func encodeDemand(b []byte, units []coverage.UnitDemand) []byte {
	e := encoder{b}
	var totals [4]int
	for i := range units {
		for k, n := range demandLengths(&units[i]) {
			totals[k] += n
		}
	}
	for _, n := range totals {
		e.uint(uint64(n))
	}
	for i := range units {
		u := &units[i]
		n := demandLengths(u)
		e.length(u.Footprint.Runs == nil, n[0])
		e.length(u.Footprint.Partials == nil, n[1])
		e.length(u.PartialWeight == nil, n[2])
		e.length(u.Points == nil, n[3])
		e.int(int64(u.UnplacedPeople))
		e.int(int64(u.UnplacedHouseholds))
	}
	return appendDemandRecords(e.b, units)
}

func demandLengths(u *coverage.UnitDemand) [4]int {
	return [4]int{len(u.Footprint.Runs), len(u.Footprint.Partials), len(u.PartialWeight), len(u.Points)}
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

// decodeDemand reads the demand of len(into) units. The lists of a block share four arrays.
func decodeDemand(b []byte, into []coverage.UnitDemand) bool {
	d := decoder{s: string(b[:min(len(b), totalsBytes)])}
	var totals [4]uint64
	records := uint64(0)
	for k, size := range [...]uint64{runBytes, partialBytes, weightBytes, pointBytes} {
		totals[k] = d.uint()
		if totals[k] > uint64(len(b))/size {
			return false
		}
		records += totals[k] * size
	}
	if d.bad || records > uint64(len(b)) {
		return false
	}
	counts := b[:len(b)-int(records)]
	runs, b := readRuns(b[len(counts):], int(totals[0]))
	partials, b := readPartials(b, int(totals[1]))
	weights, b := readWeights(b, int(totals[2]))
	points := readPoints(b, int(totals[3]))
	d = decoder{s: string(counts), at: d.at}
	for i := range into {
		u := &into[i]
		u.Footprint.Runs, _ = take(&d, &runs)
		u.Footprint.Partials, _ = take(&d, &partials)
		u.PartialWeight, _ = take(&d, &weights)
		u.Points, _ = take(&d, &points)
		u.UnplacedPeople, u.UnplacedHouseholds = coverage.Micro(d.int()), coverage.Micro(d.int())
	}
	return !d.bad && d.rest() == 0 && len(runs) == 0 && len(partials) == 0 && len(weights) == 0 && len(points) == 0
}

func int32At(b []byte) int32          { return int32(binary.LittleEndian.Uint32(b)) }
func microAt(b []byte) coverage.Micro { return coverage.Micro(binary.LittleEndian.Uint64(b)) }
func floatAt(b []byte) float64        { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }

func readRuns(b []byte, n int) ([]zonal.Run, []byte) {
	list := make([]zonal.Run, n)
	for i := range list {
		r := b[runBytes*i : runBytes*i+runBytes]
		list[i] = zonal.Run{Row: int32At(r), Col0: int32At(r[4:]), Col1: int32At(r[8:])}
	}
	return list, b[runBytes*n:]
}

func readPartials(b []byte, n int) ([]zonal.Partial, []byte) {
	list := make([]zonal.Partial, n)
	for i := range list {
		r := b[partialBytes*i : partialBytes*i+partialBytes]
		list[i] = zonal.Partial{Row: int32At(r), Col: int32At(r[4:]), AreaM2: floatAt(r[8:]), Fraction: floatAt(r[16:])}
	}
	return list, b[partialBytes*n:]
}

func readWeights(b []byte, n int) ([]coverage.Micro, []byte) {
	list := make([]coverage.Micro, n)
	for i := range list {
		list[i] = microAt(b[weightBytes*i : weightBytes*i+weightBytes])
	}
	return list, b[weightBytes*n:]
}

func readPoints(b []byte, n int) []coverage.PointCount {
	list := make([]coverage.PointCount, n)
	for i := range list {
		r := b[pointBytes*i : pointBytes*i+pointBytes]
		list[i] = coverage.PointCount{Row: int32At(r), Col: int32At(r[4:]), People: microAt(r[8:]), Households: microAt(r[16:])}
	}
	return list
}
