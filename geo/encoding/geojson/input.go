package geojson

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// input is the plain UTF-8 JSON of a source: it unpacks gzip, drops the byte order
// mark, blanks the record separators of RFC 8142 and guards MaxBytes.
type input struct {
	source io.Reader // nil until the first Read
	raw    io.Reader
	limits Limits

	delivered int64 // bytes handed over
	base      int64 // bytes dropped in front (byte order mark)
	atLineTop bool
	err       error
}

const recordSeparator = 0x1E

func newInput(r io.Reader, limits Limits) *input {
	return &input{raw: r, limits: limits, atLineTop: true}
}

// Read implements io.Reader.
func (in *input) Read(p []byte) (int, error) {
	if in.err != nil {
		return 0, in.err
	}
	if in.source == nil {
		if in.err = in.open(); in.err != nil {
			return 0, in.err
		}
	}
	if in.delivered >= in.limits.MaxBytes {
		return 0, in.atMaxBytes()
	}
	if room := in.limits.MaxBytes - in.delivered; int64(len(p)) > room {
		p = p[:room]
	}
	n, err := in.source.Read(p)
	in.blank(p[:n])
	in.delivered += int64(n)
	in.err = explainSource(err)
	return n, in.err
}

// atMaxBytes tells an input of exactly MaxBytes from a longer one.
func (in *input) atMaxBytes() error {
	var one [1]byte
	n, err := io.ReadFull(in.source, one[:])
	switch {
	case n > 0:
		in.err = &LimitError{"MaxBytes", in.limits.MaxBytes}
	default:
		in.err = explainSource(err)
	}
	return in.err
}

func explainSource(err error) error {
	switch {
	case err == nil || err == io.EOF:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &plainError{"the gzip stream is cut short: get the whole file again", io.ErrUnexpectedEOF}
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		return &plainError{fmt.Sprintf("the gzip stream is damaged (%v): get the file again", err), err}
	}
	return fmt.Errorf("reading the input: %w", err)
}

// open looks at the first bytes and sets up the chain of readers.
func (in *input) open() error {
	buffered := bufio.NewReaderSize(in.raw, 64<<10)
	head, _ := buffered.Peek(2)
	if bytes.Equal(head, []byte{0x1F, 0x8B}) {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			return explainSource(err)
		}
		buffered = bufio.NewReaderSize(unpacked, 64<<10)
	}
	head, err := buffered.Peek(16)
	if err != nil && err != io.EOF {
		return explainSource(err)
	}
	if err := refuse(head); err != nil {
		return err
	}
	if bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")) {
		in.base, _ = discard(buffered, 3)
	}
	in.source = buffered
	return nil
}

func discard(r *bufio.Reader, n int) (int64, error) {
	n, err := r.Discard(n)
	return int64(n), err
}

// refuse names the formats that are given in place of GeoJSON most often.
func refuse(head []byte) error {
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case len(bytes.TrimSpace(head)) == 0 && len(head) < 16:
		return errors.New("the input is empty: GeoJSON expected")
	case has("\x1F\x8B"):
		return errors.New("the input is gzipped twice: unpack it once")
	case has("PK\x03\x04"):
		return errors.New("the input is a zip archive: unpack it first, or give it as a shapefile if it holds one")
	case has("SQLite format 3"):
		return errors.New("the input is an SQLite database (a GeoPackage?), not GeoJSON")
	case has("\xFF\xFE"), has("\xFE\xFF"), bytes.IndexByte(head[:min(len(head), 4)], 0) >= 0:
		return errors.New("the text is UTF-16 or UTF-32, or binary: save it as UTF-8")
	case has("<"):
		return errors.New("the input is XML or HTML (KML? a web page in place of a download?), not GeoJSON")
	}
	return nil
}

// blank blanks record separators at the top of a line; inside a line they stay, and
// are broken JSON.
func (in *input) blank(p []byte) {
	for len(p) > 0 {
		if in.atLineTop && p[0] == recordSeparator {
			p[0] = ' '
			p = p[1:]
			continue
		}
		if bytes.IndexByte(p, recordSeparator) < 0 {
			in.atLineTop = p[len(p)-1] == '\n'
			return
		}
		end := bytes.IndexByte(p, '\n')
		if in.atLineTop = end >= 0; !in.atLineTop {
			return
		}
		p = p[end+1:]
	}
}
