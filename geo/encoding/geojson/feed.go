package geojson

import (
	"bytes"
	"io"
)

// feed hands text to the JSON decoder and knows its lines. It also bounds what the
// decoder may hold back.
type feed struct {
	source   io.Reader
	limits   Limits
	consumed func() int64 // offset up to which the decoder has taken tokens

	delivered int64 // bytes handed over, and those before
	lineEnds  []int64
	line      int   // lines that end before lineEnds[0], plus one
	err       error // handed over
}

// slackBytes is the decoder's ordinary read-ahead.
const slackBytes = 64 << 10

// Read implements io.Reader.
func (f *feed) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	// The decoder keeps what it has not taken as a token yet: bounding that bounds
	// its memory against one endless string, number or run of blanks.
	taken := f.consumed()
	if f.delivered-taken > int64(f.limits.MaxPropertyBytes)+slackBytes {
		f.err = &LimitError{"MaxPropertyBytes", int64(f.limits.MaxPropertyBytes)}
		return 0, f.err
	}
	n, err := f.source.Read(p[:min(len(p), slackBytes)])
	f.forgetLines(taken)
	f.note(p[:n])
	f.err = err
	return n, err
}

// note notes line ends.
func (f *feed) note(p []byte) {
	for i := 0; ; i++ {
		end := bytes.IndexByte(p[i:], '\n')
		if end < 0 {
			break
		}
		i += end
		f.lineEnds = append(f.lineEnds, f.delivered+int64(i))
	}
	f.delivered += int64(len(p))
}

// forgetLines drops the line ends before an offset.
func (f *feed) forgetLines(offset int64) {
	n := 0
	for n < len(f.lineEnds) && f.lineEnds[n] < offset {
		n++
	}
	f.line += n
	f.lineEnds = append(f.lineEnds[:0], f.lineEnds[n:]...)
}

// lineAt returns the line of an offset; offsets asked for must not decrease.
func (f *feed) lineAt(offset int64) int {
	n := 0
	for n < len(f.lineEnds) && f.lineEnds[n] < offset {
		n++
	}
	f.line += n
	f.lineEnds = f.lineEnds[n:]
	return f.line
}
