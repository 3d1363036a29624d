package asciigrid

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"

	"phusong/geo/raster"
)

// Encode writes a grid of degrees with values row-major, one row per line, in
// the shortest decimals that read back exactly. NaN is written as noData, which
// no value may equal. Cells that are not square get dx and dy, as GDAL writes
// them.
func Encode(w io.Writer, g raster.Grid, values []float64, noData float64) error {
	if err := g.Validate(); err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	if len(values) != g.Cols*g.Rows {
		return fmt.Errorf("encode: %d values for a grid of %d x %d", len(values), g.Cols, g.Rows)
	}
	out := bufio.NewWriter(w)
	west := g.West + float64(float64(g.Col0)*g.StepX)
	south := g.North - float64(float64(g.Row0+g.Rows)*g.StepY)
	fmt.Fprintf(out, "ncols %d\nnrows %d\nxllcorner %s\nyllcorner %s\n", g.Cols, g.Rows, digits(west), digits(south))
	if g.StepX == g.StepY {
		fmt.Fprintf(out, "cellsize %s\n", digits(g.StepX))
	} else {
		fmt.Fprintf(out, "dx %s\ndy %s\n", digits(g.StepX), digits(g.StepY))
	}
	fmt.Fprintf(out, "NODATA_value %s\n", digits(noData))
	for i, v := range values {
		switch {
		case math.IsInf(v, 0) || v == noData:
			return fmt.Errorf("encode: the value at column %d, row %d is %v, which is infinite or NoData", i%g.Cols, i/g.Cols, v)
		case math.IsNaN(v):
			v = noData
		}
		out.WriteString(digits(v))
		if (i+1)%g.Cols == 0 {
			out.WriteByte('\n')
		} else {
			out.WriteByte(' ')
		}
	}
	return out.Flush() // bufio keeps the first error
}

func digits(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
