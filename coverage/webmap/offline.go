package webmap

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"

	"phusong/coverage"
	"phusong/coverage/output"
)

// OfflineOptions say what an offline file is like.
type OfflineOptions struct {
	Lang string // in which the page opens: "vi" or "en"
	// Report is a fragment of HTML for printing and readers without script, and
	// ReportStyle its style sheet; both are trusted.
	Report, ReportStyle string
	// MaxBytes bounds the file; 0 is 28 MiB. What does not fit is left out, least
	// important first, and the page says so.
	MaxBytes int64
	Warn     func(error)
}

// Defaults and shares of an offline file.
const (
	offlineBytes = 28 << 20
	shellBytes   = 1 << 20   // page, fonts and scripts, roughly
	plainBytes   = 256 << 10 // a dictionary up to this size is not packed
	offlineZoom  = 9         // the deepest zoom of tiles in the file
)

// OfflinePage writes one HTML file that holds the page and the data of outputs of one
// region. It opens from anywhere and asks nothing of anyone. Of a large nation it
// leaves out deep zooms, cards of small gaps and figures of single operators, and a
// report of more than 6 MiB; it says so.
func OfflinePage(w io.Writer, outputs []*output.Output, o OfflineOptions) error {
	m, err := Open(outputs, Options{Warn: o.Warn})
	if err != nil {
		return err
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = offlineBytes
	}
	o.Report = bounded(o.Report)
	p := &packing{m: m, kept: map[string]json.RawMessage{}, index: m.indexDocument(), room: (o.MaxBytes - shellBytes - int64(len(o.Report))) * 3 / 4}
	p.index.Cards, p.index.Downloads = "inline", []Download{}
	if err := p.fill(); err != nil {
		return err
	}
	dictionary, packed, err := p.dictionary()
	if err != nil {
		return err
	}
	s := shell{Dictionary: dictionary, Packed: packed, Report: o.Report, ReportStyle: o.ReportStyle, Lang: "vi", Title: m.newest().out.Run.Region}
	if o.Lang == "en" {
		s.Lang = "en"
	}
	page, err := s.page()
	if err != nil {
		return err
	}
	_, err = w.Write(page)
	return err
}

// maxReportBytes bounds the report for printing: that of the nation has 3.3 MB.
const maxReportBytes = 6 << 20

// bounded is a report that fits, or a line that says why it is not there.
func bounded(report string) string {
	if len(report) <= maxReportBytes {
		return report
	}
	return `<p lang="vi">Báo cáo quá dài nên không kèm trong tệp này: tạo riêng bằng phusong report --format html-print, docx hoặc pdf.</p>` +
		`<p lang="en">The report is too long for this file: write it by itself with phusong report --format html-print, docx or pdf.</p>`
}

// fill takes groups of answers in order of importance; each is taken whole or not at
// all.
func (p *packing) fill() error {
	steps := []func(*source) error{p.units, p.mainFigures, p.unitLayer, p.mainGaps, p.siteLayers, p.unitCards, p.mainCards, p.otherFigures, p.otherGaps, p.otherCards}
	for i := range p.index.Outputs {
		p.index.Outputs[i].Views = []int{}
	}
	for _, step := range steps {
		for _, s := range slices.Backward(p.m.outputs) {
			if err := step(s); err != nil {
				return err
			}
		}
	}
	for i := range p.index.Outputs {
		slices.Sort(p.index.Outputs[i].Views)
	}
	if len(p.missing) > 0 {
		w := Words{"Tệp này không chứa: ", "Left out of this file: "}
		for i, part := range p.missing {
			if i > 0 {
				w = w.plus(both("; "))
			}
			w = w.plus(part)
		}
		p.index.Notes = append(p.index.Notes, w.plus(Words{". Xem đầy đủ bằng phusong serve.", ". phusong serve shows all of it."}))
	}
	return nil
}

func (p *packing) units(s *source) error {
	_, err := p.take([]string{"data/units/" + unitsName(s)}, Words{"danh sách đơn vị", "the list of units"})
	return err
}

// isMain reports whether a view is of no operator, of any, or of the largest.
func isMain(v *view) bool {
	return v.series.Operator == "" || v.series.Operator == coverage.OperatorAny || v.series.Operator == coverage.OperatorMax
}

func (p *packing) mainFigures(s *source) error {
	return p.figures(s, true, Words{"một số chỉ số", "some indicators"})
}

func (p *packing) otherFigures(s *source) error {
	return p.figures(s, false, Words{"một phần số liệu theo từng doanh nghiệp", "a part of the figures of single operators"})
}

func (p *packing) figures(s *source, main bool, what Words) error {
	for i := range p.m.views {
		v := &p.m.views[i]
		if !v.outputs[s.number] || isMain(v) != main {
			continue
		}
		ok, err := p.take([]string{"data/figures/" + s.id + "/" + v.id + ".json"}, what)
		if err != nil {
			return err
		}
		if o := &p.index.Outputs[s.number]; ok {
			o.Views = append(o.Views, i)
		}
	}
	return nil
}

func (p *packing) unitLayer(s *source) error {
	return p.layer(s, layerUnits, p.index.Outputs[s.number].Layers.Units, Words{"ranh giới chi tiết", "detailed boundaries"})
}

func (p *packing) siteLayers(s *source) error {
	o := &p.index.Outputs[s.number]
	for i := range s.signal {
		ok, err := p.take([]string{"data/signal/" + s.id + "/" + s.signal[i].id + ".png"}, Words{"một số lớp mức thu", "some layers of levels"})
		if err != nil {
			return err
		}
		if !ok {
			o.Signal = slices.DeleteFunc(o.Signal, func(e signalJSON) bool { return e.ID == s.signal[i].id })
		}
	}
	l := &o.Layers
	if err := p.layer(s, layerSites, l.Sites, Words{"vị trí trạm ở mức phóng to", "stations at deep zooms"}); err != nil || l.Hamlets == nil {
		return err
	}
	l.Hamlets.Mode = modeGeoJSON
	return p.layer(s, layerHamlets, l.Hamlets, Words{"vị trí thôn", "hamlets"})
}

// layer takes a layer whole, or tiles zoom by zoom as far as there is room.
func (p *packing) layer(s *source, name string, l *layerJSON, what Words) error {
	if l.Mode == modeGeoJSON {
		if ok, err := p.take([]string{"data/geo/" + s.id + "/" + name + ".geojson"}, Words{}); ok || err != nil {
			return err
		}
	}
	l.Mode, l.MaxZoom = modeTiles, 0
	for zoom := range offlineZoom + 1 {
		ok, err := p.take(p.tiles(s, name, zoom), what)
		if err != nil || !ok {
			return err
		}
		l.MaxZoom = zoom
	}
	return nil
}

// tiles lists the tiles of a zoom over the region.
func (p *packing) tiles(s *source, name string, zoom int) []string {
	b := s.shapes.bounds[s.top()]
	if b.IsEmpty() {
		return nil
	}
	west, north := tileAt(b.Min[0], b.Max[1], zoom)
	east, south := tileAt(b.Max[0], b.Min[1], zoom)
	var all []string
	for x := west; x <= east; x++ {
		for y := north; y <= south; y++ {
			all = append(all, "tiles/"+s.id+"/"+name+"/"+strconv.Itoa(zoom)+"/"+strconv.Itoa(x)+"/"+strconv.Itoa(y)+".mvt")
		}
	}
	return all
}

func (p *packing) mainGaps(s *source) error {
	return p.gaps(s, true, Words{"chi tiết vùng chưa được phủ ở mức phóng to", "details of gaps at deep zooms"})
}

func (p *packing) otherGaps(s *source) error {
	return p.gaps(s, false, Words{"vùng chưa được phủ theo từng doanh nghiệp", "gaps of single operators"})
}

// gaps takes the gaps of views whose figures are there; of those that come as tiles
// also the list.
func (p *packing) gaps(s *source, main bool, what Words) error {
	layers := p.index.Outputs[s.number].Layers.Gaps
	for _, path := range slices.Sorted(maps.Keys(layers)) {
		if p.mainGap(path) != main {
			continue
		}
		l := layers[path]
		if l.Mode == modeTiles {
			if ok, err := p.take([]string{"data/gaps/" + s.id + "/" + path + ".json"}, what); err != nil || !ok {
				delete(layers, path)
				if err != nil {
					return err
				}
				continue
			}
			if err := p.layer(s, layerGaps+"/"+path, l, what); err != nil {
				return err
			}
			continue
		}
		ok, err := p.take([]string{"data/geo/" + s.id + "/" + layerGaps + "/" + path + ".geojson"}, what)
		if err != nil {
			return err
		}
		if !ok {
			delete(layers, path)
		}
	}
	return nil
}

// mainGap reports whether gaps belong to a view of isMain.
func (p *packing) mainGap(path string) bool {
	for i := range p.m.views {
		if v := &p.m.views[i]; v.gaps == path && isMain(v) {
			return true
		}
	}
	return false
}

func (p *packing) unitCards(s *source) error {
	var paths []string
	for i := range s.out.Units {
		if code := s.out.Units[i].Code; s.unitByCode(code) == i {
			paths = append(paths, "data/card/"+s.id+"/unit/"+code+".json")
		}
	}
	_, err := p.take(paths, Words{"phiếu trả lời theo đơn vị", "answer cards of units"})
	if err != nil {
		return err
	}
	hamlets, err := s.hamlets.wait(context.Background())
	if err != nil {
		return err
	}
	paths = nil
	for i := range hamlets {
		paths = append(paths, "data/card/"+s.id+"/hamlet/"+hamlets[i].ID+".json")
	}
	_, err = p.take(paths, Words{"phiếu trả lời theo thôn", "answer cards of hamlets"})
	return err
}

func (p *packing) mainCards(s *source) error  { return p.gapCards(s, true) }
func (p *packing) otherCards(s *source) error { return p.gapCards(s, false) }

// gapCards takes the cards of the gaps that are there, or of those with most households.
func (p *packing) gapCards(s *source, main bool) error {
	store, err := s.gaps.wait(context.Background())
	if err != nil {
		return err
	}
	layers := p.index.Outputs[s.number].Layers.Gaps
	for _, path := range slices.Sorted(maps.Keys(layers)) {
		if p.mainGap(path) != main {
			continue
		}
		all := store.byHouseholds(store.byPath[path])
		if len(all) > maxGapList {
			all = all[:maxGapList]
			p.note(Words{"phiếu trả lời của vùng ít hộ (mỗi loại chỉ có {n} vùng đông hộ nhất)", "answer cards of gaps with few households (of each kind the first {n} are here)"}.
				fill(value{"n", decimal(maxGapList, 0)}))
		}
		var paths []string
		for _, i := range all {
			paths = append(paths, "data/card/"+s.id+"/gap/"+store.gaps[i].ID+".json")
		}
		if _, err := p.take(paths, Words{"phiếu trả lời của một số vùng chưa được phủ", "answer cards of some gaps"}); err != nil {
			return err
		}
	}
	return nil
}
