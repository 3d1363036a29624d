package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"phusong/coverage/report/document"
)

// significant is how many digits of a number a spreadsheet holds.
const significant = 15

// number is a plain decimal: its sign, digits without leading zeros, and how many of
// them are decimals.
type number struct {
	negative bool
	digits   string
	places   int
}

func parseNumber(text string) (number, error) {
	n := number{}
	rest := text
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		n.negative, rest = rest[0] == '-', rest[1:]
	}
	whole, fraction, dot := strings.Cut(rest, ".")
	if whole == "" || dot && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return n, fmt.Errorf("%q is no plain decimal", text)
	}
	n.digits, n.places = whole+fraction, len(fraction)
	return n, nil
}

// value is the number as a program stores it, divided by 100 for a percentage. It is
// false for more digits than it would keep.
func (n number) value(percent bool) (any, bool) {
	if len(strings.TrimLeft(n.digits, "0")) > significant {
		return nil, false
	}
	text := n.digits + "e-" + strconv.Itoa(n.places)
	if percent {
		text = n.digits + "e-" + strconv.Itoa(n.places+2)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, false
	}
	if n.negative && v != 0 {
		v = -v
	}
	if whole := int64(v); float64(whole) == v {
		return whole, true
	}
	return v, true
}

// format is the number format of a cell: as many decimals as the document prints.
func (n number) format(kind document.Kind, signed bool) string {
	f := "0"
	if kind == document.Count || kind == document.Quantity {
		f = "#,##0"
	}
	if n.places > 0 {
		f += "." + strings.Repeat("0", n.places)
	}
	if kind == document.Percent {
		f += "%"
	}
	if signed {
		f = "+" + f + ";-" + f + ";" + f
	}
	return f
}

// dateOf reads a date as documents print it: day, month and year, or as ISO 8601.
func dateOf(text string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2/1/2006"} {
		if day, err := time.Parse(layout, text); err == nil && day.Year() >= 1901 {
			return day, true
		}
	}
	return time.Time{}, false
}

// cellOf is what a cell stores and the format it shows it in. Text format keeps a
// program from reading codes as numbers, and a text such as "=1+1" as a formula when a
// person edits it; beyond 255 characters some programs show such a cell as "####".
func cellOf(c document.Cell, dateFormat string) (value any, format string, err error) {
	switch c.Kind {
	case document.Ordinal, document.Count, document.Percent, document.Quantity:
		if c.Number == "" {
			break
		}
		n, err := parseNumber(c.Number)
		if err != nil {
			return nil, "", err
		}
		if v, ok := n.value(c.Kind == document.Percent); ok {
			return v, n.format(c.Kind, strings.HasPrefix(c.Text, "+")), nil
		}
	case document.Date:
		text := c.Number
		if text == "" {
			text = c.Text
		}
		if day, ok := dateOf(text); ok {
			return day, dateFormat, nil
		}
	}
	if c.Text == "" {
		return nil, "", nil
	}
	if err := checkLength(c.Text); err != nil {
		return nil, "", err
	}
	if len(c.Text) <= 255 {
		return c.Text, "@", nil
	}
	return c.Text, "", nil
}

// cellUnits is the longest text of a cell in UTF-16 units. The library cuts longer ones.
const cellUnits = 32_767

func checkLength(text string) error {
	if len(text) <= cellUnits || cutUnits(text, cellUnits) == strings.TrimSpace(text) {
		return nil
	}
	return fmt.Errorf("a text of %d bytes is longer than the %d characters that a cell holds: shorten it in the input", len(text), cellUnits)
}
