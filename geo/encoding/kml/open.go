package kml

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Open opens a .kml, a gzipped one, or a .kmz by what the file holds, not by its name.
// Close the Reader.
func Open(name string, limits Limits) (*Reader, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening KML: %w", err)
	}
	in, closers, err := unpack(f)
	if err != nil {
		f.Close()
		return nil, &ReadError{Err: fmt.Errorf("%s: %w", filepath.Base(name), err)}
	}
	r := NewReader(in, limits)
	r.closers = append(closers, f)
	return r, nil
}

// unpack finds the XML in a file.
func unpack(f *os.File) (io.Reader, []io.Closer, error) {
	buffered := bufio.NewReader(f)
	head, err := buffered.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		info, err := f.Stat()
		if err != nil {
			return nil, nil, err
		}
		in, err := document(f, info.Size())
		if err != nil {
			return nil, nil, err
		}
		return in, []io.Closer{in}, nil
	case bytes.HasPrefix(head, []byte("\x1F\x8B")):
		in, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, nil, fmt.Errorf("the gzip file cannot be read (%w): get the whole file again", err)
		}
		return in, []io.Closer{in}, nil
	case len(head) == 0 && err == io.EOF:
		return nil, nil, errors.New("the file is empty")
	case err != nil && err != io.EOF:
		return nil, nil, err
	}
	return buffered, nil, nil
}

// document finds the main file of a KMZ: doc.kml, else the first .kml nearest to the root
// (OGC 07-147r2, annex C).
func document(r io.ReaderAt, size int64) (io.ReadCloser, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("the KMZ archive cannot be read (%w): get the whole file again", err)
	}
	best := slices.IndexFunc(archive.File, func(f *zip.File) bool { return strings.EqualFold(f.Name, "doc.kml") })
	for i, f := range archive.File {
		isKML := strings.EqualFold(path.Ext(f.Name), ".kml") && !strings.Contains(f.Name, "__MACOSX")
		if isKML && (best < 0 || !strings.EqualFold(archive.File[best].Name, "doc.kml") && depth(f) < depth(archive.File[best])) {
			best = i
		}
	}
	if best < 0 {
		return nil, errors.New("the archive holds no .kml file: it is no KMZ")
	}
	return archive.File[best].Open()
}

func depth(f *zip.File) int { return strings.Count(strings.ReplaceAll(f.Name, `\`, "/"), "/") }
