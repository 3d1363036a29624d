package radius

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage/dataset"
	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
)

// cellRow is a row of cells.csv as the tests state it.
type cellRow struct {
	site, technology string
	lon, lat         string
	rangeM           string
}

// testRegion is a region as values, written to files by folder.
type testRegion struct {
	communes   []testCommune
	cells      []cellRow
	plane      *planeRaster // one of these two
	degrees    *geotiff.Image
	strip      int // rows of a strip of degrees; 0: as the encoder has it
	fiber      string
	households string
}

// testCommune has rings in E7, polygons of rings.
type testCommune struct {
	code, name, district, province string
	polygons                       [][][][2]geo.E7
}

// planeRaster is a raster in UTM zone 48N.
type planeRaster struct {
	west, north, step float64
	cols, rows        int
	values            []float32
	strip             int // rows of a strip; 0: all rows
}

// noData of the rasters of tests.
const noData = -9999

// folder writes the region.
func (r *testRegion) folder(t testing.TB) (string, dataset.Region) {
	dir := t.TempDir()
	region := dataset.Region{Name: "Test", Edition: "test", AsOf: "2024",
		Boundaries: dataset.Boundaries{File: "communes.geojson", Code: "code", Name: "name", Parent: "district", Province: "province"},
		Population: &dataset.Population{File: "pop.tif", Kind: "count"}, Sites: dataset.TableFiles{{File: "cells.csv"}}}
	write := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("communes.geojson", r.geojson())
	var cells strings.Builder
	cells.WriteString("site_id,technology,lon,lat,range_m\n")
	for _, c := range r.cells {
		fmt.Fprintf(&cells, "%s,%s,%s,%s,%s\n", c.site, c.technology, c.lon, c.lat, c.rangeM)
	}
	write("cells.csv", []byte(cells.String()))
	if r.plane != nil {
		write("pop.tif", r.plane.tiff())
	} else if r.strip > 0 {
		write("pop.tif", stripsInDegrees(r.degrees, r.strip))
	} else {
		var b bytes.Buffer
		if err := geotiff.Encode(&b, *r.degrees); err != nil {
			t.Fatal(err)
		}
		write("pop.tif", b.Bytes())
	}
	if r.fiber != "" {
		write("fiber.csv", []byte(r.fiber))
		write("households.csv", []byte(r.households))
		region.Fiber, region.Households = dataset.TableFiles{{File: "fiber.csv"}}, dataset.TableFiles{{File: "households.csv"}}
	}
	return dir, region
}

func (r *testRegion) geojson() []byte {
	b := []byte(`{"type":"FeatureCollection","features":[`)
	for i, c := range r.communes {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"type":"Feature","properties":{"code":%q,"name":%q,"district":%q,"province":%q},"geometry":{"type":"MultiPolygon","coordinates":[`,
			c.code, c.name, c.district, c.province)
		for p, polygon := range c.polygons {
			b = append(b, ",["[btoi(p == 0):]...)
			for k, ring := range polygon {
				b = append(b, ",["[btoi(k == 0):]...)
				for j, at := range ring {
					b = append(b, ",["[btoi(j == 0):]...)
					b = append(appendPlace(b, at[0], at[1]), ']')
				}
				b = append(b, ']')
			}
			b = append(b, ']')
		}
		b = append(b, "]}}"...)
	}
	return append(b, "]}"...)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// tiff writes a GeoTIFF in UTM zone 48N.
func (p *planeRaster) tiff() []byte {
	return p.tiffOf(p.step, []uint16{1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32648})
}

// stripsInDegrees writes a raster of degrees by strips.
func stripsInDegrees(m *geotiff.Image, rows int) []byte {
	g := m.Grid
	p := &planeRaster{west: g.West, north: g.North, step: g.StepX, cols: g.Cols, rows: g.Rows, values: m.Values, strip: rows}
	return p.tiffOf(g.StepY, []uint16{1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326})
}

// tiffOf writes a GeoTIFF of float32 with the keys of its system.
func (p *planeRaster) tiffOf(stepY float64, keys []uint16) []byte {
	var b, beyond bytes.Buffer
	le := binary.LittleEndian
	put := func(v any) { _ = binary.Write(&b, le, v) } // to memory
	strip := p.strip
	if strip == 0 {
		strip = p.rows
	}
	strips := (p.rows + strip - 1) / strip
	offsets, sizes := make([]uint32, strips), make([]uint32, strips)
	none := []byte("-9999\x00")
	entries := []struct {
		tag, kind uint16
		count     uint32
		value     any
	}{
		{256, 4, 1, uint32(p.cols)}, {257, 4, 1, uint32(p.rows)}, {258, 3, 1, uint32(32)}, {259, 3, 1, uint32(1)}, {262, 3, 1, uint32(1)},
		{273, 4, uint32(strips), offsets}, {277, 3, 1, uint32(1)}, {278, 4, 1, uint32(strip)}, {279, 4, uint32(strips), sizes}, {339, 3, 1, uint32(3)},
		{33550, 12, 3, []float64{p.step, stepY, 0}}, {33922, 12, 6, []float64{0, 0, 0, p.west, p.north, 0}},
		{34735, 3, uint32(len(keys)), keys}, {42113, 2, uint32(len(none)), none},
	}
	at := uint32(8 + 2 + 12*len(entries) + 4)
	cells := at + uint32(8*strips+72+2*len(keys)+len(none))
	for i := range strips {
		offsets[i] = cells + uint32(4*p.cols*strip*i)
		sizes[i] = uint32(4 * p.cols * min(strip, p.rows-strip*i))
	}
	put([]byte("II*\x00"))
	put(uint32(8))
	put(uint16(len(entries)))
	for _, e := range entries {
		put(e.tag)
		put(e.kind)
		put(e.count)
		switch v := e.value.(type) {
		case uint32:
			put(v)
		case []uint32:
			if len(v) == 1 { // stands in the entry itself
				put(v[0])
				beyond.Write(make([]byte, 4))
				break
			}
			put(at + uint32(beyond.Len()))
			_ = binary.Write(&beyond, le, v)
		default:
			put(at + uint32(beyond.Len()))
			_ = binary.Write(&beyond, le, v)
		}
	}
	put(uint32(0))
	put(beyond.Bytes())
	for _, v := range p.values {
		if v != v {
			v = noData
		}
		put(math.Float32bits(v))
	}
	return b.Bytes()
}

// utm48 is the plane of the tests.
func utm48() crs.CRS {
	plane, _ := crs.ByEPSG(32648)
	return plane
}

// e7Of is the place in E7 nearest to one of the plane.
func e7Of(eastM, northM float64) [2]geo.E7 {
	lon, lat, err := utm48().Unproject(crs.Plane{EastM: eastM, NorthM: northM})
	if err != nil {
		panic(err)
	}
	return [2]geo.E7{geo.ToE7(lon), geo.ToE7(lat)}
}

// lonLat writes a place of the plane as degrees, in all digits.
func lonLat(eastM, northM float64) (lon, lat string) {
	x, y, err := utm48().Unproject(crs.Plane{EastM: eastM, NorthM: northM})
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%.17g", x), fmt.Sprintf("%.17g", y)
}

// degreesGrid is a raster of degrees.
func degreesGrid(cols, rows int, step float64) raster.Grid {
	return raster.Grid{West: 105.5, North: 10.75, StepX: step, StepY: step, Cols: cols, Rows: rows}
}
