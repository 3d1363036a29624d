package trend

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
)

// HistoryColumns are the columns of a table of values of other dates. All but date,
// indicator and source may be left out. A count of stations has a numerator alone; a
// row with percent alone is a value whose counts no document states.
var HistoryColumns = []string{"date", "series", "indicator", "technology", "operator", "level", "code", "name", "edition", "criterion",
	"numerator", "denominator", "percent", "measure", "source"}

// Limits of a history.
const (
	MaxBytes = 16 << 20
	maxRows  = 200_000
)

// Entry is a row of a history: an observation, and the series that it is said to be of.
type Entry struct {
	coverage.Observation
	Series string
}

// ParseHistory reads a CSV table. Unknown columns and values that cannot be read are
// errors, all at once, with their rows. A numerator is covered, the rest of the
// denominator uncovered: documents know no third column.
func ParseHistory(data []byte) ([]Entry, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%d bytes, more than %d", len(data), MaxBytes)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errors.New("no header")
	}
	if len(rows) > maxRows {
		return nil, fmt.Errorf("%d rows, more than %d", len(rows)-1, maxRows)
	}
	var errs []error
	for _, name := range rows[0] {
		if !slices.Contains(HistoryColumns, name) {
			errs = append(errs, fmt.Errorf("column %q is not known: want %s", name, strings.Join(HistoryColumns, ",")))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	var all []Entry
	for i, row := range rows[1:] {
		fields := map[string]string{}
		for k, field := range row {
			fields[rows[0][k]] = strings.TrimSpace(field)
		}
		e, err := entryOf(fields)
		if err != nil {
			errs = append(errs, fmt.Errorf("row %d: %w", i+2, err))
		}
		all = append(all, e)
	}
	return all, errors.Join(errs...)
}

func entryOf(f map[string]string) (Entry, error) {
	var errs []error
	for _, need := range []string{"date", "indicator", "source"} {
		if f[need] == "" {
			errs = append(errs, fmt.Errorf("%s is missing", need))
		}
	}
	if f["date"] != "" {
		_, err := coverage.ParsePeriod(f["date"])
		errs = append(errs, err)
	}
	o := coverage.Observation{Figure: coverage.Figure{Indicator: f["indicator"], Technology: coverage.Technology(f["technology"]), Operator: f["operator"],
		Unit: -1, Measure: f["measure"], AsOf: f["date"], Criterion: f["criterion"]},
		Level: f["level"], Code: f["code"], Name: f["name"], Edition: f["edition"], Source: f["source"]}
	numerator, err1 := count(f["numerator"])
	denominator, err2 := count(f["denominator"])
	errs = append(errs, err1, err2)
	errs = append(errs, fill(&o, f, numerator, denominator))
	return Entry{o, f["series"]}, errors.Join(errs...)
}

// fill sets the counts of a row, or its percentage. What contradicts itself is an error.
func fill(o *coverage.Observation, f map[string]string, numerator, denominator coverage.Micro) error {
	stations := strings.HasPrefix(o.Indicator, "bts.")
	// More connections than households are reported; a part of anything else is not more than it.
	above := o.Indicator == coverage.FiberConnected || o.Indicator == coverage.FiberPassed
	switch {
	case stations && (f["numerator"] == "" || f["denominator"]+f["percent"] != ""):
		return errors.New("stations are counted: want a numerator alone")
	case stations:
		o.Total, o.CountOnly = numerator, true
	case f["numerator"] != "" && f["denominator"] != "":
		if denominator == 0 || numerator > denominator && !above {
			return fmt.Errorf("%s of %s is no share", f["numerator"], f["denominator"])
		}
		o.Covered, o.Uncovered, o.Total = numerator, denominator-numerator, denominator
	case f["numerator"]+f["denominator"] != "" || f["percent"] == "":
		return errors.New("want numerator and denominator, or percent")
	default:
		p, ok := new(big.Rat).SetString(f["percent"])
		if !ok || strings.Trim(f["percent"], "0123456789.") != "" {
			return fmt.Errorf("percent %q is no decimal", f["percent"])
		}
		if p.Cmp(hundred) > 0 && !above {
			return fmt.Errorf("percent %s is above 100", f["percent"])
		}
		o.Printed = f["percent"]
	}
	return nil
}

// count reads a plain decimal of at most six places into millionths.
func count(text string) (coverage.Micro, error) {
	if text == "" {
		return 0, nil
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || len(whole) > 12 || len(fraction) > 6 || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, fmt.Errorf("%q is no count of at most 6 decimals", text)
	}
	n, _ := new(big.Int).SetString(whole+fraction+strings.Repeat("0", 6-len(fraction)), 10)
	return coverage.Micro(n.Int64()), nil
}
