package interchange

import (
	"iter"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/gpkg"
	"phusong/geo/feature"
)

// layer is a layer ready to be written.
type layer struct {
	schema feature.Schema
	rows   iter.Seq2[feature.Feature, error]
	styles []gpkg.Style // for QGIS; the first is the default
}

// column is a column of rows of a type, with its titles in both languages.
type column[T any] struct {
	name   string
	kind   feature.Kind
	vi, en string
	value  func(row T) any
}

// heading names a layer.
type heading struct {
	name   string
	vi, en string
	shape  feature.Shape
}

// tableOf makes a layer of rows. place is nil for a table without geometry.
func tableOf[T any](s *source, h heading, columns []column[T], rows []T, place func(T) orb.Geometry) *layer {
	l := &layer{schema: feature.Schema{Name: h.name, Title: s.word(h.vi, h.en), Description: s.about(), Shape: h.shape}}
	for _, c := range columns {
		l.schema.Fields = append(l.schema.Fields, feature.Field{Name: c.name, Kind: c.kind, Title: s.word(c.vi, c.en)})
	}
	l.rows = func(yield func(feature.Feature, error) bool) {
		for _, row := range rows {
			f := feature.Feature{Values: make([]any, len(columns))}
			for i, c := range columns {
				f.Values[i] = c.value(row)
				if text, ok := f.Values[i].(string); ok {
					f.Values[i] = printable(text)
				}
			}
			if place != nil {
				f.Geometry = place(row)
			}
			if !yield(f, nil) {
				return
			}
		}
	}
	return l
}

// printable makes control characters into spaces: a name may bring them from a spreadsheet, and XML
// cannot hold them.
func printable(text string) string {
	control := func(c rune) bool {
		return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == '\ufffe' || c == '\uffff'
	}
	if !strings.ContainsFunc(text, control) {
		return text
	}
	return strings.Map(func(c rune) rune {
		if control(c) {
			return ' '
		}
		return c
	}, text)
}

// text is nil for an empty one, so that "not stated" is null in every format.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// decimal is the number nearest to what a plain decimal spells, nil for an empty one. Up to 15
// digits it prints as the same digits; areas above 1,000 km2, which have 12 decimals, may differ from
// those of figures.csv by less than a square centimetre.
func decimal(plain string) any {
	if plain == "" {
		return nil
	}
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return nil
	}
	return f
}

func micro(m coverage.Micro) any { return decimal(m.String()) }

func count(c coverage.Count) any {
	if !c.Known {
		return nil
	}
	return micro(c.Value)
}

// km2Places are the decimals of an area in km2 that is kept in millionths of m2.
const km2Places = 12

func km2(m2 coverage.Micro) any { return decimal(m2.Scaled(km2Places)) }

func when(ok bool, v any) any {
	if !ok {
		return nil
	}
	return v
}

// multi hides an empty geometry, which is none.
func multi(mp orb.MultiPolygon) orb.Geometry {
	if len(mp) == 0 {
		return nil
	}
	return mp
}
