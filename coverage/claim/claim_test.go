package claim_test

import (
	"math/big"
	"regexp"
	"strconv"
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
		{"fiber.connected,,,99.5 %,,,,", claim.Inconsistent, "true with at least 37 (at most 51) fewer households; or with 10,037 to 10,051 in all in place of 10,000"},
		{"fiber.connected,,,100.0,2024-07,,,", claim.Inconsistent, "rounded to nearest it would print 100 %"},
		{"fiber.connected,,,\"9.996 hộ\",,,,", claim.Consistent, "exact"},
		{"fiber.connected,,,\"9,995 households\",,,,", claim.Inconsistent, "computed 9996"},
		{"fiber.connected,,,9996/10000,,,,", claim.Consistent, "exact"},
		{"fiber.connected,,,\"9.996/9.999\",,,,", claim.Inconsistent, "the claim counts of 9.999, the data of 10,000"},
		{"fiber.connected,,,9995/10000,,,,", claim.Inconsistent, "computed 9996"},
		{"fiber.connected,,,\"99,96 %\",,9996,10000,", claim.Consistent, "exact"},
		{"fiber.connected,,,\"99,96 %\",,1,1,", claim.Inconsistent, "not 99,96 %"},
		{",,,76.87 %,,20.81 M,27.06 M,", claim.Consistent, "within the rounding of both"},
		{"fiber.connected,,,tối thiểu 99 %,,,,", claim.Consistent, "compared exactly"},
		{"fiber.hamlets,,,most not,,,,", claim.Consistent, "less than half"},
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
	if j := claim.Judge(impossible, nil); j[0].Verdict != claim.Inconsistent || j[1].Verdict != claim.Inconsistent {
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

// TestRandomFiguresAndPrints: the verdict on any printed percentage is that of integers:
// all that may be unknown must agree, and exactly 100 and 0 are themselves.
func TestRandomFiguresAndPrints(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		total := rapid.Int64Range(1, 3000).Draw(rt, "total")
		covered := rapid.Int64Range(0, total).Draw(rt, "covered")
		unknown := rapid.Int64Range(0, min(3, total-covered)).Draw(rt, "unknown")
		scale := rapid.SampledFrom([]int64{1, 10, 100, 1000}).Draw(rt, "scale")
		near := 100 * covered * scale / total
		printed := max(0, min(100*scale, near+rapid.Int64Range(-2, 2).Draw(rt, "off")))
		holds := func(c int64) bool {
			if printed == 0 || printed == 100*scale {
				return 100*c*scale == printed*total
			}
			return 200*c*scale >= (2*printed-1)*total && 100*c*scale < (printed+1)*total && (100*c*scale <= 100*scale*total)
		}
		all, none := true, true
		for c := covered; c <= covered+unknown; c++ {
			all, none = all && holds(c), none && !holds(c)
		}
		want := claim.Undecidable
		switch {
		case unknown == total:
		case all:
			want = claim.Consistent
		case none:
			want = claim.Inconsistent
		}
		text := big.NewRat(printed, scale).FloatString(len(strconv.FormatInt(scale, 10)) - 1)
		got := judgeOne(t, "fiber.connected,,,\""+strings.Replace(text, ".", ",", 1)+" %\",,,,", figure(coverage.FiberConnected, covered, total-covered-unknown, unknown))
		// An interval whose ends do not hold may still hold a number between that no whole count makes.
		if got.Verdict != want && !(want == claim.Inconsistent && got.Verdict == claim.Undecidable && unknown > 0) {
			rt.Fatalf("%s of %d/%d with %d unknown: %s, want %s", text, covered, total, unknown, got.Verdict, want)
		}
	})
}

var leastMore = regexp.MustCompile(`true with at least ([0-9,]+)(?: \(at most ([0-9,]+)\))? (more|fewer) `)

// TestLeastChangeIsLeast: with what the reason says the claim is true, and with one less,
// or one more than the most, it is not.
func TestLeastChangeIsLeast(t *testing.T) {
	number := func(text string) int64 {
		n, err := strconv.ParseInt(strings.ReplaceAll(text, ",", ""), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	rapid.Check(t, func(rt *rapid.T) {
		total := rapid.Int64Range(1, 9000).Draw(rt, "total")
		covered := rapid.Int64Range(0, total).Draw(rt, "covered")
		sign := rapid.SampledFrom([]string{"", "", "> ", ">= ", "< ", "<= "}).Draw(rt, "sign")
		row := "fiber.connected,,," + sign + big.NewRat(rapid.Int64Range(1, 1000).Draw(rt, "printed"), 10).FloatString(1) + " %,,,,"
		verdict := func(c int64) string {
			return judgeOne(t, row, figure(coverage.FiberConnected, c, total-c, 0)).Verdict
		}
		j := judgeOne(t, row, figure(coverage.FiberConnected, covered, total-covered, 0))
		for _, r := range j.Reasons {
			m := leastMore.FindStringSubmatch(r.EN)
			if m == nil {
				continue
			}
			step := int64(1)
			if m[3] == "fewer" {
				step = -1
			}
			n := number(m[1])
			if verdict(covered+step*n) != claim.Consistent || verdict(covered+step*(n-1)) == claim.Consistent {
				rt.Fatalf("%s on %d/%d: %s", row, covered, total, r.EN)
			}
			if m[2] == "" {
				continue
			}
			if most := number(m[2]); verdict(covered+step*most) != claim.Consistent || verdict(covered+step*(most+1)) == claim.Consistent {
				rt.Fatalf("%s on %d/%d: %s", row, covered, total, r.EN)
			}
		}
	})
}

// TestWhichFigure: a claim without unit is of the largest; without technology, or where
// figures of several editions or definitions are of its date, it is judged by each.
func TestWhichFigure(t *testing.T) {
	province, commune := figure(coverage.FiberConnected, 80, 20, 0), figure(coverage.FiberConnected, 1, 9, 0)
	commune.Level, commune.Code = coverage.LevelCommune, "1"
	if j := judgeOne(t, "fiber.connected,,,80 %,,,,", commune, province); j.Verdict != claim.Consistent || len(j.Reasons) != 1 {
		t.Errorf("the province: %s %v", j.Verdict, j.Reasons)
	}
	other := province
	other.Code = "82"
	if j := judgeOne(t, "fiber.connected,,,80 %,,,,", other, province); j.Verdict != claim.Undecidable {
		t.Errorf("two provinces: %s", j.Verdict)
	}
	lte, nr := figure("mobile.population", 99, 1, 0), figure("mobile.population", 4, 96, 0)
	nr.Technology = "5g"
	if j := judgeOne(t, "mobile.population,,any,99 %,,,,", nr, lte); j.Verdict != claim.Consistent || len(j.Holds) != 1 || len(j.Fails) != 1 || j.Holds[0].Edition != "" {
		t.Errorf("no technology: %s %v", j.Verdict, j.Reasons)
	}
	if j := judgeOne(t, "mobile.population,4G,ANY,99 %,,,,", nr, lte); j.Verdict != claim.Consistent || len(j.Holds) != 0 {
		t.Errorf("capitals: %s %v", j.Verdict, j.Reasons)
	}
	elsewhere := figure("mobile.population", 70, 30, 0)
	elsewhere.Criterion = "outdoor#1"
	if j := judgeOne(t, "mobile.population,4g,any,70 %,,,,", lte, elsewhere); j.Verdict != claim.Consistent || len(j.Holds) != 1 || j.Holds[0].Criterion != "outdoor#1" {
		t.Errorf("two definitions: %s %v", j.Verdict, j.Reasons)
	}
	old := figure("mobile.population", 1, 1, 0)
	old.AsOf = "2023"
	if j := judgeOne(t, "mobile.population,4g,any,99 %,,,,", lte, old); j.Verdict != claim.Consistent {
		t.Errorf("the last date: %s %v", j.Verdict, j.Reasons)
	}
}

// TestPrintedEvidence: a document that states no counts decides by its rounding alone.
func TestPrintedEvidence(t *testing.T) {
	o := coverage.Observation{Figure: coverage.Figure{Indicator: coverage.FiberConnected, AsOf: "2023"}, Printed: "88.9"}
	for value, want := range map[string]string{"88.9 %": claim.Consistent, "89 %": claim.Consistent, "88 %": claim.Undecidable, "88.95 %": claim.Undecidable, "88.86 %": claim.Undecidable, "88.7 %": claim.Inconsistent, "> 80 %": claim.Consistent, "> 88.9 %": claim.Undecidable} {
		if j := judgeOne(t, "fiber.connected,,,"+value+",,,,", o); j.Verdict != want {
			t.Errorf("%s: %s, want %s: %v", value, j.Verdict, want, j.Reasons)
		}
	}
}

// TestChangeNeedsOneDefinition: a change across editions is none.
func TestChangeNeedsOneDefinition(t *testing.T) {
	before, now := figure(coverage.FiberConnected, 700, 300, 0), figure(coverage.FiberConnected, 800, 200, 0)
	before.AsOf = "2023"
	for value, want := range map[string]string{"+10 points": claim.Consistent, "tăng 10 điểm phần trăm": claim.Consistent, "+10,0 điểm": claim.Consistent, "+9 points": claim.Inconsistent, "giảm 10 điểm": claim.Inconsistent, "-10 points": claim.Inconsistent} {
		if j := judgeChange(t, value, before, now); j.Verdict != want {
			t.Errorf("%s: %s %v", value, j.Verdict, j.Reasons)
		}
	}
	restated := before
	restated.Edition, restated.Covered, restated.Uncovered = "2022-01", coverage.Whole(600), coverage.Whole(400)
	if j := judgeChange(t, "+10 points", before, restated, now); j.Verdict != claim.Undecidable || !strings.Contains(j.Reasons[0].EN, "several such figures") {
		t.Errorf("two editions of one date: %s %v", j.Verdict, j.Reasons)
	}
	before.Edition = "2022-01"
	if j := judgeChange(t, "+10 points", before, now); j.Verdict != claim.Undecidable || !strings.Contains(j.Reasons[0].EN, "no change") {
		t.Errorf("across editions: %s %v", j.Verdict, j.Reasons)
	}
}

// TestRivals: stations per 4G station are read as coverage where the claim names no
// definition; of hamlets white and gap are what lacks coverage; half is not most.
func TestRivals(t *testing.T) {
	layers := func(technology coverage.Technology, n int64) coverage.Observation {
		o := figure(coverage.BTSLayers, 0, 0, 0)
		o.Technology, o.Operator, o.Total, o.CountOnly, o.Measure = technology, "any", coverage.Whole(n), true, "layer"
		return o
	}
	stations := []coverage.Observation{layers("5g", 3), layers("4g", 10)}
	if j := judgeOne(t, "mobile,5g,,30 %,,,,", stations...); j.Verdict != claim.Consistent || len(j.Holds) != 1 || j.Holds[0].Indicator != claim.StationShare {
		t.Errorf("stations per station: %s %v", j.Verdict, j.Reasons)
	}
	subscriptions := figure(coverage.FiberSubscriptions, 7, 2, 1)
	if j := judgeOne(t, "fiber,,,10 %,,,,", subscriptions, figure(coverage.FiberConnected, 50, 50, 0)); j.Verdict != claim.Inconsistent || len(j.Holds) != 0 {
		t.Errorf("subscriptions partly unknown make no share: %s %v", j.Verdict, j.Reasons)
	}
	white := figure(coverage.HamletsWhite, 3711, 91, 0)
	white.Measure = "hamlet"
	for value, want := range map[string]string{"91 thôn": claim.Consistent, "91/3.802": claim.Consistent, "\"3,711 hamlets\"": claim.Inconsistent, "3711/3802": claim.Inconsistent, "97.6 %": claim.Consistent} {
		if j := judgeOne(t, "hamlets.white,,,"+value+",,,,", white); j.Verdict != want {
			t.Errorf("white hamlets %s: %s %v", value, j.Verdict, j.Reasons)
		}
	}
	for _, value := range []string{"most", "most not", "đa số", "phần lớn chưa"} {
		if j := judgeOne(t, "fiber.hamlets,,,"+value+",,,,", figure(coverage.FiberHamlets, 5, 5, 0)); j.Verdict != claim.Inconsistent {
			t.Errorf("half is %s: %s", value, j.Verdict)
		}
	}
	before, now := figure(coverage.FiberConnected, 8889, 1111, 0), figure(coverage.FiberConnected, 8891, 1109, 0)
	before.AsOf = "2023"
	if j := judgeChange(t, "+0,1 điểm", before, now); j.Verdict != claim.Consistent || j.Rule != claim.RuleDifference {
		t.Errorf("88.8 to 88.9 as printed: %s %s %v", j.Verdict, j.Rule, j.Reasons)
	}
}

func judgeChange(t *testing.T, value string, evidence ...coverage.Observation) claim.Judgement {
	t.Helper()
	claims, err := claim.Parse([]byte("indicator,value,since,date\nfiber.connected,\"" + value + "\",2023,2024\n"))
	if err != nil {
		t.Fatal(err)
	}
	return claim.Judge(claims, evidence)[0]
}

// TestContradictions: two claims that cannot both be true. What the data decides stays.
func TestContradictions(t *testing.T) {
	lte := figure("mobile.population", 90, 10, 0)
	for _, tt := range []struct {
		rows     string
		evidence []coverage.Observation
		want     string
	}{
		{"fiber.connected,,,80 %\nfiber.connected,,,90 %\n", nil, "inconsistent inconsistent"},
		{"fiber.connected,,,80 %\nfiber.connected,,,80.4 %\n", nil, "undecidable undecidable"},
		{"fiber.connected,,,> 80 %\nfiber.connected,,,<= 80 %\n", nil, "inconsistent inconsistent"},
		{"fiber.connected,,,>= 80 %\nfiber.connected,,,<= 80 %\n", nil, "undecidable undecidable"},
		{"fiber.connected,,,80 %\nfiber.passed,,,90 %\n", nil, "undecidable undecidable"},
		{"mobile.population,4g,Viettel,95 %\nmobile.population,4g,any,90 %\n", nil, "inconsistent inconsistent"},
		{"mobile.population,4g,Viettel,85 %\nmobile.population,4g,any,90 %\n", nil, "undecidable undecidable"},
		{"mobile.population,4g,Viettel,95 %\nmobile.population,4g,any,90 %\n", []coverage.Observation{lte}, "inconsistent consistent"},
		{"mobile.population,4g,any,90 %\nmobile.population,4g+,any,80 %\n", []coverage.Observation{lte}, "consistent inconsistent"},
		{"mobile.population,4g,any,91 %\nmobile.population,4g+,any,80 %\n", []coverage.Observation{lte}, "inconsistent undecidable"},
		{"mobile.population,4g,any,91 %\nmobile.population,5g,any,95 %\n", nil, "undecidable undecidable"},
	} {
		claims, err := claim.Parse([]byte("indicator,technology,operator,value\n" + tt.rows))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, j := range claim.Judge(claims, tt.evidence) {
			got = append(got, j.Verdict)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %s, want %s", tt.rows, strings.Join(got, " "), tt.want)
		}
	}
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
