package propagation

import (
	"fmt"
	"math"
)

// RangeError says that an input lies where a method is not defined, so that there
// is no loss to give. Get it with errors.As.
type RangeError struct {
	Method   string // "P.2108-1 section 3.2"
	Quantity string // "frequency"
	Value    float64
	Unit     string // "MHz"; "" for pure numbers
	Allowed  string // in interval notation: "[500, 67000]", "(0, 100)"
}

// Error is "P.2108-1 section 3.2: frequency 240 MHz is outside [500, 67000]; give
// one inside".
func (e *RangeError) Error() string {
	unit := e.Unit
	if unit != "" && unit != "%" {
		unit = " " + unit
	}
	return fmt.Sprintf("%s: %s %v%s is outside %s; give one inside", e.Method, e.Quantity, e.Value, unit, e.Allowed)
}

// open is the range (lo, hi) without its ends; hi may be +Inf.
type open struct{ lo, hi float64 }

func (o open) Contains(v float64) bool { return v > o.lo && v < o.hi }

func (o open) String() string {
	if math.IsInf(o.hi, 1) {
		return fmt.Sprintf("(%v, ∞)", o.lo)
	}
	return fmt.Sprintf("(%v, %v)", o.lo, o.hi)
}

// allowed is a range that an input must lie in.
type allowed interface {
	Contains(float64) bool
	String() string
}

var (
	aboveZero = open{0, math.Inf(1)}
	percent   = open{0, 100}
)

// input is one number to be held against its range.
type input struct {
	quantity, unit string
	value          float64
	in             allowed
}

// refuse returns the RangeError of the first input outside its range, or nil.
// Infinities and NaN are never inside.
func refuse(method string, inputs ...input) error {
	for i := range inputs {
		if v := &inputs[i]; !v.in.Contains(v.value) || math.IsInf(v.value, 0) {
			return &RangeError{method, v.quantity, v.value, v.unit, v.in.String()}
		}
	}
	return nil
}
