package trend

import (
	"errors"
	"math/big"
	"time"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// Projection is where a series may stand at a date, in percent or as a count.
type Projection struct {
	Low, Central, High *big.Rat
	// Per month, mean Gregorian months of 30.436875 days.
	LowRate, CentralRate, HighRate *big.Rat
	Method                         string
}

// Reasons why nothing can be projected.
var (
	ErrOneDate   = errors.New("cannot be told: one date makes no rate")
	ErrUnknown   = errors.New("cannot be told: a part of the last value is unknown")
	ErrMixed     = errors.New("cannot be told: the dates differ in definition")
	ErrPast      = errors.New("cannot be told: the date is not after the last value")
	ErrAtOneTime = errors.New("cannot be told: the dates overlap")
	ErrOneRate   = errors.New("cannot be told: the counts have one rate, and one rate has no range")
)

// Methods of a projection, in words.
const (
	MethodOne  = "one rate: the values may be anywhere within what prints the same with one decimal"
	MethodMany = "smallest and largest monthly rate between neighbouring dates; central is from the first date to the last"
)

// Project continues a series linearly to a day. With three dates or more the range is
// that of the rates seen between neighbours; where there is one rate alone, of what
// rounding hides, and counts, of which it hides nothing, are not projected. A share
// ends at 100 % and nothing falls below 0.
func (s *Series) Project(to time.Time) (Projection, error) {
	n := len(s.Points)
	if n < 2 {
		return Projection{}, ErrOneDate
	}
	first, last := &s.Points[0], &s.Points[n-1]
	if last.Printed == "" && last.Low.Cmp(last.High) != 0 {
		return Projection{}, ErrUnknown
	}
	months := coverage.MonthsBetween(last.Day.Last, to)
	if months.Sign() <= 0 {
		return Projection{}, ErrPast
	}
	p := Projection{Method: MethodMany}
	err := p.rates(s.Points, func(p *Point) *Point { return p })
	if err == nil && (n == 2 || p.LowRate.Cmp(p.HighRate) == 0) {
		p = Projection{Method: MethodOne}
		err = p.rates(s.Points, widened)
	}
	switch {
	case err != nil:
		return Projection{}, err
	case p.LowRate.Cmp(p.HighRate) == 0 && last.IsCount():
		return Projection{}, ErrOneRate
	}
	whole := new(big.Rat).Sub(middle(last), middle(first))
	p.CentralRate = whole.Quo(whole, coverage.MonthsBetween(first.Day.Last, last.Day.Last))
	at := func(from, rate *big.Rat) *big.Rat {
		r := new(big.Rat).Mul(rate, months)
		return within(r.Add(r, from), last.IsCount())
	}
	p.Low, p.Central, p.High = at(last.Low, p.LowRate), at(middle(last), p.CentralRate), at(last.High, p.HighRate)
	return p, nil
}

// rates finds the smallest and the largest monthly rate between neighbours, of points
// as they are seen.
func (p *Projection) rates(points []Point, seen func(*Point) *Point) error {
	for i := 1; i < len(points); i++ {
		a, b := &points[i-1], &points[i]
		apart := coverage.MonthsBetween(a.Day.Last, b.Day.Last)
		if !Comparable(a, b) {
			return ErrMixed
		}
		if apart.Sign() <= 0 {
			return ErrAtOneTime
		}
		low, high := Change(seen(a), seen(b))
		low, high = low.Quo(low, apart), high.Quo(high, apart)
		if p.LowRate == nil || low.Cmp(p.LowRate) < 0 {
			p.LowRate = low
		}
		if p.HighRate == nil || high.Cmp(p.HighRate) > 0 {
			p.HighRate = high
		}
	}
	return nil
}

// widened is a share as the span of what prints the same with one decimal, cut.
func widened(p *Point) *Point {
	if p.IsCount() || p.Printed != "" {
		return p
	}
	low, _ := new(big.Rat).SetString(numeral.Floor(p.Low, 1))
	w := *p
	w.Low, w.High = low, new(big.Rat).Add(low, big.NewRat(1, 10))
	if w.High.Cmp(hundred) > 0 {
		w.High = hundred
	}
	if low.Cmp(hundred) >= 0 {
		w.Low, w.High = p.Low, p.High
	}
	return &w
}

func middle(p *Point) *big.Rat {
	if p.Printed != "" {
		r, _ := new(big.Rat).SetString(p.Printed)
		return r
	}
	return p.Low
}

// within keeps a value at 0 or above, and a share at 100 or below.
func within(r *big.Rat, count bool) *big.Rat {
	if r.Sign() < 0 {
		return new(big.Rat)
	}
	if !count && r.Cmp(hundred) > 0 {
		return hundred
	}
	return r
}
