package report

import (
	"fmt"
	"math"
	"strconv"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
)

// name begins a property. Names are written as they are: they hold nothing that JSON escapes.
func (p *partWriter) name(name string) {
	if len(p.b) > 0 {
		p.b = append(p.b, ',')
	}
	p.b = append(append(append(p.b, '"'), name...), '"', ':')
}

// took keeps what an append function gave, or its error.
func (p *partWriter) took(name string, b []byte, err error) {
	if err == nil {
		p.b = b
	} else if p.err == nil {
		p.err = fmt.Errorf("property %q: %w", name, err)
	}
}

func (p *partWriter) null(name string) {
	p.name(name)
	p.b = append(p.b, "null"...)
}

func (p *partWriter) text(name, s string) {
	p.name(name)
	b, err := geojson.AppendString(p.b, s)
	p.took(name, b, err)
}

// optional writes null for an empty text.
func (p *partWriter) optional(name, s string) {
	if s == "" {
		p.null(name)
		return
	}
	p.text(name, s)
}

func (p *partWriter) float(name string, v float64) {
	p.name(name)
	b, err := geojson.AppendFloat(p.b, v)
	p.took(name, b, err)
}

// floatIf writes null unless ok.
func (p *partWriter) floatIf(ok bool, name string, v float64) {
	if !ok {
		p.null(name)
		return
	}
	p.float(name, v)
}

// scaled writes a count as Micro.Scaled does.
func (p *partWriter) scaled(name string, v coverage.Micro, places int) {
	p.name(name)
	p.b = v.AppendScaled(p.b, places)
}

// count writes null for what is not known.
func (p *partWriter) count(name string, c coverage.Count) {
	if !c.Known {
		p.null(name)
		return
	}
	p.scaled(name, c.Value, microPlaces)
}

// decimals writes a number with n decimals.
func (p *partWriter) decimals(name string, v float64, n int) {
	p.name(name)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		p.took(name, nil, fmt.Errorf("%q is not a JSON number", strconv.FormatFloat(v, 'f', n, 64)))
		return
	}
	p.b = strconv.AppendFloat(p.b, v, 'f', n, 64)
}

// decimalsIf writes null unless ok.
func (p *partWriter) decimalsIf(ok bool, name string, v float64, n int) {
	if !ok {
		p.null(name)
		return
	}
	p.decimals(name, v, n)
}
