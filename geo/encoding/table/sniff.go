package table

import (
	"bufio"
	"bytes"
	"io"
)

// sampleBytes is how much text is looked at to find the delimiter, and sampleRows how many rows.
const (
	sampleBytes = 1 << 16
	sampleRows  = 50
)

// delimiters in order of preference where the sample does not decide.
var delimiters = []byte{',', ';', '\t', '|'}

// sniffDelimiter chooses the delimiter that cuts most of the sample's rows into
// as many fields as its first row, and among equals the one that gives most
// fields. A delimiter absent from the first row is no candidate: decimal commas
// do not make a comma file. whole says that the sample is all of the text.
func sniffDelimiter(sample []byte, whole bool) byte {
	if !whole {
		// The last line is probably cut off.
		if end := bytes.LastIndexByte(sample, '\n'); end > 0 {
			sample = sample[:end]
		}
	}
	best, bestRows, bestWidth := delimiters[0], 0.0, 1
	for _, d := range delimiters {
		agreeing, width := consistency(sample, d)
		if width > 1 && (agreeing > bestRows || agreeing == bestRows && width > bestWidth) {
			best, bestRows, bestWidth = d, agreeing, width
		}
	}
	return best
}

// consistency returns the share of rows as wide as the first, and that width.
func consistency(sample []byte, d byte) (share float64, width int) {
	c := &csvReader{lines: bufio.NewReader(bytes.NewReader(sample)), limits: Limits{}.withDefaults(), delimiter: d, singleByte: true}
	rows, same := 0, 0
	for rows < sampleRows {
		row, err := c.next()
		if err != nil {
			if err != io.EOF {
				rows++
			}
			break
		}
		if blank(row.Fields) {
			continue
		}
		rows++
		if width == 0 {
			width = len(row.Fields)
		}
		if len(row.Fields) == width {
			same++
		}
	}
	if rows == 0 {
		return 0, 0
	}
	return float64(same) / float64(rows), width
}
