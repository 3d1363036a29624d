package geotiff

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// errLZWCode is a code that stands for no string yet.
var errLZWCode = errors.New("invalid code")

// lzwReader decodes LZW data piece by piece, for blocks too large to be kept, and is the
// reference of lzwDecoder. Strings are kept as in TIFF 6.0 section 13, the code of
// all bytes but the last, and the last.
type lzwReader struct {
	in     *bufio.Reader
	prefix [lzwCodes]uint16
	suffix [lzwCodes]byte

	acc, have uint // bits read and not used
	width     uint
	next      int // code that the string in hand completes
	last      int // code before; -1 for none
	buf       [lzwCodes + 1]byte
	pending   []byte // of buf, decoded and not handed out
	err       error
}

func newLZWReader(in *bufio.Reader) *lzwReader {
	r := &lzwReader{in: in}
	r.clear()
	return r
}

func (r *lzwReader) clear() { r.width, r.next, r.last = lzwLeastBits, lzwFirst-1, -1 }

// Read implements io.Reader.
func (r *lzwReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(r.pending) == 0 && r.err == nil {
			r.err = r.step()
			continue
		}
		if len(r.pending) == 0 {
			return n, r.err
		}
		k := copy(p[n:], r.pending)
		n, r.pending = n+k, r.pending[k:]
	}
	return n, nil
}

// step decodes one code.
func (r *lzwReader) step() error {
	code, err := r.code()
	switch {
	case err != nil:
		return err
	case code == lzwEnd:
		return io.EOF
	case code == lzwClear:
		r.clear()
		return nil
	case code > r.next, code >= lzwFirst && code == r.next && r.last < 0, code == lzwCodes-1:
		return fmt.Errorf("%w %d", errLZWCode, code)
	}
	r.expand(code)
	if r.last >= 0 {
		r.prefix[r.next], r.suffix[r.next] = uint16(r.last), r.pending[0]
	}
	r.last = code
	if r.next++; r.next < 1<<r.width-1 { // one early, as TIFF has it
		return nil
	}
	if r.width < lzwMostBits {
		r.width++
	} else {
		r.next, r.last = lzwCodes-1, -1 // the table is full
	}
	return nil
}

// expand writes the string of a code into pending, from its end.
func (r *lzwReader) expand(code int) {
	at, own := len(r.buf), code == r.next
	if own { // the string before and its first byte, which is found last
		at--
		code = r.last
	}
	for ; code >= lzwFirst; code = int(r.prefix[code]) {
		at--
		r.buf[at] = r.suffix[code]
	}
	at--
	r.buf[at] = byte(code)
	r.pending = r.buf[at:]
	if own {
		r.buf[len(r.buf)-1] = r.buf[at]
	}
}

func (r *lzwReader) code() (int, error) {
	for r.have < r.width {
		b, err := r.in.ReadByte()
		if err == io.EOF {
			return 0, io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
		r.acc, r.have = r.acc<<8|uint(b), r.have+8
	}
	r.have -= r.width
	return int(r.acc >> r.have & (1<<r.width - 1)), nil
}
