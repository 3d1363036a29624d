package asciigrid

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxTokenBytes is longer than any number; a longer word is not a grid.
const maxTokenBytes = 400

// scanner splits text into words and counts lines.
type scanner struct {
	in     *bufio.Reader
	buf    []byte
	line   int  // of the last word, from 1
	inLine int  // words of that line so far
	again  bool // return the last word once more
}

func newScanner(r io.Reader) *scanner {
	s := &scanner{in: bufio.NewReaderSize(r, 64<<10), line: 1}
	if bom, err := s.in.Peek(3); err == nil && bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		s.in.Discard(3)
	}
	return s
}

func (s *scanner) unread() { s.again = true }

// token returns the next word, valid until the next call.
func (s *scanner) token() ([]byte, error) {
	if s.again {
		s.again = false
		return s.buf, nil
	}
	s.buf = s.buf[:0]
	for {
		c, err := s.in.ReadByte()
		if err == io.EOF && len(s.buf) > 0 {
			return s.word(), nil
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("the gzip data ends early, the file is truncated; copy it again: %w", err)
		}
		if err != nil {
			return nil, err
		}
		switch {
		case c > ' ':
			if len(s.buf) == maxTokenBytes {
				return nil, fmt.Errorf("line %d: a word of more than %d letters; not an ESRI ASCII grid", s.line, maxTokenBytes)
			}
			s.buf = append(s.buf, c)
			continue
		case c == 0:
			return nil, fmt.Errorf("line %d: a NUL byte; not an ESRI ASCII grid, or one in UTF-16: save it as plain text", s.line)
		case len(s.buf) > 0:
			s.in.UnreadByte()
			return s.word(), nil
		case c == '\n':
			s.line, s.inLine = s.line+1, 0
		}
	}
}

func (s *scanner) word() []byte {
	s.inLine++
	return s.buf
}

// parseNumber reads a number with a decimal point.
func parseNumber(b []byte) (float64, error) {
	v, err := strconv.ParseFloat(string(b), 64)
	if err == nil || math.IsInf(v, 0) && errors.Is(err, strconv.ErrRange) {
		return v, nil
	}
	text := strings.ToLower(string(b))
	switch {
	case strings.Contains(text, "nan") || strings.Contains(text, "#ind"):
		return math.NaN(), nil
	case strings.Contains(text, ","):
		return 0, fmt.Errorf("%q has a decimal comma; write the grid with decimal points", text)
	}
	return 0, fmt.Errorf("%q is not a number", text)
}

func atEnd(err error, message string) error {
	if errors.Is(err, io.EOF) {
		return errors.New(message)
	}
	return err
}
