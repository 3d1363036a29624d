package interchange

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/geo/encoding/kml"
	"phusong/geo/feature"
)

// Limits of what a KML holds: what Google Earth on a phone still draws.
const (
	// maxKMLPositions is the number of positions of the gaps of one technology: about 3 MB of KMZ.
	maxKMLPositions = 300_000
	// Stations are drawn without being asked for up to the first number, and not at all beyond the second.
	maxShownSites = 3_000
	maxSites      = 10_000
)

// kmlData are the columns that placemarks carry as data; the balloon shows more of them as text.
var kmlData = map[string]bool{"id": true, "code": true, "name": true, "class": true, "households": true, "population": true, "area_km2": true, "cause": true,
	"nearest_site": true, "nearest_site_km": true, "site_id": true, "layers": true, "groups_out": true, "counted": true, "layer": true, "technology": true, "operator": true, "state": true, "length_km": true}

func (s *source) writeKMZ(w io.Writer) error {
	files, err := icons()
	if err != nil {
		return err
	}
	return kml.WriteArchive(stopping{s.ctx, w}, files, func(w io.Writer) error { return s.writeKML(w, true) })
}

// writeKML writes one document: gaps first, for they are what people in the field look for, then
// hamlets, stations, units.
func (s *source) writeKML(w io.Writer, icons bool) error {
	k := kml.NewWriter(stopping{s.ctx, w}, kml.Document{Name: s.word("Phủ sóng ", "Coverage of ") + s.out.Run.Region, Description: s.documentText(), Styles: s.kmlStyles(icons)})
	for _, part := range []func(*kml.Writer) error{s.kmlGaps, s.kmlHamlets, s.kmlPlaces, s.kmlSites, s.kmlUnits} {
		if err := part(k); err != nil {
			return err
		}
	}
	return k.Close()
}

func (s *source) documentText() string {
	rows := s.aboutRows()
	var b strings.Builder
	b.WriteString("<table>")
	for _, row := range rows[:5] {
		writeRow(&b, row[0], row[1])
	}
	b.WriteString("</table>")
	return b.String()
}

// kmlGaps writes a folder for each technology with the gaps of any operator, and one for fibre;
// those of single operators are in the other formats. Only the first is shown at once.
func (s *source) kmlGaps(k *kml.Writer) error {
	if len(s.gaps) == 0 {
		return nil
	}
	if err := k.BeginFolder(kml.Folder{Name: s.word("Vùng chưa được phủ", "Gaps"), Open: true}); err != nil {
		return err
	}
	shown := false
	for i := range s.gaps {
		g := &s.gaps[i]
		if g.kind != coverage.GapFiber && g.operator != coverage.OperatorAny {
			continue
		}
		if err := s.kmlGapFolder(k, g, shown); err != nil {
			return err
		}
		shown = true
	}
	return k.EndFolder()
}

func (s *source) kmlGapFolder(k *kml.Writer, g *gapGroup, hidden bool) error {
	gaps, left := s.drawable(g)
	note := ""
	if left > 0 {
		note = fmt.Sprintf(s.word("Chỉ vẽ %s vùng có nhiều hộ gia đình nhất; %s vùng khác có trong tệp GeoPackage.", "Only the %s gaps with the most households are drawn; %s more are in the GeoPackage."),
			s.number(fmt.Sprint(len(gaps))), s.number(fmt.Sprint(left)))
	}
	title := s.gapTitle(g)
	if err := k.BeginFolder(kml.Folder{Name: fmt.Sprintf("%s (%s)", title, s.number(fmt.Sprint(len(gaps)))), Description: note, Hidden: hidden}); err != nil {
		return err
	}
	columns := s.gapColumns()
	if g.kind == coverage.GapFiber {
		columns = s.fiberGapColumns()
	}
	l := tableOf(s, heading{"gaps", "", "", feature.MultiPolygon}, columns, gaps, func(gap *output.Gap) orb.Geometry { return multi(gap.Geometry) })
	i := 0
	err := s.placemarks(k, l, func(f feature.Feature) (name, style string) {
		gap := gaps[i]
		i++
		u, _ := s.unit(gap.Unit)
		return u.Name + ": " + s.of(gapClassWords, gap.Class), "gap-" + known(gap.Class, gapClassWords)
	})
	if err != nil {
		return err
	}
	return k.EndFolder()
}

// known is a class that has a style, or other.
func known(class string, words map[string]pair) string {
	if _, ok := words[class]; ok {
		return class
	}
	return "other"
}

// drawable is the gaps of a group that a phone can draw, in the order of the file, and how many
// are left out: those with the fewest households.
func (s *source) drawable(g *gapGroup) (kept []*output.Gap, left int) {
	order := pointers(g.gaps)
	slices.SortStableFunc(order, func(a, b *output.Gap) int {
		switch {
		case a.Households != b.Households:
			return int(min(max(b.Households-a.Households, -1), 1))
		default:
			return int(min(max(b.AreaM2-a.AreaM2, -1), 1))
		}
	})
	positions, chosen := 0, map[*output.Gap]bool{}
	for _, gap := range order {
		feature.EachPoint(gap.Geometry, func(orb.Point) { positions++ })
		if positions > maxKMLPositions {
			break
		}
		chosen[gap] = true
	}
	kept = slices.DeleteFunc(pointers(g.gaps), func(gap *output.Gap) bool { return !chosen[gap] })
	return kept, len(g.gaps) - len(kept)
}

// kmlHamlets writes a folder for each class, of which those that need something are shown.
func (s *source) kmlHamlets(k *kml.Writer) error {
	if len(s.hamlets) == 0 {
		return nil
	}
	if err := k.BeginFolder(kml.Folder{Name: s.word("Thôn, bản theo tình trạng phủ sóng", "Hamlets by class")}); err != nil {
		return err
	}
	for _, class := range coverage.HamletClasses() {
		rows := slices.DeleteFunc(pointers(s.hamlets), func(h *output.Hamlet) bool { return h.Class != class })
		if len(rows) == 0 {
			continue
		}
		name := fmt.Sprintf("%s (%s)", capital(s.of(hamletClassWords, string(class))), s.number(fmt.Sprint(len(rows))))
		if err := k.BeginFolder(kml.Folder{Name: name, Hidden: class == coverage.HamletServed || class == coverage.HamletUnknown}); err != nil {
			return err
		}
		l := tableOf(s, heading{"hamlets", "", "", feature.Point}, s.hamletColumns(), rows, hamletPoint)
		if err := s.placemarks(k, l, func(f feature.Feature) (string, string) {
			name, _ := f.Values[1].(string)
			return name, "hamlet-" + string(class)
		}); err != nil {
			return err
		}
		if err := k.EndFolder(); err != nil {
			return err
		}
	}
	return k.EndFolder()
}

// kmlPlaces writes places, zones and roads by the state of the first technology and operator rule;
// those of others lie upon the same ground.
func (s *source) kmlPlaces(k *kml.Writer) error {
	for _, l := range s.placeLayers() {
		state := slices.IndexFunc(l.schema.Fields, func(f feature.Field) bool { return f.Name == "state" || strings.HasPrefix(f.Name, "state_") })
		if state < 0 {
			continue
		}
		prefix, all := "part-", l.rows
		if l.schema.Name == "places" {
			prefix = "place-"
		} else {
			l.rows = firstSelection(l, all)
		}
		if err := k.BeginFolder(kml.Folder{Name: l.schema.Title}); err != nil {
			return err
		}
		if err := s.placemarks(k, l, func(f feature.Feature) (string, string) {
			name, _ := f.Values[2].(string)
			value, _ := f.Values[state].(string)
			return name, prefix + value
		}); err != nil {
			return err
		}
		if err := k.EndFolder(); err != nil {
			return err
		}
	}
	return nil
}

// firstSelection keeps the rows of the technology and operator rule of the first one.
func firstSelection(l *layer, rows iter.Seq2[feature.Feature, error]) iter.Seq2[feature.Feature, error] {
	technology := slices.IndexFunc(l.schema.Fields, func(f feature.Field) bool { return f.Name == "technology" })
	return func(yield func(feature.Feature, error) bool) {
		var first []any
		for f, err := range rows {
			if err == nil && first == nil {
				first = f.Values[technology : technology+2]
			}
			if (err != nil || slices.Equal(first, f.Values[technology:technology+2])) && !yield(f, err) {
				return
			}
		}
	}
}

// kmlSites writes the stations.
func (s *source) kmlSites(k *kml.Writer) error {
	if len(s.sites) == 0 {
		return nil
	}
	folder := kml.Folder{Name: fmt.Sprintf("%s (%s)", s.word("Trạm BTS", "Stations"), s.number(fmt.Sprint(len(s.sites)))), Hidden: len(s.sites) > maxShownSites}
	if len(s.sites) > maxSites {
		folder.Description = s.word("Quá nhiều trạm để vẽ trên điện thoại: xem tệp GeoPackage.", "Too many stations for a phone to draw: they are in the GeoPackage.")
		return errors.Join(k.BeginFolder(folder), k.EndFolder())
	}
	if err := k.BeginFolder(folder); err != nil {
		return err
	}
	sites := s.siteLayers()[0]
	i := 0
	if err := s.placemarks(k, sites, func(f feature.Feature) (string, string) {
		site := &s.sites[i]
		i++
		tech := newest(site)
		if tech == "" {
			tech = "none"
		}
		return site.ID, "site-" + tech
	}); err != nil {
		return err
	}
	return k.EndFolder()
}

// kmlUnits writes the units of each level in the classes of their share of people covered, hidden:
// they would lie upon the picture of the ground.
func (s *source) kmlUnits(k *kml.Writer) error {
	all := s.mapSeries()
	main := mainSeries(all)
	if main < 0 {
		return nil
	}
	scale, key := s.scaleOf(all[main]), all[main]
	if err := k.BeginFolder(kml.Folder{Name: s.word("Đơn vị hành chính: ", "Units: ") + s.seriesTitle(key.Series), Hidden: true}); err != nil {
		return err
	}
	for _, l := range s.unitLayers() {
		if err := k.BeginFolder(kml.Folder{Name: l.schema.Title}); err != nil {
			return err
		}
		if err := s.placemarks(k, l, func(f feature.Feature) (string, string) {
			code, _ := f.Values[0].(string)
			level, _ := f.Values[2].(string)
			name, _ := f.Values[1].(string)
			unit, ok := s.out.UnitByCode(level, code)
			figure, has := s.out.Figure(key.Series, unit)
			if class, classed := scale.Class(figure); ok && has && classed {
				return name, fmt.Sprintf("class-%d", class)
			}
			return name, "class-none"
		}); err != nil {
			return err
		}
		if err := k.EndFolder(); err != nil {
			return err
		}
	}
	return k.EndFolder()
}

// placemarks writes the rows of a layer, each with a balloon of its values.
func (s *source) placemarks(k *kml.Writer, l *layer, look func(feature.Feature) (name, style string)) error {
	data := feature.Schema{Name: l.schema.Name, Shape: l.schema.Shape}
	for _, f := range l.schema.Fields {
		if kmlData[f.Name] {
			data.Fields = append(data.Fields, f)
		}
	}
	for f, err := range s.stoppable(l.rows) {
		if err != nil {
			return err
		}
		name, style := look(f)
		p := kml.Placemark{Name: name, Description: s.balloon(&l.schema, f.Values), Style: style, Schema: &data, Feature: feature.Feature{Geometry: f.Geometry}}
		for i, v := range f.Values {
			if kmlData[l.schema.Fields[i].Name] {
				p.Feature.Values = append(p.Feature.Values, v)
			}
		}
		if err := k.Write(p); err != nil {
			return err
		}
	}
	return nil
}
