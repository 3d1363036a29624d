package check

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"phusong/coverage"
)

// PublishedFile lists figures as documents print them, in a region folder:
// indicator,technology,operator,level,code,printed,source. What is printed is a
// percentage, a count, or what is uncovered of the total, "182/3711".
const PublishedFile = "published.csv"

const publishedColumns = 7

// Claim is a figure as a document prints it, and what the result says.
type Claim struct {
	Figure  string `json:"figure"`
	Printed string `json:"printed"`
	Source  string `json:"source"`
	Got     string `json:"got"` // printed by the rule of Figure.PercentText with as many decimals; "" when there is no such figure
}

// Holds reports whether the result prints the same.
func (c Claim) Holds() bool { return c.Got == c.Printed }

// Published compares a result with the published figures of a region; a region
// without the file has none.
func Published(region string, r *coverage.Result) ([]Claim, error) {
	if _, err := os.Stat(filepath.Join(region, PublishedFile)); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	rows, err := readRows(region, PublishedFile, publishedColumns)
	if err != nil {
		return nil, err
	}
	var claims []Claim
	for _, row := range rows {
		claims = append(claims, Claim{
			Figure:  strings.Join(strings.Fields(strings.Join(row[:5], " ")), " "),
			Printed: row[5], Source: row[6], Got: printed(r, row),
		})
	}
	return claims, nil
}

func printed(r *coverage.Result, row []string) string {
	_, fraction, _ := strings.Cut(row[5], ".")
	for i := range r.Figures {
		f := &r.Figures[i]
		u := &r.Dataset.Units[f.Unit]
		if f.Indicator != row[0] || string(f.Technology) != row[1] || f.Operator != row[2] || u.Level != row[3] || u.Code != row[4] {
			continue
		}
		if f.CountOnly {
			return f.Total.String()
		}
		if strings.Contains(row[5], "/") {
			return f.Uncovered.String() + "/" + f.Total.String()
		}
		return f.PercentText(len(fraction))
	}
	return ""
}

// String words the claim and what was computed for the terminal.
func (c Claim) String() string {
	if c.Holds() {
		return fmt.Sprintf("%s: %s as published (%s)", c.Figure, c.Printed, c.Source)
	}
	return fmt.Sprintf("%s: published %s (%s), computed %s", c.Figure, c.Printed, c.Source, c.Got)
}
