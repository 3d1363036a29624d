package antenna

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// planet writes a file of 360 + 360 attenuations under headers.
func planet(headers string, horizontal, vertical func(degree int) float64) string {
	var b strings.Builder
	b.WriteString(headers + "HORIZONTAL 360\n")
	for i := range 360 {
		fmt.Fprintf(&b, "%d %.1f\n", i, horizontal(i))
	}
	b.WriteString("VERTICAL 360\n")
	for i := range 360 {
		fmt.Fprintf(&b, "%d\t%.1f\n", i, vertical(i))
	}
	return b.String()
}

// lobe is a parabola about a peak, down to a floor.
func lobe(peak, width, floor float64) func(int) float64 {
	return func(i int) float64 {
		x := math.Remainder(float64(i)-peak, 360) / width
		return min(12*x*x, floor)
	}
}

const headers65 = "NAME K-80010682 V05\r\nMAKE KATHREIN\r\nFREQUENCY 1850 MHz\r\nGAIN 15.5 dBd\r\nTILT ELECTRICAL\r\nCOMMENT port + 45\r\n"

func TestReadMSI(t *testing.T) {
	m, err := ReadMSI(strings.NewReader(planet(headers65, lobe(0, 65, 30), lobe(6, 7, 25))))
	if err != nil {
		t.Fatal(err)
	}
	if m.Name != "K-80010682 V05" || m.FrequencyMHz != 1850 || math.Abs(m.PeakDBi-17.65) > 1e-9 || m.Tilt != "ELECTRICAL" || len(m.Notes) != 0 {
		t.Errorf("got %q, %v MHz, %v dBi, tilt %q, notes %v", m.Name, m.FrequencyMHz, m.PeakDBi, m.Tilt, m.Notes)
	}
	for _, c := range []struct {
		az, el, wantDB float64
		because        string
	}{
		{0, -6, 0, "peak 6 degrees down"},
		{0, -9.5, -3.0, "half the vertical beamwidth, between 9 (-2.2) and 10 (-3.9)"},
		{32.5, -6, -3.0, "half the horizontal beamwidth, between -2.9 and -3.1"},
		{-32.5, -6, -3.0, "both sides"},
		{180, -6, -30, "back"},
		{0, 90, -25, "up"},
		{360, -6, 0, "periodic"},
		{359.5, -6, 0, "across the seam"},
		{math.NaN(), -6, -30, "lowest"},
	} {
		if got := m.Cuts.GainDB(c.az, c.el); math.Abs(got-c.wantDB) > 0.06 {
			t.Errorf("at %v, %v (%s): got %.3f dB, want %v", c.az, c.el, c.because, got, c.wantDB)
		}
	}
}

func TestReadMSIHeaders(t *testing.T) {
	flat := lobe(0, 65, 0)
	for _, c := range []struct {
		headers       string
		mhz, peakDBi  float64
		name, oneNote string
	}{
		{"NAME a\nFREQUENCY 2.6 GHz\nGAIN 17.5dBi\n", 2600, 17.5, "a", ""},
		{"name a\nfrequency 900\ngain 12,3 dBi\n", 900, 12.3, "a", ""},
		{"\ufeffAPX16DWV no key\nFREQUENCY 900\nGAIN 10\n", 900, 12.15, "APX16DWV no key", "taken as the name"},
		{"NAME a\nFREQUENCY 1710-2170\nGAIN 10 dBd\n", 0, 12.15, "a", "left open"},
		{"NAME a\nFREQUENCY 900\n", 900, math.NaN(), "a", "no GAIN"},
	} {
		m, err := ReadMSI(strings.NewReader(planet(c.headers, flat, flat)))
		if err != nil {
			t.Errorf("%q: %v", c.headers, err)
			continue
		}
		same := m.PeakDBi == c.peakDBi || math.Abs(m.PeakDBi-c.peakDBi) < 1e-9 || math.IsNaN(m.PeakDBi) && math.IsNaN(c.peakDBi)
		if m.FrequencyMHz != c.mhz || !same || m.Name != c.name {
			t.Errorf("%q: got %v MHz, %v dBi, %q", c.headers, m.FrequencyMHz, m.PeakDBi, m.Name)
		}
		if c.oneNote == "" && len(m.Notes) > 0 || c.oneNote != "" && (len(m.Notes) != 1 || !strings.Contains(m.Notes[0].Text, c.oneNote)) {
			t.Errorf("%q: got notes %v, want one with %q", c.headers, m.Notes, c.oneNote)
		}
	}
}

func TestReadMSIRefuses(t *testing.T) {
	good := planet("NAME a\nGAIN 10\n", lobe(0, 65, 30), lobe(0, 10, 30))
	for _, c := range []struct {
		name, old, new string
		line           int
		want           string
	}{
		{"count", "HORIZONTAL 360", "HORIZONTAL 180", 3, "want 360"},
		{"negative", "\n65 12.0\n", "\n65 -12.0\n", 69, "without minus"},
		{"not a number", "\n65 12.0\n", "\n65 abc\n", 69, "attenuation"},
		{"infinite", "\n65 12.0\n", "\n65 inf\n", 69, "attenuation"},
		{"half degree", "\n65 12.0\n", "\n65.5 12.0\n", 69, "whole degree"},
		{"twice", "\n65 12.0\n", "\n64 12.0\n", 69, "twice"},
		{"one column", "\n65 12.0\n", "\n12.0\n", 69, "two numbers"},
		{"a line lost", "\n65 12.0\n", "\n", 363, "whole degree"},
		{"a line more", "VERTICAL 360", "359 0\nVERTICAL 360", 364, "outside a table"},
		{"gain", "GAIN 10", "GAIN ten", 2, "gain"},
		{"gain unit", "GAIN 10", "GAIN 10 furlongs", 2, "unit"},
		{"no vertical", good[strings.Index(good, "VERTICAL"):], "", 364, "without HORIZONTAL"},
		{"cut off", "\n300\t30.0\n", "\n\x00", 0, ""},
		{"second", "VERTICAL 360", "HORIZONTAL 360", 364, "second"},
		{"long line", "NAME a", "NAME " + strings.Repeat("a", 5000), 1, "longer"},
		{"large", "NAME a", strings.Repeat("\n", 1<<20) + "NAME a", 0, "larger"},
		{"empty", good, "", 1, "without"},
	} {
		broken := strings.Replace(good, c.old, c.new, 1)
		if broken == good {
			t.Fatalf("%s: the file was not broken", c.name)
		}
		_, err := ReadMSI(strings.NewReader(broken))
		syntax := (*SyntaxError)(nil)
		if !errors.As(err, &syntax) || c.line > 0 && syntax.Line != c.line || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want line %d, %q", c.name, err, c.line, c.want)
		}
	}
}

func TestReadTable(t *testing.T) {
	f, err := os.Open("../../../shared/vectors/antenna/generic_antenna.ant")
	if err != nil {
		t.Skipf("reference numbers are not beside this checkout (%v); the written patterns still run", err)
	}
	defer f.Close()
	c, notes, err := ReadTable(f)
	if err != nil || len(notes) != 0 {
		t.Fatalf("notes %v, error %v", notes, err)
	}
	for _, c2 := range []struct{ az, el, wantDB float64 }{
		{0, 0, 0}, {30, 0, -3}, {-30, 0, -3}, {180, 0, -28}, {0, 10, -3}, {0, -10, -3}, {0, 23, -23.9}, {60, -10, -12.8}, {0, 90, -25},
	} {
		if got := c.GainDB(c2.az, c2.el); math.Abs(got-c2.wantDB) > 1e-9 {
			t.Errorf("at %v, %v: got %v dB, want %v", c2.az, c2.el, got, c2.wantDB)
		}
	}
}

func TestReadTableRefuses(t *testing.T) {
	full := strings.Repeat("-1,5\r\n", 720)
	if _, notes, err := ReadTable(strings.NewReader(full)); err != nil || len(notes) != 1 {
		t.Errorf("got notes %v, error %v, want one on the peak", notes, err)
	}
	for name, text := range map[string]string{"short": full[:len(full)-6], "long": full + "-1", "positive": "3\n" + full, "text": "dB\n" + full} {
		syntax := (*SyntaxError)(nil)
		if _, _, err := ReadTable(strings.NewReader(text)); !errors.As(err, &syntax) {
			t.Errorf("%s: got error %v, want a SyntaxError", name, err)
		}
	}
}

// TestLevelCut: a horizontal cut taken level under a tilted antenna holds the loss
// of the tilt, which must not count twice.
func TestLevelCut(t *testing.T) {
	tilt, aside := lobe(6, 7, 25), lobe(0, 65, 30)
	loss := tilt(0)
	level, err := ReadMSI(strings.NewReader(planet("NAME a\nGAIN 10\n", func(i int) float64 { return loss + aside(i) }, tilt)))
	if err != nil {
		t.Fatal(err)
	}
	peak, err := ReadMSI(strings.NewReader(planet("NAME a\nGAIN 10\n", aside, tilt)))
	if err != nil {
		t.Fatal(err)
	}
	for _, az := range []float64{0, 30, 77.5} {
		for _, el := range []float64{0, -6, -12} {
			got, want := level.Cuts.GainDB(az, el), peak.Cuts.GainDB(az, el)
			if math.Abs(got-want) > 0.21 { // four roundings to 0.1
				t.Errorf("at %v, %v: level cut %v dB, cut through the peak %v", az, el, got, want)
			}
		}
	}
}

func TestCutsLaws(t *testing.T) {
	m, err := ReadMSI(strings.NewReader(planet(headers65, lobe(0, 65, 30), lobe(6, 7, 25))))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		az, el := rapid.Float64Range(-1e4, 1e4).Draw(t, "azimuth"), rapid.Float64Range(-90, 90).Draw(t, "elevation")
		g := m.Cuts.GainDB(az, el)
		if !(g <= 0 && g >= -55) {
			t.Fatalf("at %v, %v: got %v dB", az, el, g)
		}
		if turned := m.Cuts.GainDB(az+360, el); math.Abs(turned-g) > 1e-9 {
			t.Fatalf("at %v, %v: %v dB, a turn later %v", az, el, g, turned)
		}
	})
}

func FuzzReadMSI(f *testing.F) {
	good := planet(headers65, lobe(0, 65, 30), lobe(6, 7, 25))
	f.Add(good)
	f.Add(strings.ToLower(strings.ReplaceAll(good, ".", ",")))
	f.Add("NAME a\nGAIN 10 dBi\nHORIZONTAL 360\n0 0\n")
	f.Add(good[:len(good)/2])
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadMSI(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, az := range []float64{0, 90.5, -179.99} {
			if g := m.Cuts.GainDB(az, az/2); !(g <= 0 && g >= -2*deepestLossDB) {
				t.Fatalf("got %v dB at %v", g, az)
			}
		}
	})
}

func FuzzReadTable(f *testing.F) {
	f.Add(strings.Repeat("-1.5\n", 720))
	f.Add(strings.Repeat("0\r\n", 719) + "-3,5")
	f.Fuzz(func(t *testing.T, text string) {
		c, _, err := ReadTable(strings.NewReader(text))
		if err == nil && !(c.GainDB(12.5, -3.5) <= 0) {
			t.Fatal("a gain above the peak")
		}
	})
}

func TestVectorsF1336(t *testing.T) {
	f, err := os.Open("../../../shared/vectors/antenna/f1336_sharc.csv")
	if err != nil {
		t.Skipf("reference numbers are not beside this checkout (%v); the typed-in cases still run", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 10 {
		t.Fatalf("got %d rows, error %v, want 10", len(rows), err)
	}
	worst := 0.0
	for _, row := range rows[1:] {
		n := func(i int) float64 { v, _ := strconv.ParseFloat(row[i], 64); return v } // blank: 0
		p, err := NewF1336(F1336Sector{PeakDBi: n(1), HorizontalBeamwidthDeg: n(2)})
		if err != nil || math.Abs(p.VerticalBeamwidthDeg()-n(3)) > 0.01 {
			t.Fatalf("%v: theta3 %v, error %v", row, p.VerticalBeamwidthDeg(), err)
		}
		got := map[string]float64{"horizontal": p.HorizontalDB(n(4)), "vertical": p.VerticalDB(n(5)), "element": p.GainDBi(n(4), n(5))}[row[0]]
		worst = max(worst, math.Abs(got-n(6)))
		if math.Abs(got-n(6)) > 0.01 {
			t.Errorf("%v: got %.4f dB", row, got)
		}
	}
	t.Logf("worst difference %.4f dB", worst)
}

func TestF1336(t *testing.T) {
	p, err := NewF1336(F1336Sector{PeakDBi: 18, HorizontalBeamwidthDeg: 65})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ az, el, wantDB float64 }{{0, 0, 0}, {32.5, 0, -3}, {30, 45, -19.48}, {150, 90, -24.45}, {180, 0, -24.45}, {math.NaN(), 0, -24.45}} {
		if got := p.GainDB(c.az, c.el); math.Abs(got-c.wantDB) > 0.01 {
			t.Errorf("at %v, %v: got %.3f dB, want %v", c.az, c.el, got, c.wantDB)
		}
	}
	for _, s := range []F1336Sector{{}, {PeakDBi: math.NaN(), HorizontalBeamwidthDeg: 65}, {PeakDBi: 18}, {PeakDBi: 3, HorizontalBeamwidthDeg: 65},
		{PeakDBi: 18, HorizontalBeamwidthDeg: 65, VerticalBeamwidthDeg: 90}, {PeakDBi: 18, HorizontalBeamwidthDeg: 65, Kp: 2}} {
		if _, err := NewF1336(s); err == nil {
			t.Errorf("%+v: got no error", s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p, err := NewF1336(F1336Sector{PeakDBi: rapid.Float64Range(8, 25).Draw(t, "dBi"), HorizontalBeamwidthDeg: rapid.Float64Range(20, 120).Draw(t, "phi3"),
			VerticalBeamwidthDeg: rapid.Float64Range(3, 40).Draw(t, "theta3")})
		if err != nil {
			t.Fatal(err)
		}
		az, el := rapid.Float64Range(-180, 180).Draw(t, "az"), rapid.Float64Range(-90, 90).Draw(t, "el")
		if g := p.GainDB(az, el); !(g <= 0 && g > -80) || math.Abs(g-p.GainDB(-az, -el)) > 1e-9 {
			t.Fatalf("%+v at %v, %v: got %v dB, mirrored %v", p, az, el, g, p.GainDB(-az, -el))
		}
	})
}

func BenchmarkFiles(b *testing.B) {
	m, err := ReadMSI(strings.NewReader(planet(headers65, lobe(0, 65, 30), lobe(6, 7, 25))))
	if err != nil {
		b.Fatal(err)
	}
	p, err := NewF1336(F1336Sector{PeakDBi: 18, HorizontalBeamwidthDeg: 65})
	if err != nil {
		b.Fatal(err)
	}
	for name, pattern := range map[string]Pattern{"cuts": m.Cuts, "F.1336": p} {
		b.Run(name, func(b *testing.B) {
			sum := 0.0
			for i := 0; b.Loop(); i++ {
				sum += pattern.GainDB(float64(i%360)+0.5, -3)
			}
			if !(sum < 0) {
				b.Fatal(sum)
			}
		})
	}
}
