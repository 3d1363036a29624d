package antenna

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestTypedInGains(t *testing.T) {
	for _, c := range []struct {
		name    string
		p       Pattern
		az, el  float64
		wantDB  float64
		because string
	}{
		{"omni", Omni{}, 123, -45, 0, "alike"},
		{"36.942", TR36942(), 0, 0, 0, "peak"},
		{"36.942", TR36942(), 32.5, -80, -3, "half the beamwidth"},
		{"36.942", TR36942(), -65, 0, -12, "whole beamwidth"},
		{"36.942", TR36942(), 180, 0, -20, "floor"},
		{"36.942", TR36942(), 360 + 32.5, 0, -3, "periodic"},
		{"36.942", TR36942(), -720 - 65, 0, -12, "periodic"},
		{"38.901", TR38901Element(), 32.5, 32.5, -6, "cuts add up"},
		{"38.901", TR38901Element(), 180, 90, -30, "not below Amax"},
		{"36.814", TR36814Macro(15), 0, -15, 0, "peak at the tilt"},
		{"36.814", TR36814Macro(15), 0, -10, -3, "half of 10 degrees above"},
		{"36.814", TR36814Macro(15), 35, -20, -6, "both cuts"},
		{"36.814", TR36814Macro(15), 0, 45, -20, "SLAv"},
		{"36.814", TR36814Macro(15), 180, 45, -25, "Am"},
		{"macro", MacroSector(6), 32.5, -6, -3, "65 degrees"},
		{"macro omni", MacroOmni(6), 170, -1, -3, "vertical alone"},
		{"mechanical", MechanicalDowntilt(TR36814Macro(0), 8), 0, -8, 0, "boresight falls"},
		{"mechanical", MechanicalDowntilt(TR36814Macro(0), 8), 0, -3, -3, "and the cut with it"},
		{"mechanical", MechanicalDowntilt(MacroOmni(0), 8), 180, 8, 0, "the back rises"},
		{"mechanical", MechanicalDowntilt(MacroOmni(0), 8), 90, 0, 0, "the sides stay"},
		{"both tilts", MechanicalDowntilt(TR36814Macro(4), 6), 0, -10, 0, "on boresight they add up"},
		{"no azimuth", TR36942(), math.NaN(), 0, -20, "lowest gain"},
		{"no elevation", TR36814Macro(6), 0, math.NaN(), -20, "lowest gain of the cut"},
		{"infinite", TR36942(), math.Inf(1), 0, -20, "lowest gain"},
	} {
		if got := c.p.GainDB(c.az, c.el); math.Abs(got-c.wantDB) > 1e-9 {
			t.Errorf("%s at %v, %v (%s): got %.6f dB, want %v", c.name, c.az, c.el, c.because, got, c.wantDB)
		}
	}
}

// vector is a row of a public set of horizontal gains.
type vector struct{ azimuth, boresight, beamwidth, peak, frontToBack, want float64 }

func (v vector) check() error {
	p := Parabolic{HorizontalBeamwidthDeg: v.beamwidth, FrontToBackDB: v.frontToBack}
	if got := v.peak + p.GainDB(v.azimuth-v.boresight, 0); math.Abs(got-v.want) > 1e-9 {
		return fmt.Errorf("%+v: got %v dBi", v, got)
	}
	return nil
}

// TestTypedInVectors holds figures of the Wireless Innovation Forum's set.
func TestTypedInVectors(t *testing.T) {
	for _, v := range []vector{{180, 0, 120, 10, 20, -10}, {60, 0, 120, 10, 20, 7}, {25, 50, 100, 10, 20, 9.25}, {310, 50, 100, 10, 20, -2}} {
		if err := v.check(); err != nil {
			t.Error(err)
		}
	}
}

func TestVectorsHorizontal(t *testing.T) {
	f, err := os.Open("../../../shared/vectors/antenna/tr36942_horizontal_winnforum.csv")
	if err != nil {
		t.Skipf("reference numbers are not beside this checkout (%v); the typed-in cases still run", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 7 {
		t.Fatalf("got %d rows, error %v, want 7", len(rows), err)
	}
	for _, row := range rows[1:] {
		var n [6]float64
		for i := range n {
			if n[i], err = strconv.ParseFloat(row[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		if err := (vector{n[0], n[1], n[2], n[3], n[4], n[5]}).check(); err != nil {
			t.Error(err)
		}
	}
}

// atPole tells whether a direction is so near to the zenith or nadir of a tilted antenna that rounding decides its
// azimuth there. A turn rounds 1e-13 degrees away and the horizontal cut falls by 1 dB a degree: beyond
// 1e-4 degrees that is 1e-7 dB.
func atPole(p Pattern, azimuthOffDeg, elevationDeg float64) bool {
	tilted, ok := p.(Tilted)
	if !ok {
		return false
	}
	_, elevation := tilted.turn(azimuthOffDeg, elevationDeg)
	return math.Abs(elevation) > 90-1e-4
}

func TestPatternLaws(t *testing.T) {
	tilt := rapid.Float64Range(-10, 20)
	rapid.Check(t, func(t *rapid.T) {
		electrical, mechanical := tilt.Draw(t, "electrical"), tilt.Draw(t, "mechanical")
		az, el := rapid.Float64Range(-720, 720).Draw(t, "azimuth"), rapid.Float64Range(-90, 90).Draw(t, "elevation")
		sector := MacroSector(electrical)
		for _, p := range []Pattern{Omni{}, TR36942(), TR38901Element(), sector, MechanicalDowntilt(sector, mechanical)} {
			g := p.GainDB(az, el)
			if !(g <= 0 && g >= -30) {
				t.Fatalf("%+v at %v, %v: got %v dB, want within [-30, 0]", p, az, el, g)
			}
			if mirror := p.GainDB(-az, el); math.Abs(mirror-g) > 1e-9 {
				t.Fatalf("%+v at %v, %v: %v dB on one side, %v on the other", p, az, el, g, mirror)
			}
			if atPole(p, az, el) {
				continue
			}
			if turned := p.GainDB(az+360, el); math.Abs(turned-g) > 1e-6 {
				t.Fatalf("%+v at %v, %v: %v dB, a turn later %v", p, az, el, g, turned)
			}
		}
		// Without tilt a mechanical tilt changes nothing, and on boresight the two kinds agree.
		if got, want := MechanicalDowntilt(sector, 0).GainDB(az, el), sector.GainDB(az, el); got != want {
			t.Fatalf("tilted by 0: got %v, want %v", got, want)
		}
		inFront := min(max(el, -45), 45)
		if got, want := MechanicalDowntilt(MacroSector(0), mechanical).GainDB(0, inFront), MacroSector(mechanical).GainDB(0, inFront); math.Abs(got-want) > 1e-9 {
			t.Fatalf("on boresight at %v: mechanical %v, electrical %v", inFront, got, want)
		}
	})
}

func BenchmarkGain(b *testing.B) {
	for name, p := range map[string]Pattern{"parabolic": MacroSector(6), "mechanical": MechanicalDowntilt(MacroSector(2), 4)} {
		b.Run(name, func(b *testing.B) {
			sum := 0.0
			for i := 0; b.Loop(); i++ {
				sum += p.GainDB(float64(i%360), -3)
			}
			if !(sum < 0) {
				b.Fatal(sum)
			}
		})
	}
}

func ExampleMacroSector() {
	sector := MacroSector(4)
	fmt.Printf("%.1f dB towards a receiver 30 degrees aside and 2 degrees below the horizon\n", sector.GainDB(30, -2))
	// Output: -3.0 dB towards a receiver 30 degrees aside and 2 degrees below the horizon
}
