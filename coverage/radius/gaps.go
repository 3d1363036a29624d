package radius

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/encoding/decimal"
	"phusong/geo/scanline"
	"phusong/internal/mapper"
)

func appendE7(b []byte, v geo.E7) []byte { return decimal.AppendE7(b, v) }

// longestSide is the most cells between two vertices of a gap. A side is straight in the
// plane and in degrees not quite: over 64 cells the two part by far less than a cell.
const longestSide = 64

// gapStage draws the gaps of one technology.
type gapStage struct {
	field      *field
	territory  *territory
	technology Technology
	index      int // of the technology
	units      []sums
	workers    int
	bands      []bandResult
	height     int       // rows of a band
	artists    []*artist // of every worker, or nil; they keep what they have projected

	texts    sync.Pool // of *[]byte
	segments []segmentOf
	start    []int32 // of segments, by unit, and the end
	gaps     int64   // units with gaps
	polys    int64
	verts    int64
}

// unitsPerPiece is how many units a worker draws at a time.
const unitsPerPiece = 32

// drawn is the text of some units.
type drawn struct {
	text               []byte
	gaps, polys, verts int64
}

// write draws the gaps of all units, in the order of their codes.
func (s *gapStage) write(ctx context.Context, out io.Writer) error {
	s.segments, s.start = byUnit(s.bands, s.index, len(s.territory.communes))
	title, err := json.Marshal("gaps-" + string(s.technology.ID))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "{\"type\":\"FeatureCollection\",\"name\":%s,\"features\":[", title); err != nil {
		return err
	}
	workers := mapper.Workers(s.workers)
	pieces := (len(s.territory.communes) + unitsPerPiece - 1) / unitsPerPiece
	first := true
	err = mapper.Ordered(ctx, pieces, workers, func(worker, i int) (drawn, error) {
		if s.artists[worker] == nil {
			s.artists[worker] = newArtist(s)
		}
		s.artists[worker].stage = s
		return s.artists[worker].piece(i*unitsPerPiece, min((i+1)*unitsPerPiece, len(s.territory.communes)))
	}, func(_ int, d drawn) error {
		s.gaps, s.polys, s.verts = s.gaps+d.gaps, s.polys+d.polys, s.verts+d.verts
		defer s.texts.Put(&d.text)
		text := d.text
		if first && len(text) > 0 {
			text, first = text[1:], false // the comma between features
		}
		_, err := out.Write(text)
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, "\n]}\n")
	return err
}

// buffer is the memory of a text that has been written, or none.
func (s *gapStage) buffer() []byte {
	if b, ok := s.texts.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return nil
}

// artist draws units.
type artist struct {
	stage   *gapStage
	tracer  scanline.Tracer
	corners *crs.Corners // nil for a raster in degrees
	runs    []scanline.Run
}

func newArtist(s *gapStage) *artist {
	a := &artist{stage: s, tracer: scanline.Tracer{LongestSide: longestSide}}
	if f := s.field; !f.inDegrees() {
		a.corners = crs.NewCorners(f.plane, f.west, f.north, f.stepE, f.stepS)
	} else {
		a.tracer.LongestSide = 0
	}
	return a
}

// piece draws the units from first to end-1.
func (a *artist) piece(first, end int) (d drawn, err error) {
	s := a.stage
	runs := 0
	for _, g := range s.segments[s.start[first]:s.start[end]] {
		runs += int(s.bands[g.band].runs[s.index].segments[g.segment].runs)
	}
	const bytesPerRun, bytesPerUnit = 64, 400 // as they come
	if d.text = s.buffer(); cap(d.text) < bytesPerRun*runs {
		d.text = make([]byte, 0, bytesPerRun*runs+bytesPerUnit*(end-first))
	}
	for unit := first; unit < end; unit++ {
		if s.start[unit] == s.start[unit+1] {
			continue
		}
		if err := a.unit(&d, unit); err != nil {
			return d, fmt.Errorf("gap of unit %s: %w", s.territory.communes[unit].code, err)
		}
	}
	return d, nil
}

// unit draws one feature, after a comma.
func (a *artist) unit(d *drawn, unit int) error {
	s := a.stage
	c := &s.territory.communes[unit]
	var cells int64
	a.runs = a.runs[:0]
	for _, g := range s.segments[s.start[unit]:s.start[unit+1]] {
		packed := &s.bands[g.band].runs[s.index]
		cells += packed.segments[g.segment].cells
		a.runs = packed.unpack(a.runs, g.segment, int(g.band)*s.height)
	}
	people := coverage.Micro(s.units[unit].people - s.units[unit].covered[s.index])
	b := append(d.text, ",\n{\"type\":\"Feature\",\"properties\":{\"code\":"...)
	for _, p := range [][2]string{{"", c.code}, {`,"name":`, c.name}, {`,"district":`, c.district}, {`,"province":`, c.province},
		{`,"technology":`, string(s.technology.ID)}} {
		text, err := json.Marshal(p[1])
		if err != nil {
			return err
		}
		b = append(append(b, p[0]...), text...)
	}
	b = fmt.Appendf(b, ",\"population\":%s,\"cells\":%d},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[", people, cells)
	rings := a.tracer.Trace(a.runs)
	for i := range rings {
		var err error
		if b, err = a.ring(b, &rings[i], i); err != nil {
			return err
		}
		d.verts += int64(len(rings[i].Vertices))
	}
	d.text = append(b, "]]}}"...)
	d.gaps++
	d.polys += int64(rings[len(rings)-1].Polygon) + 1
	return nil
}

// ring writes a ring with what stands before it.
func (a *artist) ring(b []byte, r *scanline.Ring, i int) ([]byte, error) {
	switch {
	case i == 0:
		b = append(b, "[["...)
	case r.Hole:
		b = append(b, ",["...)
	default:
		b = append(b, "],[["...)
	}
	first := len(b)
	last := first
	for _, v := range r.Vertices {
		lon, lat, err := a.place(v)
		if err != nil {
			return b, err
		}
		b = append(decimal.AppendPosition(b, lon, lat), ',')
		if last == first {
			last = len(b) - 1
		}
	}
	b = append(b, b[first:last]...)
	return append(b, ']'), nil
}

// place is the longitude and latitude of a corner.
func (a *artist) place(v scanline.Vertex) (lon, lat geo.E7, err error) {
	if a.corners == nil {
		g := a.stage.field.degrees
		return g.EdgeX(int(v.Col)), g.EdgeY(int(v.Row)), nil
	}
	return a.corners.E7(v.Col, v.Row)
}
