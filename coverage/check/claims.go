package check

import (
	"errors"
	"fmt"
	"io/fs"
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
