package coverage

import "math/big"

// Comparison says when a target is met.
type Comparison string

// The comparisons of targets. Universal needs covered to equal total.
const (
	AtLeast   Comparison = "at least"
	MoreThan  Comparison = "more than"
	Universal Comparison = "universal"
)

// Target is a figure that a document promises by a date.
type Target struct {
	ID         string
	Indicator  string
	Technology Technology // "" for fibre
	Operator   string     // rule or name, "" for fibre
	// OfTechnology, of counts of stations, makes the target a share of the stations
	// of this technology: 5G stations per 4G stations.
	OfTechnology Technology
	Level        string   // of the units; "" with no codes: the whole region
	Codes        []string // nil: every unit of the level
	By           string   // year, month or day; met at its end
	Comparison   Comparison
	Percent      Micro // in percent, unless IsCount
	Count        Micro // when IsCount
	IsCount      bool
	Instrument   string // the document that says so
	Scope        string // to whom it applies, as the document says
	Unconfirmed  bool   // the instrument was not read
	TitleVI      string
	TitleEN      string
}

// Verdicts on a target.
const (
	TargetMet         = "met"
	TargetNotMet      = "not met"
	TargetUndecidable = "undecidable" // the unknown part decides, or there is no figure
)

// Reasons why a target is undecidable.
const (
	ReasonUnknown  = "unknown"   // the unknown part could make it met or not
	ReasonNoFigure = "no figure" // the result has none of this indicator, technology and operator
	ReasonNoUnit   = "no unit"   // the region has no such unit
	ReasonNothing  = "nothing"   // the total is 0
)

// TargetOutcome is a target in one unit.
type TargetOutcome struct {
	Target  *Target
	Unit    int    // -1 where there is none
	Code    string // of the target, where no unit has it
	Figure  Figure // zero where there is none; of a share of stations Covered and Total are the two counts
	Verdict string
	Reason  string // of TargetUndecidable
	// Need is how much more must be covered (or counted), in whole units of Measure,
	// in m2 and m exactly, so that the target is met whatever the unknown part is; 0 when it is met.
	Need Micro
	// Gives lists the communes that have it, largest first until Need is reached.
	Gives []Contribution
	// GapAreas is the least number of gaps that hold Need; -1 where gaps do not tell:
	// no mobile figure, no map of its operator, or what is unknown or left out of gaps is needed.
	GapAreas int
	// Operator is the one behind the rule max, else the figure's.
	Operator string
	// Months from the figure's last day to the target's; nil without a date.
	Months *big.Rat
}

// Contribution is what a commune can give to a target.
type Contribution struct {
	Unit    int
	Open    Micro // uncovered, or unknown, in the commune
	Unknown bool  // Open is unknown: a report may do
	Takes   Micro // of it, until the target is met
	Gaps    int   // gap areas in the commune, of mobile figures
}

// Continuous reports whether the figure measures areas or lengths and counts nothing whole.
func (o *TargetOutcome) Continuous() bool {
	return o.Figure.Measure == MeasureM2 || o.Figure.Measure == MeasureM
}

// Value is the share in percent, or the count; false where there is no figure.
func (o *TargetOutcome) Value() (*big.Rat, bool) {
	if o.Unit < 0 || o.Reason == ReasonNoFigure || o.Reason == ReasonNothing {
		return nil, false
	}
	return o.of(o.Figure.Covered), true
}

// Most is the value if all that is unknown were covered; false as for Value.
func (o *TargetOutcome) Most() (*big.Rat, bool) {
	if _, ok := o.Value(); !ok {
		return nil, false
	}
	return o.of(o.Figure.Covered + o.Figure.Unknown), true
}

func (o *TargetOutcome) of(covered Micro) *big.Rat {
	if o.Target.IsCount {
		return big.NewRat(int64(covered), int64(One))
	}
	return new(big.Rat).Mul(big.NewRat(int64(covered), int64(o.Figure.Total)), big.NewRat(100, 1))
}

// Aim is the target's number: percent, or a count.
func (t *Target) Aim() *big.Rat {
	if t.IsCount {
		return big.NewRat(int64(t.Count), int64(One))
	}
	return big.NewRat(int64(t.Percent), int64(One))
}

// Distance is the value less the aim, in points or in units; false as for Value.
func (o *TargetOutcome) Distance() (*big.Rat, bool) {
	v, ok := o.Value()
	if !ok {
		return nil, false
	}
	return v.Sub(v, o.Target.Aim()), true
}

// RatePerMonth is what must be gained each month until the target's date, in units
// of the measure; false where nothing is needed, or no time is left or known.
func (o *TargetOutcome) RatePerMonth() (*big.Rat, bool) {
	if o.Need == 0 || o.Months == nil || o.Months.Sign() <= 0 {
		return nil, false
	}
	need := big.NewRat(int64(o.Need), int64(One))
	return need.Quo(need, o.Months), true
}
