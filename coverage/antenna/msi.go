package antenna

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// DipoleDBi is the gain of a half-wave dipole, by which dBd and dBi differ.
const DipoleDBi = 2.15

// MSI is a Planet pattern file, as manufacturers publish them (.msi, .pln).
type MSI struct {
	Name string
	// FrequencyMHz is 0 if the file states none, or no single one.
	FrequencyMHz float64
	// PeakDBi is the gain of the peak. The file's is in dBd unless it says dBi. It is
	// NaN if the file states none.
	PeakDBi float64
	// Tilt is what the file says of it: an angle, or "ELECTRICAL". The cuts hold the
	// tilt already, so it must not be applied again.
	Tilt string
	Cuts *Cuts
	// Headers are all headers in order, also those above.
	Headers []Header
	// Notes are what was doubtful and how it was taken.
	Notes []Note
}

// Header is a line "KEY value" of a Planet file, the key in upper case.
type Header struct {
	Line       int
	Key, Value string
}

const maxHeaders = 200

// ReadMSI reads a Planet pattern file: headers in any order and case, HORIZONTAL
// 360 and VERTICAL 360, each followed by 360 lines "degree attenuation". The
// attenuation is in positive dB; horizontal degrees go clockwise from boresight,
// vertical ones down from the horizon ahead. A name without its key, decimal commas
// and CR LF are understood. A broken file gives a *SyntaxError with the line.
func ReadMSI(r io.Reader) (*MSI, error) {
	p := msiReader{lines: newLineReader(r), msi: &MSI{Cuts: new(Cuts), PeakDBi: math.NaN()}}
	for {
		text, err := p.lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := p.header(text); err != nil {
			return nil, err
		}
	}
	return p.finish()
}

type msiReader struct {
	lines                *lineReader
	msi                  *MSI
	horizontal, vertical bool // read
}

func (p *msiReader) note(format string, args ...any) {
	p.msi.Notes = append(p.msi.Notes, Note{p.lines.line, fmt.Sprintf(format, args...)})
}

// msiKeys are the headers by which a first line is known not to be a bare name.
const msiKeys = " NAME MAKE FREQUENCY H_WIDTH V_WIDTH FRONT_TO_BACK GAIN TILT ELECTRICAL_TILT POLARIZATION COMMENT HORIZONTAL VERTICAL "

func (p *msiReader) header(text string) error {
	key, value := text, ""
	if i := strings.IndexAny(text, " \t"); i > 0 {
		key, value = text[:i], strings.TrimSpace(text[i:])
	}
	key = strings.ToUpper(strings.TrimSuffix(key, ":"))
	if key == "" {
		return p.lines.fail("%.40q has a value and no name", text)
	}
	if key[0] >= '0' && key[0] <= '9' || key[0] == '-' || key[0] == '+' || key[0] == '.' {
		if len(p.msi.Headers) > 0 {
			return p.lines.fail("%.40q stands outside a table; HORIZONTAL and VERTICAL must each have 360 lines", text)
		}
	}
	if len(p.msi.Headers) == 0 && !strings.Contains(msiKeys, " "+key+" ") {
		p.note("first line %.40q taken as the name", text)
		key, value = "NAME", text
	}
	if len(p.msi.Headers) == maxHeaders {
		return p.lines.fail("more than %d headers; this is not a Planet pattern file", maxHeaders)
	}
	p.msi.Headers = append(p.msi.Headers, Header{p.lines.line, key, value})
	switch key {
	case "NAME":
		p.msi.Name = value
	case "FREQUENCY":
		p.frequency(value)
	case "GAIN":
		return p.gain(value)
	case "TILT":
		p.msi.Tilt = value
	case "HORIZONTAL":
		return p.table(key, value, &p.horizontal, &p.msi.Cuts.HorizontalDB)
	case "VERTICAL":
		return p.table(key, value, &p.vertical, &p.msi.Cuts.VerticalDB)
	}
	return nil
}

// split takes the unit off a value: "17.65dBi", "2437 MHz".
func split(value string) (number float64, unit string, ok bool) {
	end := strings.IndexFunc(value, func(r rune) bool { return !strings.ContainsRune("+-.,0123456789", r) })
	if end < 0 {
		end = len(value)
	}
	number, ok = decimal(value[:end])
	return number, strings.ToLower(strings.TrimSpace(value[end:])), ok
}

func (p *msiReader) frequency(value string) {
	v, unit, ok := split(value)
	switch {
	case !ok || v <= 0:
	case unit == "" || unit == "mhz":
		p.msi.FrequencyMHz = v
		return
	case unit == "ghz":
		p.msi.FrequencyMHz = v * 1000
		return
	}
	p.note("frequency %.40q is not one number in MHz or GHz; left open", value)
}

func (p *msiReader) gain(value string) error {
	v, unit, ok := split(value)
	if !ok || math.Abs(v) > 100 {
		return p.lines.fail("gain %.40q is not a number in [-100, 100] dB; write it as 15.5 dBd or 17.65 dBi", value)
	}
	switch unit {
	case "dbi":
		p.msi.PeakDBi = v
	case "", "dbd":
		p.msi.PeakDBi = v + DipoleDBi
	default:
		return p.lines.fail("gain unit %.40q is not known; write dBd or dBi", unit)
	}
	return nil
}

// table reads the 360 lines of a cut, in any order, each degree once.
func (p *msiReader) table(key, count string, read *bool, into *[360]float64) error {
	if *read {
		return p.lines.fail("a second %s; give one antenna a file", key)
	}
	if n, err := strconv.Atoi(count); err != nil || n != 360 {
		return p.lines.fail("%s %.40q: want 360, one line for each degree", key, count)
	}
	var seen [360]bool
	for i := range 360 {
		text, err := p.lines.next()
		if errors.Is(err, io.EOF) {
			return p.lines.fail("%s ends after %d lines, want 360", key, i)
		}
		if err != nil {
			return err
		}
		degree, lossDB, err := p.row(text)
		if err != nil {
			return err
		}
		if seen[degree] {
			return p.lines.fail("%s gives %d degrees twice", key, degree)
		}
		seen[degree], into[degree] = true, 0-lossDB
	}
	*read = true
	return nil
}

// row is "degree attenuation".
func (p *msiReader) row(text string) (degree int, lossDB float64, err error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return 0, 0, p.lines.fail("%.40q: want two numbers, degree and attenuation", text)
	}
	angle, ok := decimal(fields[0])
	if !ok || angle != math.Trunc(angle) || angle < 0 || angle > 359 {
		return 0, 0, p.lines.fail("angle %.40q is not a whole degree in [0, 359]", fields[0])
	}
	lossDB, ok = decimal(fields[1])
	if !ok || lossDB < 0 || lossDB > deepestLossDB {
		return 0, 0, p.lines.fail("attenuation %.40q is not in [0, %d] dB; Planet files give losses, without minus", fields[1], deepestLossDB)
	}
	return int(angle), lossDB, nil
}

func (p *msiReader) finish() (*MSI, error) {
	if !p.horizontal || !p.vertical {
		return nil, p.lines.fail("the file ends without HORIZONTAL 360 and VERTICAL 360; both cuts are needed")
	}
	p.lines.line = 0
	if math.IsNaN(p.msi.PeakDBi) {
		p.note("no GAIN; give the peak gain elsewhere")
	}
	p.msi.Notes = append(p.msi.Notes, p.msi.Cuts.peakNote()...)
	return p.msi, nil
}
