package serif

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// UnitsPerEm is how many units of width make the size of the type.
const UnitsPerEm = 2048

// Meter measures text. It serves one goroutine.
type Meter struct{ regular, bold style }

type style struct {
	font     *sfnt.Font
	buffer   sfnt.Buffer
	advances map[rune]int
}

var (
	regular = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(liberationserifregular.TTF) })
	bold    = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(liberationserifbold.TTF) })
)

// NewMeter makes a meter. The error is of the fonts.
func NewMeter() (*Meter, error) {
	r, err := regular()
	if err != nil {
		return nil, fmt.Errorf("font Liberation Serif: %w", err)
	}
	b, err := bold()
	if err != nil {
		return nil, fmt.Errorf("font Liberation Serif Bold: %w", err)
	}
	return &Meter{style{font: r, advances: map[rune]int{}}, style{font: b, advances: map[rune]int{}}}, nil
}

// Width is the width of a text on one line, in units.
func (m *Meter) Width(text string, bold bool) int {
	s := &m.regular
	if bold {
		s = &m.bold
	}
	width := 0
	for _, r := range text {
		width += s.advance(r)
	}
	return width
}

// Word is the width of the widest word of a text, in units. Lines break at spaces
// that are not no-break spaces.
func (m *Meter) Word(text string, bold bool) int {
	widest := 0
	for word := range strings.FieldsFuncSeq(text, breaks) {
		widest = max(widest, m.Width(word, bold))
	}
	return widest
}

// breaks reports whether a line may end at a space.
func breaks(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// advance of a letter that the font lacks is that of its sign for such letters.
func (s *style) advance(r rune) int {
	if known, ok := s.advances[r]; ok {
		return known
	}
	units := 0
	if glyph, err := s.font.GlyphIndex(&s.buffer, r); err == nil {
		if a, err := s.font.GlyphAdvance(&s.buffer, glyph, fixed.Int26_6(s.font.UnitsPerEm()), font.HintingNone); err == nil {
			units = int(a)
		}
	}
	s.advances[r] = units
	return units
}
