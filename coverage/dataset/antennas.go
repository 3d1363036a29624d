package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"phusong/coverage"
	"phusong/coverage/antenna"
)

// Limits of a folder of pattern files: a manufacturer's whole catalogue fits.
const (
	maxAntennaFiles = 10_000
	maxAntennaBytes = 256 << 20 // of all files together; antenna limits each of them
)

// antennaEndings are those of Planet pattern files.
var antennaEndings = []string{".msi", ".pln", ".txt"}

// antennaFile is one pattern file, or why it could not be read.
type antennaFile struct {
	name   string // of the file without its ending
	file   string // relative to the region folder
	msi    *antenna.MSI
	broken error
	used   bool
}

// antennaLibrary finds the pattern that a station list names. A nil library has
// the built-in ones alone.
type antennaLibrary struct {
	files    []antennaFile
	byFile   map[string][]int // by name of the file
	byHeader map[string][]int // by the NAME that it states
	// known are patterns that are in the data set already, by antennaKey.
	known map[string]foundAntenna
}

// foundAntenna is what a name stands for.
type foundAntenna struct {
	name        string
	measured    bool // from a file
	directional bool // of use only with an azimuth
}

// antennaKey is what equal names share: letter case and the width of spaces do not
// matter; signs do, "-45" and "+45" are two ports.
func antennaKey(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(name)), " "))
}

// find resolves a name. The name of a file comes first, then the NAME in a file, then
// the built-in patterns. Where there is none, why says what is wrong.
func (l *antennaLibrary) find(name string) (found foundAntenna, why string) {
	key := antennaKey(name)
	if l != nil {
		if found, ok := l.known[key]; ok {
			return found, ""
		}
		candidates := l.byFile[key]
		if candidates == nil && hasEnding(key, antennaEndings) {
			candidates = l.byFile[strings.TrimSuffix(key, path.Ext(key))]
		}
		if candidates == nil {
			candidates = l.byHeader[key]
		}
		if len(candidates) > 0 {
			return l.choose(candidates)
		}
	}
	if p, ok := antenna.BuiltIn(key, false, 0); ok {
		return foundAntenna{name: key, directional: p.GainDB(180, 0) < p.GainDB(0, 0)}, ""
	}
	if l == nil {
		return found, "not one of " + strings.Join(antenna.BuiltInNames(), ", ") + ", and region.yaml has no antennas: {dir}"
	}
	return found, "no such file or NAME in the folder of antennas, nor one of " + strings.Join(antenna.BuiltInNames(), ", ")
}

// choose takes the first of files that hold the same pattern.
func (l *antennaLibrary) choose(candidates []int) (found foundAntenna, why string) {
	first := &l.files[candidates[0]]
	for _, i := range candidates[1:] {
		if f := &l.files[i]; first.broken != nil || f.broken != nil || *f.msi.Cuts != *first.msi.Cuts {
			return found, fmt.Sprintf("%s and %s both bear the name: give the name of a file", first.file, f.file)
		}
	}
	first.used = true
	if first.broken != nil {
		return found, "the file is broken"
	}
	return foundAntenna{name: first.name, measured: true, directional: first.msi.Cuts.Directional()}, ""
}

// readAntennas reads the folder of pattern files, if the region names one.
func (l *loader) readAntennas() error {
	if l.region.Antennas == nil {
		return nil
	}
	dir := filepath.ToSlash(l.region.Antennas.Dir)
	names, err := antennaFiles(filepath.Join(l.dir, dir))
	if err != nil {
		return fmt.Errorf("antennas %s: %w", dir, err)
	}
	library := &antennaLibrary{byFile: map[string][]int{}, byHeader: map[string][]int{}}
	for i, name := range names {
		f := antennaFile{name: strings.TrimSuffix(name, path.Ext(name)), file: path.Join(dir, name)}
		f.msi, f.broken = readAntennaFile(filepath.Join(l.dir, f.file))
		key := antennaKey(f.name)
		library.byFile[key] = append(library.byFile[key], i)
		if f.broken == nil && f.msi.Name != "" {
			key = antennaKey(f.msi.Name)
			library.byHeader[key] = append(library.byHeader[key], i)
		}
		library.files = append(library.files, f)
	}
	library.tellApart()
	if len(names) == 0 {
		l.problem(coverage.Source{File: RegionFile}, "antennas", dir, "antenna.none", "no file there ends with "+strings.Join(antennaEndings, ", "))
	}
	l.antennas = library
	return nil
}

// tellApart gives files that differ in their ending or in letter case alone their
// whole names: cells may tell them by the NAME in them.
func (l *antennaLibrary) tellApart() {
	for _, files := range l.byFile {
		for _, i := range files {
			if len(files) > 1 {
				l.files[i].name = path.Base(l.files[i].file)
			}
		}
	}
}

// antennaFiles lists the pattern files of a folder, sorted.
func antennaFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	bytes := int64(0)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || !hasEnding(strings.ToLower(e.Name()), antennaEndings) {
			continue
		}
		info, err := os.Stat(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			continue
		}
		if !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is not a regular file: remove it", e.Name())
		}
		names, bytes = append(names, e.Name()), bytes+info.Size()
		if len(names) > maxAntennaFiles || bytes > maxAntennaBytes {
			return nil, fmt.Errorf("more than %d files or %d MiB of patterns: keep those that the stations name", maxAntennaFiles, maxAntennaBytes>>20)
		}
	}
	return names, nil
}

func readAntennaFile(path string) (*antenna.MSI, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return antenna.ReadMSI(f)
}

// placeAntennas puts the patterns that cells name into the data set. A broken
// file that is named by its own name ends the run, as any broken file does: its
// cells would silently get another antenna. One that nobody names is a problem.
func (l *loader) placeAntennas() error {
	if l.antennas == nil {
		return nil
	}
	for i := range l.antennas.files {
		f := &l.antennas.files[i]
		if err := l.placeAntenna(f); err != nil {
			return fmt.Errorf("antennas %s: %w; cells name it: mend the file, or remove it to have the default antenna in its place", f.file, err)
		}
	}
	slices.SortFunc(l.data.Antennas, func(a, b coverage.Antenna) int { return cmp.Compare(a.Name, b.Name) })
	if len(l.data.Antennas) == 0 && len(l.antennas.files) > 0 {
		l.problem(coverage.Source{File: RegionFile}, "antennas", l.region.Antennas.Dir, "region.unused", "no cell names one of its patterns")
	}
	return nil
}

func (l *loader) placeAntenna(f *antennaFile) error {
	var pathErr *fs.PathError
	var syntax *antenna.SyntaxError
	switch {
	case f.broken != nil && (f.used || errors.As(f.broken, &pathErr)):
		return f.broken
	case errors.As(f.broken, &syntax):
		l.problem(coverage.Source{File: f.file, Row: syntax.Line}, "", "", "antenna.invalid", "file not used, no cell names it: "+syntax.Reason)
		return nil
	case f.broken != nil:
		l.problem(coverage.Source{File: f.file}, "", "", "antenna.invalid", "file not used, no cell names it: "+f.broken.Error())
		return nil
	case !f.used:
		return nil
	}
	if err := l.addInput("antenna", f.file); err != nil {
		return err
	}
	for _, n := range f.msi.Notes {
		l.note("%s:%d: %s", f.file, n.Line, n.Text)
	}
	l.data.Antennas = append(l.data.Antennas, antennaOf(f.name, f.file, f.msi))
	return nil
}

func antennaOf(name, file string, msi *antenna.MSI) coverage.Antenna {
	return coverage.Antenna{Name: name, File: file, Sector: msi.Cuts.Prepare(), Round: msi.Cuts.Omnidirectional().Prepare()}
}

// ReadAntenna reads a pattern file of a region folder again: the antenna that loading makes of it, under the
// name that loading gave it.
func ReadAntenna(dir, name, file string) (coverage.Antenna, error) {
	msi, err := readAntennaFile(filepath.Join(dir, file))
	if err != nil {
		return coverage.Antenna{}, fmt.Errorf("antennas %s: %w", file, err)
	}
	return antennaOf(name, file, msi), nil
}
