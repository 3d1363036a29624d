package shapefile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Options say how to read. The zero value is fine.
type Options struct {
	Limits Limits
	// Encoding overrides .cpg and the .dbf's language byte: a name such as "utf-8",
	// "windows-1258", "1258" or "OEM 437". Empty: as the files say.
	Encoding string
	// Decode overrides Encoding for what is no code page (TCVN3, VNI): it turns the
	// bytes of a text field into UTF-8.
	Decode func(raw []byte) (string, error)
	// Layer chooses one of several shapefiles in a zip archive, by its name with or
	// without path and ".shp". Empty: the only one.
	Layer string
}

// part is one file of the set.
type part struct {
	name string
	open func() (io.ReadCloser, error)
}

// parts are the files of one shapefile by lower-case extension.
type parts map[string]part

var extensions = []string{".shp", ".shx", ".dbf", ".prj", ".cpg"}

// Open opens a shapefile by the path of its .shp, or of a zip archive that holds one.
// The other files are found beside it, whatever the case of their extensions.
func Open(name string, opts Options) (*Reader, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening shapefile: %w", err)
	}
	var magic [4]byte
	n, _ := io.ReadFull(f, magic[:])
	if isZip(magic[:n]) {
		return openZipFile(f, name, opts)
	}
	f.Close()
	return OpenFS(os.DirFS(filepath.Dir(name)), filepath.Base(name), opts)
}

func isZip(magic []byte) bool {
	return bytes.HasPrefix(magic, []byte("PK\x03\x04")) || bytes.HasPrefix(magic, []byte("PK\x05\x06"))
}

// openZipFile takes over f.
func openZipFile(f *os.File, name string, opts Options) (*Reader, error) {
	info, err := f.Stat()
	if err == nil {
		var r *Reader
		if r, err = OpenZip(f, info.Size(), opts); err == nil {
			r.closers = append(r.closers, f)
			return r, nil
		}
	}
	f.Close()
	return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
}

// OpenFS opens a shapefile in a file system by the name of its .shp.
func OpenFS(fsys fs.FS, name string, opts Options) (*Reader, error) {
	ext := path.Ext(name)
	if !strings.EqualFold(ext, ".shp") {
		return nil, fmt.Errorf("%s: not a shapefile: give the .shp file, or a zip archive with one", path.Base(name))
	}
	entries, err := fs.ReadDir(fsys, path.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("opening shapefile: %w", err)
	}
	set := parts{}
	base := strings.TrimSuffix(path.Base(name), ext)
	for _, entry := range entries {
		full := path.Join(path.Dir(name), entry.Name())
		entryExt := path.Ext(entry.Name())
		low := strings.ToLower(entryExt)
		if entry.IsDir() || !slices.Contains(extensions, low) || !strings.EqualFold(strings.TrimSuffix(entry.Name(), entryExt), base) {
			continue
		}
		// On file systems that tell case apart, the exact base name wins.
		exact := strings.TrimSuffix(entry.Name(), entryExt) == base && (low != ".shp" || entryExt == ext)
		if _, taken := set[low]; taken && !exact {
			continue
		}
		set[low] = part{entry.Name(), func() (io.ReadCloser, error) { return fsys.Open(full) }}
	}
	return newReader(set, base, opts)
}

// OpenZip opens the shapefile in a zip archive of the given size.
func OpenZip(r io.ReaderAt, size int64, opts Options) (*Reader, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("the zip archive cannot be read (%w): get the whole file again", err)
	}
	layers := map[string]parts{} // by path and base name, lower case
	var names []string
	for _, f := range archive.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		ext := path.Ext(name)
		low := strings.ToLower(ext)
		if strings.Contains(name, "__MACOSX") || strings.HasPrefix(path.Base(name), ".") || !slices.Contains(extensions, low) {
			continue
		}
		key := strings.ToLower(strings.TrimSuffix(name, ext))
		if layers[key] == nil {
			layers[key] = parts{}
		}
		if _, twice := layers[key][low]; twice {
			return nil, fmt.Errorf("the zip archive has %q twice: keep one", name)
		}
		if low == ".shp" {
			names = append(names, name)
		}
		layers[key][low] = part{path.Base(name), f.Open}
	}
	name, err := chooseLayer(names, opts.Layer)
	if err != nil {
		return nil, err
	}
	base := strings.TrimSuffix(name, path.Ext(name))
	return newReader(layers[strings.ToLower(base)], path.Base(base), opts)
}

func chooseLayer(names []string, layer string) (string, error) {
	if layer != "" {
		for _, n := range names {
			bare := strings.TrimSuffix(n, path.Ext(n))
			if layer == n || layer == bare || layer == path.Base(n) || layer == path.Base(bare) {
				return n, nil
			}
		}
		return "", fmt.Errorf("the zip archive has no layer %q, only %q", layer, names)
	}
	switch len(names) {
	case 0:
		return "", errors.New("the zip archive holds no .shp file")
	case 1:
		return names[0], nil
	}
	slices.Sort(names)
	return "", fmt.Errorf("the zip archive holds %d shapefiles, choose one: %q", len(names), names[:min(len(names), 20)])
}

// readSide reads a small side file whole; false if there is none.
func (s parts) readSide(ext string) (text string, ok bool, err error) {
	p, ok := s[ext]
	if !ok {
		return "", false, nil
	}
	f, err := p.open()
	if err != nil {
		return "", false, &ReadError{File: p.name, Err: err}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSideBytes+1))
	if err == nil && len(data) > maxSideBytes {
		err = fmt.Errorf("larger than %d bytes: not a %s file", maxSideBytes, ext)
	}
	if err != nil {
		return "", false, &ReadError{File: p.name, Err: err}
	}
	return string(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))), true, nil
}
