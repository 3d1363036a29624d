package hgt

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseName(t *testing.T) {
	for _, tt := range []struct {
		name string
		want Corner
		fail string
	}{
		{"N44W072.hgt", Corner{-72, 44}, ""},
		{"dem/s46w066.HGT.gz", Corner{-66, -46}, ""},
		{"N12E109.SRTMGL1.hgt.zip", Corner{109, 12}, ""},
		{"NASADEM_HGT_n11e108.zip", Corner{108, 11}, ""},
		{"S01E179.hgt", Corner{179, -1}, ""},
		{"N00W180.hgt", Corner{-180, 0}, ""},
		{"S90E000.hgt", Corner{0, -90}, ""},
		{"N90E000.hgt", Corner{}, "off the globe"},
		{"N00E180.hgt", Corner{}, "off the globe"},
		{"N44W72.hgt", Corner{}, "south-west corner"},
		{"xN44W072.hgt", Corner{}, "south-west corner"},
		{"dem.hgt", Corner{}, "south-west corner"},
		{"", Corner{}, "south-west corner"},
	} {
		got, err := ParseName(tt.name)
		if tt.fail != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fail) {
				t.Errorf("ParseName(%q) = %v, %v, want error with %q", tt.name, got, err, tt.fail)
			}
			continue
		}
		if err != nil || got != tt.want {
			t.Errorf("ParseName(%q) = %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
}

func TestIsName(t *testing.T) {
	for name, want := range map[string]bool{
		"N44W072.hgt": true, "N44W072.hgt.gz": true, "n44w072.HGT.ZIP": true, "NASADEM_HGT_n44w072.zip": true,
		"other.hgt": true, "households.zip": false, "N44W072.tif": false, "N44W072.gz": false, "hgt": false,
	} {
		if got := IsName(name); got != want {
			t.Errorf("IsName(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestNameRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Corner{rapid.IntRange(-180, 179).Draw(t, "lon"), rapid.IntRange(-90, 89).Draw(t, "lat")}
		if got, err := ParseName(c.String() + ".hgt"); err != nil || got != c {
			t.Fatalf("ParseName(%v) = %v, %v", c, got, err)
		}
	})
}

func sample() *Tile {
	tile := &Tile{Header: Header{Corner{109, 12}, Posts3ArcSec}, HeightsM: make([]int16, Posts3ArcSec*Posts3ArcSec)}
	for i := range tile.HeightsM {
		tile.HeightsM[i] = int16(i%2500 - 400)
	}
	tile.HeightsM[5*Posts3ArcSec+7] = VoidM
	return tile
}

func plainBytes(t testing.TB, tile *Tile) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, tile); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(plain []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(plain)
	z.Close()
	return b.Bytes()
}

func zipped(t testing.TB, files ...string) func(plain []byte) []byte {
	return func(plain []byte) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range files {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			w.Write(plain)
		}
		z.Close()
		return b.Bytes()
	}
}

func decode(b []byte, name string) (*Tile, error) {
	return Decode(bytes.NewReader(b), int64(len(b)), name)
}

func TestDecodePackings(t *testing.T) {
	want := sample()
	plain := plainBytes(t, want)
	for name, b := range map[string][]byte{
		"N12E109.hgt":             plain,
		"N12E109.hgt.gz":          gzipped(plain),
		"N12E109.hgt.zip":         zipped(t, "N12E109.hgt")(plain),
		"NASADEM_HGT_n12e109.zip": zipped(t, "n12e109.num", "n12e109.hgt", "n12e109.swb")(plain),
	} {
		got, err := decode(b, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Header != want.Header || !slices.Equal(got.HeightsM, want.HeightsM) {
			t.Errorf("%s: decoded %v, want the heights written for %v", name, got.Header, want.Header)
		}
		if _, known := got.HeightM(7, 5); known {
			t.Errorf("%s: void at column 7, row 5 is known", name)
		}
		if h, known := got.HeightM(8, 5); !known || h != want.HeightsM[5*Posts3ArcSec+8] {
			t.Errorf("%s: HeightM(8, 5) = %d, %v", name, h, known)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	plain := plainBytes(t, sample())
	long := append(slices.Clone(plain), 0)
	badSum := gzipped(plain)
	badSum[len(badSum)-7] ^= 1
	lying := gzipped(append(slices.Clone(plain), plain...))
	copy(lying[len(lying)-4:], gzipped(plain)[len(gzipped(plain))-4:])
	for _, tt := range []struct {
		name string
		b    []byte
		want string
	}{
		{"N12E109.hgt", plain[:len(plain)-1], "2884801 bytes"},
		{"N12E109.hgt", long, "2884803 bytes"},
		{"N12E109.hgt", nil, "0 bytes"},
		{"tile.hgt", plain, "south-west corner"},
		{"N12E109.hgt.gz", plain, "bytes"},
		{"N12E109.hgt.gz", gzipped(long), "2884803 bytes"},
		{"N12E109.hgt.gz", []byte("short"), "no gzip file"},
		{"N12E109.hgt.gz", badSum, "fetch the tile again"},
		{"N12E109.hgt.gz", lying, "goes on"},
		{"N12E109.hgt.zip", plain, "zip archive"},
		{"N12E109.hgt.zip", zipped(t, "readme.txt")(plain), "no .hgt file"},
		{"N12E109.hgt.zip", zipped(t, "N12E108.hgt")(plain), "is named N12E109 but holds N12E108"},
		{"N12E109.hgt.zip", zipped(t, "a.hgt", "b.hgt")(plain), "one tile a file"},
	} {
		if _, err := decode(tt.b, tt.name); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Decode(%d bytes, %q): %v, want error with %q", len(tt.b), tt.name, err, tt.want)
		}
	}
}

func TestPostsLieOnWholeDegrees(t *testing.T) {
	h := Header{Corner{-72, 44}, Posts3ArcSec}
	for _, tt := range []struct {
		col, row int
		lon, lat float64
	}{{0, 0, -72, 45}, {1200, 1200, -71, 44}, {600, 300, -71.5, 44.75}} {
		if lon, lat := h.Post(tt.col, tt.row); lon != tt.lon || lat != tt.lat {
			t.Errorf("Post(%d, %d) = %v, %v, want %v, %v", tt.col, tt.row, lon, lat, tt.lon, tt.lat)
		}
	}
}

// TestRealTiles holds the range of heights of real tiles.
func TestRealTiles(t *testing.T) {
	for _, tt := range []struct {
		name            string
		corner          Corner
		lowest, highest int16
	}{{"N44W072.hgt", Corner{-72, 44}, 115, 1908}, {"S46W066.hgt.gz", Corner{-66, -46}, -3, 146}} {
		b, err := os.ReadFile(filepath.Join("../../../../shared/data/dem", tt.name))
		if err != nil {
			t.Skipf("real tile missing: %v", err)
		}
		tile, err := decode(b, tt.name)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		known := slices.DeleteFunc(slices.Clone(tile.HeightsM), func(h int16) bool { return h == VoidM })
		lowest, highest := slices.Min(known), slices.Max(known)
		t.Logf("%s: %d posts, %d known, %d to %d m", tt.name, tile.Posts, len(known), lowest, highest)
		if tile.Corner != tt.corner || lowest != tt.lowest || highest != tt.highest {
			t.Errorf("%s: %v from %d to %d m, want %v from %d to %d m", tt.name, tile.Corner, lowest, highest, tt.corner, tt.lowest, tt.highest)
		}
	}
}

func FuzzDecode(f *testing.F) {
	plain := make([]byte, 2*Posts3ArcSec*Posts3ArcSec) // at sea level, which packs into little
	f.Add("N12E109.hgt.gz", gzipped(plain))
	f.Add("N12E109.hgt.zip", zipped(f, "N12E109.hgt")(plain))
	f.Add("N12E109.hgt.zip", zipped(f, "N12E108.hgt")(nil))
	f.Add("N12E109.hgt.gz", gzipped(nil))
	f.Add("N12E109.hgt", []byte{0x80, 0})
	f.Add("NASADEM_HGT_n12e109.zip", []byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		tile, err := decode(b, name)
		if err != nil {
			return
		}
		if len(tile.HeightsM) != tile.Posts*tile.Posts || !tile.Corner.valid() {
			t.Errorf("Decode(%q) = %v with %d heights", name, tile.Header, len(tile.HeightsM))
		}
		if err := Encode(io.Discard, tile); err != nil {
			t.Errorf("Encode: %v", err)
		}
	})
}

// FuzzStat is FuzzDecode without the megabytes of an accepted tile.
func FuzzStat(f *testing.F) {
	plain := make([]byte, 2*Posts3ArcSec*Posts3ArcSec)
	f.Add("N12E109.hgt.gz", gzipped(plain))
	f.Add("N12E109.hgt.zip", zipped(f, "N12E109.hgt")(plain))
	f.Add("NASADEM_HGT_n12e109.zip", zipped(f, "n12e109.num", "n12e109.hgt")(nil))
	f.Add("S90W180.hgt", []byte{0x80, 0})
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		h, err := Stat(bytes.NewReader(b), int64(len(b)), name)
		if err != nil {
			return
		}
		if !h.Corner.valid() || h.Posts != Posts3ArcSec && h.Posts != Posts1ArcSec {
			t.Errorf("Stat(%q) = %+v", name, h)
		}
	})
}

func Example() {
	b := make([]byte, 2*1201*1201) // a tile at sea level
	b[0], b[1] = 0x80, 0x00        // whose north-west post is void
	tile, err := Decode(bytes.NewReader(b), int64(len(b)), "N12E109.hgt")
	if err != nil {
		fmt.Println(err)
		return
	}
	lon, lat := tile.Post(0, 0)
	_, known := tile.HeightM(0, 0)
	fmt.Println(tile.Corner, lon, lat, known)
	// Output: N12E109 109 13 false
}
