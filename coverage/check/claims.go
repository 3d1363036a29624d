package check

import (
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"

	"phusong/coverage"
	"phusong/coverage/claim"
)

// ClaimsFile lists statements of documents in a region folder; docs/data.md has its columns.
const ClaimsFile = "claims.csv"

// Claims judges the statements of a region's claims.csv by a result and its history;
// nil for a region without the file.
func Claims(region string, r *coverage.Result) ([]claim.Judgement, error) {
	claims, err := ReadClaims(filepath.Join(region, ClaimsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return claim.Judge(claims, append(r.Observations(), r.Dataset.History...)), nil
}

// ReadClaims reads a table of claims.
func ReadClaims(path string) ([]claim.Claim, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	claims, err := claim.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return claims, nil
}

// Unexpected counts judgements that are not what their claims expect.
func Unexpected(all []claim.Judgement) int {
	n := 0
	for i := range all {
		if all[i].Expect != "" && all[i].Expect != all[i].Verdict {
			n++
		}
	}
	return n
}

// Observations are the figures of an output by the names of their units. Expect an
// error where a number is no plain decimal.
func (o *Output) Observations() ([]coverage.Observation, error) {
	all := make([]coverage.Observation, 0, len(o.Rows))
	for i, row := range o.Rows {
		f := coverage.Figure{Indicator: row[ColumnIndicator], Technology: coverage.Technology(row[ColumnTechnology]), Operator: row[ColumnOperator],
			Unit: -1, Measure: row[ColumnUnit], AsOf: row[ColumnAsOf], Criterion: row[ColumnCriterion]}
		places := int64(coverage.One)
		switch f.Measure {
		case "km2":
			f.Measure, places = coverage.MeasureM2, places*1_000_000
		case "km":
			f.Measure, places = coverage.MeasureM, places*1_000
		}
		f.CountOnly = row[ColumnCovered] == ""
		for _, field := range []struct {
			text string
			into *coverage.Micro
		}{{row[ColumnCovered], &f.Covered}, {row[ColumnUncovered], &f.Uncovered}, {row[ColumnUnknown], &f.Unknown}, {row[ColumnTotal], &f.Total}} {
			if field.text == "" {
				continue
			}
			n, ok := new(big.Rat).SetString(field.text)
			if ok {
				n.Mul(n, big.NewRat(places, 1))
			}
			if !ok || !n.IsInt() || !n.Num().IsInt64() {
				return nil, fmt.Errorf("%s row %d: %q is no count", filepath.Join(o.Dir, figuresFile), i+2, field.text)
			}
			*field.into = coverage.Micro(n.Num().Int64())
		}
		all = append(all, coverage.Observation{Figure: f, Level: row[ColumnLevel], Code: row[ColumnCode], Name: row[ColumnName], Edition: row[ColumnEdition], Source: o.Dir})
	}
	return all, nil
}
