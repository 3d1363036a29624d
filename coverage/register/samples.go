package register

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"phusong/coverage"
	"phusong/geo/index"
)

// samples are the measurements that a profile takes.
type samples struct {
	profile Profile
	all     []coverage.Measurement
	points  *index.Points
	layers  []coverage.SignalLayer // of all, sorted
	notes   []string
}

// newSamples keeps the measurements of the profile's technologies that are not too old.
func newSamples(d *coverage.Dataset, p Profile) *samples {
	s := &samples{profile: p}
	other, undated, old := 0, 0, 0
	members := p.Technology.Members()
	limit, limited := oldest(d.AsOf, p.MeasuredMaxAgeDays)
	for _, m := range d.Measurements {
		switch {
		case !slices.Contains(members, m.Technology):
			other++
		case limited && m.Date == "":
			undated++
		case limited && m.Date < limit:
			old++
		default:
			s.all = append(s.all, m)
		}
	}
	for _, n := range []struct {
		count int
		why   string
	}{{other, "of technologies that the register does not ask for"}, {undated, "without a date"}, {old, fmt.Sprintf("older than %d days", p.MeasuredMaxAgeDays)}} {
		if n.count > 0 {
			s.notes = append(s.notes, fmt.Sprintf("register: %d of %d measurements not used: %s", n.count, len(d.Measurements), n.why))
		}
	}
	var positions [][2]float64
	for _, m := range s.all {
		positions = append(positions, [2]float64{m.Lon, m.Lat})
		s.layers = append(s.layers, coverage.SignalLayer{Technology: m.Technology, Operator: m.Operator})
	}
	slices.SortFunc(s.layers, func(a, b coverage.SignalLayer) int {
		return cmp.Or(cmp.Compare(a.Technology, b.Technology), cmp.Compare(a.Operator, b.Operator))
	})
	s.layers = slices.Compact(s.layers)
	s.points = index.NewPoints(positions)
	return s
}

// oldest is the earliest date that counts: so many days before the end of the day,
// month or year of the figures.
func oldest(asOf string, days int) (date string, limited bool) {
	if days == 0 {
		return "", false
	}
	for _, form := range []struct {
		layout        string
		months, years int
	}{{"2006-01-02", 0, 0}, {"2006-01", 1, 0}, {"2006", 0, 1}} {
		t, err := time.Parse(form.layout, asOf)
		if err != nil {
			continue
		}
		if end := t.AddDate(form.years, form.months, 0); form.months+form.years > 0 {
			t = end.AddDate(0, 0, -1)
		}
		return t.AddDate(0, 0, -days).Format("2006-01-02"), true
	}
	return "", false
}

// found are the samples around a place.
type found struct {
	s          *samples
	sample     []*coverage.Measurement
	distancesM []float64
}

// around finds the samples within the profile's radius of a place.
func (s *samples) around(p place) found {
	f := found{s: s}
	if p.receiver < 0 || len(s.all) == 0 {
		return f
	}
	var near []int
	s.points.Within(p.lon, p.lat, s.profile.MeasuredRadiusM+1, func(i int) { near = append(near, i) })
	slices.Sort(near)
	for _, i := range near {
		m := &s.all[i]
		if d := distanceM(p.lon, p.lat, m.Lon, m.Lat); milli(d) <= milli(s.profile.MeasuredRadiusM) {
			f.sample, f.distancesM = append(f.sample, m), append(f.distancesM, d)
		}
	}
	return f
}

// verdict is what the samples of one layer around a place say.
type verdict struct {
	layer        coverage.SignalLayer
	level, speed *coverage.MeasuredPlace // nil: too few samples
}

// verdict judges the samples of a layer. A sample has signal when its level is high
// enough; one without a level, when data went through.
func (f found) verdict(l coverage.SignalLayer) verdict {
	v := verdict{layer: l}
	levels, speeds := tally{}, tally{}
	minLevel, hasLevel := f.s.profile.MeasuredLevelDBm[l.Technology]
	minDown, hasDown := f.s.profile.MinDownMbps[l.Technology]
	for i, m := range f.sample {
		if m.Technology != l.Technology || m.Operator != l.Operator {
			continue
		}
		switch {
		case m.HasLevel && hasLevel:
			levels.add(m, f.distancesM[i], m.LevelCentiDBm >= int(math.Round(float64(minLevel*100))))
		case m.HasDown || m.HasUp:
			levels.add(m, f.distancesM[i], m.DownKbps > 0 || m.UpKbps > 0)
		}
		if m.HasDown && hasDown {
			speeds.add(m, f.distancesM[i], m.DownKbps >= int64(math.Round(float64(minDown*1000))))
		}
	}
	v.level, v.speed = f.s.judge(levels, l, coverage.MeasuredLevel), f.s.judge(speeds, l, coverage.MeasuredSpeed)
	return v
}

// tally counts samples.
type tally struct {
	points, passed int
	near, far      float64
	samples        []sampleAt
}

// sampleAt is a sample with its distance from the place.
type sampleAt struct {
	*coverage.Measurement
	milliM int64
}

func (t *tally) add(m *coverage.Measurement, distanceM float64, passed bool) {
	if t.points == 0 || distanceM < t.near {
		t.near = distanceM
	}
	t.far = max(t.far, distanceM)
	t.points++
	if passed {
		t.passed++
	}
	t.samples = append(t.samples, sampleAt{m, milli(distanceM)})
}

// fewSamples is how many samples a record names: by place and date, not by row, so
// that the order of the file changes nothing.
const fewSamples = 3

// judge is nil where there are too few samples.
func (s *samples) judge(t tally, l coverage.SignalLayer, what string) *coverage.MeasuredPlace {
	if t.points < s.profile.MeasuredPoints {
		return nil
	}
	slices.SortStableFunc(t.samples, func(a, b sampleAt) int { return cmp.Compare(a.milliM, b.milliM) })
	p := &coverage.MeasuredPlace{Operator: l.Operator, Technology: l.Technology, What: what, Points: t.points, Passed: t.passed,
		NearestM: t.near, FarthestM: t.far, Sufficient: s.passes(t)}
	for _, sample := range t.samples[:min(fewSamples, len(t.samples))] {
		p.Samples = append(p.Samples, *sample.Measurement)
	}
	return p
}

// passes applies the rule: of an even number the lower of the two middle samples is
// the median.
func (s *samples) passes(t tally) bool {
	if s.profile.MeasuredRule == RuleMedian {
		return 2*t.passed > t.points
	}
	return reaches(coverage.Micro(t.passed), coverage.Micro(t.points), s.profile.MeasuredSharePercent)
}

// over lays the verdict over what the model says. Samples whose operator nobody
// stated show that there is signal, but not that an operator has none.
func (v verdict) over(model coverage.State) coverage.State {
	switch {
	case v.level == nil:
		return model
	case v.level.Sufficient:
		return coverage.Covered
	}
	return coverage.Uncovered
}

// slow tells whether the samples are below the speed asked for.
func (v verdict) slow() bool { return v.speed != nil && !v.speed.Sufficient }

// places are the verdicts as the record keeps them.
func (v verdict) places(cluster int) []coverage.MeasuredPlace {
	var all []coverage.MeasuredPlace
	for _, p := range []*coverage.MeasuredPlace{v.level, v.speed} {
		if p != nil {
			p.Cluster = cluster
			all = append(all, *p)
		}
	}
	return all
}
