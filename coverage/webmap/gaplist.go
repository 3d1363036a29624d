package webmap

import (
	"context"
	"encoding/json"
	"strings"
)

// maxGapList bounds the gaps that are listed, those with most households first.
const maxGapList = 2000

// gapListJSON lists the gaps of a path in columns.
type gapListJSON struct {
	Count      int             `json:"count"` // of all, also beyond the list
	ID         []string        `json:"id"`
	Unit       []int           `json:"u"`
	Class      []string        `json:"class"`
	Cause      []Words         `json:"cause"`
	Households []string        `json:"households"`
	Population []string        `json:"population"`
	AreaKm2    []string        `json:"area_km2"`
	BBox       [][]json.Number `json:"bbox"`
}

func (m *Map) gapList(ctx context.Context, s *source, parts []string) (content, error) {
	path, ok := strings.CutSuffix(strings.Join(parts, "/"), ".json")
	if !ok || !m.hasGaps(s, path) {
		return content{}, errNotFound
	}
	store, err := s.gaps.wait(ctx)
	if err != nil {
		return content{}, behind(err)
	}
	all := store.byHouseholds(store.byPath[path])
	out := gapListJSON{Count: len(all), ID: []string{}, Unit: []int{}, Class: []string{}, Cause: []Words{}, Households: []string{}, Population: []string{}, AreaKm2: []string{}, BBox: [][]json.Number{}}
	for _, i := range all[:min(len(all), maxGapList)] {
		g := &store.gaps[i]
		out.ID, out.Unit, out.Class, out.Cause = append(out.ID, g.ID), append(out.Unit, g.Unit), append(out.Class, g.Class), append(out.Cause, causeName(g.Cause))
		out.Households, out.Population = append(out.Households, g.Households.String()), append(out.Population, g.People.String())
		out.AreaKm2, out.BBox = append(out.AreaKm2, g.AreaM2.Scaled(12)), append(out.BBox, box(g.bound))
	}
	return jsonContent(out)
}
