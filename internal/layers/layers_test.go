package layers

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestImports reads the import clauses of every file of the module, whatever its
// build tags. It opens the files itself, so that a cached result of the test is
// dropped when one of them changes.
func TestImports(t *testing.T) {
	imports := map[string][]string{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "out" || name == "bin") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		return addImports(imports, root, path)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(imports) < 30 {
		t.Fatalf("found %d packages, want the whole module", len(imports))
	}
	for _, v := range Violations(imports) {
		t.Error(v)
	}
}

// addImports adds the imports of one file to those of its package.
func addImports(imports map[string][]string, root, path string) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ImportsOnly)
	if err != nil {
		return err
	}
	dir, err := filepath.Rel(root, filepath.Dir(path))
	if err != nil {
		return err
	}
	pkg := Module + "/" + filepath.ToSlash(dir)
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		if !slices.Contains(imports[pkg], imported) {
			imports[pkg] = append(imports[pkg], imported)
		}
	}
	if imports[pkg] == nil {
		imports[pkg] = []string{}
	}
	return nil
}

// TestPlanted sees the rule fail on violations of every kind.
func TestPlanted(t *testing.T) {
	tests := []struct{ pkg, imported, want string }{
		{"geo/zonal", "phusong/coverage", "geo and internal know nothing of telecom"},
		{"geo", "phusong/geo/raster", "imports run downward only"},
		{"coverage/gap", "phusong/coverage/indicator", "imports run downward only"},
		{"coverage/predict", "phusong/coverage/dataset", "imports run downward only"},
		{"coverage/antenna", "github.com/paulmach/orb", "standard library alone"},
		{"coverage/propagation", "phusong/geo", "standard library alone"},
		{"coverage", "os", "no input or output"},
		{"coverage/gap", "github.com/paulmach/orb/geo", "orb measures on a sphere"},
		{"coverage/dataset", "github.com/xuri/excelize/v2", "one package reads spreadsheets"},
		{"coverage/dataset", "modernc.org/sqlite", "one package reads SQLite"},
		{"coverage/report", "net/http", "only the web map serves the network"},
		{"coverage/mystery", "phusong/geo", "is in no layer"},
		{"coverage/gap", "math/rand/v2", "own random numbers"},
	}
	for _, tt := range tests {
		got := strings.Join(Violations(map[string][]string{Module + "/" + tt.pkg: {tt.imported}}), "\n")
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s imports %s: got %q, want %q in it", tt.pkg, tt.imported, got, tt.want)
		}
	}
	fine := map[string][]string{
		Module + "/coverage/gap": {"phusong/geo/polygonize", "phusong/coverage", "slices"},
		Module + "/cmd/phusong":  {"phusong/coverage/analysis", "github.com/alecthomas/kong", "phusong/internal/progress"},
	}
	if got := Violations(fine); len(got) != 0 {
		t.Errorf("got %v for allowed imports, want none", got)
	}
}
