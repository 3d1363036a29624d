package serif

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// UnitsPerEm is how many units of width make the size of the type.
const UnitsPerEm = 2048

// Style is a face of the font.
type Style struct{ Bold, Italic bool }

// Meter measures text. It serves one goroutine.
type Meter struct{ faces map[Style]*face }

type face struct {
	font     *sfnt.Font
	buffer   sfnt.Buffer
	advances map[rune]int
}

// fonts are read once.
var fonts = sync.OnceValues(func() (map[Style]*sfnt.Font, error) {
	read := map[Style]*sfnt.Font{}
	for style, data := range map[Style][]byte{{}: liberationserifregular.TTF, {Bold: true}: liberationserifbold.TTF,
		{Italic: true}: liberationserifitalic.TTF, {Bold: true, Italic: true}: liberationserifbolditalic.TTF} {
		f, err := sfnt.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("font Liberation Serif: %w", err)
		}
		read[style] = f
	}
	return read, nil
})

// NewMeter makes a meter. The error is of the fonts.
func NewMeter() (*Meter, error) {
	read, err := fonts()
	if err != nil {
		return nil, err
	}
	m := &Meter{map[Style]*face{}}
	for style, f := range read {
		m.faces[style] = &face{font: f, advances: map[rune]int{}}
	}
	return m, nil
}

// Width is the width of a text on one line, in units.
func (m *Meter) Width(text string, style Style) int {
	s := m.faces[style]
	width := 0
	for _, r := range text {
		width += s.advance(r)
	}
	return width
}

// Word is the width of the widest word of a text, in units. Lines break at spaces
// that are not no-break spaces.
func (m *Meter) Word(text string, style Style) int {
	widest := 0
	for word := range strings.FieldsFuncSeq(text, Breaks) {
		widest = max(widest, m.Width(word, style))
	}
	return widest
}

// Breaks reports whether a letter is a space at which a line may end.
func Breaks(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// advance of a letter that the font lacks is that of its sign for such letters.
func (s *face) advance(r rune) int {
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
