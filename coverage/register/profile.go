package register

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"sync"
)

// Decides says what makes the class of a hamlet.
type Decides string

// The choices.
const (
	ByCentre   Decides = "centre"          // the reference point alone: no hamlet is a gap
	ByClusters Decides = "clusters"        // residential groups alone: white where all lack signal
	ByBoth     Decides = "centre+clusters" // white by the reference point, gap by the groups
)

// Rules of measured samples.
const (
	RuleMedian = "median" // more than half of the samples pass
	RuleShare  = "share"  // MeasuredSharePercent of them do
)

// Words of Profile.NoPower.
const (
	PowerCounted = "counted"
	PowerApart   = "apart"
)

// PerTechnology holds a number for some of coverage.Technologies.
type PerTechnology map[coverage.Technology]float64

// Profile is the definition behind a gap register. Make one by Preset or Parse and
// Resolve it; the zero value is not valid. Copies share the maps: read only.
type Profile struct {
	ID, Title, TitleVI, Source string

	Technology coverage.Technology
	Operator   string // any, all, a name, or the least number of operators in digits
	Decides    Decides

	MinHouseholds        int
	UnservedSharePercent float64
	ClusterRadiusM       float64
	NoPower              string
	Special, Ordinary    []coverage.Difficulty

	MeasuredLevelDBm     PerTechnology
	MinDownMbps          PerTechnology
	MeasuredRadiusM      float64
	MeasuredPoints       int
	MeasuredRule         string
	MeasuredSharePercent float64
	MeasuredMaxAgeDays   int // 0: any age

	// Pending lists the keys that an inheritor must state; Resolve refuses until
	// there are none.
	Pending []string
}

// defaults are what a profile says that states nothing. The levels are those of
// the criterion outdoor-110; the speeds are the minimum of VNPT's declared service
// areas (4G area 1: 5 Mbit/s; 3G area 2: 0.256 Mbit/s), and 95 % the share that
// the regulator asks of samples. The radius and the number are ours.
func defaults() Profile {
	return Profile{
		Technology: coverage.Tech4GPlus, Operator: coverage.OperatorAny, Decides: ByBoth, MinHouseholds: 1, NoPower: PowerCounted,
		Special:          []coverage.Difficulty{coverage.DifficultySpecial, coverage.DifficultyArea3},
		Ordinary:         []coverage.Difficulty{coverage.DifficultyOrdinary, coverage.DifficultyArea1, coverage.DifficultyArea2},
		MeasuredLevelDBm: PerTechnology{coverage.Tech2G: -100, coverage.Tech3G: -105, coverage.Tech4G: -110, coverage.Tech5G: -110},
		MinDownMbps:      PerTechnology{coverage.Tech3G: 0.256, coverage.Tech4G: 5, coverage.Tech5G: 5},
		MeasuredRadiusM:  500, MeasuredPoints: 5, MeasuredRule: RuleShare, MeasuredSharePercent: 95, MeasuredMaxAgeDays: 365,
	}
}

// ErrPending says that a profile is an empty slot.
var ErrPending = errors.New("is not filled in")

// Resolve returns the profile ready for use. It refuses one with pending keys.
func (p Profile) Resolve() (Profile, error) {
	if len(p.Pending) > 0 {
		return Profile{}, fmt.Errorf("register profile %s %w: write a YAML file with \"extends: %s\", an id of your own and the keys %s from %s",
			p.ID, ErrPending, p.ID, strings.Join(p.Pending, ", "), p.Source)
	}
	return p, errors.Join(p.violations()...)
}

// least is the number of operators that must serve a place, 0 where Operator is a
// rule or a name.
func (p Profile) least() int {
	n, err := strconv.Atoi(p.Operator)
	if err != nil {
		return 0
	}
	return n
}

var idForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`) })

// violations lists what is wrong, apart from pending keys.
func (p Profile) violations() []error {
	var errs []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	within := func(key string, v, least, most float64) {
		check(v >= least && v <= most, "%s is %v: want %v to %v", key, v, least, most)
	}
	check(idForm().MatchString(p.ID), "id %q: want small letters, digits, '.', '_' and '-', at most 64", p.ID)
	check(slices.Contains(append(coverage.Technologies(), coverage.Tech4GPlus, coverage.TechAny), p.Technology),
		"technology %q: want 2g, 3g, 4g, 5g, 4g+ or 2g+", p.Technology)
	check(p.Operator != "" && p.Operator != coverage.OperatorMax && strings.TrimSpace(p.Operator) == p.Operator,
		"operator %q: want any, all, a name, or the least number of operators", p.Operator)
	if n, err := strconv.Atoi(p.Operator); err == nil {
		check(n >= 1 && n <= 9 && p.Operator == strconv.Itoa(n), "operator %s: want 1 to 9 operators", p.Operator)
	}
	check(slices.Contains([]Decides{ByCentre, ByClusters, ByBoth}, p.Decides), "decides %q: want centre, clusters or centre+clusters", p.Decides)
	check(p.NoPower == PowerCounted || p.NoPower == PowerApart, "no_power %q: want counted or apart", p.NoPower)
	check(p.MeasuredRule == RuleMedian || p.MeasuredRule == RuleShare, "measured_rule %q: want median or share", p.MeasuredRule)
	within("min_households", float64(p.MinHouseholds), 0, 1e6)
	within("unserved_share_percent", p.UnservedSharePercent, 0, 100)
	within("cluster_radius_m", p.ClusterRadiusM, 0, 20_000)
	within("measured_radius_m", p.MeasuredRadiusM, 0, 20_000)
	within("measured_points", float64(p.MeasuredPoints), 1, 1e6)
	check(p.MeasuredSharePercent > 0 && p.MeasuredSharePercent <= 100, "measured_share_percent is %v: want above 0, to 100", p.MeasuredSharePercent)
	within("measured_max_age_days", float64(p.MeasuredMaxAgeDays), 0, 36_500)
	errs = append(errs, p.MeasuredLevelDBm.violations("measured_level_dbm", -160, -10)...)
	errs = append(errs, p.MinDownMbps.violations("min_down_mbps", 0, 100_000)...)
	return append(errs, p.difficultyViolations()...)
}

func (v PerTechnology) violations(key string, least, most float64) []error {
	var errs []error
	for t, x := range v {
		if !slices.Contains(coverage.Technologies(), t) {
			errs = append(errs, fmt.Errorf("%s: %q is no technology of cells: want 2g, 3g, 4g or 5g", key, t))
		} else if !(x >= least && x <= most) {
			errs = append(errs, fmt.Errorf("%s: %s is %v: want %v to %v", key, t, x, least, most))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errs
}

func (p Profile) difficultyViolations() []error {
	var errs []error
	seen := map[coverage.Difficulty]bool{}
	for _, d := range slices.Concat(p.Special, p.Ordinary) {
		if !slices.Contains(coverage.Difficulties(), d) {
			errs = append(errs, fmt.Errorf("%q is no class of difficulty: want special, area-1, area-2, area-3 or ordinary", d))
		} else if seen[d] {
			errs = append(errs, fmt.Errorf("class of difficulty %q is listed twice", d))
		}
		seen[d] = true
	}
	return errs
}

// canonicalVersion begins what is hashed; it changes when the program gives the
// same file another meaning.
const canonicalVersion = "phusong register 1\n"

// Hash is the first 8 hexadecimal digits of SHA-256 over what decides classes and
// routes: not the id, the titles and the source.
func (p Profile) Hash() string {
	sum := sha256.Sum256([]byte(canonicalVersion + p.meaning()))
	return hex.EncodeToString(sum[:4])
}

// Label is id and hash, "nested#1a2b3c4d", as printed beside figures.
func (p Profile) Label() string { return p.ID + "#" + p.Hash() }

// Text is the profile as canonical YAML, every default written out. Parse reads it
// back to the same Label.
func (p Profile) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "id: %s\n", p.ID)
	for _, line := range [][2]string{{"title", p.Title}, {"title_vi", p.TitleVI}, {"source", p.Source}} {
		if line[1] != "" {
			fmt.Fprintf(&b, "%s: %s\n", line[0], quoted(line[1]))
		}
	}
	return b.String() + p.meaning()
}

// meaning is the part of Text that decides.
func (p Profile) meaning() string {
	var b strings.Builder
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, value) }
	line("technology", string(p.Technology))
	line("operator", quoted(p.Operator))
	line("decides", string(p.Decides))
	line("min_households", strconv.Itoa(p.MinHouseholds))
	line("unserved_share_percent", decimal(p.UnservedSharePercent))
	line("cluster_radius_m", decimal(p.ClusterRadiusM))
	line("no_power", p.NoPower)
	line("special", listed(p.Special))
	line("ordinary", listed(p.Ordinary))
	line("measured_level_dbm", p.MeasuredLevelDBm.flow())
	line("min_down_mbps", p.MinDownMbps.flow())
	line("measured_radius_m", decimal(p.MeasuredRadiusM))
	line("measured_points", strconv.Itoa(p.MeasuredPoints))
	line("measured_rule", p.MeasuredRule)
	line("measured_share_percent", decimal(p.MeasuredSharePercent))
	line("measured_max_age_days", strconv.Itoa(p.MeasuredMaxAgeDays))
	if len(p.Pending) > 0 {
		line("pending", "["+strings.Join(p.Pending, ", ")+"]")
	}
	return b.String()
}

// listed prints classes in canonical order.
func listed(classes []coverage.Difficulty) string {
	var names []string
	for _, d := range coverage.Difficulties() {
		if slices.Contains(classes, d) {
			names = append(names, string(d))
		}
	}
	return "[" + strings.Join(names, ", ") + "]"
}

func (v PerTechnology) flow() string {
	var parts []string
	for _, t := range coverage.Technologies() {
		if x, ok := v[t]; ok {
			parts = append(parts, string(t)+": "+decimal(x))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// decimal prints the shortest decimal that reads back.
func decimal(v float64) string {
	if v == 0 {
		v = math.Abs(v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
