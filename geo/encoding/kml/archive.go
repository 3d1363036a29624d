package kml

import (
	"archive/zip"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// File is a picture beside the document in a KMZ.
type File struct {
	Name string // with slashes, as styles name it
	Data []byte
}

// archiveTime is the time of every entry, the first that ZIP can hold: a clock would make
// every run another file.
var archiveTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// WriteArchive writes a KMZ: a ZIP with what document writes as doc.kml, then the files by name.
func WriteArchive(w io.Writer, files []File, document func(io.Writer) error) error {
	z := zip.NewWriter(w)
	entry := func(name string) (io.Writer, error) {
		return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: archiveTime})
	}
	doc, err := entry("doc.kml")
	if err != nil {
		return err
	}
	if err := document(doc); err != nil {
		return err
	}
	sorted := slices.SortedFunc(slices.Values(files), func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	for i, f := range sorted {
		if f.Name == "doc.kml" || i > 0 && sorted[i-1].Name == f.Name {
			return fmt.Errorf("file %s stands twice in the archive", f.Name)
		}
		out, err := entry(f.Name)
		if err != nil {
			return err
		}
		if _, err := out.Write(f.Data); err != nil {
			return err
		}
	}
	return z.Close()
}
