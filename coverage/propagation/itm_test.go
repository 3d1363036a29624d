package propagation

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// itmAverage is a link over average ground in a continental temperate climate.
func itmAverage(txM, rxM, mhz float64) ITM {
	return ITM{TxHeightM: txM, RxHeightM: rxM, FrequencyMHz: mhz, Polarization: ITMVertical, Climate: ITMContinentalTemperate,
		Refractivity: 301, Permittivity: 15, ConductivitySPerM: 0.005}
}

// itmRow is the settings of a row of the reference tables.
func itmRow(t *testing.T, r map[string]string, tx, rx, mhz, eps string) (ITM, ITMVariability, ITMShares) {
	t.Helper()
	v, err := ITMVariabilityOf(int(field(t, r, "mdvar")))
	if err != nil {
		t.Fatal(err)
	}
	return ITM{TxHeightM: field(t, r, tx), RxHeightM: field(t, r, rx), FrequencyMHz: field(t, r, mhz),
			Polarization: ITMPolarization(field(t, r, "pol")), Climate: ITMClimate(field(t, r, "climate")),
			Refractivity: field(t, r, "N_0"), Permittivity: field(t, r, eps), ConductivitySPerM: field(t, r, "sigma")},
		v, ITMShares{TimePct: field(t, r, "time"), LocationPct: field(t, r, "location"), SituationPct: field(t, r, "situation")}
}

// numberRows reads rows of numbers of uneven length.
func numberRows(t *testing.T, name string, header bool) [][]float64 {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/vectors", name))
	if err != nil {
		t.Skipf("reference numbers are not beside this checkout (%v); the typed-in cases still run", err)
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, 1<<20)
	var rows [][]float64
	for scanner.Scan() {
		if header {
			header = false
			continue
		}
		var row []float64
		for _, text := range strings.Split(strings.TrimRight(scanner.Text(), ", \r"), ",") {
			v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows
}

// pfl splits a profile: number of intervals, step, heights.
func pfl(row []float64) (stepM float64, groundM []float64) { return row[1], row[2 : int(row[0])+3] }

func TestVectorsITMPointToPoint(t *testing.T) {
	profiles := numberRows(t, "itm/pfls.csv", false)
	worst := 0.0
	for i, r := range vectorRows(t, "itm/p2p.csv") {
		m, v, shares := itmRow(t, r, "h_tx__meter", "h_rx__meter", "f__mhz", "epsilon")
		p, err := m.PointToPoint(pfl(profiles[i]))
		if err != nil {
			t.Fatal(err)
		}
		l, err := p.Loss(v, shares)
		worst = max(worst, within(t, i, l.LossDB, err, field(t, r, "A__db"), 0.005001))
	}
	t.Logf("worst difference %.4f dB", worst)
}

func TestVectorsITMArea(t *testing.T) {
	worst := 0.0
	for i, r := range vectorRows(t, "itm/area.csv") {
		m, v, shares := itmRow(t, r, "h_tx__meter", "h_rx__meter", "f__mhz", "epsilon")
		p, err := m.Area(ITMArea{1000 * field(t, r, "d__km"), field(t, r, "delta_h__meter"),
			ITMSiting(field(t, r, "tx_siting_criteria")), ITMSiting(field(t, r, "rx_siting_criteria"))})
		if err != nil {
			t.Fatal(err)
		}
		l, err := p.Loss(v, shares)
		worst = max(worst, within(t, i, l.LossDB, err, field(t, r, "A__db"), 0.050001))
	}
	t.Logf("worst difference %.4f dB", worst)
}

// TestVectorsITMCases holds losses, warnings, modes and intermediates against what
// NTIA's program returned for 200 synthetic profiles.
func TestVectorsITMCases(t *testing.T) {
	profiles := numberRows(t, "itm_cases/profiles.csv", true)
	worst, intermediate, edges := 0.0, 0.0, 0
	for i, r := range vectorRows(t, "itm_cases/cases.csv") {
		m, v, shares := itmRow(t, r, "h_tx_m", "h_rx_m", "f_mhz", "eps")
		p, err := m.PointToPoint(field(t, r, "step_m"), profiles[i][1:])
		if err != nil {
			t.Fatalf("case %d: %v", i, err)
		}
		l, err := p.Loss(v, shares)
		if err != nil {
			t.Fatalf("case %d: %v", i, err)
		}
		off, relative := itmOff(t, r, &p, &l)
		if !(off <= 0.0005 && relative < 1e-4) {
			edges++
			p, l = itmOtherStep(t, r, profiles[i][1:])
			off, relative = itmOff(t, r, &p, &l)
		}
		worst, intermediate = max(worst, off), max(intermediate, relative)
		if !(off <= 0.0005 && relative < 1e-4) {
			t.Errorf("case %d: got %v dB, %+v", i, l.LossDB, p)
		}
		if int(l.Warnings) != int(field(t, r, "warnings")) || int(p.Mode) != int(field(t, r, "mode")) {
			t.Errorf("case %d: got warnings %d (%v), %v; want %s, mode %s", i, l.Warnings, l.Warnings, p.Mode, r["warnings"], r["mode"])
		}
	}
	if edges > 5 {
		t.Errorf("%d cases need another step, want at most 5", edges)
	}
	t.Logf("worst difference %.5f dB, of intermediates %.2g (relative to the greater of 1 and the value); %d cases at the edge of a post", worst, intermediate, edges)
}

// itmOff is how far the loss is from its reference, in dB, and how far the
// intermediate that is farthest from its own, relative to the greater of it and 1.
func itmOff(t *testing.T, r map[string]string, p *ITMPath, l *ITMLoss) (offDB, relative float64) {
	t.Helper()
	for _, c := range []struct {
		column string
		got    float64
	}{
		{"A_ref_db", p.ReferenceDB}, {"A_fs_db", p.FreeSpaceDB}, {"delta_h_m", p.DeltaHM}, {"N_s", p.SurfaceRefractivity},
		{"theta_tx_rad", p.HorizonAngleRad[0]}, {"theta_rx_rad", p.HorizonAngleRad[1]}, {"d_hzn_tx_m", p.HorizonDistanceM[0]},
		{"d_hzn_rx_m", p.HorizonDistanceM[1]}, {"h_e_tx_m", p.EffectiveHeightM[0]}, {"h_e_rx_m", p.EffectiveHeightM[1]},
	} {
		want := field(t, r, c.column)
		relative = max(relative, math.Abs(c.got-want)/max(1, math.Abs(want)))
	}
	return math.Abs(l.LossDB - field(t, r, "loss_db")), relative
}

// itmOtherStep repeats a case with steps that differ in the fifteenth digit. The
// method cuts the foreground off at the post before 0.9 horizon distances; where the
// horizon is a tenth post, 0.9 of it is a post too, and its last bit decides, which
// the tables, giving steps to six digits, do not hold.
func itmOtherStep(t *testing.T, r map[string]string, ground []float64) (p ITMPath, l ITMLoss) {
	t.Helper()
	m, v, shares := itmRow(t, r, "h_tx_m", "h_rx_m", "f_mhz", "eps")
	step := field(t, r, "step_m")
	for k := range 200 {
		var err error
		if p, err = m.PointToPoint(step*(1+float64(k-100)*1e-15), ground); err != nil {
			t.Fatal(err)
		}
		onTenth := math.Mod(math.Round(p.HorizonDistanceM[0]/step), 10) == 0 || math.Mod(math.Round(p.HorizonDistanceM[1]/step), 10) == 0
		if l, err = p.Loss(v, shares); err != nil || !onTenth {
			t.Fatalf("horizons %v m of step %v, error %v: no horizon at a tenth post", p.HorizonDistanceM, step, err)
		}
		if off, relative := itmOff(t, r, &p, &l); off <= 0.0005 && relative < 1e-4 {
			break
		}
	}
	return p, l
}

func TestVectorsITMExamples(t *testing.T) {
	profile := numberRows(t, "itm/cmd_examples_pfl.csv", false)[0]
	cases := map[string]map[string]string{}
	for _, r := range vectorRows(t, "itm/cmd_examples.csv") {
		if cases[r["case"]] == nil {
			cases[r["case"]] = map[string]string{"time": "50", "location": "50", "situation": "50"}
		}
		cases[r["case"]][strings.TrimPrefix(r["key"], "in:")] = r["value"]
	}
	path := func(r map[string]string) (ITMPath, ITMVariability, ITMShares) {
		m, v, shares := itmRow(t, r, "h_tx__meter", "h_rx__meter", "f__mhz", "epsilon")
		if r["confidence"] != "" {
			shares = ITMConfidence(field(t, r, "confidence"), field(t, r, "reliability"))
		}
		p, err := m.PointToPoint(pfl(profile))
		if r["tx_site_criteria"] != "" {
			p, err = m.Area(ITMArea{1000 * field(t, r, "d__km"), field(t, r, "delta_h__meter"),
				ITMSiting(field(t, r, "tx_site_criteria")), ITMSiting(field(t, r, "rx_site_criteria"))})
		}
		if err != nil {
			t.Fatal(err)
		}
		return p, v, shares
	}
	for _, name := range []string{"p2ptls", "p2pcr", "areatls", "areacr"} {
		r := cases[name]
		p, v, shares := path(r)
		l, err := p.Loss(v, shares)
		within(t, 0, l.LossDB, err, field(t, r, "out:Basic Transmission Loss"), 0.0501)
		within(t, 0, p.ReferenceDB, nil, field(t, r, "out:A_ref__db"), 0.0501)
		within(t, 0, p.DeltaHM, nil, field(t, r, "out:delta_h__meter"), 0.0501)
		within(t, 0, 1000*p.HorizonAngleRad[0], nil, field(t, r, "out:theta_hzn_tx"), 0.000501)
		within(t, 0, p.HorizonDistanceM[0], nil, field(t, r, "out:d_hzn_tx__meter"), 0.501)
		if int(p.Mode) != int(field(t, r, "out:Mode of Propagation")) || l.Warnings != 0 {
			t.Errorf("%s: got %v, %v", name, p.Mode, l.Warnings)
		}
	}
	for i, row := range vectorRows(t, "itm/cmd_examples_tables.csv") {
		r := cases[row["case"]]
		r["confidence"], r["reliability"] = row["confidence_pct"], "90"
		if row["row_kind"] == "distance_km" {
			r["d__km"] = row["row"]
		} else {
			r["reliability"] = row["row"]
		}
		p, v, shares := path(r)
		l, err := p.Loss(v, shares)
		within(t, i, l.LossDB, err, field(t, row, "loss_db"), 0.0501)
	}
}

// TestVectorsITMCrystalPalace is the classic path to Mursley. Its refractivity is
// that of the surface already, so the one at sea level is worked back.
func TestVectorsITMCrystalPalace(t *testing.T) {
	var ground []float64
	step := 0.0
	for i, r := range vectorRows(t, "itm/qkpfl_profile.csv") {
		ground = append(ground, field(t, r, "h_m"))
		if i > 0 && step == 0 {
			step = field(t, r, "d_m")
		}
	}
	terrain := itmTerrain{step, ground}
	mean, _ := terrain.averageHeight()
	for i, r := range vectorRows(t, "itm/qkpfl_quantiles.csv") {
		r["N_0"] = strconv.FormatFloat(field(t, r, "N_s")*math.Exp(mean/9460), 'g', -1, 64)
		r["time"], r["location"], r["situation"] = "50", "50", "50"
		m, v, _ := itmRow(t, r, "h_tx_m", "h_rx_m", "f_mhz", "eps")
		p, err := m.PointToPoint(step, ground)
		if err != nil {
			t.Fatal(err)
		}
		l, err := p.Loss(v, ITMConfidence(field(t, r, "confidence_pct"), field(t, r, "reliability_pct")))
		within(t, i, l.LossDB, err, field(t, r, "loss_db"), 0.11)
	}
}

// TestITMTypedIn holds the area examples of NTIA's release and a made-up ridge.
func TestITMTypedIn(t *testing.T) {
	m := itmAverage(15, 3, 3500)
	p, err := m.Area(ITMArea{DistanceM: 10_000, DeltaHM: 20})
	if err != nil {
		t.Fatal(err)
	}
	l, err := p.Loss(ITMVariability{Service: ITMAccidental}, ITMShares{TimePct: 50, LocationPct: 50, SituationPct: 50})
	if err != nil || math.Abs(l.LossDB-134.5) > 0.05 || p.Mode != ITMLineOfSight || l.Warnings != 0 {
		t.Errorf("got %.3f dB, %v, %v, error %v, want 134.5 in line of sight", l.LossDB, p.Mode, l.Warnings, err)
	}
	ground := make([]float64, 201)
	flat, err := m.PointToPoint(100, ground)
	if err != nil {
		t.Fatal(err)
	}
	ground[100] = 300
	ridge, err := m.PointToPoint(100, ground)
	if err != nil {
		t.Fatal(err)
	}
	if ridge.HorizonDistanceM != [2]float64{10_000, 10_000} || !(ridge.ReferenceDB > flat.ReferenceDB+20) {
		t.Errorf("behind a ridge of 300 m: got horizons %v, %v dB; flat %v dB", ridge.HorizonDistanceM, ridge.ReferenceDB, flat.ReferenceDB)
	}
}

func TestITMRefuses(t *testing.T) {
	flat := make([]float64, 50)
	for name, change := range map[string]func(*ITM){
		"tx": func(m *ITM) { m.TxHeightM = 0.4 }, "rx": func(m *ITM) { m.RxHeightM = 3001 }, "climate": func(m *ITM) { m.Climate = 8 },
		"N0": func(m *ITM) { m.Refractivity = 249 }, "f": func(m *ITM) { m.FrequencyMHz = 20_001 }, "pol": func(m *ITM) { m.Polarization = 2 },
		"eps": func(m *ITM) { m.Permittivity = 0.9 }, "sigma": func(m *ITM) { m.ConductivitySPerM = 0 }, "nan": func(m *ITM) { m.FrequencyMHz = math.NaN() },
	} {
		m := itmAverage(30, 2, 900)
		change(&m)
		if _, err := m.PointToPoint(100, flat); err == nil {
			t.Errorf("%s: got no error over a profile", name)
		}
		if _, err := m.Area(ITMArea{DistanceM: 1000}); err == nil {
			t.Errorf("%s: got no error over an area", name)
		}
	}
	m := itmAverage(30, 2, 900)
	high := slices.Repeat([]float64{7500}, 50)
	for name, p := range map[string]itmTerrain{"no step": {0, flat}, "one post": {100, flat[:1]}, "no post": {100, nil},
		"not a number": {100, []float64{1, math.NaN(), 1}}, "thin air": {100, high}} {
		if _, err := m.PointToPoint(p.stepM, p.z); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	for _, a := range []ITMArea{{}, {DistanceM: -1}, {DistanceM: 1000, DeltaHM: -1}, {DistanceM: 1000, TxSiting: 3}, {DistanceM: math.Inf(1)}} {
		if _, err := m.Area(a); err == nil {
			t.Errorf("%+v: got no error", a)
		}
	}
	p, err := m.PointToPoint(100, flat)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []ITMShares{{}, {100, 50, 50, false}, {50, 0, 50, false}, ITMConfidence(50, 101)} {
		_, err := p.Loss(ITMVariability{}, s)
		mustRefuse(t, 0, err)
	}
	rangeError := (*RangeError)(nil)
	if _, err := p.Loss(ITMVariability{}, ITMConfidence(100, 50)); !errors.As(err, &rangeError) || rangeError.Quantity != "confidence" {
		t.Errorf("got %v, want the confidence named", err)
	}
	for _, mdvar := range []int{-1, 4, 9, 14, 24, 34} {
		if _, err := ITMVariabilityOf(mdvar); err == nil {
			t.Errorf("mdvar %d: got no error", mdvar)
		}
	}
}

func TestITMWarningWords(t *testing.T) {
	m := itmAverage(0.6, 1001, 30)
	p, err := m.Area(ITMArea{DistanceM: 2.5e6, DeltaHM: 90})
	if err != nil {
		t.Fatal(err)
	}
	l, err := p.Loss(ITMVariability{}, ITMShares{TimePct: 50, LocationPct: 50, SituationPct: 99.95})
	if err != nil {
		t.Fatal(err)
	}
	want := ITMTxHeight | ITMRxHeight | ITMFrequency | ITMDistanceLarge | ITMDistanceVeryLarge | ITMExtremeVariability
	if l.Warnings != want || strings.Count(l.Warnings.String(), ", ") != 8 {
		t.Errorf("got %v, want %v", l.Warnings, want)
	}
}

func TestITMLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := itmAverage(rapid.Float64Range(0.5, 3000).Draw(t, "tx"), rapid.Float64Range(0.5, 3000).Draw(t, "rx"), rapid.Float64Range(40, 20_000).Draw(t, "MHz"))
		m.Climate = ITMClimate(rapid.IntRange(1, 7).Draw(t, "climate"))
		ground := rapid.SliceOfN(rapid.Float64Range(-50, 1500), 2, 300).Draw(t, "ground")
		step := rapid.Float64Range(0.1, 5000).Draw(t, "step")
		p, err := m.PointToPoint(step, ground)
		if err != nil {
			t.Skip(err)
		}
		v, _ := ITMVariabilityOf(rapid.IntRange(0, 3).Draw(t, "mode") + 10*rapid.IntRange(0, 3).Draw(t, "without"))
		q, r := rapid.Float64Range(1, 99).Draw(t, "confidence"), rapid.Float64Range(1, 99).Draw(t, "more confidence")
		lo, err := p.Loss(v, ITMConfidence(min(q, r), 50))
		hi, err2 := p.Loss(v, ITMConfidence(max(q, r), 50))
		if err != nil || err2 != nil || !(lo.LossDB <= hi.LossDB+1e-9) || !(p.ReferenceDB >= 0) || math.IsInf(hi.LossDB, 0) {
			t.Fatalf("more confidence, less loss: %+v, %+v, %+v, %v, %v", p, lo, hi, err, err2)
		}
	})
}

// TestITMHorizonsEqualDivisions compares the horizons with a search that computes
// every angle: they must have the same bits.
func TestITMHorizonsEqualDivisions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Whole metres and a flat part make ties.
		whole := rapid.SliceOfN(rapid.IntRange(0, 60), 2, 200).Draw(t, "ground")
		terrain := itmTerrain{rapid.SampledFrom([]float64{1, 30, 92.6, 1000.1}).Draw(t, "step"), make([]float64, len(whole))}
		for i, z := range whole {
			terrain.z[i] = float64(max(z-40, 0))
		}
		last := len(whole) - 1
		g := itmGeometry{h: [2]float64{rapid.Float64Range(0.5, 60).Draw(t, "tx"), rapid.Float64Range(0.5, 60).Draw(t, "rx")}, ae: 8.5e6}
		g.d = float64(last) * terrain.stepM
		terrain.horizons(&g)
		tx, rx, sag := terrain.z[0]+g.h[0], terrain.z[last]+g.h[1], 1/(2*g.ae)
		theta := [2]float64{float64((rx-tx)/g.d) - float64(g.d*sag), float64((tx-rx)/g.d) - float64(g.d*sag)}
		dl := [2]float64{g.d, g.d}
		forward, back := 0.0, g.d
		for _, z := range terrain.z[1:last] {
			forward, back = forward+terrain.stepM, back-terrain.stepM
			if a := float64((z-tx)/forward) - float64(forward*sag); a > theta[0] {
				theta[0], dl[0] = a, forward
			}
			if a := float64((z-rx)/back) - float64(back*sag); a > theta[1] {
				theta[1], dl[1] = a, back
			}
		}
		if g.theta != theta || g.dl != dl {
			t.Fatalf("got %v at %v, want %v at %v", g.theta, g.dl, theta, dl)
		}
	})
}

func TestNthLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 60).Draw(t, "s")
		n := rapid.IntRange(0, len(s)-1).Draw(t, "n")
		sorted := slices.Clone(s)
		slices.Sort(sorted)
		if got, want := nthLargest(s, n), sorted[len(s)-1-n]; got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func ExampleITM() {
	link := ITM{TxHeightM: 40, RxHeightM: 1.5, FrequencyMHz: 1800, Polarization: ITMVertical,
		Climate: ITMEquatorial, Refractivity: 370, Permittivity: 15, ConductivitySPerM: 0.005}
	ground := []float64{12, 14, 11, 30, 65, 80, 72, 40, 22, 18, 15} // every 500 m
	path, err := link.PointToPoint(500, ground)
	if err != nil {
		fmt.Println(err)
		return
	}
	loss, err := path.Loss(ITMVariability{Service: ITMMobile}, ITMConfidence(50, 90))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f dB, not exceeded at 90 %% of times and places\n", loss.LossDB)
	fmt.Printf("%v; transmitter's horizon at %.0f m; warnings: %v\n", path.Mode, path.HorizonDistanceM[0], loss.Warnings)
	// Output:
	// 175.9 dB, not exceeded at 90 % of times and places
	// line of sight; transmitter's horizon at 2500 m; warnings: tx horizon nearer than 0.1 of smooth earth
}

func BenchmarkITM(b *testing.B) {
	hills := make([]float64, 1001)
	for i := range hills {
		x := float64(i)
		hills[i] = 120 + 40*math.Sin(x/17) + 25*math.Sin(x/5.3+1) + 8*math.Sin(x*1.7)
	}
	m := itmAverage(40, 1.5, 1800)
	for _, posts := range []int{34, 112, 334, 1001} {
		b.Run(strconv.Itoa(posts)+" posts", func(b *testing.B) {
			for b.Loop() {
				p, err := m.PointToPoint(30, hills[:posts])
				if err != nil {
					b.Fatal(err)
				}
				if _, err := p.Loss(ITMVariability{Service: ITMBroadcast}, ITMShares{TimePct: 50, LocationPct: 50, SituationPct: 50}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
