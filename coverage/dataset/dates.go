package dataset

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// dateColumn reads the dates of one column in the way the column writes them.
type dateColumn struct {
	t         *records
	name      string
	monthDay  bool // 12/31/2023, by the values that can be read in no other way
	undecided bool // the column has values of both orders
}

// dates studies a column of dates and returns its reader. Days and months stand in
// Vietnamese order, day first, unless values of the column can only be read the
// other way; where some can only be read one way and some only the other, those
// that could be either are problems.
func (t *records) dates(name string) *dateColumn {
	c := &dateColumn{t: t, name: name}
	dayFirst, monthFirst, serial := 0, 0, 0
	if t.has(name) {
		for _, r := range t.rows {
			text := t.text(r, name)
			if _, ok := serialDate(text); ok {
				serial++
			}
			a, b, _, ok := threeNumbers(text)
			switch {
			case ok && a > 12 && b <= 12:
				dayFirst++
			case ok && b > 12 && a <= 12:
				monthFirst++
			}
		}
	}
	c.monthDay, c.undecided = monthFirst > 0 && dayFirst == 0, monthFirst > 0 && dayFirst > 0
	switch {
	case c.undecided:
		t.env.note("column %s: %d dates have the day first and %d the month: those that could be either are not read", t.heading(name), dayFirst, monthFirst)
	case c.monthDay:
		t.env.note("column %s: dates read as month/day/year, by %d of them", t.heading(name), monthFirst)
	case dayFirst > 0:
		t.env.note("column %s: dates read as day/month/year, by %d of them", t.heading(name), dayFirst)
	}
	if serial > 0 {
		t.env.note("column %s: %d numbers read as days that a spreadsheet counts from 1900", t.heading(name), serial)
	}
	return c
}

// date reads a date as 2006-01-02, 2006-01 or 2006. Anything else is a problem and
// gives "". A quarter is its last month.
func (c *dateColumn) date(r record) string {
	text := c.t.text(r, c.name)
	if text == "" {
		return ""
	}
	if date, ok := c.read(text); ok {
		return date
	}
	rule, action := "date.invalid", "date read as unknown"
	if wordState(text) == numberPlaceholder {
		rule = "date.placeholder"
	} else if a, b, _, ok := threeNumbers(text); ok && c.undecided && a <= 12 && b <= 12 {
		action = "date read as unknown: the column writes days and months in both orders"
	}
	c.t.env.problem(r.row, c.t.heading(c.name), text, rule, action)
	return ""
}

// Forms of dates without separators of their own order.
var (
	isoDate = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$`)
	})
	isoMonth  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})$`) })
	onlyYear  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:nam )?(\d{4})$`) })
	monthYear = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:thang |t)?(\d{1,2})(?: nam)? (\d{4})$`) })
	dayWords  = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:ngay )?(\d{1,2}) thang (\d{1,2})(?: nam)? (\d{4})$`)
	})
	quarter   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:quy|q) ?(i|ii|iii|iv|[1-4])(?: nam)? (\d{4})$`) })
	separated = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:ngày |Ngày )?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?$`)
	})
)

var quarterMonths = map[string]int{"i": 3, "ii": 6, "iii": 9, "iv": 12, "1": 3, "2": 6, "3": 9, "4": 12}

// threeNumbers are those of 31/12/2023, in their order.
func threeNumbers(text string) (a, b, year int, ok bool) {
	m := separated().FindStringSubmatch(text)
	if m == nil {
		return 0, 0, 0, false
	}
	a, b, year = atoi(m[1]), atoi(m[2]), atoi(m[3])
	if len(m[3]) == 2 {
		year += 2000
	}
	return a, b, year, true
}

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits) // matched as digits
	return n
}

func (c *dateColumn) read(text string) (string, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if a, b, year, ok := threeNumbers(text); ok {
		switch {
		case a <= 12 && b <= 12 && a != b && c.undecided:
			return "", false
		case c.monthDay || a <= 12 && b > 12:
			a, b = b, a
		}
		if a == 0 || b == 0 {
			return "", false
		}
		return calendar(year, b, a)
	}
	if date, ok := serialDate(text); ok {
		return date, true
	}
	if m := isoDate().FindStringSubmatch(text); m != nil {
		return calendar(atoi(m[1]), atoi(m[2]), atoi(m[3]))
	}
	if m := isoMonth().FindStringSubmatch(text); m != nil {
		return calendar(atoi(m[1]), atoi(m[2]), 0)
	}
	key := fold(text)
	if m := onlyYear().FindStringSubmatch(key); m != nil {
		return calendar(atoi(m[1]), 0, 0)
	}
	if m := monthYear().FindStringSubmatch(key); m != nil {
		return calendar(atoi(m[2]), atoi(m[1]), 0)
	}
	if m := dayWords().FindStringSubmatch(key); m != nil {
		return calendar(atoi(m[3]), atoi(m[2]), atoi(m[1]))
	}
	if m := quarter().FindStringSubmatch(key); m != nil {
		return calendar(atoi(m[2]), quarterMonths[m[1]], 0)
	}
	return "", false
}

// calendar writes a date of the calendar, without the parts that are 0.
func calendar(year, month, day int) (string, bool) {
	if year < 1900 || year >= 2200 || month > 12 || day > 31 {
		return "", false
	}
	switch {
	case month == 0 && day == 0:
		return fmt.Sprintf("%04d", year), true
	case month == 0:
		return "", false
	case day == 0:
		return fmt.Sprintf("%04d-%02d", year, month), true
	}
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return d.Format(time.DateOnly), d.Day() == day
}

// Days that a spreadsheet counts: 1 is 1 January 1900, and 29 February 1900, which
// was none, is one of them. Numbers of four digits are years.
const (
	firstSerial = 20_000 // 1954
	lastSerial  = 80_000 // 2119
)

func serialDate(text string) (string, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || !allDigits(whole) || fraction != "" && !allDigits(fraction) || n < firstSerial || n > lastSerial {
		return "", false
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format(time.DateOnly), true
}
