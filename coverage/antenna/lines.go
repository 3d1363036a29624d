package antenna

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits of pattern files. The longest seen are some 20 kB.
const (
	maxFileBytes  = 1 << 20
	maxLineBytes  = 4096
	deepestLossDB = 400
)

// SyntaxError says what is wrong at a line of a pattern file and what to do.
type SyntaxError struct {
	Line   int // from 1; one past the last line where something is missing
	Reason string
}

// Error is "line 12: ...".
func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Note is something doubtful in a pattern file that did not stop the reading.
type Note struct {
	Line int // 0 for the file as a whole
	Text string
}

// lineReader gives the non-blank lines of a text file within limits.
type lineReader struct {
	scanner *bufio.Scanner
	counted *io.LimitedReader
	line    int
}

func newLineReader(r io.Reader) *lineReader {
	l := &lineReader{counted: &io.LimitedReader{R: r, N: maxFileBytes + 1}}
	l.scanner = bufio.NewScanner(l.counted)
	l.scanner.Buffer(make([]byte, 0, maxLineBytes), maxLineBytes)
	return l
}

// next returns the next line that is not blank, trimmed, or io.EOF.
func (l *lineReader) next() (string, error) {
	for l.scanner.Scan() {
		l.line++
		text := l.scanner.Text()
		if l.line == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if l.counted.N == 0 {
			return "", l.fail("the file is larger than %d bytes; give one antenna a file", maxFileBytes)
		}
		if text = strings.TrimSpace(strings.ToValidUTF8(text, "?")); text != "" {
			return text, nil
		}
	}
	l.line++
	if err := l.scanner.Err(); errors.Is(err, bufio.ErrTooLong) {
		return "", l.fail("longer than %d bytes; this is not a text file of an antenna", maxLineBytes)
	} else if err != nil {
		return "", fmt.Errorf("line %d: %w", l.line, err)
	}
	return "", io.EOF
}

func (l *lineReader) fail(format string, args ...any) error {
	return &SyntaxError{l.line, fmt.Sprintf(format, args...)}
}

// decimal reads a number with a point or, as some planning tools write it, a comma.
func decimal(text string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	return v, err == nil && v-v == 0 // neither infinite nor NaN
}
