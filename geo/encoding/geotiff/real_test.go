package geotiff

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"phusong/geo/raster"
)

// shared is the folder of real data beside the repository; it is not part of it.
const shared = "../../../../shared/data"

func sharedFile(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(shared, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data is not beside the repository: %v", err)
	}
	return path
}

// TestRealFiles states what real files hold. Sums, extremes and empty cells are
// those of GDAL 3.6.2 (raw copy, summed exactly). WorldPop Spain is also
// described elsewhere by a sum of 46,754,776, a multiple of 4 as sums in
// float32 are; its cells add up to 46,754,783.005.
func TestRealFiles(t *testing.T) {
	tests := []struct {
		name     string
		dataType string
		crs      raster.CRSKind
		point    bool
		place    Transform
		sum      float64
		min, max float64
		empty    int
		grid     bool
	}{
		{"pop-raster/esp_ppp_2020_1km_Aggregated_UNadj.tif", "float32", raster.Geographic, false,
			Transform{-18.167916596018529, 43.799583347088699, 0.0083333333, 0.0083333333}, 46754783.005118, 0, 18208.3984375, 4461432, true},
		{"pop-raster/pden-small-sf.tif", "int32", raster.Projected, false,
			Transform{-2281753.1839, 1951242.633, 59.996345664740602, 60}, 66481233, 0, 38493, 0, false},
		{"dem/N49W123.tif", "int16", raster.Geographic, true,
			Transform{-123.000416666666666, 50.000416666666666, 1.0 / 1200, 1.0 / 1200}, 1062254231, -37, 2674, 34926, true},
		{"dem/N49W124.tif", "int16", raster.Geographic, true,
			Transform{-124.000416666666666, 50.000416666666666, 1.0 / 1200, 1.0 / 1200}, 620663220, -26, 2630, 25620, true},
		{"dem/olinda_dem_utm25s.tif", "float32", raster.Projected, false,
			Transform{288776.250000803149305, 9120760.750028736889362, 89.994067349451160, 89.994067349451160}, 266937, -1, 88, 0, false},
		{"dem/luxembourg_elev.tif", "int16", raster.Geographic, false,
			Transform{5.741666666666666, 50.191666666666663, 1.0 / 120, 1.0 / 120}, 1605135, 141, 547, 3942, true},
	}
	for _, tt := range tests {
		t.Run(filepath.Base(tt.name), func(t *testing.T) {
			f := openPath(t, sharedFile(t, tt.name))
			info := f.Info()
			if info.DataType != tt.dataType || info.CRS.Kind != tt.crs || info.PixelIsPoint != tt.point {
				t.Errorf("type %s, CRS %v, point %v, want %s, %s, %v", info.DataType, info.CRS, info.PixelIsPoint, tt.dataType, tt.crs, tt.point)
			}
			for i, pair := range [][2]float64{{info.Transform.OriginX, tt.place.OriginX}, {info.Transform.OriginY, tt.place.OriginY},
				{info.Transform.StepX, tt.place.StepX}, {info.Transform.StepY, tt.place.StepY}} {
				if math.Abs(pair[0]-pair[1]) > 1e-9*math.Max(1, math.Abs(pair[1])) {
					t.Errorf("transform value %d = %v, want %v", i, pair[0], pair[1])
				}
			}
			sum, low, high, empty := 0.0, math.Inf(1), math.Inf(-1), 0
			for _, v := range readAll(t, f) {
				if v != v {
					empty++
					continue
				}
				sum, low, high = sum+v, min(low, v), max(high, v)
			}
			if math.Abs(sum-tt.sum) > 1e-6 || low != tt.min || high != tt.max || empty != tt.empty {
				t.Errorf("sum %.6f, from %v to %v, %d empty; want %.6f, %v, %v, %d", sum, low, high, empty, tt.sum, tt.min, tt.max, tt.empty)
			}
			if _, err := f.Grid(); (err == nil) != tt.grid {
				t.Errorf("Grid: %v, want one: %v", err, tt.grid)
			}
		})
	}
}

// BenchmarkSpain decodes LZW float32 with predictor 2 in strips of 512 rows.
func BenchmarkSpain(b *testing.B) {
	f := openPath(b, sharedFile(b, "pop-raster/esp_ppp_2020_1km_Aggregated_UNadj.tif"))
	row := make([]float64, f.Info().Cols)
	b.SetBytes(int64(f.Info().Cols) * int64(f.Info().Rows) * 4)
	for b.Loop() {
		sum := 0.0
		for r := range f.Info().Rows {
			if err := f.ReadRows(r, 1, row); err != nil {
				b.Fatal(err)
			}
			for _, v := range row {
				if v == v {
					sum += v
				}
			}
		}
		if math.Round(sum) != 46754783 {
			b.Fatalf("sum = %v, want 46754783", sum)
		}
	}
}
