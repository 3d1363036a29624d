package propagation

import (
	"bufio"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const vectorFolder = "../../../shared/vectors"

// rowsByFirst reads a table of a key and numbers, of any length per row.
func rowsByFirst(t *testing.T, name string) map[string][]float64 {
	t.Helper()
	f, err := os.Open(filepath.Join(vectorFolder, name))
	if err != nil {
		t.Skipf("reference numbers are not beside this checkout (%v); the typed-in cases still run", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for _, rec := range records[1:] {
		out[rec[0]] = numbersOf(t, rec[1:])
	}
	return out
}

func numbersOf(t *testing.T, fields []string) []float64 {
	t.Helper()
	var out []float64
	for _, s := range fields {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

var zoneOfCode = map[float64]RadioZone{1: Sea, 3: CoastalLand, 4: Inland}

// sg3Profile reads a profile in the exchange format of ITU-R Study Group 3.
func sg3Profile(t *testing.T, name string) P1812Input {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in P1812Input
	inside := false
	for s := bufio.NewScanner(f); s.Scan(); {
		line := s.Text()
		switch {
		case strings.HasPrefix(line, "{Begin of Profile"):
			inside = true
		case strings.HasPrefix(line, "{End of Profile"):
			inside = false
		case inside && !strings.HasPrefix(line, "Number"):
			v := numbersOf(t, strings.Split(line, ",")[:5])
			in.Profile.DistanceKm = append(in.Profile.DistanceKm, v[0])
			in.Profile.HeightM = append(in.Profile.HeightM, v[1])
			in.ClutterM = append(in.ClutterM, v[3])
			in.Zones = append(in.Zones, zoneOfCode[v[4]])
		}
	}
	return in
}

// sg3Log reads the values of a log by "name" and by "name reference".
func sg3Log(t *testing.T, name string) map[string]float64 {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, line := range strings.Split(string(b), "\n") {
		c := strings.Split(strings.TrimSpace(line), ",")
		if len(c) < 4 {
			continue
		}
		if v, err := strconv.ParseFloat(c[3], 64); err == nil {
			out[strings.TrimSpace(c[0])] = v
			out[strings.TrimSpace(c[0])+" "+c[1]] = v
		}
	}
	return out
}

func inputOfLog(in P1812Input, v map[string]float64) P1812Input {
	in.FrequencyMHz = v["f (GHz)"] * 1000
	in.TxHeightM, in.RxHeightM = v["htg (m)"], v["hrg (m)"]
	in.PercentTime, in.PercentLocations = v["p (%)"], v["pL (%)"]
	in.LocationSigmaDB, in.LatitudeDeg = v["sigmaL (dB)"], v["phi (deg)"]
	in.DN, in.N0 = v["DN"], v["N0"]
	in.Polarisation = Polarisation(v["pol"] - 1)
	in.TxCoastKm, in.RxCoastKm = v["dct (km)"], v["dcr (km)"]
	return in
}

// stagesOf are the stages by their names in the logs. What the reference prints
// as Lbd is Lbda: it computes (61) in the place of (43).
func stagesOf(r *P1812Result) map[string]float64 {
	p, d, c := &r.Path, &r.Diffraction, &r.Combination
	return map[string]float64{
		"dlt (km)": p.Dlt, "dlr (km)": p.Dlr, "th_t (mrad)": p.ThetaT, "th_r (mrad)": p.ThetaR, "th (mrad)": p.Theta,
		"hts (m)": p.Hts, "hrs (m)": p.Hrs, "w": p.Omega, "dtm (km)": p.Dtm, "dlm (km)": p.Dlm, "b0 (%)": p.Beta0,
		"ae (km)": p.Ae, "hst (m) Eq (90a)": p.Hst, "hsr (m) Eq (90b)": p.Hsr,
		"hstd (m)": d.Median.HstdM, "hsrd (m)": d.Median.HsrdM, "htc (m) Eq (37a)": d.Median.HtspM, "hrc (m) Eq (37b)": d.Median.HrspM,
		"hte (m)": p.Hte, "hre (m)": p.Hre, "hm (m)": p.Hm, "Fi": d.Fi, "Fj": c.Fj, "Fk": c.Fk,
		"Lbfs": r.Lbfs, "Lb0p": r.Lb0p, "Lb0b": r.Lb0b,
		"Lbulla (dB)": d.Beta.LbaDB, "Lbulls (dB)": d.Beta.LbsDB, "Ldsph (dB)": d.Beta.LsphDB,
		"Ld50 (dB)": d.Median.LossDB, "Ldb (dB)": d.Beta.LossDB, "Ldp (dB)": d.Ldp, "Lbd50 (dB)": d.Lbd50, "Lbd (dB)": c.Lbda,
		"Lminb0p (dB)": c.Lminb0p, "Lba (dB)": r.Ducting.Lba, "Lminbap (dB)": c.Lminbap, "Lbda (dB)": c.Lbda,
		"Lbam (dB)": c.Lbam, "Lbs (dB)": r.Lbs, "Lbc (dB)": c.Lbc, "Lb (dB)": r.LossDB, "Ep (dBuV/m)": r.FieldDBuVpM,
	}
}

// TestP1812Logs compares every stage of the public reference runs: ten digits
// are printed there.
func TestP1812Logs(t *testing.T) {
	logs, _ := filepath.Glob(filepath.Join(vectorFolder, "p1812/results/*_log.csv"))
	if len(logs) == 0 {
		t.Skip("reference numbers are not beside this checkout; the typed-in cases still run")
	}
	worst, worstLoss, stages := 0.0, 0.0, 0
	for _, name := range logs {
		base := strings.TrimSuffix(filepath.Base(name), "_log.csv")
		base = base[:strings.LastIndex(base, "_")]
		want := sg3Log(t, name)
		r, err := P1812(inputOfLog(sg3Profile(t, filepath.Join(vectorFolder, "p1812/profiles", base+".csv")), want))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for stage, got := range stagesOf(&r) {
			w, known := want[stage]
			if !known {
				t.Fatalf("%s has no %q", name, stage)
			}
			stages++
			diff := math.Abs(got - w)
			if !(diff <= 1e-6) {
				t.Errorf("%s %s: got %.10g, want %.10g", filepath.Base(name), stage, got, w)
			}
			worst = max(worst, diff)
			if stage == "Lb (dB)" {
				worstLoss = max(worstLoss, diff)
			}
		}
	}
	t.Logf("%d logs, %d stages: at most %.2g off, Lb at most %.2g dB", len(logs), stages, worst, worstLoss)
}

func TestP1812Cases(t *testing.T) {
	profiles, clutter := rowsByFirst(t, "p1812_cases/profiles.csv"), rowsByFirst(t, "p1812_cases/clutter.csv")
	rows := vectorRows(t, "p1812_cases/cases.csv")
	worst := 0.0
	for _, row := range rows {
		get := func(key string) float64 { return field(t, row, key) }
		in := P1812Input{ClutterM: clutter[row["case"]], FrequencyMHz: get("f_ghz") * 1000,
			TxHeightM: get("htg_m"), RxHeightM: get("hrg_m"), Polarisation: Polarisation(get("pol") - 1),
			PercentTime: get("p_pct"), PercentLocations: get("pL_pct"), LocationSigmaDB: get("sigmaL_db"),
			LatitudeDeg: (get("phi_t") + get("phi_r")) / 2, DN: get("DN"), N0: get("N0")}
		in.Profile.HeightM = profiles[row["case"]]
		for i := range in.Profile.HeightM {
			in.Profile.DistanceKm = append(in.Profile.DistanceKm, float64(i)*get("step_km"))
			in.Zones = append(in.Zones, zoneOfCode[get("zone")])
		}
		r, err := P1812(in)
		if err != nil {
			t.Fatalf("case %s: %v", row["case"], err)
		}
		d := &r.Diffraction
		for key, got := range map[string]float64{"Lb_db": r.LossDB, "Lbfs": r.Lbfs, "Lb0p": r.Lb0p, "Lb0b": r.Lb0b,
			"Lbulla": d.Beta.LbaDB, "Lbulls": d.Beta.LbsDB, "Ldsph": d.Beta.LsphDB, "Ld50": d.Median.LossDB, "Ldp": d.Ldp,
			"Lbd50": d.Lbd50, "Lbd": r.Combination.Lbda, "Lba": r.Ducting.Lba, "Lbs": r.Lbs, "Lbc": r.Combination.Lbc,
			"dlt": r.Path.Dlt, "dlr": r.Path.Dlr, "th": r.Path.Theta, "hstd": d.Median.HstdM, "hsrd": d.Median.HsrdM,
			"hte": r.Path.Hte, "hre": r.Path.Hre} {
			diff := math.Abs(got - get(key))
			if !(diff <= 1e-6) {
				t.Errorf("case %s %s: got %.10g, want %.10g", row["case"], key, got, get(key))
			}
			worst = max(worst, diff)
		}
	}
	if len(rows) != 100 {
		t.Errorf("got %d cases, want 100", len(rows))
	}
	t.Logf("%d cases of 21 stages: at most %.2g off", len(rows), worst)
}

func TestVectorsDeltaBullington(t *testing.T) {
	worst, worstHeight := 0.0, 0.0
	for i, row := range vectorRows(t, "delta_bullington/expected.csv") {
		get := func(key string) float64 { return field(t, row, key) }
		var p Profile
		for _, post := range vectorRows(t, "delta_bullington/path"+row["path"]+".csv") {
			p.DistanceKm = append(p.DistanceKm, field(t, post, "d_km"))
			p.HeightM = append(p.HeightM, field(t, post, "h_m"))
		}
		r, err := DeltaBullington(p, DiffractionLink{FrequencyMHz: get("f_mhz"), TxHeightM: get("tx_agl_m"), RxHeightM: get("rx_agl_m")})
		if err != nil {
			t.Fatal(err)
		}
		for key, got := range map[string]float64{"htsp_m": r.HtspM, "hrsp_m": r.HrspM} {
			diff := math.Abs(got - get(key))
			worstHeight = max(worstHeight, diff)
			if !(diff <= 1e-5) {
				t.Errorf("row %d %s: got %.7f, want %.7f", i+2, key, got, get(key))
			}
		}
		for key, got := range map[string]float64{"Lba_db": r.LbaDB, "Lbs_db": r.LbsDB, "Lsph_db": r.LsphDB, "L_db": r.LossDB} {
			diff := math.Abs(got - get(key))
			worst = max(worst, diff)
			if !(diff <= 0.01) {
				t.Errorf("row %d %s: got %.6f dB, want %.6f", i+2, key, got, get(key))
			}
		}
	}
	t.Logf("losses at most %.2g dB off, heights %.2g m", worst, worstHeight)
}
