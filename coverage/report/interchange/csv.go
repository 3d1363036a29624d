package interchange

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/geo/feature"
)

// byteOrderMark tells Excel that a file is UTF-8.
const byteOrderMark = "\ufeff"

// writeCSV writes a layer as a table. English is for programs: commas, points, names of columns,
// no byte order mark. Vietnamese is what an Excel in Vietnam opens by a double click: byte order
// mark, semicolons, decimal commas, titles, and an apostrophe before a text that begins like a
// formula. Layers of points have columns lon and lat, of other shapes none.
func (s *source) writeCSV(w io.Writer, l *layer) error {
	out := csv.NewWriter(stopping{s.ctx, w})
	if s.vietnamese {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return err
		}
		out.Comma, out.UseCRLF = ';', true
	}
	if err := out.Write(s.csvHead(l)); err != nil {
		return err
	}
	for f, err := range s.stoppable(l.rows) {
		if err != nil {
			return err
		}
		if f, err = l.schema.Normalize(f); err != nil {
			return err
		}
		if err := out.Write(s.csvRow(l, f)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (s *source) csvHead(l *layer) []string {
	var head []string
	for _, f := range l.schema.Fields {
		head = append(head, s.word(f.Title, f.Name))
	}
	if l.schema.Shape == feature.Point {
		head = append(head, s.word("Kinh độ", "lon"), s.word("Vĩ độ", "lat"))
	}
	return head
}

func (s *source) csvRow(l *layer, f feature.Feature) []string {
	row := make([]string, 0, len(f.Values)+2)
	for _, v := range f.Values {
		row = append(row, s.csvField(v))
	}
	if l.schema.Shape != feature.Point {
		return row
	}
	p, ok := f.Geometry.(orb.Point)
	if !ok {
		return append(row, "", "")
	}
	return append(row, s.csvField(p[0]), s.csvField(p[1]))
}

func (s *source) csvField(v any) string {
	switch v := v.(type) {
	case string:
		if s.vietnamese && v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
			return "'" + v
		}
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		text := strconv.FormatFloat(v+0, 'f', -1, 64)
		if s.vietnamese {
			return strings.Replace(text, ".", ",", 1)
		}
		return text
	case bool:
		return s.word(map[bool]string{true: "có", false: "không"}[v], strconv.FormatBool(v))
	}
	return ""
}
