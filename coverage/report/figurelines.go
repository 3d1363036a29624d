package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"phusong/coverage"
)

// figuresAtATime are formatted together: some hundred kilobytes.
const figuresAtATime = 1024

// figureText is what the rows of figures of one kind, or of one unit, have in common,
// written already. Rows repeat it, for figures are sorted by kind, then unit.
type figureText struct {
	of         coverage.Figure // the figure it was made of
	head, tail []byte          // before the unit, and behind the percentage
}

// same tells whether a figure has the text of the one before it.
func (t *figureText) same(f *coverage.Figure) bool {
	return t.head != nil && t.of.Indicator == f.Indicator && t.of.Technology == f.Technology && t.of.Operator == f.Operator &&
		t.of.Measure == f.Measure && t.of.AsOf == f.AsOf && t.of.Criterion == f.Criterion
}

// csvFields writes fields as a row of CSV has them, without its end.
type csvFields struct {
	b bytes.Buffer
	w *csv.Writer
}

func newCSVFields() *csvFields {
	c := &csvFields{}
	c.w = csv.NewWriter(&c.b)
	return c
}

func (c *csvFields) of(fields ...string) ([]byte, error) {
	c.b.Reset()
	err := c.w.Write(fields)
	c.w.Flush()
	return bytes.Clone(bytes.TrimSuffix(c.b.Bytes(), []byte("\n"))), err
}

// unitTexts are the fields of every unit in the rows of its figures.
func unitTexts(d *coverage.Dataset, write func(u *coverage.AdminUnit) ([]byte, error)) ([][]byte, error) {
	texts := make([][]byte, len(d.Units))
	for i := range d.Units {
		var err error
		if texts[i], err = write(&d.Units[i]); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// WriteFigures writes figures.csv, the rows of FigureRow, on several goroutines, 0 for one
// per processor.
func WriteFigures(w io.Writer, r *coverage.Result, workers int) error {
	if _, err := io.WriteString(w, strings.Join(FigureColumns, ",")+"\n"); err != nil {
		return err
	}
	fields := newCSVFields()
	units, err := unitTexts(r.Dataset, func(u *coverage.AdminUnit) ([]byte, error) {
		return fields.of(u.Level, u.Code, u.Name, u.Edition)
	})
	if err != nil {
		return err
	}
	return writeChunks(w, len(r.Figures), figuresAtATime, workers, func(b []byte, from, to int) ([]byte, error) {
		var text figureText
		for i := range r.Figures[from:to] {
			f := &r.Figures[from+i]
			if !text.same(f) {
				if err := text.csv(f); err != nil {
					return nil, err
				}
			}
			b = appendFigureRow(b, f, &text, units[f.Unit])
		}
		return b, nil
	})
}

func (t *figureText) csv(f *coverage.Figure) (err error) {
	t.of = *f
	fields := newCSVFields()
	if t.head, err = fields.of(f.Indicator, string(f.Technology), f.Operator); err != nil {
		return err
	}
	t.tail, err = fields.of(MeasureText(f), f.AsOf, f.Criterion)
	return err
}

func appendFigureRow(b []byte, f *coverage.Figure, text *figureText, unit []byte) []byte {
	places := quantityPlaces(f.Measure)
	b = append(append(b, text.head...), ',')
	b = append(append(b, unit...), ',')
	for _, v := range []coverage.Micro{f.Covered, f.Uncovered, f.Unknown} {
		if !f.CountOnly {
			b = v.AppendScaled(b, places)
		}
		b = append(b, ',')
	}
	b = append(f.Total.AppendScaled(b, places), ',')
	b = append(f.AppendPercent(b, PercentDecimals), ',')
	b = append(append(b, text.tail...), ',')
	return append(strconv.AppendInt(b, f.Assumed, 10), '\n')
}

// writeFigureLines writes the figures of figures.json, one a line, as figureJSON has them.
func writeFigureLines(w io.Writer, r *coverage.Result, workers int) error {
	units, err := unitTexts(r.Dataset, func(u *coverage.AdminUnit) ([]byte, error) {
		return jsonMembers(unitOfFigure{u.Level, u.Code, u.Name, u.Edition})
	})
	if err != nil {
		return err
	}
	return writeChunks(w, len(r.Figures), figuresAtATime, workers, func(b []byte, from, to int) ([]byte, error) {
		var text figureText
		for i := range r.Figures[from:to] {
			f := &r.Figures[from+i]
			if !text.same(f) {
				if err := text.json(f); err != nil {
					return nil, err
				}
			}
			if from+i > 0 {
				b = append(b, ',')
			}
			b = append(b, '\n')
			if f.Covered < 0 || f.Total < 0 { // no percentage of these is a number: the encoder refuses it
				line, err := readable(toJSON(r.Dataset, f), "")
				if err != nil {
					return nil, err
				}
				b = append(b, line...)
				continue
			}
			b = appendFigureLine(b, f, &text, units[f.Unit])
		}
		return b, nil
	})
}

// jsonMembers is an object without its braces.
func jsonMembers(v any) ([]byte, error) {
	object, err := readable(v, "")
	if err != nil {
		return nil, err
	}
	return object[1 : len(object)-1], nil
}

// Parts of figureJSON whose values many figures have in common.
type (
	kindOfFigure struct {
		Indicator  string `json:"indicator"`
		Technology string `json:"technology,omitempty"`
		Operator   string `json:"operator,omitempty"`
	}
	unitOfFigure struct {
		Level   string `json:"level"`
		Code    string `json:"code"`
		Name    string `json:"name"`
		Edition string `json:"edition"`
	}
	basisOfFigure struct {
		Unit      string `json:"unit"`
		AsOf      string `json:"as_of,omitempty"`
		Criterion string `json:"criterion,omitempty"`
	}
)

func (t *figureText) json(f *coverage.Figure) (err error) {
	t.of = *f
	if t.head, err = jsonMembers(kindOfFigure{f.Indicator, string(f.Technology), f.Operator}); err != nil {
		return err
	}
	t.tail, err = jsonMembers(basisOfFigure{MeasureText(f), f.AsOf, f.Criterion})
	return err
}

func appendFigureLine(b []byte, f *coverage.Figure, text *figureText, unit []byte) []byte {
	places := quantityPlaces(f.Measure)
	b = append(append(append(b, '{'), text.head...), ',')
	b = append(b, unit...)
	if !f.CountOnly {
		b = f.Covered.AppendScaled(append(b, `,"covered":`...), places)
		b = f.Uncovered.AppendScaled(append(b, `,"uncovered":`...), places)
		b = f.Unknown.AppendScaled(append(b, `,"unknown":`...), places)
	}
	b = f.Total.AppendScaled(append(b, `,"total":`...), places)
	const percent = `,"percent":`
	b = append(b, percent...)
	before := len(b)
	if b = f.AppendPercent(b, PercentDecimals); len(b) == before {
		b = b[:before-len(percent)]
	}
	b = append(append(b, ','), text.tail...)
	if f.Assumed != 0 {
		b = strconv.AppendInt(append(b, `,"assumed":`...), f.Assumed, 10)
	}
	return append(b, '}')
}
