package coverage

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Period is the days that a date of a figure stands for: one day, a month, a year,
// or an interval of them. Both ends belong to it.
type Period struct{ First, Last time.Time }

// ParsePeriod reads 2024-07-11, 2024-07, 2024, or two of these with a slash between
// them (ISO 8601), from 1900 to 2199. "" is an error: no date is no period.
func ParsePeriod(text string) (Period, error) {
	first, last, interval := strings.Cut(text, "/")
	from, err := parseDays(first)
	if err != nil || !interval {
		return from, err
	}
	to, err := parseDays(last)
	if err != nil {
		return Period{}, err
	}
	if to.Last.Before(from.First) {
		return Period{}, fmt.Errorf("%q ends before it begins", text)
	}
	return Period{from.First, to.Last}, nil
}

func parseDays(text string) (Period, error) {
	for _, form := range []struct {
		layout       string
		months, days int
	}{{"2006-01-02", 0, 1}, {"2006-01", 1, 0}, {"2006", 12, 0}} {
		first, err := time.Parse(form.layout, text)
		if err == nil && first.Year() >= 1900 && first.Year() < 2200 {
			return Period{first, first.AddDate(0, form.months, form.days).AddDate(0, 0, -1)}, nil
		}
	}
	return Period{}, fmt.Errorf("%q is not a date: write YYYY-MM-DD, YYYY-MM or YYYY", text)
}

// Overlaps reports whether the periods share a day.
func (p Period) Overlaps(q Period) bool { return !p.Last.Before(q.First) && !q.Last.Before(p.First) }

// microDaysPerMonth: a month is a twelfth of the mean Gregorian year of 365.2425 days.
const microDaysPerMonth = 30_436_875

// MonthsBetween returns the days from a to b in mean Gregorian months of 30.436875
// days, exactly; below zero where b is before a.
func MonthsBetween(a, b time.Time) *big.Rat {
	days := int64(b.Sub(a) / (24 * time.Hour))
	return big.NewRat(days*1_000_000, microDaysPerMonth)
}
