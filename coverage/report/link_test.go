package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"hash/crc32"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/link"
	"phusong/geo"
	"phusong/internal/golden"
	"phusong/internal/picture"
)

// ridgeLink is a link over a ridge, in a country with trees and, if asked for, a
// hole in the map.
func ridgeLink(t testing.TB, hole bool) *link.Result {
	t.Helper()
	crit, err := criterion.Preset("outdoor-110")
	if err != nil {
		t.Fatal(err)
	}
	l := link.Link{ID: "Đồi 1/A", From: link.Place{Lon: 106, Lat: 10}, To: link.Place{Lon: 106.2, Lat: 10.1}, RxHeightM: 1.5,
		Cell: coverage.Cell{FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 60, HeightM: 40, Technology: coverage.Tech4G}}
	distanceM, azimuth, _ := l.DistanceM()
	g := &link.Ground{}
	const steps = 64
	for i := 0; i <= steps; i++ {
		km := distanceM / 1000 * float64(i) / steps
		lon, lat, _ := geo.Direct(106, 10, azimuth, km*1000)
		ground := 12 + max(0, 90-12*math.Abs(float64(i)-30))
		if hole && i > 40 && i < 50 {
			ground = math.NaN()
		}
		clutter := 0.0
		if i%16 > 8 {
			clutter = 15
		}
		g.DistanceKm, g.Lon, g.Lat = append(g.DistanceKm, km), append(g.Lon, lon), append(g.Lat, lat)
		g.GroundM, g.ClutterM = append(g.GroundM, ground), append(g.ClutterM, clutter)
	}
	r, err := link.Predict(l, g, link.Options{Criterion: crit})
	if err != nil {
		t.Fatal(err)
	}
	return &r
}

// TestProfilePicture holds the drawing as SVG, and its pixels.
func TestProfilePicture(t *testing.T) {
	for name, want := range map[string]uint32{"ridge": 0xa520f980, "hole": 0xce8f41a8} {
		p := DrawProfile(ridgeLink(t, name == "hole"))
		var svg bytes.Buffer
		if err := p.WriteSVG(&svg); err != nil {
			t.Fatal(err)
		}
		golden.Check(t, filepath.Join("testdata", "profile_"+name+".svg"), svg.Bytes())
		img, err := p.Image()
		if err != nil {
			t.Fatal(err)
		}
		if got := crc32.ChecksumIEEE(img.Pix); got != want {
			t.Errorf("%s: pixels have checksum %#x, want %#x", name, got, want)
		}
	}
}

// TestLinkFiles: the files of two links whose names collide, whole or not at all.
func TestLinkFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	r := ridgeLink(t, false)
	write := func(ctx context.Context) ([]string, error) {
		f, err := NewLinkFiles(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Discard()
		run := LinkRun{}
		for _, id := range []string{"Đồi 1/A", "đồi 1:a", "../../x", strings.Repeat("ế", 300)} {
			r.Link.ID = id
			if err := f.Add(r, true); err != nil {
				return nil, err
			}
			run.Count(r)
		}
		return f.Commit(run, nil)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := write(cancelled); err == nil {
		t.Error("written after the end")
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("something was left behind")
	}
	files, err := write(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(files)
	if !slices.Equal(names, files) || len(names) != 4*3+3 {
		t.Errorf("in the folder %q, in the record %q", names, files)
	}
	for _, want := range []string{"profile_Đồi_1_A.svg", "profile_đồi_1_a_2.png", "profile_.._.._x.csv"} {
		if !slices.Contains(names, want) {
			t.Errorf("no %s in %q", want, names)
		}
	}
	checkProfileFile(t, filepath.Join(dir, "profile_Đồi_1_A.csv"), r)
	data, err := os.ReadFile(filepath.Join(dir, "profile_Đồi_1_A.png"))
	if err != nil {
		t.Fatal(err)
	}
	if config, err := png.DecodeConfig(bytes.NewReader(data)); err != nil || config.Width != profileWidth {
		t.Errorf("%+v, %v", config, err)
	}
	checkLinksFile(t, filepath.Join(dir, LinksFile), len(r.Losses))
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func checkProfileFile(t *testing.T, path string, r *link.Result) {
	t.Helper()
	rows := readCSV(t, path)
	if !slices.Equal(rows[0], ProfileColumns) || len(rows) != 1+len(r.Ground.GroundM) {
		t.Errorf("%d rows under %q", len(rows), rows[0])
	}
	if first := rows[1]; first[0] != "0.000000" || first[6] != "52.00" || first[8] != "40.00" {
		t.Errorf("first post %q", first)
	}
}

func checkLinksFile(t *testing.T, path string, models int) {
	t.Helper()
	rows := readCSV(t, path)
	if !slices.Equal(rows[0], LinkColumns) || len(rows) != 1+4*models {
		t.Errorf("%d rows under %q", len(rows), rows[0])
	}
}

// TestLinkJSON is JSON also where nothing is known.
func TestLinkJSON(t *testing.T) {
	for _, hole := range []bool{false, true} {
		r := ridgeLink(t, hole)
		var b bytes.Buffer
		if err := WriteLinksJSON(&b, LinkRun{}, []LinkRecord{NewLinkRecord(r)}, nil); err != nil {
			t.Fatal(err)
		}
		var back struct {
			Links []struct {
				ThresholdDBm float64 `json:"threshold_dbm"`
				Unknown      []any   `json:"unknown_terrain"`
				Losses       []struct {
					Model  string   `json:"model"`
					LossDB *float64 `json:"loss_db"`
				} `json:"losses"`
			} `json:"links"`
		}
		if err := json.Unmarshal(b.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		got := back.Links[0]
		if got.ThresholdDBm != -110 || (len(got.Unknown) > 0) != hole {
			t.Errorf("%+v", got)
		}
		for _, l := range got.Losses {
			if (l.LossDB == nil) != (hole && link.NeedsTerrain(l.Model)) {
				t.Errorf("%+v", l)
			}
		}
	}
}

// TestThinned keeps the first, lowest, highest and last point of every column.
func TestThinned(t *testing.T) {
	var points []picture.Point
	for i := range 1000 {
		points = append(points, picture.Point{X: float64(i) / 100, Y: float64(i * 7919 % 1000)})
	}
	got := thinned(points)
	if len(got) > 40 || got[0] != points[0] || got[len(got)-1] != points[999] {
		t.Fatalf("%d points", len(got))
	}
	for i := 1; i < len(got); i++ {
		if got[i].X <= got[i-1].X {
			t.Fatalf("out of order at %d", i)
		}
	}
	for column := range 10 {
		in := func(all []picture.Point) (low, high float64) {
			low, high = math.Inf(1), math.Inf(-1)
			for _, p := range all {
				if int(p.X) == column {
					low, high = min(low, p.Y), max(high, p.Y)
				}
			}
			return low, high
		}
		wantLow, wantHigh := in(points)
		if low, high := in(got); low != wantLow || high != wantHigh {
			t.Errorf("column %d: %v to %v, want %v to %v", column, low, high, wantLow, wantHigh)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range [][2]float64{{0, 10}, {-3, 7.5}, {0, 0.002}, {0, 2000}, {-53000, 9000}, {1e6, 1e6 + 20}} {
		got := ticks(c[0], c[1], 8)
		if len(got) > 10 || got[0] > c[0] || got[len(got)-1] < c[1] {
			t.Errorf("%v: %v", c, got)
		}
	}
}
