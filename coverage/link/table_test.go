package link

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"phusong/coverage/propagation"
	"phusong/geo/encoding/table"
)

// defaults are those of a command line without --frequency.
func defaults() Link {
	l := easterly(1)
	nan := math.NaN()
	l.ID, l.From, l.To, l.Cell.FrequencyMHz = "", Place{nan, nan}, Place{nan, nan}, nan
	return l
}

func read(t *testing.T, text string) (Table, error) {
	t.Helper()
	r, err := table.NewCSV(strings.NewReader(text), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return ReadTable(r, "links.csv", defaults())
}

func TestReadTable(t *testing.T) {
	got, err := read(t, "ID; From_Lon;from_lat;to_lon;to_lat;frequency_mhz;eirp_dbm;technology;zone;polarisation\n"+
		"a;106.1;10.1;106.2;10.2;1800;;5G;sea;Horizontal\n;106.1;10.1;106.2;−10.2;900;40;;;\n")
	if err != nil || len(got.Problems) > 0 {
		t.Fatal(err, got.Problems)
	}
	a, b := got.Links[0], got.Links[1]
	if a.ID != "a" || a.From != (Place{106.1, 10.1}) || a.Cell.FrequencyMHz != 1800 || a.Cell.EIRPdBm != 60 || a.Cell.Technology != "5g" ||
		a.Conditions.Zone != propagation.Sea || !a.Conditions.Horizontal {
		t.Errorf("%+v", a)
	}
	if b.ID != "row3" || b.To.Lat != -10.2 || b.Cell.EIRPdBm != 40 || b.Cell.Technology != "4g" || b.Conditions.Horizontal {
		t.Errorf("%+v", b)
	}
}

// TestBadRows: every row that cannot be used says where and why; the others stay.
func TestBadRows(t *testing.T) {
	got, err := read(t, "id,from_lon,from_lat,to_lon,to_lat,frequency_mhz,technology,zone,polarisation,colour\n"+
		"good,106,10,106.1,10,1800,4g,inland,vertical,red\n"+
		"words,here,10,106.1,10,1800,,,,\n"+
		"lat,106,95,106.1,10,1800,,,,\n"+
		"comma,106,10,106.1,10,\"1,800\",,,,\n"+
		"nan,106,10,106.1,NaN,1800,,,,\n"+
		"none,106,10,106.1,10,,,,,\n"+
		"empty,106,10,,10,1800,,,,\n"+
		"6g,106,10,106.1,10,1800,6g,,,\n"+
		"zone,106,10,106.1,10,1800,,moon,,\n"+
		"slant,106,10,106.1,10,1800,,,slant,\n"+
		"zero,106,10,106.1,10,0,,,,\n"+
		"hex,106,10,106.1,10,0x10,,,,\n"+
		"good,106,10,106.1,10,900,,,,\n"+
		"short,106,10\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Links) != 1 || got.Links[0].ID != "good" {
		t.Fatalf("%d links", len(got.Links))
	}
	var all []string
	for _, p := range got.Problems {
		if p.File != "links.csv" || p.Action == "" {
			t.Errorf("%+v", p)
		}
		all = append(all, strings.Join([]string{p.Column, p.Value, p.Rule}, "|"))
	}
	for _, want := range []string{"colour||column.unknown", "from_lon|here|number.invalid", "from_lat|95|position.range", "frequency_mhz|1,800|number.invalid",
		"to_lat|NaN|number.not_finite", "frequency_mhz||number.missing", "to_lon||number.missing", "technology|6g|technology.unknown", "zone|moon|link.zone",
		"polarisation|slant|link.polarisation", "frequency_mhz|0|number.range", "frequency_mhz|0x10|number.invalid", "id|good|link.duplicate_id"} {
		if !slices.Contains(all, want) {
			t.Errorf("no problem %s in %q", want, all)
		}
	}
}

func TestBadTables(t *testing.T) {
	for text, want := range map[string]string{
		"lon,lat\n1,2\n": "no column from_lon",
		"from_lon,from_lat,to_lon,to_lat,to_lat\n1,2,3,4,5\n": "twice",
	} {
		if _, err := read(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q in it", text, err, want)
		}
	}
	many := "from_lon,from_lat,to_lon,to_lat,frequency_mhz\n" + strings.Repeat("1,2,3,4,900\n", MaxLinks+1)
	if _, err := read(t, many); !errors.Is(err, table.ErrLimit) {
		t.Errorf("%d rows: %v", MaxLinks+1, err)
	}
}

// FuzzReadTable: whatever the bytes, links that come out can be predicted, and every
// row is a link or has a problem.
func FuzzReadTable(f *testing.F) {
	f.Add([]byte("id,from_lon,from_lat,to_lon,to_lat,frequency_mhz\na,1,2,3,4,900\nb,1,2,3,4,1e400\n"))
	f.Add([]byte("from_lon;from_lat;to_lon;to_lat;zone;technology\n1;2;3;4;sea;4g\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := table.NewCSV(bytes.NewReader(data), table.Options{Limits: table.Limits{Bytes: 1 << 16, Rows: 200, Columns: 64, FieldBytes: 1 << 10}})
		if err != nil {
			return
		}
		got, err := ReadTable(r, "f", defaults())
		if err != nil {
			return
		}
		ids := map[string]bool{}
		for i := range got.Links {
			l := &got.Links[i]
			if err := l.Validate(); err != nil || ids[l.ID] || l.ID == "" {
				t.Fatalf("%+v: %v", l, err)
			}
			ids[l.ID] = true
			if _, err := Predict(*l, nil, Options{Models: []string{"free-space", "rma"}}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
