package interchange

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/geo/feature"
)

func TestNames(t *testing.T) {
	given := names{}
	for _, tt := range []struct {
		parts []string
		want  string
	}{
		{[]string{"mobile.population", "4g+", "any"}, "mobile_population_4g_plus_any"},
		{[]string{"gaps", "4g", "Đông Dương Telecom"}, "gaps_4g_dong_duong_telecom"},
		{[]string{"gaps", "4g", "dong duong  telecom"}, "gaps_4g_dong_duong_telecom_2"},
		{[]string{"gaps", "", "=1+1"}, "gaps_1_plus_1"},
	} {
		if got := given.take(tt.parts...); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.parts, got, tt.want)
		}
	}
}

// TestShown: decimals are cut, never rounded up, and something is never shown as nothing.
func TestShown(t *testing.T) {
	s := &source{vietnamese: true}
	for _, tt := range []struct {
		v    any
		want string
	}{
		{99.999999, "99,99"}, {100.0, "100"}, {0.000123, "0,0001"}, {1234567.5, "1.234.567,5"}, {-0.001, "-0,001"}, {int64(1907), "1.907"}, {true, "có"}, {0.0, "0"}, {"4g", "4g"},
	} {
		if got := s.shown(tt.v, "x"); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.v, got, tt.want)
		}
	}
	if got := s.shown(105.6555123, "anchor_lon"); got != "105,6555123" {
		t.Error(got)
	}
}

// TestDrawable: what a KMZ leaves out are the gaps with the fewest households, and the others keep
// their order.
func TestDrawable(t *testing.T) {
	ring := make(orb.Ring, maxKMLPositions/2)
	g := &gapGroup{gaps: []output.Gap{{ID: "small"}, {ID: "large"}, {ID: "middle"}}}
	for i, households := range []int64{1, 30, 20} {
		g.gaps[i].Households, g.gaps[i].Geometry = coverage.Whole(households), orb.MultiPolygon{{ring}}
	}
	kept, left := (&source{}).drawable(g)
	if len(kept) != 2 || kept[0].ID != "large" || kept[1].ID != "middle" || left != 1 {
		t.Errorf("%d kept, %d left out", len(kept), left)
	}
}

// TestFormulas: a spreadsheet that is opened by a double click executes nothing.
func TestFormulas(t *testing.T) {
	s := &source{vietnamese: true}
	for _, text := range []string{"=1+1", "+84", "-1", "@x", "\tx"} {
		if got := s.csvField(text); got != "'"+text {
			t.Errorf("%q: %q", text, got)
		}
	}
	if got := s.csvField(-1.5); got != "-1,5" {
		t.Error(got)
	}
}

func TestPrintable(t *testing.T) {
	if got := printable("Trạm\x01 1\n"); got != "Trạm  1\n" {
		t.Errorf("%q", got)
	}
}

// TestSiteRow: a row has the largest height and the newest technology of the site's cells, in
// whichever order they stand, and no control character of its name.
func TestSiteRow(t *testing.T) {
	s := &source{out: &output.Output{}, sites: []output.Site{{ID: "S1", Name: "Trạm\x02 1", Cells: []output.Cell{
		{Operator: "VNPT", Technology: coverage.Tech4G, HeightM: 30}, {Operator: "MobiFone", Technology: coverage.Tech5G, HeightM: 42}, {Operator: "VNPT", Technology: coverage.Tech3G, HeightM: 18}}}}}
	l := tableOf(s, heading{"sites", "", "", feature.Point}, s.siteColumns()[:11], pointers(s.sites), nil)
	for row := range l.rows {
		want := []any{"S1", "Trạm  1", nil, nil, "MobiFone, VNPT", "3g 4g 5g", "MobiFone: 5g; VNPT: 3g 4g", "5g", int64(2), int64(3), 42.0}
		if diff := cmp.Diff(want, row.Values); diff != "" {
			t.Error(diff)
		}
	}
}

// TestHamletPoint: only a hamlet with a position has a place.
func TestHamletPoint(t *testing.T) {
	at := orb.Point{106.5, 10.5}
	if got := hamletPoint(&output.Hamlet{Located: true, Point: at}); got != orb.Geometry(at) {
		t.Errorf("%v, want %v", got, at)
	}
	if got := hamletPoint(&output.Hamlet{Point: at}); got != nil {
		t.Errorf("%v, want nothing", got)
	}
	if got := quoted("Net'Tel"); got != "'Net''Tel'" {
		t.Error(got)
	}
}
