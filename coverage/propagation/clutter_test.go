package propagation

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestHeightGain(t *testing.T) {
	// Values of the NTIA test data for P.2108, to 0.1 dB.
	for _, c := range []struct {
		at     P2108Terminal
		wantDB float64
	}{
		{P2108Terminal{1500, 2, 27, 10, P2108Water}, 16},
		{P2108Terminal{1500, 2, 27, 6, P2108OpenRural}, 10.9},
		{P2108Terminal{1500, 2, 27, 10, P2108Suburban}, 20.5},
		{P2108Terminal{1500, 2, 27, 20, P2108DenseUrban}, 27.1},
		{P2108Terminal{30, 2.1, 24.5, 9.8, P2108Suburban}, 5.7},
		{P2108Terminal{1700, 30, 24.5, 30, P2108Suburban}, 0},
	} {
		got, err := P2108HeightGain(c.at)
		if err != nil || math.Abs(got.LossDB-c.wantDB) > 0.051 {
			t.Errorf("%+v: got %.3f dB, error %v, want %v", c.at, got.LossDB, err, c.wantDB)
		}
	}
}

func TestVectorsP2108HeightGain(t *testing.T) {
	worst, refused := 0.0, 0
	for i, r := range vectorRows(t, "p2108/ntia_height_gain.csv") {
		at := P2108Terminal{1000 * field(t, r, "f__ghz"), field(t, r, "h__meter"), field(t, r, "w_s__meter"),
			field(t, r, "R__meter"), P2108Clutter(field(t, r, "clutter_type"))}
		got, err := P2108HeightGain(at)
		if r["rtn"] != "0" {
			if mustRefuse(t, i, err); err != nil {
				refused++
			}
			continue
		}
		worst = max(worst, within(t, i, got.LossDB, err, field(t, r, "A_h__db"), 0.051))
	}
	t.Logf("worst difference %.4f dB, %d rows refused", worst, refused)
}

func TestVectorsP2108Terrestrial(t *testing.T) {
	worst, refused := 0.0, 0
	for i, r := range vectorRows(t, "p2108/ntia_terrestrial.csv") {
		got, err := P2108Terrestrial(1000*field(t, r, "f__ghz"), 1000*field(t, r, "d__km"), field(t, r, "p"))
		if r["rtn"] != "0" {
			if mustRefuse(t, i, err); err != nil {
				refused++
			}
			continue
		}
		worst = max(worst, within(t, i, got.LossDB, err, field(t, r, "L_ctt__db"), 0.051))
	}
	for i, r := range vectorRows(t, "p2108/sg3_workbook_terrestrial.csv") {
		got, err := P2108Terrestrial(1000*field(t, r, "f_ghz"), 1000*field(t, r, "d_km"), field(t, r, "p_pct"))
		worst = max(worst, within(t, i, got.LossDB, err, field(t, r, "L_ctt_db"), 0.051))
	}
	t.Logf("worst difference %.4f dB, %d rows refused", worst, refused)
}

func TestTerrestrialClutter(t *testing.T) {
	// NTIA test data and the SG 3 workbook, to 0.1 dB.
	for _, c := range []struct{ mhz, m, pct, wantDB float64 }{
		{500, 250, 50, 17.4}, {500, 250, 1, 3.9}, {2000, 650, 5, 19.2}, {2000, 650, 50, 27.1},
	} {
		got, err := P2108Terrestrial(c.mhz, c.m, c.pct)
		if err != nil || math.Abs(got.LossDB-c.wantDB) > 0.051 {
			t.Errorf("%+v: got %.3f dB, error %v", c, got.LossDB, err)
		}
	}
	near, _ := P2108Terrestrial(28000, 2000, 99.9)
	far, _ := P2108Terrestrial(28000, 2500, 99.9)
	if !far.Capped && far.LossDB > near.LossDB || near.Capped {
		t.Errorf("2 km: %+v, 2.5 km: %+v, want at most the former", near, far)
	}
}

// within returns how far got is from want, and fails beyond the tolerance.
func within(t *testing.T, row int, got float64, err error, want, tolerance float64) float64 {
	t.Helper()
	off := math.Abs(got - want)
	if err != nil || !(off <= tolerance) {
		t.Errorf("row %d: got %v dB, error %v, want %v", row, got, err, want)
	}
	return off
}

func mustRefuse(t *testing.T, row int, err error) {
	t.Helper()
	if rangeError := (*RangeError)(nil); !errors.As(err, &rangeError) {
		t.Errorf("row %d: got error %v, want a RangeError", row, err)
	}
}

func TestVectorsP2109(t *testing.T) {
	worst := 0.0
	for _, file := range []string{"p2109/sg3_workbook.csv", "p2109/crc_covlib_every_25th.csv"} {
		for i, r := range vectorRows(t, file) {
			b := P2109Building(field(t, r, "building_type"))
			got, err := b.Loss(1000*field(t, r, "f_ghz"), field(t, r, "elev_deg"), field(t, r, "p_pct"))
			worst = max(worst, within(t, i, got.LossDB, err, field(t, r, "L_bel_db"), 0.0006))
		}
	}
	t.Logf("worst difference %.3g dB", worst)
}

func TestBuildingEntry(t *testing.T) {
	for _, c := range []struct {
		building            P2109Building
		mhz, elevation, pct float64
		wantDB, toleranceDB float64
	}{
		{P2109Traditional, 80, -90, 1e-6, -2.5408058452142495, 1e-9},
		{P2109ThermallyEfficient, 80, -90, 1e-6, 8.6985508931818885, 1e-8},
		{P2109Traditional, 28000, 0, 1e-5, -0.275, 0.0006},
	} {
		got, err := c.building.Loss(c.mhz, c.elevation, c.pct)
		if err != nil || math.Abs(got.LossDB-c.wantDB) > c.toleranceDB {
			t.Errorf("%+v: got %v dB, error %v", c, got.LossDB, err)
		}
	}
	for _, c := range []struct{ mhz, elevation, pct float64 }{
		{79, 0, 50}, {100_001, 0, 50}, {2000, 91, 50}, {2000, 0, 0}, {2000, 0, 100}, {math.NaN(), 0, 50}, {2000, math.Inf(-1), 50},
	} {
		_, err := P2109Traditional.Loss(c.mhz, c.elevation, c.pct)
		mustRefuse(t, 0, err)
	}
	if _, err := P2109Building(0).Loss(2000, 0, 50); err == nil {
		t.Error("unknown building: got no error")
	}
	entry, err := P2109ThermallyEfficient.EntryLoss(2000, 0)
	median, _ := P2109ThermallyEfficient.Loss(2000, 0, 50)
	if err != nil || entry.MedianDB != median.LossDB || !(entry.SigmaDB > 5 && entry.SigmaDB < 20) {
		t.Errorf("got %+v, error %v, want the median %v", entry, err, median.LossDB)
	}
}

func TestQuantileInvertsNormal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.Float64Range(-7, 0).Draw(t, "z")
		p, _ := normal(z)
		if got := quantile(p); math.Abs(got-z) > 1e-12 {
			t.Fatalf("quantile(%v): got %v, want %v", p, got, z)
		}
		if p > 1e-3 {
			if got := quantile(1 - p); math.Abs(got+z) > 1e-11 {
				t.Fatalf("quantile(1-%v): got %v, want %v", p, got, -z)
			}
		}
	})
	if got := quantile(0.5); math.Abs(got) > 1e-15 {
		t.Errorf("got %v at the median, want 0", got)
	}
}

func TestWoodland(t *testing.T) {
	wood := P833Woodland{MaxDB: 20, GammaDBPerM: 0.2}
	for _, c := range []struct{ depthM, wantDB float64 }{
		{0, 0}, {0.005, 0.000999975}, {100, 20 * (1 - math.Exp(-1))}, {1e6, 20},
	} {
		if got, err := wood.Loss(c.depthM); err != nil || math.Abs(got-c.wantDB) > 1e-9 {
			t.Errorf("%v m: got %v dB, error %v, want %v", c.depthM, got, err, c.wantDB)
		}
	}
	for _, depth := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, err := wood.Loss(depth)
		mustRefuse(t, 0, err)
	}
	for _, c := range []struct {
		mhz      float64
		want     P833Woodland
		warnings Warning
	}{
		{105.9, P833Woodland{9.4, 0.04}, 0}, {949, P833Woodland{26.5, 0.17}, 0}, {2117.5, P833Woodland{34.1, 0.34}, 0},
		{50, P833Woodland{9.4, 0.04}, FrequencyBelow}, {3500, P833Woodland{34.1, 0.34}, FrequencyAbove},
		{math.NaN(), P833Woodland{9.4, 0.04}, FrequencyBelow},
	} {
		got, warnings := P833Measured(c.mhz)
		if math.Abs(got.MaxDB-c.want.MaxDB) > 1e-9 || math.Abs(got.GammaDBPerM-c.want.GammaDBPerM) > 1e-12 || warnings != c.warnings {
			t.Errorf("%v MHz: got %+v, %v, want %+v, %v", c.mhz, got, warnings, c.want, c.warnings)
		}
	}
	if got, err := P833MaxDB(900, 0.18, 0.752); err != nil || math.Abs(got-30.0) > 0.1 {
		t.Errorf("Rio de Janeiro at 900 MHz: got %v dB, error %v, want 30.0", got, err)
	}
}

func TestClutterLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mhz := rapid.Float64Range(500, 3000).Draw(t, "MHz")
		m := rapid.Float64Range(250, 50_000).Draw(t, "m")
		p, q := rapid.Float64Range(0.01, 99.99).Draw(t, "p"), rapid.Float64Range(0.01, 99.99).Draw(t, "q")
		if p > q {
			p, q = q, p
		}
		lo, err := P2108Terrestrial(mhz, m, p)
		hi, err2 := P2108Terrestrial(mhz, m, q)
		if err != nil || err2 != nil || lo.LossDB > hi.LossDB+1e-9 {
			t.Fatalf("more locations, less loss: %+v, %+v, %v, %v", lo, hi, err, err2)
		}
		b := rapid.SampledFrom([]P2109Building{P2109Traditional, P2109ThermallyEfficient}).Draw(t, "building")
		in, err := b.Loss(mhz, 0, p)
		more, err2 := b.Loss(mhz, 0, q)
		if err != nil || err2 != nil || in.LossDB > more.LossDB+1e-9 {
			t.Fatalf("more probability, less loss: %+v, %+v, %v, %v", in, more, err, err2)
		}
	})
}

func BenchmarkClutter(b *testing.B) {
	b.Run("P.2108 3.2", func(b *testing.B) {
		for b.Loop() {
			if _, err := P2108Terrestrial(3500, 1200, 90); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("P.2109", func(b *testing.B) {
		for b.Loop() {
			if _, err := P2109Traditional.Loss(3500, 0, 90); err != nil {
				b.Fatal(err)
			}
		}
	})
}
