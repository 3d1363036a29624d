package antenna

import (
	"errors"
	"fmt"
	"io"
)

// ReadTable reads a plain table of relative gains in dB, one a line, as Radio
// Mobile (version 3) and crc-covlib keep them in .ant files: 360 azimuths
// clockwise from boresight, then 360 elevations from the zenith down to the front
// horizon, the nadir, the back horizon and up again. Gains are 0 or negative; a
// decimal comma is understood. A file with more or fewer values or a positive gain
// gives a *SyntaxError; a peak below 0 dB gives a Note and is kept as it is.
func ReadTable(r io.Reader) (*Cuts, []Note, error) {
	lines, c := newLineReader(r), new(Cuts)
	for i := range 720 {
		text, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil, nil, lines.fail("%d values, want 720: 360 azimuths and 360 elevations", i)
		}
		if err != nil {
			return nil, nil, err
		}
		v, ok := decimal(text)
		if !ok {
			return nil, nil, lines.fail("%.40q is not a number; give one gain in dB a line", text)
		}
		if !(v <= 0 && v >= -deepestLossDB) {
			return nil, nil, lines.fail("gain %v dB is not in [-%d, 0]; give it relative to the peak", v, deepestLossDB)
		}
		if i < 360 {
			c.HorizontalDB[i] = 0 + v // never minus zero
		} else {
			c.VerticalDB[(i-360+270)%360] = 0 + v // elevation 90-i is i-90 below the horizon
		}
	}
	if text, err := lines.next(); err == nil {
		return nil, nil, lines.fail("%.40q after 720 values; give one antenna a file", text)
	} else if !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	return c, c.peakNote(), nil
}

// peakNote doubts a file whose gains nowhere reach the peak they are relative to.
func (c *Cuts) peakNote() []Note {
	if p := c.peakDB(); p < -levelToleranceDB {
		return []Note{{Text: fmt.Sprintf("the highest gain is %v dB below the peak; kept as it is", 0-p)}}
	}
	return nil
}
