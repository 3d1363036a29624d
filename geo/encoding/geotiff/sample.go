package geotiff

import (
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// sampleType is how one value is stored.
type sampleType struct {
	name  string // as GDAL writes it, in lower case
	bytes int
	float bool
}

// Sample formats of TIFF 6.0 section 19.
const (
	formatUint  = 1
	formatInt   = 2
	formatFloat = 3
	formatVoid  = 4
)

func sampleTypeOf(format, bits uint64) (sampleType, error) {
	whole := bits == 8 || bits == 16 || bits == 32 || bits == 64
	size := int(bits / 8)
	switch {
	case format == formatFloat && (bits == 32 || bits == 64):
		return sampleType{fmt.Sprintf("float%d", bits), size, true}, nil
	case format == formatFloat:
		return sampleType{}, fmt.Errorf("float%d samples are not supported; convert: gdal_translate -ot Float32 IN OUT.tif", bits)
	case (format == formatUint || format == formatVoid) && whole:
		return sampleType{fmt.Sprintf("uint%d", bits), size, false}, nil
	case format == formatInt && whole:
		return sampleType{fmt.Sprintf("int%d", bits), size, false}, nil
	case format == 5 || format == 6:
		return sampleType{}, fmt.Errorf("complex samples are not a quantity; extract one part first")
	default:
		return sampleType{}, fmt.Errorf("samples of %d bits in format %d are not supported; convert: gdal_translate -ot Float32 -co NBITS=32 IN OUT.tif", bits, format)
	}
}

// maxExact is 2^53: larger integers are not all float64 values.
const maxExact = 1 << 53

// sampleDecoder turns stored samples, little-endian, into values.
type sampleDecoder struct {
	kind          sampleType
	hasNoData     bool
	noData        uint64  // the bits of the NoData value in the sample's own type
	floatNoData   float64 // its value among float samples, where 0 equals -0; else NaN
	scale, offset float64
}

// decode reads len(dst) samples from src, stride bytes apart. NoData and NaN
// become NaN, then scale and offset are applied.
func (s sampleDecoder) decode(dst []float64, src []byte, stride int) error {
	switch {
	case s.kind.float && s.kind.bytes == 4:
		s.decodeFloat32(dst, src, stride)
	case s.kind.float:
		s.decodeFloat64(dst, src, stride)
	case s.kind.bytes == 8:
		return s.decode64(dst, src, stride)
	default:
		s.decodeWhole(dst, src, stride)
	}
	return nil
}

// absent is the value that means NoData among floats: NaN, which equals nothing, if
// there is none.
func (s sampleDecoder) absent() float64 {
	if !s.hasNoData {
		return math.NaN()
	}
	return s.floatNoData
}

func (s sampleDecoder) decodeFloat32(dst []float64, src []byte, stride int) {
	absent := s.absent()
	for i := range dst {
		v := float64(math.Float32frombits(binary.LittleEndian.Uint32(src[i*stride:])))
		if v == absent {
			v = math.NaN()
		}
		dst[i] = v
	}
	s.rescale(dst)
}

func (s sampleDecoder) decodeFloat64(dst []float64, src []byte, stride int) {
	absent := s.absent()
	for i := range dst {
		v := math.Float64frombits(binary.LittleEndian.Uint64(src[i*stride:]))
		if v == absent {
			v = math.NaN()
		}
		dst[i] = v
	}
	s.rescale(dst)
}

// decodeWhole reads integers of up to 32 bits.
func (s sampleDecoder) decodeWhole(dst []float64, src []byte, stride int) {
	sign := 0 // shift that brings the sign bit to the top
	if s.kind.name[0] != 'u' {
		sign = 64 - 8*s.kind.bytes
	}
	for i := range dst {
		var bits uint64
		switch at := src[i*stride:]; s.kind.bytes {
		case 1:
			bits = uint64(at[0])
		case 2:
			bits = uint64(binary.LittleEndian.Uint16(at))
		default:
			bits = uint64(binary.LittleEndian.Uint32(at))
		}
		dst[i] = float64(int64(bits<<sign) >> sign)
		if s.hasNoData && bits == s.noData {
			dst[i] = math.NaN()
		}
	}
	s.rescale(dst)
}

// rescale applies scale and offset; NaN stays NaN.
func (s sampleDecoder) rescale(dst []float64) {
	if s.scale == 1 && s.offset == 0 {
		return
	}
	for i, v := range dst {
		dst[i] = float64(v*s.scale) + s.offset
	}
}

// decode64 reads 64-bit integers and refuses those that float64 cannot hold.
func (s sampleDecoder) decode64(dst []float64, src []byte, stride int) error {
	for i := range dst {
		v := binary.LittleEndian.Uint64(src[i*stride:])
		magnitude, value := v, float64(v)
		if s.kind.name == "int64" {
			value = float64(int64(v))
			if int64(v) < 0 {
				magnitude = -v
			}
		}
		switch {
		case s.hasNoData && v == s.noData:
			value = math.NaN()
		case magnitude > maxExact:
			return fmt.Errorf("value %#x of type %s is beyond 2^53 and would lose its last digits", v, s.kind.name)
		}
		dst[i] = value
	}
	s.rescale(dst)
	return nil
}

// parseNoData reads GDAL_NODATA, a number in text. It returns the value and, if
// a sample of this type can equal it, the bits to compare with.
func (s sampleDecoder) parseNoData(text string) (sampleDecoder, *float64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return s, nil, nil
	}
	if strings.Contains(strings.ToLower(text), "nan") {
		nan := math.NaN()
		return s, &nan, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(v, 0) {
		return s, nil, fmt.Errorf("GDAL_NODATA %q is not a number; set it: gdal_edit.py -a_nodata VALUE FILE", text)
	}
	s.noData, s.hasNoData = s.kind.bitsOf(v, text)
	s.floatNoData = math.NaN()
	switch s.kind.name {
	case "float32":
		s.floatNoData = float64(nearestFloat32(v))
	case "float64":
		s.floatNoData = v
	}
	return s, &v, nil
}

// bitsOf converts a NoData value into the stored form; ok is false when no
// sample can hold it, such as -9999 among uint8. A float32 takes the nearest
// value, because the text may carry the digits of float64.
func (t sampleType) bitsOf(v float64, text string) (bits uint64, ok bool) {
	switch {
	case t.name == "float32":
		return uint64(math.Float32bits(nearestFloat32(v))), true
	case t.name == "float64":
		return math.Float64bits(v), true
	case v != math.Trunc(v) || math.IsInf(v, 0):
		return 0, false
	case t.name[0] == 'u':
		if u, err := strconv.ParseUint(text, 10, 64); err == nil {
			return u, t.bytes == 8 || u < 1<<(8*t.bytes)
		}
		return uint64(v), v >= 0 && v < math.Ldexp(1, 8*t.bytes)
	}
	mask := ^uint64(0) >> (64 - 8*t.bytes)
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return uint64(i) & mask, i == i<<(64-8*t.bytes)>>(64-8*t.bytes)
	}
	limit := math.Ldexp(1, 8*t.bytes-1)
	return uint64(int64(v)) & mask, v >= -limit && v < limit
}

// nearestFloat32 rounds, but keeps finite what lies just beyond the largest
// float32: -3.4028235e+38 written with few digits means that value.
func nearestFloat32(v float64) float32 {
	if f := float32(v); !math.IsInf(float64(f), 0) || math.Abs(v) > 3.403e38 {
		return f
	}
	return float32(math.Copysign(math.MaxFloat32, v))
}

// gdalMetadata is the XML of tag 42112.
type gdalMetadata struct {
	Items []struct {
		Sample string `xml:"sample,attr"`
		Role   string `xml:"role,attr"`
		Text   string `xml:",chardata"`
	} `xml:"Item"`
}

// scaling returns the scale and offset that GDAL_METADATA gives the band,
// counted from 0; 1 and 0 without.
func scaling(text string, band int) (scale, offset float64, err error) {
	if !strings.Contains(text, "scale") && !strings.Contains(text, "offset") {
		return 1, 0, nil
	}
	scale = 1
	var m gdalMetadata
	if err := xml.Unmarshal([]byte(text), &m); err != nil {
		return 0, 0, fmt.Errorf("GDAL_METADATA mentions a scale or offset but is not XML: %w", err)
	}
	for _, item := range m.Items {
		target := map[string]*float64{"scale": &scale, "offset": &offset}[item.Role]
		if target == nil || item.Sample != strconv.Itoa(band) {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(item.Text), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, 0, fmt.Errorf("GDAL_METADATA gives band %d the %s %q, which is not a number", band+1, item.Role, item.Text)
		}
		*target = v
	}
	return scale, offset, nil
}
