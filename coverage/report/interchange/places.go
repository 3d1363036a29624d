package interchange

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/report"
	"phusong/geo/encoding/geojson"
	"phusong/geo/feature"
)

// placeFeature is a feature of places.geojson.
type placeFeature struct {
	kind     coverage.PlaceKind
	geometry orb.Geometry
	values   geojson.Properties
}

// readPlaces reads places.geojson, which regions with places have.
func (s *source) readPlaces() error {
	f, err := os.Open(filepath.Join(s.out.Dir, report.PlacesMapFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	in := geojson.NewReader(f, geojson.Limits{})
	for {
		row, err := in.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("output %s: %w", report.PlacesMapFile, err)
		}
		kind, _ := row.Properties.String("kind")
		s.places = append(s.places, placeFeature{coverage.PlaceKind(kind), row.Geometry, row.Properties})
	}
}

// placeHeadings are the layers of places, one for each kind, for their geometries differ.
var placeHeadings = []struct {
	kind coverage.PlaceKind
	heading
}{
	{coverage.PlacePoints, heading{"places", "Địa điểm", "Places", feature.Point}},
	{coverage.PlaceAreas, heading{"zones", "Khu vực", "Parts of zones not covered", feature.MultiPolygon}},
	{coverage.PlaceLines, heading{"roads", "Tuyến đường", "Parts of roads by state", feature.MultiLine}},
}

func (s *source) placeLayers() []*layer {
	var layers []*layer
	for _, h := range placeHeadings {
		rows := slices.DeleteFunc(pointers(s.places), func(p *placeFeature) bool { return p.kind != h.kind })
		if len(rows) == 0 {
			continue
		}
		columns := s.placeColumns()
		switch h.kind {
		case coverage.PlacePoints:
			columns = append(columns, s.stateColumns(rows)...)
		case coverage.PlaceAreas:
			columns = append(columns, s.partColumns("area_km2", "Diện tích (km²)", "Area (km²)")...)
		default:
			columns = append(columns, s.partColumns("length_km", "Chiều dài (km)", "Length (km)")...)
		}
		l := tableOf(s, h.heading, columns, rows, func(p *placeFeature) orb.Geometry { return p.geometry })
		l.styles = s.placeStyles(l, rows)
		layers = append(layers, l)
	}
	return layers
}

func property(name string) func(*placeFeature) any {
	return func(p *placeFeature) any { v, _ := p.values.String(name); return text(v) }
}

func (s *source) placeColumns() []column[*placeFeature] {
	return []column[*placeFeature]{
		{"layer", feature.Text, "Lớp", "Layer", property("layer")},
		{"id", feature.Text, "Mã", "ID", property("id")},
		{"name", feature.Text, "Tên", "Name", property("name")},
	}
}

func (s *source) partColumns(name, vi, en string) []column[*placeFeature] {
	return []column[*placeFeature]{
		{"technology", feature.Text, "Công nghệ", "Technology", property("technology")},
		{"operator", feature.Text, "Doanh nghiệp", "Operator", property("operator")},
		{"state", feature.Text, "Mã tình trạng", "State", property("state")},
		{"state_text", feature.Text, "Tình trạng", "State in words", func(p *placeFeature) any { v, _ := p.values.String("state"); return text(s.of(stateWords, v)) }},
		{name, feature.Real, vi, en, func(p *placeFeature) any { v, ok := p.values.Float(name); return when(ok, v) }},
	}
}

// stateColumns are the code of a point's commune and its states, one column for each technology
// and operator rule in the order of the file.
func (s *source) stateColumns(rows []*placeFeature) []column[*placeFeature] {
	columns := []column[*placeFeature]{{"code", feature.Text, "Mã xã, phường", "Code of the commune", property("code")}}
	given, seen := names{}, map[string]bool{}
	for _, p := range rows {
		for _, name := range p.values.Names() {
			technology, operator, isState := strings.Cut(name, " ")
			if !isState || seen[name] {
				continue
			}
			seen[name] = true
			title := func(s *source) string {
				return technologyWord(coverage.Technology(technology)) + ", " + s.operator(operator)
			}
			columns = append(columns, column[*placeFeature]{given.take("state", technology, operator), feature.Text, "Tình trạng " + title(s.in(true)), "State " + title(s.in(false)), property(name)})
		}
	}
	return columns
}
