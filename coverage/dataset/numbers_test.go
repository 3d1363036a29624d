package dataset

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// styleOf is how a column with these values is read.
func styleOf(kind numberKind, values ...string) numberStyle {
	e := evidence{kind: kind}
	for _, v := range values {
		e.add(v)
	}
	return e.style()
}

func TestNumbersByColumn(t *testing.T) {
	tests := []struct {
		name   string
		kind   numberKind
		column []string
		want   []float64 // NaN: no number
	}{
		{"plain", countKind, []string{"1907", "12"}, []float64{1907, 12}},
		{"thousands without other evidence, counts", countKind, []string{"1.907", "2,345"}, []float64{1907, 2345}},
		{"dot groups, by a long number", countKind, []string{"8.718.000", "555.809"}, []float64{8718000, 555809}},
		{"dot decimal, by another value", countKind, []string{"1.907", "12.5"}, []float64{1.907, 12.5}},
		{"comma decimal makes dot group", countKind, []string{"3.359,80", "1.907"}, []float64{3359.8, 1907}},
		{"comma groups, dot decimal", countKind, []string{"1,907.5", "2,345", "1.234"}, []float64{1907.5, 2345, 1.234}},
		{"both ways", countKind, []string{"1.234.567", "12.5", "1.907", "8"}, []float64{1234567, 12.5, math.NaN(), 8}},
		{"frequency by its range", frequencyKind, []string{"1.800", "2.100"}, []float64{1800, 2100}},
		{"frequency with a fraction", frequencyKind, []string{"1842,5", "942.5"}, []float64{1842.5, 942.5}},
		{"level", eirpKind, []string{"63.125", "60"}, []float64{63.125, 60}},
		{"range by its range", rangeKind, []string{"5.000", "12.000"}, []float64{5000, 12000}},
		{"coordinates", coordinateKind, []string{"105,348", "105.348", "-22,5"}, []float64{105.348, 105.348, -22.5}},
		{"coordinate with two separators", coordinateKind, []string{"105.348.080", "1.105,3"}, []float64{math.NaN(), math.NaN()}},
		{"spaces", countKind, []string{"1 907", "12\u00a0345\u202f678", "1 90"}, []float64{1907, 12345678, math.NaN()}},
		{"signs", countKind, []string{"-5", "\u22125", "+7", "--1"}, []float64{-5, -5, 7, math.NaN()}},
		{"exponent", countKind, []string{"1.07E+05", "2e3", "1e"}, []float64{107000, 2000, math.NaN()}},
		{"programmers' numbers", countKind, []string{"0x10", "1_000", "1e999999", "1e400"}, []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}},
		{"bad groups", countKind, []string{"1.23.456", "1.234,567,8", ".", ",5", "5."}, []float64{math.NaN(), math.NaN(), math.NaN(), 0.5, 5}},
	}
	for _, test := range tests {
		style := styleOf(test.kind, test.column...)
		for i, text := range test.column {
			got, state := style.parse(text, nil)
			if state != numberOK {
				got = math.NaN()
			}
			if got != test.want[i] && !(math.IsNaN(got) && math.IsNaN(test.want[i])) {
				t.Errorf("%s: parse(%q): got %v (state %d), want %v", test.name, text, got, state, test.want[i])
			}
		}
	}
}

func TestNumberStates(t *testing.T) {
	tests := map[string]numberState{
		"": numberEmpty, "  ": numberEmpty, "12": numberOK, "đang cập nhật": numberPlaceholder, "Đang cập nhật...": numberPlaceholder,
		"-": numberPlaceholder, "—": numberPlaceholder, "x": numberPlaceholder, "N/A": numberPlaceholder, "#N/A": numberPlaceholder,
		"NaN": numberNotFinite, "Infinity": numberNotFinite, "-inf": numberNotFinite, "∞": numberPlaceholder,
		"42/39/36": numberInvalid, "2x40W": numberInvalid, "abc": numberInvalid, "12 trạm": numberUnit, "1.357.880 tỷ đồng": numberUnit,
		"88,9%": numberPercent, "88.9 %": numberPercent, "90 phần trăm": numberPercent, "~1.200": numberApproximate, "khoảng 1.200": numberApproximate,
		"1.2k": numberApproximate, "1,2 nghìn": numberApproximate, "> 500": numberApproximate, "1.200+": numberApproximate, "trên 500 hộ": numberApproximate,
		"...": numberPlaceholder, "Chưa có số liệu": numberPlaceholder, "chưa thống kê": numberPlaceholder, "?": numberPlaceholder, "-0": numberOK,
	}
	for text, want := range tests {
		if _, got := styleOf(countKind).parse(text, nil); got != want {
			t.Errorf("parse(%q): got state %d, want %d", text, got, want)
		}
	}
	if v, _ := styleOf(countKind).parse("-0", nil); math.Signbit(v) {
		t.Error("-0 is read as a negative zero")
	}
	for text, want := range map[string]float64{"42 m": 42, "42m": 42, "1,5 km": 1500, "42°": 42} {
		units := metres
		if strings.HasSuffix(text, "°") {
			units = degrees
		}
		if got, state := styleOf(heightKind, text).parse(text, units); state != numberOK || got != want {
			t.Errorf("parse(%q): got %v, state %d, want %v", text, got, state, want)
		}
	}
}

// Whatever the separators, a column that shows them once is read back exactly.
func TestNumberRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		decimal := rapid.SampledFrom([]string{".", ","}).Draw(t, "decimal")
		group := map[string]string{".": ",", ",": "."}[decimal]
		values := rapid.SliceOfN(rapid.Int64Range(0, 1e11), 1, 8).Draw(t, "cents")
		texts := []string{"1" + group + "234" + decimal + "5"}
		for _, v := range values {
			texts = append(texts, groupDigits(v/100, group)+decimal+fmt.Sprintf("%02d", v%100))
		}
		style := styleOf(countKind, texts...)
		for i, v := range values {
			got, state := style.parse(texts[i+1], nil)
			if want := float64(v) / 100; state != numberOK || math.Abs(got-want) > 1e-6 {
				t.Fatalf("parse(%q): got %v, want %v", texts[i+1], got, want)
			}
		}
	})
}

func groupDigits(v int64, separator string) string {
	if v < 1000 {
		return fmt.Sprint(v)
	}
	return groupDigits(v/1000, separator) + separator + fmt.Sprintf("%03d", v%1000)
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1.907", "105,34808", "1 234,5", "-", "NaN", "1e5", "42 m", "\u22125", "đang cập nhật"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range []numberKind{countKind, coordinateKind, frequencyKind} {
			v, state := styleOf(kind, s).parse(s, metres)
			if state == numberOK && (math.IsNaN(v) || math.IsInf(v, 0)) || state != numberOK && v != 0 {
				t.Fatalf("parse(%q): %v, state %d", s, v, state)
			}
		}
		parseAngle(s)
		if p := splitPair(s); p != nil && len(p) != 2 {
			t.Fatalf("splitPair(%q): %q", s, p)
		}
	})
}

// TestUnitWords: units behind counts say nothing of how the number is written, and
// a unit of another thing makes it none.
func TestUnitWords(t *testing.T) {
	env := newTestEnv()
	got, err := readCounts(part{source(t, "Mã xã;Số hộ;Dân số\n1;1.907 hộ;7.120 người\n2;2.044 hộ gia đình;12.005 nhân khẩu\n3;907;88,9%\n4;1.357.880 tỷ đồng;khoảng 1.200\n5;12 người;3\n", env), env})
	if err != nil {
		t.Fatal(err)
	}
	if got["1"].Households != count(1907) || got["2"].Households != count(2044) || got["3"].Households != count(907) || got["2"].People != count(12005) {
		t.Errorf("got %v", got)
	}
	wantRules(t, "units", env, "4 Dân số number.percent read as unknown", "5 Số hộ number.unit read as unknown", "5 Dân số number.approximate read as unknown",
		"6 Số hộ number.unit read as unknown")
	if !slices.Contains(env.Found.Notes, `test.csv: column Số hộ: the unit is written behind 2 values, such as "1.907 hộ"`) {
		t.Errorf("notes %q", env.Found.Notes)
	}
}
