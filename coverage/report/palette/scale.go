package palette

import (
	"errors"
	"fmt"
	"image/color"
	"math/big"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// kind says what a scale's breaks divide.
type kind uint8

const (
	share  kind = iota // a share of which more is better; the last class is exactly all
	number             // a count of stations; the first class is exactly none
)

// Scale divides figures into classes, numbered from 0 upwards.
type Scale struct {
	kind   kind
	breaks []coverage.Micro // ascending; in percent, or units of a count
	colors []color.NRGBA
}

// Class is a class as a legend shows it.
type Class struct {
	Color color.NRGBA
	VI    string // "90 – dưới 95%"
	EN    string // "90 to below 95%"
}

// MaxBreaks is the largest number of thresholds that Shares takes.
const MaxBreaks = 7

// Shares is the scale of shares of coverage with the given thresholds in percent,
// ascending, each above 0 and below 100; without any 80, 90, 95 and 99. The class
// after the last threshold ends below 100 %; the one after it is 100 % exactly.
func Shares(breaks ...coverage.Micro) (*Scale, error) {
	if len(breaks) == 0 {
		breaks = []coverage.Micro{coverage.Whole(80), coverage.Whole(90), coverage.Whole(95), coverage.Whole(99)}
	}
	if len(breaks) > MaxBreaks {
		return nil, fmt.Errorf("%d thresholds of a map, at most %d can be told apart", len(breaks), MaxBreaks)
	}
	last := coverage.Micro(0)
	for _, b := range breaks {
		if b <= last || b >= coverage.Whole(100) {
			return nil, errors.New("thresholds of a map must ascend between 0 and 100 percent")
		}
		last = b
	}
	return &Scale{share, breaks, colors(ylGnBu[len(breaks)+2])}, nil
}

// Counts is the scale of counts up to the largest: none, and up to five classes
// whose thresholds are 1, 2 or 5 times a power of ten.
func Counts(largest coverage.Micro) *Scale {
	var breaks []coverage.Micro
	step := [3]int64{2, 5, 10}
	for power, i := int64(1), 0; power < 1_000_000_000; i++ {
		b := coverage.Whole(step[i%3] * power)
		if b > largest {
			break
		}
		breaks = append(breaks, b)
		if i%3 == 2 {
			power *= 10
		}
	}
	if len(breaks) > 4 {
		breaks = breaks[len(breaks)-4:]
	}
	return &Scale{number, breaks, colors(ylGnBu[max(len(breaks)+2, 3)])}
}

// For is the scale of an indicator: Counts over the given figures for counts of
// stations, Shares for all others. The figures are those of every date shown
// together.
func For(indicator string, figures []*coverage.Figure) *Scale {
	largest, counts := coverage.Micro(0), false
	for _, f := range figures {
		largest, counts = max(largest, f.Total), counts || f.CountOnly
	}
	if counts || strings.HasPrefix(indicator, "bts.") {
		return Counts(largest)
	}
	s, _ := Shares() // the thresholds built in are in order
	return s
}

// Breaks are the thresholds, ascending: percent, or numbers on a scale of counts.
func (s *Scale) Breaks() []coverage.Micro { return append([]coverage.Micro(nil), s.breaks...) }

// Len is the number of classes.
func (s *Scale) Len() int { return len(s.breaks) + 2 }

// Class is the class of a figure, and false when it has no data: no figure (nil),
// no total, or all of it unknown. A value equal to a threshold is in the class above
// it. Of a figure that is unknown in part it is the class of what is known to be
// covered.
func (s *Scale) Class(f *coverage.Figure) (int, bool) {
	if f == nil || f.CountOnly != (s.kind == number) {
		return 0, false
	}
	if f.CountOnly {
		return s.class(f.Total, coverage.One), true
	}
	if f.Total <= 0 || f.Unknown >= f.Total {
		return 0, false
	}
	return s.class(f.Covered, f.Total), true
}

// Uncertain reports whether the part of f that is unknown could put it into
// another class.
func (s *Scale) Uncertain(f *coverage.Figure) bool {
	class, ok := s.Class(f)
	return ok && f.Unknown > 0 && !f.CountOnly && s.class(f.Covered+f.Unknown, f.Total) != class
}

// class is that of part of total; each is compared as an exact product.
func (s *Scale) class(part, total coverage.Micro) int {
	switch {
	case s.kind == share && part >= total:
		return len(s.breaks) + 1
	case s.kind == number && part <= 0:
		return 0
	}
	n := 0
	for n < len(s.breaks) && s.reaches(part, total, s.breaks[n]) {
		n++
	}
	if s.kind == share {
		return n
	}
	return n + 1
}

// reaches: part/total >= limit, in percent or as a count.
func (s *Scale) reaches(part, total, limit coverage.Micro) bool {
	hundred := int64(100)
	if s.kind == number {
		hundred = 1
	}
	left := new(big.Int).Mul(big.NewInt(int64(part)), big.NewInt(hundred*int64(coverage.One)))
	return left.Cmp(new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(int64(limit)))) >= 0
}

// Classes lists the classes in order, with the words of a legend.
func (s *Scale) Classes() []Class {
	all := make([]Class, s.Len())
	for i := range all {
		all[i] = Class{s.colors[i], s.words(i, numeral.Vietnamese), s.words(i, numeral.English)}
	}
	return all
}

func (s *Scale) words(i int, style numeral.Style) string {
	below, to, more, none := "below ", " to below ", " and more", "none"
	if style == numeral.Vietnamese {
		below, to, more, none = "dưới ", " – dưới ", " trở lên", "không có"
	}
	at := func(k int) string { return style.Text(s.breaks[k].String()) }
	n := len(s.breaks)
	if s.kind == share {
		switch i {
		case 0:
			return below + at(0) + "%"
		case n:
			return at(n-1) + to + "100%"
		case n + 1:
			return "100%"
		}
		return at(i-1) + to + at(i) + "%"
	}
	switch {
	case i == 0:
		return none
	case n == 0:
		return "1" + more
	case i == n+1:
		return at(n-1) + more
	}
	return s.wholes(i, style)
}

// wholes is the class of whole numbers from one threshold to below the next: "2–4".
func (s *Scale) wholes(i int, style numeral.Style) string {
	from := coverage.One
	if i > 1 {
		from = s.breaks[i-2]
	}
	last := s.breaks[i-1] - coverage.One
	if from == last {
		return style.Text(from.String())
	}
	return style.Text(from.String()) + "–" + style.Text(last.String())
}
