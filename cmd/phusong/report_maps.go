package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"phusong/coverage/report"
	"phusong/coverage/report/cartography"
	"phusong/coverage/report/document"
	"phusong/internal/picture"
)

// mapDPI is the resolution of maps as PNG: as sharp as an office printer shows.
const mapDPI = 200

// mapWriters write a map in the formats that the flag --format names.
var mapWriters = map[string]func(*cartography.Map, io.Writer) error{
	"svg":     func(m *cartography.Map, w io.Writer) error { return m.WriteSVG(w) },
	"png":     func(m *cartography.Map, w io.Writer) error { return m.WritePNGAt(w, mapDPI) },
	"pdf-map": func(m *cartography.Map, w io.Writer) error { return m.WritePDF(w) },
}

func reportMap(format string) func(*reportJob, io.Writer) error {
	return func(j *reportJob, w io.Writer) error {
		specs, err := j.mapSpecs()
		if err != nil {
			return err
		}
		if len(specs) > 1 && len(j.command.Map) > 0 {
			return hintError{fmt.Errorf("%d maps do not fit into one file", len(specs)), "give --map once, or --format maps and a folder with -o DIR"}
		}
		m, err := j.drawMap(specs[0])
		if err != nil {
			return err
		}
		return mapWriters[format](m, w)
	}
}

// reportMaps writes every map that is asked for, as SVG, PNG and PDF.
func reportMaps(j *reportJob) ([]report.File, error) {
	specs, err := j.mapSpecs()
	if err != nil {
		return nil, err
	}
	var all []report.File
	for _, spec := range specs {
		m, err := j.drawMap(spec)
		if err != nil {
			return nil, err
		}
		for _, ending := range []struct{ format, extension string }{{"pdf-map", ".pdf"}, {"png", ".png"}, {"svg", ".svg"}} {
			name := spec.Name() + ending.extension
			if slices.ContainsFunc(all, func(f report.File) bool { return f.Name == name }) {
				return nil, hintError{fmt.Errorf("two maps would be %s", name), "give each map once"}
			}
			all = append(all, report.File{Name: name, Fill: func(w io.Writer) error { return mapWriters[ending.format](m, w) }})
		}
	}
	return all, nil
}

// mapSpecs are the maps that --map names, else those that the output suggests.
func (j *reportJob) mapSpecs() ([]cartography.Spec, error) {
	var specs []cartography.Spec
	for _, text := range j.command.Map {
		spec, err := cartography.ParseSpec(text)
		if err != nil {
			return nil, err
		}
		specs = append(specs, spec)
	}
	if len(specs) == 0 {
		specs = cartography.Defaults(j.out)
	}
	if len(specs) == 0 {
		return nil, hintError{errors.New("the output suggests no map"), "name one with --map, such as \"mobile.area 4g any\""}
	}
	for i := range specs {
		specs[i].Lang = j.language
	}
	return specs, nil
}

// drawMap draws a map, with --since beside those of the earlier outputs.
func (j *reportJob) drawMap(spec cartography.Spec) (*cartography.Map, error) {
	if len(j.before) == 0 {
		return cartography.Draw(j.out, spec)
	}
	return cartography.Multiples(append(slices.Clone(j.before), j.out), spec)
}

// documentMap draws the maps of a document; where there is no boundary there is none.
func (j *reportJob) documentMap(m document.Map) (*picture.Picture, error) {
	kinds := map[string]cartography.Kind{document.MapUnits: cartography.Choropleth, document.MapGaps: cartography.Gaps, document.MapHamlets: cartography.Hamlets}
	spec := cartography.Spec{Kind: kinds[m.Kind], Indicator: m.Series.Indicator, Technology: m.Series.Technology, Operator: m.Series.Operator,
		Lang: m.Language, Untitled: true, WidthMm: documentMapMm, HeightMm: 0}
	spec.Fiber = m.Kind == document.MapGaps && m.Series.Technology == ""
	drawn, err := cartography.Draw(j.out, spec)
	if errors.Is(err, cartography.ErrNoBoundaries) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return drawn.Picture, nil
}

// documentMapMm is the width of the text of a page laid out to Decree 30/2020.
const documentMapMm = 160
