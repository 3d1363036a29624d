package prepared

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

// TestHeaderValid: counts and blocks that do not fit each other, or the file, one by one.
func TestHeaderValid(t *testing.T) {
	const size = 1000
	good := func() header {
		return header{Units: 2, Demand: 2, PixelRows: 3, PixelCols: 4, Sites: 5, Blocks: []block{
			{Kind: kindRest, Count: 1, Length: 10}, {Kind: kindGeometry, Count: 2, Offset: 10, Length: 100}, {Kind: kindDemand, Count: 2, Offset: 110, Length: 100},
			{Kind: kindPixels, Count: 1, Offset: 210, Length: 40}, {Kind: kindPixels, First: 1, Count: 2, Offset: 250, Length: 80}, {Kind: kindSites, Count: 5, Offset: 330, Length: 670},
		}}
	}
	for name, c := range map[string]struct {
		change func(h *header)
		want   bool
	}{
		"as it is":                      {func(*header) {}, true},
		"no raster":                     {func(h *header) { h.PixelRows, h.PixelCols = -1, 0; h.Blocks = append(h.Blocks[:3], h.Blocks[5]) }, true},
		"a raster without rows":         {func(h *header) { h.PixelRows, h.PixelCols = 0, 0; h.Blocks = append(h.Blocks[:3], h.Blocks[5]) }, true},
		"a raster without columns":      {func(h *header) { h.PixelCols = 0 }, false},
		"fewer rows than none":          {func(h *header) { h.PixelRows = -2; h.Blocks = append(h.Blocks[:3], h.Blocks[5]) }, false},
		"fewer columns than none":       {func(h *header) { h.PixelCols = -1 }, false},
		"too many columns":              {func(h *header) { h.PixelCols = math.MaxInt32 + 1 }, false},
		"fewer sites than none":         {func(h *header) { h.Sites = -1; h.Blocks = h.Blocks[:5] }, false},
		"more sites than bytes":         {func(h *header) { h.Sites, h.Blocks[5].Count = size+1, size+1 }, false},
		"a kind that there is not":      {func(h *header) { h.Blocks[5].Kind = kinds }, false},
		"a block left out":              {func(h *header) { h.Blocks[4].First = 2; h.Blocks[4].Count = 1 }, false},
		"a block twice":                 {func(h *header) { h.Blocks[4].First = 0 }, false},
		"more in a block than there is": {func(h *header) { h.Blocks[4].Count = 3 }, false},
		"less than nothing in a block":  {func(h *header) { h.Blocks[4].Count = -1 }, false},
		"before the file":               {func(h *header) { h.Blocks[0].Offset = -1 }, false},
		"a length below nothing":        {func(h *header) { h.Blocks[0].Length = -1 }, false},
		"behind the file":               {func(h *header) { h.Blocks[0].Offset = size + 1 }, false},
		"beyond its end":                {func(h *header) { h.Blocks[5].Length++ }, false},
		"more inside than it has bytes": {func(h *header) { h.Blocks[1].Totals[0] = 101 }, false},
		"less than nothing inside":      {func(h *header) { h.Blocks[1].Totals[0] = -1 }, false},
	} {
		h := good()
		c.change(&h)
		if got := h.valid(size); got != c.want {
			t.Errorf("%s: valid %v", name, got)
		}
	}
}

// TestListed: files are listed once, with their sizes; what is not there and folders are passed over.
func TestListed(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), make([]byte, 7), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	l := &lister{dir: dir, seen: map[string]bool{}}
	for _, name := range []string{"a.csv", "folder", "none.csv", "a.csv"} {
		l.add(name, false)
	}
	if len(l.errs) > 0 || len(l.files) != 1 || l.files[0] != (file{Path: "a.csv", Bytes: 7}) {
		t.Errorf("%+v, %v", l.files, l.errs)
	}
}
