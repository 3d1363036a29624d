package analysis

import (
	"cmp"
	"slices"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/predict"
	"phusong/geo/raster"
)

// remedyHeightsM are the antenna heights that are tried: usual masts.
var remedyHeightsM = []float64{30, 45, 60}

// newSiteHeightM is the antenna of a station at the place itself.
const newSiteHeightM = 30

// remedies tries what an operator could do for a place: higher antennas at its nearest
// station, the technology at its nearest station that lacks it, a station at the place.
func (w *cardWork) remedies(p *coverage.CardPlace, operator string) ([]coverage.Remedy, error) {
	t := w.remedyTechnology(operator)
	typical, known := w.typicalCell(operator, t)
	var all []coverage.Remedy
	for _, n := range nearestTwo(p, w.sitesOf(operator, t))[:min(1, len(w.sitesOf(operator, t)))] {
		for _, height := range remedyHeightsM {
			if site, ok := raised(n.site, coverage.SignalLayer{Technology: t, Operator: operator}, height); ok {
				all = append(all, coverage.Remedy{Kind: coverage.RemedyRaise, SiteID: n.site.ID, DistanceM: n.distanceM, Technology: t, HeightM: height})
				if err := w.try(p, &all[len(all)-1], site); err != nil {
					return nil, err
				}
			}
		}
	}
	if !known {
		return all, nil
	}
	for _, r := range w.newCells(p, operator, t) {
		cell := typical
		cell.ID, cell.Operator, cell.HeightM = "new", operator, r.HeightM
		r.Cell = cell
		site := coverage.Site{ID: cmp.Or(r.SiteID, "new"), Located: true, Lon: p.Lon, Lat: p.Lat, Unit: -1, Cells: []coverage.Cell{cell}}
		if s := w.siteByID(r.SiteID); s != nil {
			site.Lon, site.Lat = s.Lon, s.Lat
		}
		if err := w.try(p, &r, site); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// newCells lists where the technology could be added.
func (w *cardWork) newCells(p *coverage.CardPlace, operator string, t coverage.Technology) []coverage.Remedy {
	var all []coverage.Remedy
	var lacking []*coverage.Site
	for i := range w.full.Sites {
		s := &w.full.Sites[i]
		of := func(c coverage.Cell) bool { return c.Operator == operator }
		with := func(c coverage.Cell) bool { return of(c) && c.Technology == t }
		if s.Located && slices.ContainsFunc(s.Cells, of) && !slices.ContainsFunc(s.Cells, with) {
			lacking = append(lacking, s)
		}
	}
	if near := nearestTwo(p, lacking); len(near) > 0 {
		n, height := near[0], 0.0
		for _, c := range n.site.Cells {
			if c.Operator == operator {
				height = max(height, c.HeightM)
			}
		}
		all = append(all, coverage.Remedy{Kind: coverage.RemedyLayer, SiteID: n.site.ID, DistanceM: n.distanceM, Technology: t, HeightM: height})
	}
	return append(all, coverage.Remedy{Kind: coverage.RemedySite, Technology: t, HeightM: newSiteHeightM})
}

func (w *cardWork) siteByID(id string) *coverage.Site {
	for i := range w.full.Sites {
		if id != "" && w.full.Sites[i].ID == id {
			return &w.full.Sites[i]
		}
	}
	return nil
}

// remedyTechnology is the first technology of the profile that the operator has, else
// the first that the criterion decides.
func (w *cardWork) remedyTechnology(operator string) coverage.Technology {
	for _, t := range w.members {
		if w.crit.Covers(t) && len(w.sitesOf(operator, t)) > 0 {
			return t
		}
	}
	i := slices.IndexFunc(w.members, w.crit.Covers)
	return w.members[i]
}

// typicalCell is the most frequent kind of cell of a technology, of the operator if it
// has any, omnidirectional; the least by frequency, bandwidth and power of equals.
func (w *cardWork) typicalCell(operator string, t coverage.Technology) (coverage.Cell, bool) {
	counts := map[coverage.Cell]int{}
	count := func(any bool) {
		for i := range w.full.Sites {
			for _, c := range w.full.Sites[i].Cells {
				if c.Technology == t && (any || c.Operator == operator) {
					counts[coverage.Cell{Technology: t, Band: c.Band, FrequencyMHz: c.FrequencyMHz, BandwidthMHz: c.BandwidthMHz,
						EIRPdBm: c.EIRPdBm, RangeM: c.RangeM, Omni: true, Pattern: "omni"}]++
				}
			}
		}
	}
	if count(false); len(counts) == 0 {
		count(true)
	}
	var best coverage.Cell
	most := 0
	for c, n := range counts {
		less := cmp.Or(cmp.Compare(c.FrequencyMHz, best.FrequencyMHz), cmp.Compare(c.BandwidthMHz, best.BandwidthMHz),
			cmp.Compare(c.EIRPdBm, best.EIRPdBm), cmp.Compare(c.RangeM, best.RangeM), cmp.Compare(c.Band, best.Band)) < 0
		if n > most || n == most && less {
			best, most = c, n
		}
	}
	return best, most > 0
}

// raised is a site whose antennas of a layer, and they alone, stand at a height; false
// where one is as high already.
func raised(s *coverage.Site, l coverage.SignalLayer, heightM float64) (coverage.Site, bool) {
	site := *s
	site.Cells = nil
	for _, c := range s.Cells {
		if c.Operator != l.Operator || c.Technology != l.Technology {
			continue
		}
		if c.HeightM >= heightM {
			return site, false
		}
		c.HeightM = heightM
		site.Cells = append(site.Cells, c)
	}
	return site, true
}

// try predicts a place with one site alone.
func (w *cardWork) try(p *coverage.CardPlace, r *coverage.Remedy, site coverage.Site) error {
	site.Unit = -1
	d := *w.one
	d.Sites, d.Clusters = []coverage.Site{site}, nil
	d.Technologies = []coverage.Technology{r.Technology}
	d.Hamlets = []coverage.Hamlet{{Located: true, Lon: p.Lon, Lat: p.Lat, Unit: w.one.Hamlets[0].Unit}}
	g := w.full.Demand.Grid
	d.Demand = coverage.Demand{Kind: coverage.DemandArea, Units: make([]coverage.UnitDemand, d.Leaves)}
	if err := d.Demand.LayGrid(raster.Grid{West: p.Lon, North: p.Lat, StepX: g.StepX, StepY: g.StepY, Cols: 1, Rows: 1}); err != nil {
		return err
	}
	n, err := predict.NewNetwork(w.ctx, &d, w.crit)
	if err != nil {
		return err
	}
	r.Signal = n.Merge(nil).Receivers[0][0]
	if receptions := n.Receptions(p.Lon, p.Lat); w.crit.Kind == criterion.KindRSRP && len(receptions) > 0 && receptions[0].Known {
		r.HasLevel, r.LevelDBm = true, cents(receptions[0].LevelDBm)
		r.ShortDB = float64(w.crit.ThresholdDBm(r.Technology)) - r.LevelDBm
	}
	return nil
}
