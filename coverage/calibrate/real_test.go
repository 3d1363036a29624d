package calibrate

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// shared is a file of the published drive tests that lie beside the repository.
func shared(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "drive-tests", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s: this test reads published drive tests that are not part of the repository", path)
	}
	return path
}

const recifeLog, recifeSites = "recife-gsm1800/measurements_bts02_bts03.csv.gz", "recife-gsm1800/BTSs_Data.csv"

// TestRecifeMastsAreFound: three masts have their decimal point one place left; the
// fourth stands right. With longitudes times ten the log's own distances agree within
// what a sphere differs from the ellipsoid.
func TestRecifeMastsAreFound(t *testing.T) {
	l, err := Read(shared(t, recifeLog), "log", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := ReadStations(shared(t, recifeSites), "sites", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Measurements) != 4654 || len(l.Problems) != 0 || l.ValueColumn != "PLreal" {
		t.Errorf("%d measurements from %s, problems %v", len(l.Measurements), l.ValueColumn, l.Problems)
	}
	found := FindMisplaced(s.Sites, l.Measurements)
	var names []string
	for _, m := range found {
		names = append(names, m.Site)
		if m.Suggestion != "longitude x 10" || float64(m.NearestM) < 3.4e6 {
			t.Errorf("%+v", m)
		}
		if m.Measurements > 0 && !(float64(m.StatedDisagreementM) < 5) {
			t.Errorf("%s: the log's distances disagree by %v m", m.Site, m.StatedDisagreementM)
		}
	}
	if got := strings.Join(names, " "); got != "BTS_01 BTS_02 BTS_03" {
		t.Errorf("found %s", got)
	}
	for i := range s.Sites {
		if s.Sites[i].Lon > -10 {
			s.Sites[i].Lon *= 10
		}
	}
	if found := FindMisplaced(s.Sites, l.Measurements); len(found) != 0 {
		t.Errorf("at their right places: %+v", found)
	}
}

// TestRecifePublishedHata: the statistics of the authors' own predictions are those
// that follow from their file: too little loss by 4.5 and 8.4 dB, deviation 13.2 and
// 12.3 dB.
func TestRecifePublishedHata(t *testing.T) {
	f, err := os.Open(shared(t, recifeLog))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows := csv.NewReader(z)
	head, err := rows.Read()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, h := range head {
		at[h] = i
	}
	var pairs []Pair
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		number := func(name string) float64 {
			v, err := strconv.ParseFloat(row[at[name]], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		pairs = append(pairs, Pair{Site: row[at["BTS_ID"]], Cell: row[at["BTS_ID"]], Lon: number("lon"), Lat: number("lat"), DistanceM: 1000 * number("dist"),
			MeasuredDBm: -number("PLreal"), PredictedDBm: -number("PLhata"), TerrainLossDB: math.NaN()})
	}
	r, err := Analyze(pairs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		name        string
		mean, sigma float64
	}{{"BTS_02", -4.48, 13.18}, {"BTS_03", -8.35, 12.29}} {
		g := r.Unbinned[i+1]
		if g.Name != want.name || math.Abs(float64(g.MeanDB)-want.mean) > 0.006 || math.Abs(float64(g.StdDevDB)-want.sigma) > 0.006 {
			t.Errorf("%s: mean %v, deviation %v, want %v and %v", g.Name, g.MeanDB, g.StdDevDB, want.mean, want.sigma)
		}
	}
}

func TestCloudRF(t *testing.T) {
	l, err := Read(shared(t, "cloudrf_drivetest_768MHz.csv"), "log", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := ReadStations(shared(t, "cloudrf_enodeb.json"), "sites", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Measurements) != 3389 || len(s.Sites) != 1 || s.Sites[0].Cells[0].FrequencyMHz != 768 {
		t.Fatalf("%d measurements, %+v", len(l.Measurements), s.Sites)
	}
	if found := FindMisplaced(s.Sites, l.Measurements); len(found) != 0 {
		t.Errorf("the transmitter is accused: %+v", found)
	}
	// Moved 5 km aside it is found by its levels.
	s.Sites[0].Lon += 0.048
	if found := FindMisplaced(s.Sites, l.Measurements); len(found) != 1 {
		t.Errorf("5 km aside: %+v", found)
	} else {
		t.Log(found[0].Reason)
	}
}

func TestGNetTrack(t *testing.T) {
	for name, want := range map[string]int{"hisar_5g_gnettrack.kml.gz": 35, "ucc_gnettrack_B_2019.12.17_07.32.39.csv.gz": 2576, "ucc_gnettrack_B_2020.02.27_17.30.15.csv.gz": 866} {
		l, err := Read(shared(t, name), name, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Measurements) != want || len(l.Problems) != 0 {
			t.Errorf("%s: %d measurements, problems %v", name, len(l.Measurements), l.Problems)
		}
		for _, c := range DescribeCells(l.Measurements) {
			if c.Technology == "" || c.Cell == "" || !(c.Lowest <= c.Median && c.Median <= c.Highest) {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
}
