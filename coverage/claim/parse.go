package claim

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
)

// Claim is a statement of a document.
type Claim struct {
	ID          string `json:"id"`
	Statement   string `json:"statement,omitempty"`
	Indicator   string `json:"indicator,omitempty"` // an indicator, a family (mobile, fiber, bts), or "" for what no figure is of
	Technology  string `json:"technology,omitempty"`
	Operator    string `json:"operator,omitempty"`
	Level       string `json:"level,omitempty"`
	Code        string `json:"code,omitempty"`
	Value       string `json:"value,omitempty"` // as printed
	Per         string `json:"per,omitempty"`   // a level: the value counts its units that have any
	Since       string `json:"since,omitempty"` // of a change in points: the earlier date
	Date        string `json:"date,omitempty"`
	Numerator   string `json:"numerator,omitempty"`
	Denominator string `json:"denominator,omitempty"`
	Edition     string `json:"edition,omitempty"`
	Criterion   string `json:"criterion,omitempty"`
	Lacks       string `json:"lacks,omitempty"` // why no data of ours can decide it
	Source      string `json:"source,omitempty"`
	Expect      string `json:"expect,omitempty"` // the verdict that a check wants
}

// columns are those of the CSV file.
func (c *Claim) columns() map[string]*string {
	return map[string]*string{"id": &c.ID, "statement": &c.Statement, "indicator": &c.Indicator, "technology": &c.Technology,
		"operator": &c.Operator, "level": &c.Level, "code": &c.Code, "value": &c.Value, "printed": &c.Value, "per": &c.Per, "since": &c.Since,
		"date": &c.Date, "numerator": &c.Numerator, "denominator": &c.Denominator, "edition": &c.Edition,
		"criterion": &c.Criterion, "lacks": &c.Lacks, "source": &c.Source, "expect": &c.Expect}
}

// Limits of a file of claims.
const (
	MaxBytes  = 4 << 20
	maxClaims = 10_000
)

// Parse reads a CSV table of claims; the columns of published.csv are among them.
// Unknown columns and values that cannot be read are errors, all of them at once,
// with their lines.
func Parse(data []byte) ([]Claim, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%d bytes, more than %d", len(data), MaxBytes)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errors.New("no header")
	}
	if len(rows) > maxClaims {
		return nil, fmt.Errorf("%d claims, more than %d", len(rows)-1, maxClaims)
	}
	var errs []error
	for _, name := range rows[0] {
		if _, known := new(Claim).columns()[name]; !known {
			errs = append(errs, fmt.Errorf("column %q is not known", name))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	var all []Claim
	for i, row := range rows[1:] {
		var c Claim
		for k, field := range row {
			*c.columns()[rows[0][k]] = strings.TrimSpace(field)
		}
		if c.ID == "" {
			c.ID = fmt.Sprint(i + 1)
		}
		if err := c.validate(); err != nil {
			errs = append(errs, fmt.Errorf("row %d, claim %s: %w", i+2, c.ID, err))
		}
		all = append(all, c)
	}
	return all, errors.Join(errs...)
}

func (c *Claim) validate() error {
	var errs []error
	v, err := readValue(c.Value, c.counts())
	errs = append(errs, err)
	for _, date := range []string{c.Date, c.Since} {
		if date != "" {
			_, err := coverage.ParsePeriod(date)
			errs = append(errs, err)
		}
	}
	for _, amount := range []string{c.Numerator, c.Denominator} {
		if amount != "" {
			n, err := readAmount(amount, true)
			if err == nil && n.Value.Sign() == 0 && amount == c.Denominator {
				err = errors.New("denominator 0")
			}
			errs = append(errs, err)
		}
	}
	if err == nil && v.kind == change && c.Since == "" {
		errs = append(errs, errors.New("a change needs since, the earlier date"))
	}
	if !slices.Contains([]string{"", Consistent, Inconsistent, Undecidable}, c.Expect) {
		errs = append(errs, fmt.Errorf("expect %q: want consistent, inconsistent or undecidable", c.Expect))
	}
	return errors.Join(errs...)
}

// counts reports whether the value is a count and no share.
func (c *Claim) counts() bool {
	return c.Per != "" || c.Indicator == familyBTS || strings.HasPrefix(c.Indicator, familyBTS+".") || c.Indicator == "" && c.Numerator == ""
}
