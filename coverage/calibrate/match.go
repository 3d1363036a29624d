package calibrate

import (
	"fmt"
	"math"
	"slices"

	"phusong/coverage"
)

// Prediction is what a model says of one cell at one place.
type Prediction struct {
	DistanceM     float64
	LevelDBm      float64 // of what phones measure, with the antenna's gain and the criterion's losses
	LossDB        float64 // median, between the antennas
	GainDB        float64 // of the antenna relative to its peak
	TerrainLossDB float64 // NaN when terrain is not known
}

// Predictor predicts a cell where a measurement was made. It is false where it has
// no answer: out of reach, or terrain unknown.
type Predictor interface {
	Predict(site *coverage.Site, cell *coverage.Cell, m *Measurement) (Prediction, bool)
}

// cellRef is a cell of a list of sites.
type cellRef struct{ site, cell int }

// matcher finds the cells that a measurement may be of.
type matcher struct {
	sites  []coverage.Site
	byCell map[string][]cellRef
	bySID  map[string]int
	all    []cellRef
}

func newMatcher(sites []coverage.Site) *matcher {
	m := &matcher{sites: sites, byCell: map[string][]cellRef{}, bySID: map[string]int{}}
	for i := range sites {
		m.bySID[sites[i].ID] = i
		for j := range sites[i].Cells {
			ref := cellRef{i, j}
			m.all = append(m.all, ref)
			m.byCell[sites[i].Cells[j].ID] = append(m.byCell[sites[i].Cells[j].ID], ref)
		}
	}
	return m
}

// candidates are the cells that a measurement may be of: its serving cell; those of
// its site; or, when the log names neither, all. ok is false when it names what the
// list of sites does not have.
func (m *matcher) candidates(x *Measurement) (refs []cellRef, ok bool) {
	if x.CellID == "" && x.SiteID == "" {
		return m.all, true
	}
	site, known := m.bySID[x.SiteID]
	for _, ref := range m.byCell[x.CellID] {
		if !known || ref.site == site {
			refs = append(refs, ref)
		}
	}
	if refs == nil && known {
		for j := range m.sites[site].Cells {
			refs = append(refs, cellRef{site, j})
		}
	}
	if s, ok := m.bySID[x.CellID]; refs == nil && ok { // a log that calls its sites cells
		for j := range m.sites[s].Cells {
			refs = append(refs, cellRef{s, j})
		}
	}
	return refs, refs != nil
}

// bySite sorts measurements to the sites that serve them. Those that name no server
// count for a site only when it is the only one.
func (m *matcher) bySite(ms []Measurement) [][]*Measurement {
	out := make([][]*Measurement, len(m.sites))
	for i := range ms {
		refs, _ := m.candidates(&ms[i])
		if len(refs) == 0 {
			continue
		}
		s := refs[0].site
		if slices.ContainsFunc(refs, func(r cellRef) bool { return r.site != s }) {
			continue
		}
		out[s] = append(out[s], &ms[i])
	}
	return out
}

// PairOptions says how measurements and predictions are paired.
type PairOptions struct {
	Exclude map[string]bool // sites that are left out, such as those of FindMisplaced
	// Pattern takes the antenna's gain off a measured Loss too: for logs whose loss is
	// what is missing between EIRP and receiver. Levels always hold it.
	Pattern bool
	// FloorDBm is the level at and below which a receiver says no more than that; 0:
	// none is known. See FloorOf.
	FloorDBm float64
}

// Paired is what became of measurements.
type Paired struct {
	Pairs    []Pair
	Problems []coverage.Problem // measurements of cells that no list has; one per cell and file
	Counts   PairCounts
}

// PairCounts says where measurements went; they add up to all.
type PairCounts struct {
	Paired       int `json:"paired"`
	NoSuchCell   int `json:"no_such_cell"`  // the list of stations lacks the server
	Excluded     int `json:"excluded"`      // its station is misplaced
	NoPrediction int `json:"no_prediction"` // out of reach, nearer than a model goes, or terrain unknown
	Guessed      int `json:"guessed"`       // of those paired: the log does not name one cell, and the strongest was taken
}

// MakePairs pairs each measurement with a prediction of its server.
func MakePairs(ms []Measurement, sites []coverage.Site, p Predictor, o PairOptions) Paired {
	m := newMatcher(sites)
	var out Paired
	missing := map[coverage.Problem]int{}
	var order []coverage.Problem
	rows := map[coverage.Problem]int{}
	for i := range ms {
		x := &ms[i]
		refs, ok := m.candidates(x)
		if !ok {
			key := coverage.Problem{File: x.Source.File, Value: x.server(), Column: "cell_id", Rule: "cell.not_in_sites"}
			if missing[key] == 0 {
				order = append(order, key)
				rows[key] = x.Source.Row
			}
			missing[key]++
			out.Counts.NoSuchCell++
			continue
		}
		out.pair(x, m.allowed(refs, o), p, o)
	}
	for _, key := range order {
		n := missing[key]
		key.Row = rows[key]
		key.Action = fmt.Sprintf("left out, with all %d rows of this cell: no station has it", n)
		out.Problems = append(out.Problems, key)
	}
	return out
}

// placedRef is a cell with its site.
type placedRef struct {
	site *coverage.Site
	cell *coverage.Cell
}

// allowed leaves out what is excluded or has no position.
func (m *matcher) allowed(refs []cellRef, o PairOptions) []placedRef {
	var out []placedRef
	for _, r := range refs {
		s := &m.sites[r.site]
		if s.Located && !o.Exclude[s.ID] {
			out = append(out, placedRef{s, &s.Cells[r.cell]})
		}
	}
	return out
}

// pair adds the pair of a measurement with the strongest of its candidates.
func (out *Paired) pair(x *Measurement, refs []placedRef, p Predictor, o PairOptions) {
	if len(refs) == 0 {
		out.Counts.Excluded++
		return
	}
	best, found := Pair{PredictedDBm: math.Inf(-1)}, false
	for _, r := range refs {
		if len(refs) > 1 && x.Technology != "" && r.cell.Technology != "" && x.Technology != r.cell.Technology {
			continue
		}
		q, ok := p.Predict(r.site, r.cell, x)
		if !ok {
			continue
		}
		level := q.LevelDBm
		if x.Quantity == Loss {
			if level = -q.LossDB; o.Pattern {
				level += q.GainDB
			}
		}
		if level > best.PredictedDBm && !math.IsInf(level, 0) {
			found = true
			best = Pair{Site: r.site.ID, Cell: r.cell.ID, Lon: x.Lon, Lat: x.Lat, DistanceM: q.DistanceM, FrequencyMHz: r.cell.FrequencyMHz,
				MeasuredDBm: x.LevelDBm(), PredictedDBm: level, TerrainLossDB: q.TerrainLossDB, Censored: o.FloorDBm != 0 && x.LevelDBm() <= o.FloorDBm}
		}
	}
	if !found {
		out.Counts.NoPrediction++
		return
	}
	out.Counts.Paired++
	if len(refs) > 1 {
		out.Counts.Guessed++
	}
	out.Pairs = append(out.Pairs, best)
}

// Signs of a floor: the lowest value of a log is also a heap.
const (
	floorShare  = 0.02
	floorExcess = 3 // times as many samples as in the dB above it
)

// FloorOf guesses the level at which the receiver of a log stops counting: the lowest
// value, if at least 2 % of the samples have it, and three times as many as lie in the
// decibel above. 0 when there is none, or when all are the same. A receiver that reports nothing below its
// floor leaves no trace.
func FloorOf(ms []Measurement) float64 {
	lowest := math.Inf(1)
	for i := range ms {
		lowest = math.Min(lowest, ms[i].LevelDBm())
	}
	at, above := 0, 0
	for i := range ms {
		switch v := ms[i].LevelDBm(); {
		case v == lowest:
			at++
		case v <= lowest+1:
			above++
		}
	}
	if at < len(ms) && at >= 10 && float64(at) >= floorShare*float64(len(ms)) && at > floorExcess*above {
		return lowest
	}
	return 0
}
