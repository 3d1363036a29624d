package interchange

import (
	"context"
	"fmt"
	"io"
	"slices"

	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/geo/encoding/flatgeobuf"
	"phusong/geo/encoding/geoparquet"
	"phusong/geo/feature"
)

// Format is a kind of file.
type Format struct {
	Name      string
	Extension string // without the dot
	Folder    bool   // a file for each layer: Files, not Write
	Text      bool   // may be shown on a terminal
	Help      string
}

// Formats lists the formats, in the order of help texts.
func Formats() []Format {
	return []Format{
		{"gpkg", "gpkg", false, false, "all layers as a GeoPackage, with styles that QGIS opens them in"},
		{"kmz", "kmz", false, false, "gaps, stations and units for Google Earth and phones, compressed"},
		{"kml", "kml", false, true, "the same as kmz as text, with the pins of the program that opens it"},
		{"geoparquet", "parquet", true, false, "a GeoParquet file for each layer with places"},
		{"fgb", "fgb", true, false, "a FlatGeobuf file for each layer with places"},
		{"csv", "csv", true, false, "a table for each layer; with --lang vi for a Vietnamese Excel: semicolons and decimal commas"},
		{"pmtiles", "pmtiles", false, false, "units, gaps and stations as vector tiles in one file"},
	}
}

// Options choose what is written.
type Options struct {
	Format   string // name of one of Formats
	Language string // vi or en: titles, words of classes, balloons
}

func (o Options) format(folder bool) (Format, error) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == o.Format })
	switch {
	case i < 0:
		return Format{}, fmt.Errorf("no interchange format is called %q", o.Format)
	case all[i].Folder && !folder:
		return Format{}, fmt.Errorf("%s makes several files: give a folder", o.Format)
	case folder && !all[i].Folder:
		return Format{}, fmt.Errorf("%s makes one file, not a folder", o.Format)
	}
	return all[i], nil
}

// Write writes an output in a format of one file. What has been written before an error is of no
// use. It ends with the context's error when the context ends.
func Write(ctx context.Context, o *output.Output, opts Options, w io.Writer) error {
	if _, err := opts.format(false); err != nil {
		return err
	}
	s, err := read(ctx, o, opts.Language)
	if err != nil {
		return err
	}
	switch opts.Format {
	case "gpkg":
		return s.writeGeoPackage(w)
	case "kml":
		return s.writeKML(w, false)
	case "kmz":
		return s.writeKMZ(w)
	}
	return s.writeTiles(w)
}

// Files reads an output and returns the files of a format that makes several, in a fixed order,
// for an atomicfile.Set.
func Files(ctx context.Context, o *output.Output, opts Options) ([]report.File, error) {
	format, err := opts.format(true)
	if err != nil {
		return nil, err
	}
	s, err := read(ctx, o, opts.Language)
	if err != nil {
		return nil, err
	}
	var files []report.File
	for _, l := range s.layers() {
		if l.schema.Shape == feature.None && format.Name != "csv" {
			continue
		}
		files = append(files, report.File{Name: l.schema.Name + "." + format.Extension, Fill: func(w io.Writer) error {
			return s.writeLayer(w, format.Name, l)
		}})
	}
	return files, nil
}

func (s *source) writeLayer(w io.Writer, format string, l *layer) error {
	switch format {
	case "geoparquet":
		return geoparquet.Write(w, &l.schema, s.stoppable(l.rows))
	case "fgb":
		return flatgeobuf.Write(w, &l.schema, s.stoppable(l.rows))
	}
	return s.writeCSV(w, l)
}
