package crs

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// field is a made file: n places on a line through Viet Nam's south, in rows that
// name square units of a given size around a place off centre.
func field(t *testing.T, zones []float64, n int, halfDeg float64) Question {
	t.Helper()
	var centres [][2]float64
	q := Question{Systems: TM3Systems()}
	for i := range n {
		lon, lat := 106+0.01*float64(i%20), 10.5+0.013*float64(i%31)
		zone, err := TM3(zones[i%len(zones)])
		if err != nil {
			t.Fatal(err)
		}
		at, err := zone.Project(lon, lat)
		if err != nil {
			t.Fatal(err)
		}
		q.Pairs = append(q.Pairs, Pair{at.NorthM, at.EastM})
		centres = append(centres, [2]float64{lon + 0.3*halfDeg, lat - 0.2*halfDeg})
	}
	q.Inside = func(i int, lon, lat float64) bool {
		return math.Abs(lon-centres[i][0]) < halfDeg && math.Abs(lat-centres[i][1]) < halfDeg
	}
	return q
}

func TestDetect(t *testing.T) {
	d, err := Detect(field(t, []float64{105.75}, 40, 0.05))
	if err != nil || d.Candidate.CRS.EPSG != 9210 || d.Candidate.Order != NorthEast || d.Hits != 40 || d.Rows != 40 || d.Votes[0].Hits != 40 {
		t.Errorf("%+v, %v", d, err)
	}
}

// TestDetectRefuses holds every kind of vote that must not be decided, with a word
// that the reason must have.
func TestDetectRefuses(t *testing.T) {
	anywhere := field(t, []float64{105.75}, 40, 0.05)
	anywhere.Inside = func(int, float64, float64) bool { return true }
	nowhere := field(t, []float64{105.75}, 40, 0.05)
	nowhere.Inside = func(int, float64, float64) bool { return false }
	one := field(t, []float64{105.75}, 40, 0.05)
	for i := range one.Pairs {
		one.Pairs[i] = one.Pairs[0]
	}
	datum := field(t, []float64{105.75}, 40, 0.05)
	datum.Systems = nil
	none := field(t, []float64{105.75}, 40, 0.05)
	none.Systems = []CRS{}
	broken := field(t, []float64{105.75}, 8, 0.05)
	for i := range broken.Pairs[:4] {
		broken.Pairs[i].First = math.NaN()
	}
	wrongLabels := field(t, []float64{105.75}, 40, 0.05)
	inside := wrongLabels.Inside
	wrongLabels.Inside = func(i int, lon, lat float64) bool { return i%3 > 0 && inside(i, lon, lat) }
	for name, c := range map[string]struct {
		q    Question
		want string
	}{
		"units that hold everything":     {anywhere, "not told from"},
		"units that hold nothing":        {nowhere, "no system puts 80 %"},
		"units wider than a zone's step": {field(t, []float64{105.75}, 40, 0.6), "not told from"},
		"one place in 40 rows":           {one, "5 rows at different places"},
		"four rows":                      {field(t, []float64{105.75}, 4, 0.05), "5 rows"},
		"no rows":                        {Question{}, "5 rows"},
		"datum and scale unstated":       {datum, "not told from"},
		"nothing to choose from":         {none, "no system to choose"},
		"half of the numbers missing":    {broken, "5 rows"},
		"a third in wrong units":         {wrongLabels, "no system puts 80 %"},
		"two meridians, half each":       {field(t, []float64{105.75, 105.5}, 40, 0.05), "mixes meridians"},
		"two meridians, nine to one":     {field(t, []float64{105.75, 105.75, 105.75, 105.75, 105.75, 105.75, 105.75, 105.75, 105.75, 105.5}, 80, 0.05), "mixes meridians"},
	} {
		d, err := Detect(c.q)
		if !undecided(err) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %s, %v; want an error with %q", name, d.Candidate, err, c.want)
		}
	}
}

func TestDetectNear(t *testing.T) {
	q := field(t, []float64{105.75}, 40, 0.05)
	q.Systems, q.NearM = nil, 800
	d, err := Detect(q)
	if err != nil || d.Candidate.CRS.EPSG != 9210 || len(d.Near) != 1 || d.Near[0].AwayM < 200 || d.Near[0].AwayM > 250 {
		t.Errorf("%s, near %+v, %v: want VN-2000 with WGS 84 some 225 m away", d.Candidate, d.Near, err)
	}
}

func TestDetectZones(t *testing.T) {
	q := field(t, []float64{105.75, 105.5, 105.75}, 60, 0.05)
	z, err := DetectZones(q)
	if err != nil || len(z.Systems) != 2 || z.Systems[0].EPSG != 9210 || z.Systems[1].EPSG != 9209 {
		t.Fatalf("%+v, %v", z, err)
	}
	for i, of := range z.Of {
		if want := map[bool]int{true: 1, false: 0}[i%3 == 1]; of != want {
			t.Errorf("row %d has zone %d, want %d", i, of, want)
		}
	}
	for _, bad := range []Question{{}, field(t, []float64{105.75, 105.5}, 40, 0.6), field(t, []float64{103, 104.5, 105.75, 107, 108.5}, 60, 0.05)} {
		if z, err := DetectZones(bad); !undecided(err) {
			t.Errorf("%v, %v: want a refusal", z.Systems, err)
		}
	}
}

// TestDetectIgnoresOrderOfRows: the answer is the same whatever the order of the rows.
func TestDetectIgnoresOrderOfRows(t *testing.T) {
	base := field(t, []float64{105.75}, 30, 0.05)
	want, err := Detect(base)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		order := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29}).Draw(rt, "order")
		q := Question{Systems: base.Systems}
		for _, i := range order {
			q.Pairs = append(q.Pairs, base.Pairs[i])
		}
		q.Inside = func(i int, lon, lat float64) bool { return base.Inside(order[i], lon, lat) }
		got, err := Detect(q)
		if err != nil || got.Candidate != want.Candidate || got.Hits != want.Hits || len(got.Votes) != len(want.Votes) {
			rt.Fatalf("%s, %v, want %s", got.Candidate, err, want.Candidate)
		}
	})
}
