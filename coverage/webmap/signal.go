package webmap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/report/palette"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
)

// signalJSON is a picture of levels.
type signalJSON struct {
	ID         string        `json:"id"`
	Title      Words         `json:"title"`
	Extent3857 []json.Number `json:"extent3857"`
	Width      int           `json:"width"`
	Height     int           `json:"height"`
	Legend     []classJSON   `json:"legend"`
}

// signalMap is a raster of levels that phusong coverage wrote.
type signalMap struct {
	id, path      string
	title         Words
	grid          raster.Grid
	width, height int // of the picture
}

// Limits of pictures of levels.
const (
	maxSignalCells  = 64 << 20
	maxSignalPixels = 2048 // along a side
)

// signalLimits are the lower ends of the classes in dBm, strongest first, and
// signalColors theirs, the last below all: viridis, which orders light to dark alike for
// all sorts of sight.
var (
	signalLimits = []float64{-80, -90, -100, -110, -120}
	signalColors = []color.NRGBA{{0xfd, 0xe7, 0x25, 0xff}, {0x7a, 0xd1, 0x51, 0xff}, {0x22, 0xa8, 0x84, 0xff}, {0x2a, 0x78, 0x8e, 0xff}, {0x41, 0x44, 0x87, 0xff}, {0x44, 0x01, 0x54, 0xff}}
)

// findSignal lists the rasters of levels in a folder; a folder without any has none.
func findSignal(dir string) ([]signalMap, error) {
	names, err := filepath.Glob(filepath.Join(dir, "signal_*.tif"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var all []signalMap
	for _, name := range names {
		s, err := openSignal(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w; draw it again with phusong coverage", name, err)
		}
		all = append(all, s)
	}
	return all, nil
}

func openSignal(name string) (signalMap, error) {
	label := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), "signal_"), ".tif")
	technology, operator, _ := strings.Cut(label, "_")
	s := signalMap{id: slug(label), path: name, title: Words{"Mức thu ", "Level "}.plus(technologyName(coverage.Technology(technology))).plus(both(", ")).plus(ruleInText(operator))}
	err := withSignal(name, func(f *geotiff.File) (err error) {
		if s.grid, err = f.Grid(); err != nil {
			return err
		}
		if int64(s.grid.Cols)*int64(s.grid.Rows) > maxSignalCells {
			return fmt.Errorf("%d x %d cells are more than can be shown", s.grid.Cols, s.grid.Rows)
		}
		return s.grid.Validate()
	})
	if err != nil {
		return s, err
	}
	w, south, e, north := s.extent()
	s.width = min(s.grid.Cols, maxSignalPixels)
	s.height = max(1, int(math.Round(float64(s.width)*(north-south)/(e-w))))
	if s.height > maxSignalPixels {
		s.width, s.height = max(1, s.width*maxSignalPixels/s.height), maxSignalPixels
	}
	return s, nil
}

func withSignal(name string, use func(*geotiff.File) error) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	f, err := geotiff.Open(in, info.Size(), geotiff.Limits{})
	if err != nil {
		return err
	}
	return use(f)
}

// mercatorM is the half width of Web Mercator's world.
const mercatorM = math.Pi * 6378137

func mercatorY(lat float64) float64 {
	return math.Atanh(math.Sin(lat*math.Pi/180)) * 6378137
}

func latitudeOf(y float64) float64 { return math.Asin(math.Tanh(y/6378137)) * 180 / math.Pi }

// extent is west, south, east, north in Web Mercator.
func (s *signalMap) extent() (west, south, east, north float64) {
	g := s.grid
	return g.EdgeX(0).Degrees() / 180 * mercatorM, mercatorY(g.EdgeY(g.Rows).Degrees()), g.EdgeX(g.Cols).Degrees() / 180 * mercatorM, mercatorY(g.EdgeY(0).Degrees())
}

func (s *signalMap) entry() signalJSON {
	w, south, e, north := s.extent()
	out := signalJSON{ID: s.id, Title: s.title, Width: s.width, Height: s.height}
	for _, v := range []float64{w, south, e, north} {
		out.Extent3857 = append(out.Extent3857, json.Number(strconv.FormatFloat(v, 'f', 1, 64)))
	}
	for i, c := range signalColors {
		title := Words{"dưới {a} dBm", "below {a} dBm"}
		switch {
		case i == 0:
			title = Words{"từ {a} dBm", "{a} dBm and more"}
		case i < len(signalLimits):
			title = Words{"từ {a} đến dưới {b} dBm", "{a} to below {b} dBm"}
		}
		at := func(k int) Words { return decimal(signalLimits[min(max(k, 0), len(signalLimits)-1)], 0) }
		out.Legend = append(out.Legend, classJSON{hexColor(c), palette.DarkGround(c), title.fill(value{"a", at(i)}, value{"b", at(i - 1)})})
	}
	return out
}

// signalNote says why there is no picture of levels.
func (s *source) signalNote() *Words {
	w := Words{"Chưa có lớp mức thu: tạo bằng phusong coverage rồi thêm --signal.", "There is no layer of levels: make it with phusong coverage and add --signal."}
	if s.criterion != nil && s.criterion.Kind == criterion.KindRadius {
		w = Words{"Tiêu chí theo bán kính: không có mức thu.", "The criterion is one of radii: there are no levels."}
	}
	if len(s.signal) > 0 {
		return nil
	}
	return &w
}

func (m *Map) signalData(_ context.Context, s *source, parts []string) (content, error) {
	id, ok := strings.CutSuffix(strings.Join(parts, "/"), ".png")
	i := slices.IndexFunc(s.signal, func(m signalMap) bool { return m.id == id })
	if !ok || i < 0 {
		return content{}, errNotFound
	}
	body, err := s.signal[i].draw()
	if err != nil {
		return content{}, &hidden{errBroken, err}
	}
	return content{body: body, mediaType: typePNG}, nil
}

// draw makes the picture: of each pixel the cell at its centre; nothing where there is
// no level.
func (s *signalMap) draw() ([]byte, error) {
	colors := color.Palette{color.NRGBA{}}
	for _, c := range signalColors {
		colors = append(colors, c)
	}
	out := image.NewPaletted(image.Rect(0, 0, s.width, s.height), colors)
	_, south, _, north := s.extent()
	err := withSignal(s.path, func(f *geotiff.File) error {
		if g, err := f.Grid(); err != nil || g != s.grid {
			return errors.Join(err, errors.New("the raster of levels has changed since the server was started"))
		}
		row, at := make([]float64, s.grid.Cols), -1
		for y := range s.height {
			lat := latitudeOf(north - (float64(y)+0.5)*(north-south)/float64(s.height))
			r := int((s.grid.EdgeY(0).Degrees() - lat) / s.grid.StepY)
			r = min(max(r, 0), s.grid.Rows-1)
			if r != at {
				if err := f.ReadRows(r, 1, row); err != nil {
					return err
				}
				at = r
			}
			for x := range s.width {
				out.Pix[y*out.Stride+x] = signalClass(row[min(int((float64(x)+0.5)*float64(s.grid.Cols)/float64(s.width)), s.grid.Cols-1)])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = png.Encode(&b, out)
	return b.Bytes(), err
}

// signalClass is the index of a level's colour, 0 for none.
func signalClass(dbm float64) uint8 {
	if math.IsNaN(dbm) {
		return 0
	}
	for i, limit := range signalLimits {
		if dbm >= limit {
			return uint8(i + 1)
		}
	}
	return uint8(len(signalLimits) + 1)
}
