package layers

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// TestImports asks the go command for the real import graph.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", Module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	imports := map[string][]string{}
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		imports[p.ImportPath] = p.Imports
	}
	if len(imports) < 15 {
		t.Fatalf("go list found %d packages, want the whole module", len(imports))
	}
	for _, v := range Violations(imports) {
		t.Error(v)
	}
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
		{"coverage/report", "net/http", "nothing serves the network"},
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
