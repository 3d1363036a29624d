package radius

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"phusong/coverage/dataset"
	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/encoding/asciigrid"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
	"phusong/geo/scanline"
)

// field is the population raster: where its cells are, and how to read them.
type field struct {
	path  string
	grid  *scanline.Grid
	plane crs.CRS // of a raster in metres; the zero value: degrees
	// Of a raster in metres: the corner of the first cell, and the sides of cells.
	west, north, stepE, stepS float64
	degrees                   raster.Grid // of a raster in degrees
	density                   bool        // values are people per km2
	blockRows                 int
	description               string
}

// rowReader reads rows of a raster.
type rowReader interface {
	ReadRows(row0, rows int, dst []float64) error
}

// openField reads the header of the population raster.
func openField(dir string, p *dataset.Population) (*field, error) {
	f := &field{path: filepath.Join(dir, p.File), density: p.Kind == "density", blockRows: 1}
	rows, closer, err := f.open()
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	if tiff, ok := rows.(*geotiff.File); ok {
		info := tiff.Info()
		f.blockRows = info.BlockRows
		if info.CRS.Kind == raster.Projected {
			return f, f.layPlane(info)
		}
	}
	degrees, ok := rows.(raster.RowReader)
	if !ok {
		return nil, errors.New("the raster has no rows to read")
	}
	if f.degrees, err = degrees.Grid(); err != nil {
		return nil, err
	}
	return f, f.layDegrees()
}

// open opens the file for one reader.
func (f *field) open() (rowReader, io.Closer, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return nil, nil, fmt.Errorf("population %s: %w", f.path, err)
	}
	info, err := file.Stat()
	mark := make([]byte, 2)
	if err == nil {
		_, err = file.ReadAt(mark, 0)
	}
	if err == io.EOF {
		err = errors.New("the file is empty: get it again")
	}
	var rows rowReader
	if err == nil && (string(mark) == "II" || string(mark) == "MM") {
		rows, err = geotiff.Open(file, info.Size(), geotiff.Limits{})
	} else if err == nil {
		rows, err = openASCII(file, info.Size())
	}
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("population %s: %w", f.path, err)
	}
	return rows, file, nil
}

func openASCII(file *os.File, size int64) (rowReader, error) {
	grid, err := asciigrid.Open(file, size, asciigrid.Limits{})
	if err != nil {
		return nil, err
	}
	stem := strings.TrimSuffix(file.Name(), ".gz")
	if prj, err := os.ReadFile(strings.TrimSuffix(stem, filepath.Ext(stem)) + ".prj"); err == nil {
		grid.SetCRS(asciigrid.ParsePRJ(string(prj)))
	}
	return grid, nil
}

// layPlane places the cells of a raster in metres.
func (f *field) layPlane(info geotiff.Info) error {
	plane, err := crs.ByEPSG(info.CRS.EPSG)
	if err != nil {
		return fmt.Errorf("population %s: %w; reproject it: gdalwarp -t_srs EPSG:32648 -r sum IN OUT.tif", f.path, err)
	}
	t := info.Transform
	f.plane, f.west, f.north, f.stepE, f.stepS = plane, t.OriginX, t.OriginY, t.StepX, t.StepY
	if !(t.StepX >= 0.1 && t.StepY >= 0.1 && t.StepX <= 1e6 && t.StepY <= 1e6) {
		return fmt.Errorf("population %s: cells of %v x %v m: want 0.1 to 1,000,000", f.path, t.StepX, t.StepY)
	}
	corner := func(col, row float64) error {
		_, _, err := plane.Unproject(crs.Plane{EastM: t.OriginX + float64(col*t.StepX), NorthM: t.OriginY - float64(row*t.StepY)})
		return err
	}
	for _, at := range [][2]float64{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		if err := corner(at[0]*float64(info.Cols), at[1]*float64(info.Rows)); err != nil {
			return fmt.Errorf("population %s: a corner of the raster: %w", f.path, err)
		}
	}
	x, y := make([]int64, info.Cols), make([]int64, info.Rows)
	for i := range x {
		x[i] = millimetres(t.OriginX + float64((float64(i)+0.5)*t.StepX))
	}
	for i := range y {
		y[i] = millimetres(t.OriginY - float64((float64(i)+0.5)*t.StepY))
	}
	f.description = fmt.Sprintf("%d x %d cells of %v x %v m, %s", info.Cols, info.Rows, t.StepX, t.StepY, plane)
	f.grid, err = scanline.NewGrid(x, y)
	return err
}

// layDegrees places the cells of a raster in degrees, in units of half an E7, so that
// centres between two edges are whole numbers.
func (f *field) layDegrees() error {
	g := f.degrees
	if err := g.Validate(); err != nil {
		return fmt.Errorf("population %s: %w", f.path, err)
	}
	x, y := make([]int64, g.Cols), make([]int64, g.Rows)
	for i := range x {
		x[i] = int64(g.EdgeX(i)) + int64(g.EdgeX(i+1))
	}
	for i := range y {
		y[i] = int64(g.EdgeY(i)) + int64(g.EdgeY(i+1))
	}
	f.description = fmt.Sprintf("%d x %d cells of %v x %v degrees", g.Cols, g.Rows, g.StepX, g.StepY)
	var err error
	f.grid, err = scanline.NewGrid(x, y)
	return err
}

// inDegrees tells a raster in degrees from one in metres.
func (f *field) inDegrees() bool { return f != nil && f.plane.Kind == 0 }

// perCell is what the values of a row are multiplied by.
func (f *field) perCell(row int) float64 {
	switch {
	case !f.density:
		return 1
	case f.inDegrees():
		g := f.degrees
		return geo.RectAreaM2(g.EdgeX(0), g.EdgeY(row+1), g.EdgeX(1), g.EdgeY(row)) / 1e6
	}
	return float64(f.stepE*f.stepS) / 1e6
}
