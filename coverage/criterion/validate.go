package criterion

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"sync"
)

// Ranges of the values: wide enough for any real definition, narrow enough to
// catch a lost sign or a wrong unit.
const (
	lowestDBm, highestDBm = -156, -20 // SS-RSRP is reported from -156 dBm, TS 38.133
	maxResourceBlocks     = 275       // TS 38.211
	maxRadiusM            = 200_000
	maxTextRunes          = 300
)

var idPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`) })

// Validate returns all violations joined, or nil. Keys that are pending are one.
func (c Criterion) Validate() error {
	errs := c.violations()
	if err := c.pendingError(); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Resolve returns the criterion when it can decide, and otherwise an error that
// says what to do; run nothing without it.
func (c Criterion) Resolve() (Criterion, error) {
	if err := c.Validate(); err != nil {
		return Criterion{}, fmt.Errorf("criterion %s cannot be used: %w", c.ID, err)
	}
	return c, nil
}

func (c Criterion) pendingError() error {
	if len(c.Pending) == 0 {
		return nil
	}
	keys := strings.Join(c.Pending, ", ")
	if c.ID == "official-1603" {
		return fmt.Errorf("the text of Công văn 1603/BTTTT-CVT is not public, so its values are not in the program: "+
			"obtain the letter and write a YAML file that begins with \"extends: official-1603\" and states %s", keys)
	}
	return fmt.Errorf("these keys are still to be stated in a YAML file that extends it: %s", keys)
}

// violations lists what is wrong, pending keys aside.
func (c Criterion) violations() []error {
	var v violations
	v.unless(idPattern().MatchString(c.ID), "id %.80q: use small letters, digits, '.', '_' and '-', at most 64", c.ID)
	for key, text := range map[string]string{"title": c.Title, "title_vi": c.TitleVI, "source": c.Source} {
		v.unless(printable(text), "%s: at most %d printable characters on one line", key, maxTextRunes)
	}
	v.unless(slices.Contains([]DemandAt{AtCell, AtCentre}, c.DemandAt), "demand_at %q: use cell or centre", c.DemandAt)
	switch c.Kind {
	case KindRSRP:
		c.levelViolations(&v)
	case KindRadius:
		v.unless(slices.Contains([]StatedRange{StatedWins, StatedIgnored}, c.StatedRange), "stated_range %q: use wins or ignored", c.StatedRange)
		v.perTechnology("radius_m", c.RadiusM, [2]float64{1, maxRadiusM}, slices.Contains(c.Pending, "radius_m"))
	default:
		v.unless(false, "kind %q: state rsrp or radius", c.Kind)
	}
	slices.SortFunc(v, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return v
}

func (c Criterion) levelViolations(v *violations) {
	v.perTechnology("thresholds_dbm", c.ThresholdsDBm, [2]float64{lowestDBm, highestDBm}, slices.Contains(c.Pending, "thresholds_dbm"))
	v.within("location_percent", c.LocationPercent, 1, 99.9)
	v.within("receiver_height_m", c.ReceiverHeightM, 0.5, 100)
	v.within("body_loss_db", c.BodyLossDB, 0, 60)
	v.within("feeder_loss_db", c.FeederLossDB, 0, 60)
	v.within("max_range_km", c.MaxRangeKm, 0.1, 200)
	v.within("resource_blocks", float64(c.ResourceBlocks), 0, maxResourceBlocks)
	v.unless(slices.Contains(indoors, c.Indoor), "indoor %q: use one of %v", c.Indoor, indoors)
	c.terrainViolations(v)
	c.modelViolations(v)
}

// modelViolations says once what is wrong with a model that several technologies name.
func (c Criterion) modelViolations(v *violations) {
	var names []string
	of := map[string][]string{}
	for _, t := range coverage.Technologies() {
		name := c.modelName(t)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		of[name] = append(of[name], string(t))
	}
	for _, name := range names {
		err := checkModelName(name)
		if err == nil && c.TerrainIgnored && propagation.IsPathName(name) && slices.ContainsFunc(of[name], c.coversName) {
			err = fmt.Errorf("%s needs terrain, which is %s", name, terrainIgnored)
		}
		v.unless(err == nil, "model of %s: %.400v", strings.Join(of[name], ", "), err)
	}
}

func (c Criterion) coversName(t string) bool { return c.Covers(coverage.Technology(t)) }

// checkModelName returns what is wrong with the name of a model.
func checkModelName(name string) error {
	if name == ModelAuto {
		return nil
	}
	if !isModelName(name) {
		return fmt.Errorf("no propagation model %.80q; known: %s, %s, and over terrain p1812, itm and each of these laws with +terrain",
			name, ModelAuto, strings.Join(propagation.Names(), ", "))
	}
	if propagation.IsPathName(name) {
		_, err := propagation.PathModelByName(name)
		return err
	}
	m, err := propagation.ByName(name)
	if _, disc := m.(propagation.Disc); disc {
		return fmt.Errorf("%s gives no level; use kind: radius", name)
	}
	return err
}

// isModelName tells whether a name, its parameters aside, is one of a model.
func isModelName(name string) bool {
	kind, _, _ := strings.Cut(name, ":")
	if law, over := strings.CutSuffix(kind, "+terrain"); over || slices.Contains(propagation.Names(), law) {
		return slices.Contains(propagation.Names(), law)
	}
	return kind == "disc" || propagation.IsPathName(kind)
}

type violations []error

func (v *violations) unless(ok bool, format string, args ...any) {
	if !ok {
		*v = append(*v, fmt.Errorf(format, args...))
	}
}

func (v *violations) within(key string, value, lo, hi float64) {
	v.unless(value >= lo && value <= hi, "%s %v is outside [%v, %v]", key, value, lo, hi)
}

func (v *violations) perTechnology(key string, values PerTechnology, limits [2]float64, mayLack bool) {
	v.unless(len(values) > 0 || mayLack, "%s: state at least one technology", key)
	for t, value := range values {
		v.unless(slices.Contains(coverage.Technologies(), t), "%s: no technology %q; known: 2g, 3g, 4g, 5g", key, t)
		v.within(fmt.Sprintf("%s of %s", key, t), value, limits[0], limits[1])
		v.unless(!math.Signbit(value) || value != 0, "%s of %s is minus zero", key, t)
	}
}

func printable(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= maxTextRunes &&
		!strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
