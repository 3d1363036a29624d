package claim_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/claim"
)

func figure(indicator string, covered, uncovered, unknown int64) coverage.Observation {
	f := coverage.Figure{Indicator: indicator, Unit: -1, Covered: coverage.Whole(covered), Uncovered: coverage.Whole(uncovered), Unknown: coverage.Whole(unknown),
		Total: coverage.Whole(covered + uncovered + unknown), Measure: "household", AsOf: "2024-07-11"}
	if strings.HasPrefix(indicator, "mobile.") {
		f.Technology, f.Operator = "4g", "any"
	}
	return coverage.Observation{Figure: f, Level: "province", Code: "80", Edition: "2025-06"}
}

const header = "indicator,technology,operator,value,date,numerator,denominator,edition\n"

func judgeOne(t *testing.T, row string, evidence ...coverage.Observation) claim.Judgement {
	t.Helper()
	claims, err := claim.Parse([]byte(header + row + "\n"))
	if err != nil || len(claims) != 1 {
		t.Fatalf("%s: %v", row, err)
	}
	return claim.Judge(claims, evidence)[0]
}

func TestVerdicts(t *testing.T) {
	connected, hamlets := figure(coverage.FiberConnected, 9996, 4, 0), figure(coverage.FiberHamlets, 45, 55, 0)
	for _, tt := range []struct{ row, verdict, says string }{
		{"fiber.connected,,,\"99,9 %\",2024-07,,,", claim.Consistent, "rounded down"},
		{"fiber.connected,,,100.0,2024-07,,,", claim.Inconsistent, "at least 4 more"},
		{"fiber.connected,,,100 %,2024-07,,,", claim.Inconsistent, "at least 4 more"},
		{"fiber.connected,,,99.96,2024-07,,,", claim.Consistent, "exact"},
		{"fiber.connected,,,99.96,2023,,,", claim.Undecidable, "the claim is of 2023, the data of 2024-07-11"},
		{"fiber.connected,,,99.96,2024,,,2025-07", claim.Undecidable, "phusong crosswalk"},
		{"fiber.connected,,,> 99.96 %,,,,", claim.Inconsistent, "at least 1 more"},
		{"fiber.connected,,,>= 99.96 %,,,,", claim.Consistent, "compared exactly"},
		{"fiber.connected,,,99.5 %,,,,", claim.Inconsistent, "fewer"},
		{"fiber.hamlets,,,most not,,,,", claim.Consistent, ""},
		{"fiber.hamlets,,,most,,,,", claim.Inconsistent, ""},
		{"fiber.connected,,,45 %,,,,", claim.Inconsistent, "under another definition: fiber.hamlets = 45 %"},
		{"fiber,,,45 %,,,,", claim.Consistent, "not as fiber.connected"},
		{"fiber,,,46 %,,,,", claim.Inconsistent, "no reading gives the number"},
		{"fiber.passed,,,45 %,,,,", claim.Undecidable, "comes out as fiber.hamlets"},
		{"fiber.hamlets,,,120 %,,,,", claim.Inconsistent, "above 100 %"},
		{",,,2,,,,", claim.Undecidable, "outside the data"},
		// Published fractions: Lào Cai, Tây Ninh, the nation (domain-vietnam.md, 1.3 to 1.5).
		{",,,98 %,,1533,1562,", claim.Consistent, "98.14"},
		{",,,\"85,5 %\",,1.336,1.562,", claim.Consistent, "85.53"},
		{",,,\"48,96 %\",,47,96,", claim.Consistent, "rounded to nearest"},
		{",,,\"48,95 %\",,47,96,", claim.Consistent, "rounded down"},
		{",,,49.5 %,,47,96,", claim.Inconsistent, "not 49.5 %"},
		{",,,76.9 %,,20.81 M,27.06 M,", claim.Consistent, ""},
		{",,,57.5 %,,\"68,457\",\"119,056\",", claim.Consistent, ""},
		{",,,57.5 %,,\"68,457\",,", claim.Undecidable, "imply a denominator from 118,"},
	} {
		j := judgeOne(t, tt.row, connected, hamlets)
		var words []string
		for _, r := range j.Reasons {
			if r.EN == "" || r.VI == "" {
				t.Errorf("%s: a reason in one language only: %+v", tt.row, r)
			}
			words = append(words, r.EN)
		}
		if text := strings.Join(words, "; "); j.Verdict != tt.verdict || !strings.Contains(text, tt.says) {
			t.Errorf("%s: %s (%s), want %s with %q", tt.row, j.Verdict, text, tt.verdict, tt.says)
		}
	}
}

// TestUnknownIsUndecidable: only where the unknown part could matter.
func TestUnknownIsUndecidable(t *testing.T) {
	f := figure(coverage.FiberConnected, 80, 10, 10)
	for row, want := range map[string]string{"80 %": claim.Undecidable, "85 %": claim.Undecidable, "95 %": claim.Inconsistent, "70 %": claim.Inconsistent,
		"> 79 %": claim.Consistent, "> 90 %": claim.Inconsistent, ">= 90 %": claim.Undecidable} {
		if j := judgeOne(t, "fiber.connected,,,"+row+",,,,", f); j.Verdict != want {
			t.Errorf("%s: %s, want %s", row, j.Verdict, want)
		}
	}
}

// TestNamedIndicatorMissing: a claim on an indicator that the data lacks is not
// decided by its relatives.
func TestNamedIndicatorMissing(t *testing.T) {
	if j := judgeOne(t, "fiber.passed,,,45 %,,,,", figure(coverage.FiberHamlets, 45, 55, 0)); j.Verdict != claim.Undecidable {
		t.Errorf("got %s: %v", j.Verdict, j.Reasons)
	}
}

func TestTogether(t *testing.T) {
	claims, err := claim.Parse([]byte("id,indicator,value\na,fiber.communes,100 %\nb,fiber.hamlets,most not\n"))
	if err != nil {
		t.Fatal(err)
	}
	texts := claim.Together(claim.Judge(claims, []coverage.Observation{figure(coverage.FiberCommunes, 5, 0, 0), figure(coverage.FiberHamlets, 45, 55, 0)}))
	if len(texts) != 1 || !strings.Contains(texts[0].EN, "one connected household") || !strings.Contains(texts[0].VI, "một hộ kết nối") {
		t.Errorf("got %+v", texts)
	}
	impossible, err := claim.Parse([]byte("id,indicator,technology,value\na,mobile.population,5g,90 %\nb,mobile.population,4g+,85 %\n"))
	if err != nil {
		t.Fatal(err)
	}
	if j := claim.Judge(impossible, nil); j[0].Verdict != claim.Inconsistent || j[1].Verdict != claim.Undecidable {
		t.Errorf("5G above 4G+: %s, %s", j[0].Verdict, j[1].Verdict)
	}
}

// TestVerdictIsRecomputation: what this tool prints is consistent, and what differs by
// a unit of the last decimal and more is not; 100 is claimed by covered = total alone.
func TestVerdictIsRecomputation(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := figure(coverage.FiberConnected, rapid.Int64Range(1, 5000).Draw(rt, "covered"), rapid.Int64Range(0, 5000).Draw(rt, "uncovered"), 0)
		decimals := rapid.IntRange(0, 3).Draw(rt, "decimals")
		text := f.PercentText(decimals)
		scale := coverage.Micro(1)
		for range decimals {
			scale *= 10
		}
		if f.Covered*100*scale >= f.Total { // below, the printed number is lifted from 0
			if j := judgeOne(t, "fiber.connected,,,"+text+" %,,,,", f); j.Verdict != claim.Consistent {
				rt.Fatalf("%s of %s/%s: %s %v", text, f.Covered, f.Total, j.Verdict, j.Reasons)
			}
		}
		if j := judgeOne(t, "fiber.connected,,,100 %,,,,", f); (j.Verdict == claim.Consistent) != (f.Uncovered == 0) {
			rt.Fatalf("100 %% of %s/%s: %s", f.Covered, f.Total, j.Verdict)
		}
	})
}

func TestParseMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"": "no header", "id,colour\na,b\n": "column \"colour\"", "value\nmany\nabout 5\n": "row 3", "value,expect\n5,true\n": "want consistent",
		"value,date\n5,soon\n": "is not a date", "indicator,value\nfiber.connected,+0.1 point\n": "needs since", "value,numerator,denominator\n5 %,1,0\n": "denominator 0",
	} {
		if _, err := claim.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("id,indicator,value,numerator,denominator\na,fiber.connected,\"99,9 %\",20.81 M,27.06 M\nb,fiber,most,1,2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		claims, err := claim.Parse(data)
		if err != nil {
			return
		}
		for _, j := range claim.Judge(claims, []coverage.Observation{figure(coverage.FiberConnected, 3, 1, 1)}) {
			if j.Verdict == "" {
				t.Errorf("no verdict on %+v", j.Claim)
			}
		}
	})
}
