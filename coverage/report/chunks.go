package report

import (
	"context"
	"io"
	"sync"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
	"phusong/internal/mapper"
)

// chunksInHand bounds the chunks that are made again from memory of written ones; more are
// never in hand, for mapper.Ordered holds four per worker.
const chunksInHand = 64

// writeChunks writes n rows in chunks of per rows, each formatted by format on one of
// several goroutines and written in order: the bytes do not depend on per or workers.
func writeChunks(w io.Writer, n, per, workers int, format func(b []byte, from, to int) ([]byte, error)) error {
	written := make(chan []byte, chunksInHand)
	return mapper.Ordered(context.Background(), (n+per-1)/per, workers, func(_, i int) ([]byte, error) {
		var b []byte
		select {
		case b = <-written:
		default:
		}
		return format(b[:0], i*per, min(n, (i+1)*per))
	}, func(_ int, b []byte) error {
		_, err := w.Write(b)
		select {
		case written <- b:
		default:
		}
		return err
	})
}

// writeParts is writeChunks for the features of a collection: add appends those of the rows
// from one to before another; first says how many features are before a row's.
func writeParts(out *geojson.Writer, n, per, workers int, first func(row int) int, add func(p *partWriter, from, to int) error) error {
	written := make(chan *partWriter, chunksInHand)
	return mapper.Ordered(context.Background(), (n+per-1)/per, workers, func(_, i int) (*partWriter, error) {
		p := &partWriter{}
		select {
		case p = <-written:
		default:
		}
		p.part.Reset(first(i * per))
		return p, add(p, i*per, min(n, (i+1)*per))
	}, func(_ int, p *partWriter) error {
		err := out.WritePart(&p.part)
		select {
		case written <- p:
		default:
		}
		return err
	})
}

// itself is the number of features before a row where each row is a feature.
func itself(row int) int { return row }

// partWriter collects the properties of one feature after the other. The first error of a
// property is kept until write.
type partWriter struct {
	part    geojson.Part
	texts   *boundaryTexts // nil without
	b       []byte
	scratch []byte
	err     error
}

// write ends a feature.
func (p *partWriter) write(g orb.Geometry) error {
	b, err := p.b, p.err
	p.b, p.err = p.b[:0], nil
	if err != nil {
		return p.part.Fail(err)
	}
	return p.part.Append(g, b)
}

// writeOf is write for an outline in a unit, which may be the unit's own boundary.
func (p *partWriter) writeOf(d *coverage.Dataset, unit int, mp orb.MultiPolygon) error {
	text, err := p.texts.of(d, unit, mp)
	if text == nil || err != nil || p.err != nil {
		return p.write(geometry(mp))
	}
	p.part.AppendWritten(text, p.b)
	p.b = p.b[:0]
	return nil
}

// boundaryTexts are the boundaries of leaf units as GeoJSON has them, each written when it is
// first asked for. Of a nation most gaps are whole communes, and most of gaps.geojson is the
// same few boundaries again.
type boundaryTexts struct{ units []boundaryText }

type boundaryText struct {
	once sync.Once
	text []byte
	err  error
}

func newBoundaryTexts(r *coverage.Result) *boundaryTexts {
	if r == nil {
		return nil
	}
	return &boundaryTexts{make([]boundaryText, r.Dataset.Leaves)}
}

// of returns the text of an outline that is a unit's own boundary, in the same memory, and
// nil for others.
func (t *boundaryTexts) of(d *coverage.Dataset, unit int, mp orb.MultiPolygon) ([]byte, error) {
	own := d.Units[unit].Geometry
	if t == nil || unit >= len(t.units) || len(mp) == 0 || len(mp) != len(own) || &mp[0] != &own[0] {
		return nil, nil
	}
	b := &t.units[unit]
	b.once.Do(func() { b.text, b.err = geojson.AppendGeometry(make([]byte, 0, roomFor(mp)), geometry(mp)) })
	return b.text, b.err
}

// roomFor is how many bytes the text of an outline takes at most, roughly.
func roomFor(mp orb.MultiPolygon) int {
	const perPosition, around = len("[-106.1234567,10.1234567],"), 64
	n := around
	for _, polygon := range mp {
		for _, ring := range polygon {
			n += perPosition*len(ring) + around
		}
	}
	return n
}
