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
	under, underRows := delimiters[0], 0.0 // by the rows under a title
	for _, d := range delimiters {
		widths := widthsOf(sample, d)
		agreeing, width := consistency(widths)
		if width > 1 && (agreeing > bestRows || agreeing == bestRows && width > bestWidth) {
			best, bestRows, bestWidth = d, agreeing, width
		}
		if share := commonest(widths); share > underRows {
			under, underRows = d, share
		}
	}
	if bestRows < poorShare && underRows > bestRows {
		return under
	}
	return best
}

// poorShare of rows as wide as the first says that the first is a title: then the
// delimiter is that which gives most rows one width.
const poorShare = 0.5

// commonest returns the share of the rows that have the most frequent width of three
// fields or more; a comma in sentences, or in decimals, cuts rows in fewer or in
// rows of many widths. The first rows may be titles.
func commonest(widths []int) float64 {
	counts, most := map[int]int{}, 0
	for _, w := range widths {
		if w >= 3 {
			counts[w]++
			most = max(most, counts[w])
		}
	}
	return float64(most) / float64(max(1, len(widths)))
}

// consistency returns the share of rows as wide as the first, and that width.
func consistency(widths []int) (share float64, width int) {
	if len(widths) == 0 {
		return 0, 0
	}
	same := 0
	for _, w := range widths {
		if w == widths[0] {
			same++
		}
	}
	return float64(same) / float64(len(widths)), widths[0]
}

// widthsOf are the numbers of fields that a delimiter cuts the first rows in; 0 stands
// for a row that it breaks.
func widthsOf(sample []byte, d byte) []int {
	c := &csvReader{lines: bufio.NewReader(bytes.NewReader(sample)), textForm: textForm{limits: Limits{}.withDefaults(), delimiter: d, singleByte: true}}
	var widths []int
	for len(widths) < sampleRows {
		row, err := c.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			widths = append(widths, 0)
			break
		}
		if !blank(row.Fields) {
			widths = append(widths, len(row.Fields))
		}
	}
	return widths
}
