package propagation

import (
	"math"
	"strconv"
	"strings"
)

// Warning is a set of ways in which a model was used outside its range.
type Warning uint16

// One bit per way. The range itself is in the Validity of the model.
const (
	DistanceBelow      Warning = 1 << iota // horizontal distance below the range; clamped or continued, see the model
	DistanceAbove                          // beyond the range: the formula was continued
	FrequencyBelow                         // the formula was continued
	FrequencyAbove                         // the formula was continued
	TxHeightOutside                        // the formula was continued
	RxHeightOutside                        // the formula was continued
	EnvironmentOutside                     // a parameter of the model, such as the building height
	FreeSpaceFloor                         // the formula gave less than free space, which was taken
)

// warningTexts is in the order of the bits.
var warningTexts = []string{
	"distance below range", "distance above range", "frequency below range", "frequency above range",
	"tx height outside range", "rx height outside range", "environment outside range", "raised to free space",
}

// Bits lists the single bits of w, lowest first.
func (w Warning) Bits() []Warning {
	var bits []Warning
	for i := range warningTexts {
		if b := Warning(1) << i; w&b != 0 {
			bits = append(bits, b)
		}
	}
	return bits
}

// String lists the bits in words, or "none".
func (w Warning) String() string {
	var parts []string
	for i, text := range warningTexts {
		if w&(1<<i) != 0 {
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// Interval is a closed range of numbers; Hi may be +Inf.
type Interval struct{ Lo, Hi float64 }

// Contains reports whether v is in the interval; NaN never is.
func (i Interval) Contains(v float64) bool { return v >= i.Lo && v <= i.Hi }

// String prints the interval as "[150, 1500]", or "[0, ∞)" without upper end.
func (i Interval) String() string {
	lo := strconv.FormatFloat(i.Lo, 'g', -1, 64)
	if math.IsInf(i.Hi, 1) {
		return "[" + lo + ", ∞)"
	}
	return "[" + lo + ", " + strconv.FormatFloat(i.Hi, 'f', -1, 64) + "]"
}

// everything is the range of a parameter without limits.
var everything = Interval{0, math.Inf(1)}

// Validity is the range for which the source of a model states it.
type Validity struct {
	FrequencyMHz Interval
	DistanceM    Interval // horizontal
	TxHeightM    Interval
	RxHeightM    Interval
}

// Rule words one bit of a Warning with the limit it broke: "distance above
// 5000 m", "tx height outside [10, 150] m".
func (v Validity) Rule(bit Warning) string {
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	switch bit {
	case DistanceBelow:
		return "distance below " + number(v.DistanceM.Lo) + " m"
	case DistanceAbove:
		return "distance above " + number(v.DistanceM.Hi) + " m"
	case FrequencyBelow:
		return "frequency below " + number(v.FrequencyMHz.Lo) + " MHz"
	case FrequencyAbove:
		return "frequency above " + number(v.FrequencyMHz.Hi) + " MHz"
	case TxHeightOutside:
		return "tx height outside " + v.TxHeightM.String() + " m"
	case RxHeightOutside:
		return "rx height outside " + v.RxHeightM.String() + " m"
	}
	return bit.String()
}

// Limits of what formulas are evaluated at. They are far outside every model's
// range (and so always warned of) and only keep results finite.
var (
	computedMHz     = Interval{1, 1e6}
	computedHeightM = Interval{1, 1e4}
	farthestM       = 1e9
)

// clamp brings v into i; NaN becomes the lower end.
func (i Interval) clamp(v float64) float64 {
	if !(v > i.Lo) {
		return i.Lo
	}
	return min(v, i.Hi)
}

// ends is what a radial is prepared from: the two ends of the link, in numbers
// that formulas can take, and the warnings they give.
type ends struct {
	frequencyMHz, txHeightM, rxHeightM float64
	warnings                           Warning
}

func (v Validity) check(frequencyMHz, txHeightM, rxHeightM float64) ends {
	e := ends{
		frequencyMHz: computedMHz.clamp(frequencyMHz),
		txHeightM:    computedHeightM.clamp(txHeightM),
		rxHeightM:    computedHeightM.clamp(rxHeightM),
	}
	if !(frequencyMHz >= v.FrequencyMHz.Lo) {
		e.warnings |= FrequencyBelow
	}
	if frequencyMHz > v.FrequencyMHz.Hi {
		e.warnings |= FrequencyAbove
	}
	if !v.TxHeightM.Contains(txHeightM) {
		e.warnings |= TxHeightOutside
	}
	if !v.RxHeightM.Contains(rxHeightM) {
		e.warnings |= RxHeightOutside
	}
	return e
}
