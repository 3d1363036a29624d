package output

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	jsonv2 "github.com/go-json-experiment/json"

	"phusong/coverage"
	"phusong/coverage/report"
)

// unitRecord and figureRecord are as figures.json has them.
type unitRecord struct {
	Level      string         `json:"level"`
	Code       string         `json:"code"`
	Name       string         `json:"name"`
	Edition    string         `json:"edition"`
	Parent     int            `json:"parent"`
	People     jsontext.Value `json:"population"`
	Households jsontext.Value `json:"households"`
	AreaKm2    jsontext.Value `json:"area_km2"`
}

type figureRecord struct {
	Indicator  string         `json:"indicator"`
	Technology string         `json:"technology"`
	Operator   string         `json:"operator"`
	Level      string         `json:"level"`
	Code       string         `json:"code"`
	Covered    jsontext.Value `json:"covered"`
	Uncovered  jsontext.Value `json:"uncovered"`
	Unknown    jsontext.Value `json:"unknown"`
	Total      jsontext.Value `json:"total"`
	Unit       string         `json:"unit"`
	AsOf       string         `json:"as_of"`
	Criterion  string         `json:"criterion"`
	Assumed    int64          `json:"assumed"`
}

// readFigures reads figures.json as a stream, member by member.
func (o *Output) readFigures(r io.Reader) error {
	d := jsontext.NewDecoder(r)
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return errors.Join(errors.New("is not one JSON object"), err)
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return err
		}
		if err := o.readMember(d, name.String()); err != nil {
			return err
		}
	}
	if o.Units == nil {
		return errors.New("has no units: written by an older version; analyze the region again")
	}
	return nil
}

func (o *Output) readMember(d *jsontext.Decoder, name string) error {
	switch name {
	case "definitions":
		return jsonv2.UnmarshalDecode(d, &o.Definitions)
	case "units":
		return o.readUnits(d)
	case "figures":
		if o.Units == nil {
			return errors.New("has no units before its figures: written by an older version; analyze the region again")
		}
		return o.readRows(d)
	case "criterion":
		var c report.CriterionRecord
		if err := jsonv2.UnmarshalDecode(d, &c); err != nil {
			return err
		}
		if c.Label != o.Run.Criterion.Label {
			return fmt.Errorf("is by %s and %s by %s: the folder holds files of two runs; analyze the region again", c.Label, report.RunFile, o.Run.Criterion.Label)
		}
		return nil
	}
	return d.SkipValue()
}

func (o *Output) readUnits(d *jsontext.Decoder) error {
	var all []unitRecord
	if err := jsonv2.UnmarshalDecode(d, &all); err != nil {
		return err
	}
	o.Units, o.byUnit = make([]Unit, len(all)), make(map[unitKey]int, len(all))
	for i, rec := range all {
		u := Unit{Level: rec.Level, Code: rec.Code, Name: rec.Name, Edition: rec.Edition, Parent: rec.Parent}
		if rec.Parent >= len(all) || rec.Parent <= i && rec.Parent >= 0 || rec.Parent < -1 {
			return fmt.Errorf("unit %s %s: its parent is number %d of %d, not one that follows", rec.Level, rec.Code, rec.Parent, len(all))
		}
		for _, field := range []struct {
			text   jsontext.Value
			places int
			value  *coverage.Micro
			known  *bool
		}{{rec.People, 6, &u.People.Value, &u.People.Known}, {rec.Households, 6, &u.Households.Value, &u.Households.Known}, {rec.AreaKm2, areaPlaces, &u.AreaM2, nil}} {
			if err := readQuantity(field.text, field.places, field.value, field.known); err != nil {
				return fmt.Errorf("unit %s %s: %w", rec.Level, rec.Code, err)
			}
		}
		o.Units[i], o.byUnit[unitKey{u.Level, u.Code}] = u, i
	}
	if len(all) == 0 {
		return errors.New("has no units")
	}
	return nil
}

func (o *Output) readRows(d *jsontext.Decoder) error {
	if t, err := d.ReadToken(); err != nil || t.Kind() != '[' {
		return errors.Join(errors.New("figures are not a list"), err)
	}
	words := map[string]string{}
	for d.PeekKind() != ']' {
		var rec figureRecord
		if err := jsonv2.UnmarshalDecode(d, &rec); err != nil {
			return fmt.Errorf("figure %d: %w", len(o.Figures)+1, err)
		}
		f, err := o.figure(&rec, words)
		if err != nil {
			return fmt.Errorf("figure %d, %s %s %s of %s %s: %w", len(o.Figures)+1, rec.Indicator, rec.Technology, rec.Operator, rec.Level, rec.Code, err)
		}
		o.Figures = append(o.Figures, f)
	}
	_, err := d.ReadToken()
	return err
}

// Decimals of a quantity in millionths, by its measure: areas and lengths stand in
// km2 and km and are kept in m2 and m.
const (
	areaPlaces   = 12
	lengthPlaces = 9
	countPlaces  = 6
)

func (o *Output) figure(rec *figureRecord, words map[string]string) (coverage.Figure, error) {
	unit, ok := o.byUnit[unitKey{rec.Level, rec.Code}]
	if !ok {
		return coverage.Figure{}, errors.New("no such unit")
	}
	f := coverage.Figure{Indicator: once(words, rec.Indicator), Technology: coverage.Technology(once(words, rec.Technology)), Operator: once(words, rec.Operator),
		Unit: unit, Measure: once(words, rec.Unit), AsOf: once(words, rec.AsOf), Criterion: once(words, rec.Criterion), Assumed: rec.Assumed}
	places := countPlaces
	switch rec.Unit {
	case "km2":
		f.Measure, places = coverage.MeasureM2, areaPlaces
	case "km":
		f.Measure, places = coverage.MeasureM, lengthPlaces
	}
	f.CountOnly = rec.Covered == nil && rec.Uncovered == nil && rec.Unknown == nil
	for _, field := range []struct {
		text  jsontext.Value
		value *coverage.Micro
	}{{rec.Covered, &f.Covered}, {rec.Uncovered, &f.Uncovered}, {rec.Unknown, &f.Unknown}, {rec.Total, &f.Total}} {
		if err := readQuantity(field.text, places, field.value, nil); err != nil {
			return f, err
		}
	}
	if !f.Closed() {
		return f, errors.New("covered + uncovered + unknown is not the total")
	}
	return f, nil
}

// once keeps one copy of a word that thousands of figures share.
func once(words map[string]string, s string) string {
	if w, ok := words[s]; ok {
		return w
	}
	words[s] = s
	return s
}

// readQuantity reads a JSON number as an exact decimal; null and absent leave
// the value and say that it is not known.
func readQuantity(text jsontext.Value, places int, value *coverage.Micro, known *bool) error {
	s := strings.TrimSpace(string(text))
	if s == "" || s == "null" {
		return nil
	}
	v, err := ParseMicro(s, places)
	if err != nil {
		return err
	}
	*value = v
	if known != nil {
		*known = true
	}
	return nil
}

// ParseMicro reads a plain decimal, as Micro.Scaled prints it with so many places,
// exactly: more decimals than places, exponents and what does not fit are errors.
func ParseMicro(text string, places int) (coverage.Micro, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) > places || strings.Trim(whole, "-") == "" {
		return 0, fmt.Errorf("%q is no count of up to %d decimals", text, places)
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no count of up to %d decimals", text, places)
	}
	return coverage.Micro(n), nil
}
