package layers

import (
	"fmt"
	"slices"
	"strings"
)

// Module is the module path that import paths begin with.
const Module = "phusong"

// layer is a group of packages and its height: a package may import lower ones only.
type layer struct {
	height  int
	pattern string // package path below the module; a final /... takes every package below
}

// layers lists every package of the module. The stages share a height, so that
// no stage imports another.
var layers = []layer{
	{0, "geo"},
	{1, "geo/raster"}, {1, "geo/discs"}, {1, "geo/index"}, {1, "geo/crs"}, {1, "geo/feature"}, {1, "geo/encoding/orbgeom"}, {1, "geo/encoding/decimal"}, {1, "geo/encoding/vntext"},
	{2, "geo/encoding/..."}, {2, "geo/zonal"}, {2, "geo/overlay"}, {2, "geo/scanline"},
	{3, "geo/polygonize"}, {3, "geo/regrid"}, {3, "geo/terrain"}, {3, "geo/tiling"},
	{0, "coverage/propagation"}, {0, "coverage/antenna"}, {0, "coverage/adminname"}, {0, "coverage/problemtext"},
	{4, "coverage"},
	{5, "coverage/criterion"}, {5, "coverage/codelist"}, {5, "coverage/target"}, {5, "coverage/trend"}, {5, "coverage/report/palette"},
	{6, "coverage/dataset"}, {6, "coverage/predict"}, {6, "coverage/gap"}, {6, "coverage/indicator"}, {6, "coverage/place"}, {6, "coverage/plot"}, {6, "coverage/register"}, {6, "coverage/claim"}, {6, "coverage/link"}, {6, "coverage/calibrate"}, {6, "coverage/crosswalk"},
	{7, "coverage/analysis"}, {7, "coverage/prepared"}, {7, "coverage/report"}, {7, "coverage/radius"},
	{8, "coverage/output"}, {8, "coverage/whatif"},
	{9, "coverage/check"}, {9, "coverage/report/document"}, {9, "coverage/report/cartography"},
	{10, "coverage/report/..."}, {10, "coverage/webmap"},
	{11, "coverage/report/template"},
	{7, "fixtures/facts"}, {7, "fixtures/internal/landscape"}, {9, "fixtures/internal/region"}, {10, "fixtures/internal/dirty"}, {10, "fixtures/..."},
	{12, "fixtures/generate"}, {12, "fixtures/measure"}, {12, "fixtures/measure/laws"}, {12, "fixtures/synthetic/cmd"}, {12, "cmd/..."},
	{0, "internal/..."},
}

// rule forbids an import outside the packages that own it.
type rule struct {
	forbidden string   // import path prefix
	allowed   []string // packages that may import it
	reason    string
}

var rules = []rule{
	{"phusong/coverage", []string{"coverage/...", "cmd/...", "fixtures/..."}, "geo and internal know nothing of telecom"},
	{"github.com/xuri/excelize", []string{"geo/encoding/table", "coverage/report/xlsx", "fixtures/internal/dirty"}, "one package reads spreadsheets; documents and the generator of fixtures write them"},
	{"net/http", []string{"coverage/webmap", "cmd/..."}, "only the web map serves the network"},
	{"github.com/paulmach/orb/geo", nil, "geo is ours: orb measures on a sphere"},
	{"github.com/twpayne/go-shapefile", []string{"geo/encoding/shapefile"}, "one package reads shapefiles"},
	{"modernc.org", []string{"geo/encoding/gpkg"}, "one package reads SQLite"},
	{"github.com/gogama/flatgeobuf", []string{"geo/encoding/flatgeobuf"}, "one package writes FlatGeobuf"},
	{"github.com/parquet-go", []string{"geo/encoding/geoparquet"}, "one package writes Parquet"},
	{"github.com/alecthomas/kong", []string{"cmd/..."}, "only commands read flags"},
	{"math/rand", nil, "results depend on the inputs alone; generators carry their own random numbers"},
}

// pure lists packages that import the standard library only, so that anyone can use them.
var pure = []string{"coverage/propagation", "coverage/antenna"}

// silent lists packages that do no input or output of their own and start no
// goroutine. antenna decodes pattern files from a reader that it is given.
var silent = []string{"coverage", "coverage/propagation", "coverage/antenna"}

var silentForbidden = []string{"os", "log", "log/slog", "sync", "net"}

// Violations returns a sentence for every import that breaks a rule. imports maps
// a package path to the paths it imports, tests not included.
func Violations(imports map[string][]string) []string {
	var found []string
	for _, pkg := range sortedKeys(imports) {
		short, ours := strings.CutPrefix(pkg, Module+"/")
		if !ours {
			continue
		}
		for _, imported := range imports[pkg] {
			found = append(found, check(short, imported)...)
		}
	}
	return found
}

func check(pkg, imported string) []string {
	var found []string
	if below, ours := strings.CutPrefix(imported, Module+"/"); ours {
		if text := checkHeight(pkg, below); text != "" {
			found = append(found, text)
		}
	}
	for _, r := range rules {
		if under(imported, r.forbidden) && !matchesAny(pkg, r.allowed) {
			found = append(found, fmt.Sprintf("%s imports %s: %s", pkg, imported, r.reason))
		}
	}
	if slices.Contains(pure, pkg) && strings.Contains(strings.Split(imported, "/")[0], ".") || slices.Contains(pure, pkg) && under(imported, Module) {
		found = append(found, fmt.Sprintf("%s imports %s: it stands on the standard library alone", pkg, imported))
	}
	if slices.Contains(silent, pkg) && slices.Contains(silentForbidden, imported) {
		found = append(found, fmt.Sprintf("%s imports %s: it does no input or output", pkg, imported))
	}
	return found
}

func checkHeight(pkg, imported string) string {
	from, okFrom := heightOf(pkg)
	to, okTo := heightOf(imported)
	switch {
	case !okFrom:
		return fmt.Sprintf("%s is in no layer: add it to internal/layers and docs/ARCHITECTURE.md", pkg)
	case !okTo:
		return fmt.Sprintf("%s is in no layer: add it to internal/layers and docs/ARCHITECTURE.md", imported)
	case strings.HasPrefix(imported, "internal/") && !strings.HasPrefix(pkg, "internal/"):
		return ""
	case to >= from:
		return fmt.Sprintf("%s (layer %d) imports %s (layer %d): imports run downward only", pkg, from, imported, to)
	}
	return ""
}

// heightOf finds the layer of a package; an exact entry wins over a pattern.
func heightOf(pkg string) (int, bool) {
	for _, l := range layers {
		if l.pattern == pkg {
			return l.height, true
		}
	}
	for _, l := range layers {
		if matches(pkg, l.pattern) {
			return l.height, true
		}
	}
	return 0, false
}

func matches(pkg, pattern string) bool {
	prefix, deep := strings.CutSuffix(pattern, "/...")
	return pkg == prefix || deep && strings.HasPrefix(pkg, prefix+"/")
}

func matchesAny(pkg string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(pkg, p) })
}

func under(path, prefix string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }

func sortedKeys(m map[string][]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
