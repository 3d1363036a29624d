package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"phusong/coverage/report"
	"phusong/coverage/report/cartography"
	"phusong/coverage/webmap"
)

// Files of the kit that are no format's, and the folder of its maps.
const (
	kitManifest = "MANIFEST"
	kitMaps     = "maps"
)

// kitFiles are made by formats, in the order of the names.
var kitFiles = []struct{ name, format string }{
	{"gaps.kml", "kml"}, {"map.html", "html"}, {"report.docx", "docx"}, {"report.pdf", "pdf"}, {"tables.xlsx", "xlsx"},
}

// kitCopies are taken from the output as they are: figures.json is the truth that all
// other files are made from.
var kitCopies = []string{report.FiguresJSONFile, "gaps.geojson"}

// reportKit makes the folder that goes to a reader on a memory stick: report, workbook,
// map, data, maps as pictures, and the SHA-256 of each as sha256sum -c reads it.
func reportKit(j *reportJob) ([]report.File, error) {
	var all []rendered
	for _, k := range kitFiles {
		f := formatNamed(k.format)
		if f == nil {
			continue // the manifest says what is there
		}
		data, err := j.fill(func(w io.Writer) error { return f.file(j, w) })
		if errors.Is(err, webmap.ErrNoFigures) {
			continue // the report says what is missing
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.name, err)
		}
		all = append(all, rendered{k.name, data})
	}
	for _, name := range kitCopies {
		data, err := os.ReadFile(filepath.Join(j.out.Dir, name))
		if err != nil {
			return nil, hintError{err, "analyze the region again"}
		}
		all = append(all, rendered{name, data})
	}
	maps, err := j.kitMapFiles()
	if err != nil {
		return nil, err
	}
	return withManifest(append(all, maps...)), nil
}

// kitMapFiles are the maps of the report as PNG and SVG.
func (j *reportJob) kitMapFiles() ([]rendered, error) {
	if len(j.command.Map) == 0 && len(cartography.Defaults(j.out)) == 0 {
		return nil, nil
	}
	files, err := reportMaps(j)
	if err != nil {
		return nil, err
	}
	var all []rendered
	for _, f := range files {
		if ending := filepath.Ext(f.Name); ending != ".png" && ending != ".svg" {
			continue
		}
		data, err := j.fill(f.Fill)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		all = append(all, rendered{kitMaps + "/" + f.Name, data})
	}
	return all, nil
}

// withManifest adds the list of digests.
func withManifest(all []rendered) []report.File {
	var manifest strings.Builder
	var files []report.File
	for _, r := range all {
		fmt.Fprintf(&manifest, "%x  %s\n", sha256.Sum256(r.data), r.name)
		files = append(files, report.File{Name: r.name, Fill: func(w io.Writer) error {
			_, err := io.Copy(w, bytes.NewReader(r.data))
			return err
		}})
	}
	return append(files, report.File{Name: kitManifest, Fill: func(w io.Writer) error {
		_, err := io.WriteString(w, manifest.String())
		return err
	}})
}

// formatNamed finds a format of the table; nil where there is none.
func formatNamed(name string) *reportFormat {
	for i := range reportFormats {
		if reportFormats[i].name == name {
			return &reportFormats[i]
		}
	}
	return nil
}
