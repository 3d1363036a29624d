package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"phusong/coverage"
	"phusong/coverage/report"
)

// Output is what analyze wrote into a folder.
type Output struct {
	Dir string
	Run report.Run
	// Definitions says in English what each indicator divides by what.
	Definitions map[string]string
	// Units in the order of the analysis: communes by code, then what they belong
	// to, the largest last.
	Units   []Unit
	Figures []coverage.Figure // Unit is an index of Units
	Targets []report.TargetRecord

	byKey   map[Key]int
	byUnit  map[unitKey]int
	indexed map[Series][]int
}

// Unit is an administrative unit without its geometry.
type Unit struct {
	Level, Code, Name, Edition string
	Parent                     int // index of Output.Units, -1 at the top
	// Leaf units only.
	People, Households coverage.Count
	AreaM2             coverage.Micro
}

// Series names the figures of all units by one indicator.
type Series struct {
	Indicator  string
	Technology coverage.Technology
	Operator   string
}

// Key names one figure.
type Key struct {
	Series
	Unit int // index of Output.Units
}

type unitKey struct{ level, code string }

// ErrNoOutput says that a folder holds no output of analyze.
var ErrNoOutput = errors.New("no output of phusong analyze")

// maxFileBytes bounds what is read of one file: the figures of the nation have some
// 300 MB, its gaps 170 MB.
const maxFileBytes = 4 << 30

// Read reads the figures of a folder with everything that defines them. A folder
// without run.json is ErrNoOutput; files that do not belong together, figures of
// unknown units and accounts that do not close are errors that say which.
func Read(dir string) (*Output, error) {
	o := &Output{Dir: dir}
	if _, err := os.Stat(filepath.Join(dir, report.RunFile)); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w: it has no %s; run phusong analyze REGION -o %s first", dir, ErrNoOutput, report.RunFile, dir)
	}
	if err := o.file(report.RunFile, func(r io.Reader) error { return json.NewDecoder(r).Decode(&o.Run) }); err != nil {
		return nil, err
	}
	if err := o.file(report.FiguresJSONFile, o.readFigures); err != nil {
		return nil, err
	}
	o.index()
	if !o.has(report.TargetsJSONFile) {
		return o, nil
	}
	return o, o.file(report.TargetsJSONFile, func(r io.Reader) error {
		var all struct {
			Targets []report.TargetRecord `json:"targets"`
		}
		err := json.NewDecoder(r).Decode(&all)
		o.Targets = all.Targets
		return err
	})
}

// has reports whether the folder has a file.
func (o *Output) has(name string) bool {
	info, err := os.Stat(filepath.Join(o.Dir, name))
	return err == nil && info.Mode().IsRegular()
}

// file opens a file of the folder for decode, bounded; errors name it.
func (o *Output) file(name string, decode func(io.Reader) error) error {
	f, err := os.Open(filepath.Join(o.Dir, name))
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	defer f.Close()
	limited := &io.LimitedReader{R: f, N: maxFileBytes}
	err = decode(limited)
	if limited.N <= 0 {
		err = fmt.Errorf("more than %d bytes", int64(maxFileBytes))
	}
	if err != nil {
		return fmt.Errorf("output %s: %w", filepath.Join(o.Dir, name), err)
	}
	return nil
}

// index makes the look-ups; figures keep their order within a series.
func (o *Output) index() {
	o.byKey, o.indexed = make(map[Key]int, len(o.Figures)), map[Series][]int{}
	for i := range o.Figures {
		f := &o.Figures[i]
		s := SeriesOf(f)
		o.byKey[Key{s, f.Unit}] = i
		o.indexed[s] = append(o.indexed[s], i)
	}
}

// SeriesOf is the series that a figure is of.
func SeriesOf(f *coverage.Figure) Series { return Series{f.Indicator, f.Technology, f.Operator} }

// Figure returns the figure of a unit in a series; false where there is none.
func (o *Output) Figure(s Series, unit int) (*coverage.Figure, bool) {
	i, ok := o.byKey[Key{s, unit}]
	if !ok {
		return nil, false
	}
	return &o.Figures[i], true
}

// Series lists the series in the order of their first figures.
func (o *Output) Series() []Series {
	var all []Series
	seen := map[Series]bool{}
	for i := range o.Figures {
		if s := SeriesOf(&o.Figures[i]); !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	return all
}

// Of returns the figures of a series at a level, in the order of the units' codes.
func (o *Output) Of(s Series, level string) []*coverage.Figure {
	var all []*coverage.Figure
	for _, i := range o.indexed[s] {
		if f := &o.Figures[i]; o.Units[f.Unit].Level == level {
			all = append(all, f)
		}
	}
	return all
}

// Top is the index of the largest unit: what the headline figures are of.
func (o *Output) Top() int { return len(o.Units) - 1 }

// Levels lists the levels of the units, the smallest first.
func (o *Output) Levels() []string {
	var all []string
	for _, level := range []string{coverage.LevelHamlet, coverage.LevelCommune, coverage.LevelDistrict, coverage.LevelProvince, coverage.LevelNation} {
		for i := range o.Units {
			if o.Units[i].Level == level {
				all = append(all, level)
				break
			}
		}
	}
	return all
}

// UnitByCode finds a unit by its level and code.
func (o *Output) UnitByCode(level, code string) (int, bool) {
	i, ok := o.byUnit[unitKey{level, code}]
	return i, ok
}

// Missing counts the units of a level without a known value in a series: those
// whose figure is wholly unknown, of nothing, or absent.
func (o *Output) Missing(s Series, level string) int {
	known := 0
	for _, f := range o.Of(s, level) {
		if _, ok := f.Percent(); ok || f.CountOnly {
			known++
		}
	}
	return o.count(level) - known
}

func (o *Output) count(level string) int {
	n := 0
	for i := range o.Units {
		if o.Units[i].Level == level {
			n++
		}
	}
	return n
}

// Observations lists the figures by the names of their units; their source is the
// folder.
func (o *Output) Observations() []coverage.Observation {
	all := make([]coverage.Observation, len(o.Figures))
	for i, f := range o.Figures {
		u := &o.Units[f.Unit]
		f.Unit = -1
		all[i] = coverage.Observation{Figure: f, Level: u.Level, Code: u.Code, Name: u.Name, Edition: u.Edition, Source: o.Dir}
	}
	return all
}
