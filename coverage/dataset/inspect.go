package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Finding is what Inspect understood of one file, or of one entry of region.yaml
// that belongs to no file, such as the edition.
type Finding struct {
	File    string   // relative to the folder; "" for an entry without a file
	Role    string   // the entry of region.yaml; "" when the file is not used
	Rows    int      // features, rows of data or cells with data
	Columns []string // "code = MAXA": the entry's name and the file's own
	Note    string   // why, or how it was guessed
	Check   string   // what a person must look at; "" when the guess has a ground
	// Readings are the columns of a table, in its order.
	Readings []ColumnFinding
}

// ErrNoBoundaries says that a folder has no file whose polygons can be units.
var ErrNoBoundaries = errors.New("no boundaries found")

// Inspect looks into the files of a folder, not only at their names, and says
// what a region.yaml for them would hold. It asks nothing: a guess without a
// ground has a Check. The Region validates unless the error is not nil; the
// findings, boundaries first and unused files last, are there in both cases.
func Inspect(dir string) (Region, []Finding, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Region{}, nil, fmt.Errorf("region folder: %w", err)
	}
	in := &inspector{dir: dir}
	for _, e := range entries {
		if e.IsDir() {
			in.folders = append(in.folders, e.Name())
			continue
		}
		in.look(e.Name())
	}
	if err := in.chooseBoundaries(); err != nil {
		return in.region, in.sorted(), err
	}
	in.assignTables()
	in.guessName()
	in.guessEdition()
	in.guessAsOf()
	in.chooseRaster()
	in.chooseTerrain()
	in.guessCriterion()
	return in.region, in.sorted(), in.region.Validate()
}

// inspector collects what a folder holds.
type inspector struct {
	dir        string
	region     Region
	vectors    []*polygonFile
	tables     []*tableFile
	rasters    []string
	folders    []string
	units      *polygonFile // the chosen boundaries
	codes      *codeIndex   // of the chosen boundaries
	unitFinder unitFinder   // of the chosen boundaries, once it is asked for
	findings   []Finding
}

func (in *inspector) found(f Finding) { in.findings = append(in.findings, f) }

// unused reports a file without a role.
func (in *inspector) unused(file, format string, args ...any) {
	in.found(Finding{File: file, Note: fmt.Sprintf(format, args...)})
}

// rolesInOrder is that of the entries in region.yaml.
var rolesInOrder = []string{"name", "edition", "as_of", "boundaries", "sites", "households", "population", "fiber", "hamlets", "clusters", "measurements", "centres", "places", "terrain", "criterion", "targets", "history", ""}

func (in *inspector) sorted() []Finding {
	slices.SortStableFunc(in.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(rolesInOrder, a.Role), slices.Index(rolesInOrder, b.Role)), cmp.Compare(a.File, b.File))
	})
	return in.findings
}

// Endings of files that Inspect does not open: parts of a shapefile, and what
// this program reads or writes under fixed names.
var (
	sideEndings  = []string{".gpkg-wal", ".gpkg-shm", ".gpkg-journal", ".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qmd", ".aux.xml", ".ovr", ".shp.xml", ".tfw"}
	tableEndings = []string{".csv", ".tsv", ".txt", ".xlsx", ".xlsm"}
	gridEndings  = []string{".tif", ".tiff", ".asc", ".grd"}
)

func hasEnding(name string, endings []string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(name, e) })
}

// look opens one file by the format that its ending promises.
func (in *inspector) look(name string) {
	plain := strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch {
	case strings.HasPrefix(name, "."), name == RegionFile, hasEnding(plain, sideEndings):
		return
	case stem(name) == "targets" && hasEnding(plain, []string{".yaml", ".yml"}):
		in.region.Targets = &TargetsFile{File: name}
		in.found(Finding{File: name, Role: "targets", Note: "by its name"})
	case stem(name) == "history" && hasEnding(plain, tableEndings[:1]) && in.holdsHistory(name):
		in.region.History = &HistoryFile{File: name}
		in.found(Finding{File: name, Role: "history", Note: "by its name and columns"})
	case (stem(name) == "claims" || stem(name) == "published") && hasEnding(plain, tableEndings[:1]):
		in.unused(name, "statements, which phusong claims judges")
	case isGeoPackage(name):
		in.lookLayers(name)
	case isVector(name):
		in.lookVector(layerOf{file: name})
	case hasEnding(plain, tableEndings):
		in.lookSheets(name)
	case hasEnding(plain, gridEndings):
		in.rasters = append(in.rasters, name)
	case hasEnding(strings.ToLower(name), hgtEndings):
		in.unused(name, "%s", looseTile)
	default:
		in.unused(name, "not a format that holds boundaries, tables or a population grid")
	}
}

// stem is the name of a file without its endings, lower-case.
func stem(name string) string {
	name = strings.ToLower(filepath.Base(name))
	name = strings.TrimSuffix(name, ".gz")
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// words of a file name or heading, folded.
func words(name string) []string { return strings.Fields(fold(name)) }

// fileWords are for guessing by a file's name.
var fileWords = map[string][]string{
	"sites": {"sites", "site", "bts", "tram", "stations", "cells", "towers"}, "households": {"households", "ho", "dan", "population"},
	"fiber": {"fiber", "fibre", "ftth", "quang"}, "hamlets": {"hamlets", "thon", "ban", "ap"},
	"clusters": {"clusters", "cum"}, "measurements": {"measurements", "ispeed", "do"}, "centres": {"centres", "centers", "centre", "center", "tam"},
}

// guessName takes the province that all units name, else the folder.
func (in *inspector) guessName() {
	b := in.region.Boundaries
	for _, property := range []string{b.ProvinceName, b.Province} {
		values := in.units.distinct(property)
		if len(values) == 1 && strings.ContainsFunc(values[0], func(r rune) bool { return r > '9' }) {
			in.region.Name = values[0]
			in.found(Finding{Role: "name", Note: "the only value of " + property})
			return
		}
	}
	path, err := filepath.Abs(in.dir)
	if err != nil {
		path = in.dir
	}
	in.region.Name = filepath.Base(path)
	in.found(Finding{Role: "name", Note: "the name of the folder", Check: "a name for the region"})
}

// Editions of the commune codes of Viet Nam. On 1 July 2025 the districts were
// abolished and 3,321 communes took the place of some ten thousand
// (resolution 202/2025/QH15); most codes went to other territories.
const (
	editionBefore2025   = "2025-06"
	editionSince2025    = "2025-07"
	communesSince2025   = 3321
	communesBefore2025  = 10035
	nationwideTolerance = 10
)

func (in *inspector) guessEdition() {
	n, districts := in.units.polygons, in.region.Boundaries.Parent != "" || in.region.Boundaries.ParentName != ""
	f := Finding{Role: "edition"}
	in.region.Edition = editionSince2025
	switch {
	case abs(n-communesSince2025) <= nationwideTolerance && !districts:
		f.Note = fmt.Sprintf("%d units: the communes since 1 July 2025", n)
	case abs(n-communesBefore2025) <= nationwideTolerance:
		in.region.Edition = editionBefore2025
		f.Note = fmt.Sprintf("%d units: the communes until 30 June 2025", n)
	case districts:
		in.region.Edition = editionBefore2025
		f.Note = "the units have districts, which ended on 30 June 2025"
		f.Check = "the month of the commune codes; they changed before 2025 too"
	default:
		f.Note = "the units have no districts, as since 1 July 2025"
		f.Check = "the month of the commune codes: most codes mean another territory since July 2025"
	}
	in.found(f)
}

func abs(n int) int { return max(n, -n) }

// guessAsOf takes the newest date of the fibre table, else of any table used.
func (in *inspector) guessAsOf() {
	newest, from := "", ""
	for _, t := range in.tables {
		if len(t.roles) == 0 || t.newest == "" {
			continue
		}
		if slices.Contains(t.roles, "fiber") {
			newest, from = t.newest, t.label()
			break
		}
		if t.newest > newest {
			newest, from = t.newest, t.label()
		}
	}
	if newest != "" {
		in.region.AsOf = newest
		in.found(Finding{Role: "as_of", Note: "the newest date in " + from})
		return
	}
	if date, from := in.titleDate(); date != "" {
		in.region.AsOf = date
		in.found(Finding{Role: "as_of", Note: "the newest date in the lines around " + from})
		return
	}
	in.region.AsOf = in.region.Edition
	in.found(Finding{Role: "as_of", Note: "no file has a date: the edition stands in", Check: "the date of the figures"})
}

// Dates in the title of a table, such as "(Tính đến ngày 30/6/2025)".
var titleDates = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:tinh den|den ngay|den het|thoi diem|so lieu|cap nhat)[^0-9]{0,20}((?:\d{1,2} ){1,2}\d{4})\b`)
})

// titleDate is the newest date that the lines above and below a used table state.
func (in *inspector) titleDate() (newest, from string) {
	for _, t := range in.tables {
		if len(t.roles) == 0 {
			continue
		}
		for _, m := range titleDates().FindAllStringSubmatch(fold(strings.Join(t.titles, " ; ")), -1) {
			date, ok := (&dateColumn{}).read(strings.ReplaceAll(m[1], " ", "/"))
			if !ok && strings.Count(m[1], " ") == 1 {
				date, ok = (&dateColumn{}).read(m[1])
			}
			if ok && date > newest {
				newest, from = date, t.label()
			}
		}
	}
	return newest, from
}

// guessCriterion takes stated radii where stations state them, but not beside
// terrain, which would decide nothing.
func (in *inspector) guessCriterion() {
	for _, t := range in.tables {
		if slices.Contains(t.roles, "sites") && t.statesRange {
			if in.region.Terrain != nil {
				in.region.Criterion = "outdoor-110"
				in.found(Finding{Role: "criterion", Note: "levels over the terrain of " + in.region.Terrain.Dir,
					Check: "the stations of " + t.label() + " state their range: stated-radius takes it, whatever the terrain"})
				return
			}
			in.region.Criterion = "stated-radius"
			in.found(Finding{Role: "criterion", Note: "the stations of " + t.label() + " state their range"})
			return
		}
	}
	in.region.Criterion = "outdoor-110"
	in.found(Finding{Role: "criterion", Note: "the default; phusong criteria lists others"})
}

// setTable enters a table under its role.
func (r *Region) setTable(role string, file TableFiles) {
	switch role {
	case "sites":
		r.Sites = file
	case "households":
		r.Households = file
	case "fiber":
		r.Fiber = file
	case "hamlets":
		r.Hamlets = file
	case "centres":
		r.Centres = file
	case clusterSchema.role:
		r.Clusters = file
	case measurementSchema.role:
		r.Measurements = file
	}
}
