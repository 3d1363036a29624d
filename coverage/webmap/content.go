package webmap

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// content is an answer before it is packed.
type content struct {
	body      []byte
	mediaType string
	fleeting  bool // not to be kept
}

// Media types of answers.
const (
	typeJSON    = "application/json"
	typeGeoJSON = "application/geo+json"
	typeTile    = "application/vnd.mapbox-vector-tile"
	typePNG     = "image/png"
)

// refusal is an answer that says why there is none.
type refusal struct {
	status int
	words  Words
}

func (r *refusal) Error() string { return r.words.EN }

var (
	errNotFound = &refusal{http.StatusNotFound, Words{"Không có nội dung này.", "There is no such content."}}
	errBusy     = &refusal{http.StatusServiceUnavailable, Words{"Máy chủ đang bận, xin thử lại sau ít giây.", "The server is busy: try again in a few seconds."}}
	errBroken   = &refusal{http.StatusInternalServerError, Words{"Không đọc được kết quả phân tích; xem thông báo của phusong serve.", "The output cannot be read; see what phusong serve reports."}}
)

// data answers for a path of the contract with the page. It is the one generator of
// every answer, for the server and for the offline file: a function of the path, and
// of view for the cards of units.
func (m *Map) data(ctx context.Context, path, view string) (content, error) {
	parts := strings.Split(path, "/")
	switch {
	case path == indexPath:
		return content{body: m.index, mediaType: typeJSON}, nil
	case len(parts) == 3 && strings.HasPrefix(path, "data/units/"):
		return m.unitsData(parts[2])
	case len(parts) < 4:
		return content{}, errNotFound
	}
	s, ok := m.output(parts[2])
	if parts[0] == "tiles" {
		if s, ok = m.output(parts[1]); ok {
			return m.tileData(ctx, s, parts[2:])
		}
	}
	if !ok || parts[0] != "data" {
		return content{}, errNotFound
	}
	switch parts[1] {
	case "figures":
		return m.figuresData(s, parts[3:])
	case "geo":
		return m.geoData(ctx, s, parts[3:])
	case "gaps":
		return m.gapList(ctx, s, parts[3:])
	case "card":
		return m.cardData(ctx, s, parts[3:], view)
	case "signal":
		return m.signalData(ctx, s, parts[3:])
	}
	return content{}, errNotFound
}

func jsonContent(v any) (content, error) {
	body, err := json.Marshal(v)
	return content{body: body, mediaType: typeJSON}, err
}

func (m *Map) unitsData(name string) (content, error) {
	for _, s := range m.outputs {
		if s.unitsOf == s.number && name == unitsName(s) {
			return jsonContent(m.units(s))
		}
	}
	return content{}, errNotFound
}

func (m *Map) figuresData(s *source, parts []string) (content, error) {
	id, isJSON := strings.CutSuffix(strings.Join(parts, "/"), ".json")
	v, ok := m.view(id)
	if !isJSON || !ok || !v.outputs[s.number] {
		return content{}, errNotFound
	}
	return jsonContent(m.figures(s, v))
}

func (m *Map) geoData(ctx context.Context, s *source, parts []string) (content, error) {
	name, ok := strings.CutSuffix(strings.Join(parts, "/"), ".geojson")
	if !ok {
		return content{}, errNotFound
	}
	body, err := m.layerGeoJSON(ctx, s, name)
	return content{body: body, mediaType: typeGeoJSON}, err
}

func (m *Map) layerGeoJSON(ctx context.Context, s *source, name string) ([]byte, error) {
	path, isGaps := strings.CutPrefix(name, layerGaps+"/")
	switch {
	case name == layerUnits:
		return s.unitsLayer()
	case name == layerSites:
		sites, err := s.sites.wait(ctx)
		if err != nil {
			return nil, behind(err)
		}
		return sites.layer()
	case name == layerHamlets:
		hamlets, err := s.hamlets.wait(ctx)
		if err != nil {
			return nil, behind(err)
		}
		return hamletsLayer(hamlets)
	case isGaps && m.hasGaps(s, path):
		gaps, err := s.gaps.wait(ctx)
		if err != nil {
			return nil, behind(err)
		}
		return gapsLayer(gaps, path)
	}
	return nil, errNotFound
}

func (m *Map) hasGaps(s *source, path string) bool {
	for i := range m.views {
		if m.views[i].gaps == path && m.views[i].outputs[s.number] {
			return true
		}
	}
	return false
}

// behind turns an error of reading into one for the page; waiting that ended is busy.
func behind(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return errBusy
	}
	return &hidden{errBroken, err}
}

// hidden is a refusal whose cause is for the log alone: it may name files.
type hidden struct {
	*refusal
	cause error
}

func (h *hidden) Unwrap() []error { return []error{h.refusal, h.cause} }
