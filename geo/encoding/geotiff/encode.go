package geotiff

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/klauspost/compress/zlib"

	"phusong/geo/raster"
)

// Compression is a way to store the cells of a written file.
type Compression int

// The compressions Encode can write. None gives the same bytes for ever; the
// bytes of Deflate (with predictor 3) hang on the version of the deflate
// library that go.mod pins, though not on the Go release.
const (
	None Compression = iota
	Deflate
)

// Image is a raster to write: float32 cells, row-major, in degrees of WGS 84.
type Image struct {
	Grid        raster.Grid
	Values      []float32 // NaN is written as NoData
	NoData      float64   // rounded to float32; no finite value may equal it; NaN writes "nan"
	Compression Compression
	Description string // free text for tag ImageDescription; may be empty
}

// stripBytes is the aim for one strip before compression: what TIFF 6.0 calls
// reasonable, times eight.
const stripBytes = 64 << 10

// Encode writes a classic little-endian GeoTIFF in strips. The directory comes
// first, so that w need not seek. It fails for a grid that is not valid, values
// that do not fill it, a value equal to NoData and files beyond 4 GiB.
func Encode(w io.Writer, m Image) error {
	if err := m.check(); err != nil {
		return err
	}
	strips, err := m.strips()
	if err != nil {
		return err
	}
	head, err := m.head(strips)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 256<<10)
	out.Write(head)
	for i := range strips {
		b := strips[i].data
		if b == nil {
			b = m.stripData(strips[i])
		}
		out.Write(b)
	}
	return out.Flush() // bufio keeps the first error
}

func (m *Image) check() error {
	g := m.Grid
	if err := g.Validate(); err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	if len(m.Values) != g.Cols*g.Rows {
		return fmt.Errorf("encode: %d values for a grid of %d x %d", len(m.Values), g.Cols, g.Rows)
	}
	noData := float32(m.NoData)
	for i, v := range m.Values {
		if v == noData {
			return fmt.Errorf("encode: the value at column %d, row %d equals NoData %v; choose another NoData", i%g.Cols, i/g.Cols, noData)
		}
	}
	return nil
}

// strip is a run of rows; data stays nil without compression.
type strip struct {
	row0, rows int
	bytes      int64
	data       []byte
}

func (m *Image) rowsPerStrip() int {
	return max(1, min(m.Grid.Rows, stripBytes/(4*m.Grid.Cols)))
}

func (m *Image) strips() ([]strip, error) {
	var strips []strip
	z := zlib.NewWriter(nil)
	n := m.rowsPerStrip()
	for row := 0; row < m.Grid.Rows; row += n {
		s := strip{row0: row, rows: min(n, m.Grid.Rows-row)}
		s.bytes = int64(s.rows) * int64(m.Grid.Cols) * 4
		if m.Compression == Deflate {
			var err error
			if s.data, err = deflate(z, m.stripData(s)); err != nil {
				return nil, fmt.Errorf("encode rows from %d: %w", row, err)
			}
			s.bytes = int64(len(s.data))
		}
		strips = append(strips, s)
	}
	return strips, nil
}

// stripData returns the stored bytes of a strip before compression.
func (m *Image) stripData(s strip) []byte {
	noData, cols := float32(m.NoData), m.Grid.Cols
	b := make([]byte, 4*cols*s.rows)
	for r := range s.rows {
		row := b[4*cols*r : 4*cols*(r+1)]
		for c, v := range m.Values[(s.row0+r)*cols : (s.row0+r+1)*cols] {
			if v != v {
				v = noData
			}
			bits := math.Float32bits(v)
			if m.Compression == None {
				binary.LittleEndian.PutUint32(row[4*c:], bits)
				continue
			}
			for plane := range 4 {
				row[plane*cols+c] = byte(bits >> (24 - 8*plane))
			}
		}
		if m.Compression == Deflate {
			for i := len(row) - 1; i > 0; i-- {
				row[i] -= row[i-1]
			}
		}
	}
	return b
}

func deflate(z *zlib.Writer, b []byte) ([]byte, error) {
	var out bytes.Buffer
	z.Reset(&out)
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	err := z.Close()
	return out.Bytes(), err
}

// field is one tag to write.
type field struct {
	tag, kind uint16
	count     int
	data      []byte
}

func shorts(tag uint16, v ...uint16) field {
	return field{tag, typeShort, len(v), le(v)}
}

func longs(tag uint16, v ...uint32) field { return field{tag, typeLong, len(v), le(v)} }

func doubles(tag uint16, v ...float64) field { return field{tag, typeDouble, len(v), le(v)} }

func ascii(tag uint16, s string) field {
	return field{tag, typeASCII, len(s) + 1, append([]byte(s), 0)}
}

// le returns the little-endian bytes of numbers of a fixed size.
func le(v any) []byte {
	b, _ := binary.Append(nil, binary.LittleEndian, v) // fails only for types without a size
	return b
}

// head returns header, directory and tag data; the strips follow.
func (m *Image) head(strips []strip) ([]byte, error) {
	counts, offsets := make([]uint32, len(strips)), make([]uint32, len(strips))
	fields := m.fields(offsets, counts)
	at := int64(8 + 2 + 12*len(fields) + 4)
	for _, f := range fields {
		if len(f.data) > 4 {
			at += int64(len(f.data) + len(f.data)%2)
		}
	}
	for i, s := range strips {
		if at+s.bytes > math.MaxUint32 {
			return nil, fmt.Errorf("encode: the file would exceed 4 GiB; write it in parts")
		}
		offsets[i], counts[i] = uint32(at), uint32(s.bytes)
		at += s.bytes
	}
	return directoryBytes(m.fields(offsets, counts)), nil
}

// fields returns the tags in rising order, as TIFF demands.
func (m *Image) fields(offsets, counts []uint32) []field {
	g := m.Grid
	method, predictor := compressionNone, uint16(predictorNone)
	if m.Compression == Deflate {
		method, predictor = compressionDeflate, predictorFloat
	}
	fields := []field{
		longs(tagImageWidth, uint32(g.Cols)),
		longs(tagImageLength, uint32(g.Rows)),
		shorts(tagBitsPerSample, 32),
		shorts(tagCompression, uint16(method)),
		shorts(tagPhotometric, 1),
	}
	if m.Description != "" {
		fields = append(fields, ascii(tagImageDescription, m.Description))
	}
	const citation = "WGS 84|"
	west, north := g.West+float64(float64(g.Col0)*g.StepX), g.North-float64(float64(g.Row0)*g.StepY)
	return append(fields,
		longs(tagStripOffsets, offsets...),
		shorts(tagSamplesPerPixel, 1),
		longs(tagRowsPerStrip, uint32(m.rowsPerStrip())),
		longs(tagStripByteCounts, counts...),
		shorts(tagPlanarConfig, 1),
		shorts(tagPredictor, predictor),
		shorts(tagSampleFormat, formatFloat),
		doubles(tagModelPixelScale, g.StepX, g.StepY, 0),
		doubles(tagModelTiepoint, 0, 0, 0, west, north, 0),
		shorts(tagGeoKeyDirectory, 1, 1, 0, 5,
			keyModelType, 0, 1, modelGeographic,
			keyRasterType, 0, 1, 1,
			keyGeodeticCRS, 0, 1, 4326,
			keyGeodeticName, tagGeoASCIIParams, uint16(len(citation)), 0,
			keyAngularUnit, 0, 1, 9102),
		ascii(tagGeoASCIIParams, citation),
		ascii(tagGDALNoData, noDataText(m.NoData)),
	)
}

// noDataText writes the float32 value as GDAL expects it, with the digits of
// the float64 it will be read into.
func noDataText(v float64) string {
	if math.IsNaN(v) {
		return "nan"
	}
	return strconv.FormatFloat(float64(float32(v)), 'g', -1, 64)
}

// directoryBytes lays out header, directory and the data that does not fit into
// it, on even offsets.
func directoryBytes(fields []field) []byte {
	b := append([]byte("II*\x00"), le(uint32(8))...)
	b = append(b, le(uint16(len(fields)))...)
	at := uint32(8 + 2 + 12*len(fields) + 4)
	var tail []byte
	for _, f := range fields {
		b = append(b, le([]uint16{f.tag, f.kind})...)
		b = append(b, le(uint32(f.count))...)
		if len(f.data) <= 4 {
			b = append(append(b, f.data...), make([]byte, 4-len(f.data))...)
			continue
		}
		b = append(b, le(at+uint32(len(tail)))...)
		tail = append(tail, f.data...)
		tail = append(tail, make([]byte, len(f.data)%2)...)
	}
	b = append(b, 0, 0, 0, 0)
	return append(b, tail...)
}
