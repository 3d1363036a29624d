package report

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
	"phusong/geo/encoding/geotiff"
)

// StatisticsFile is the table beside level maps.
const StatisticsFile = "statistics.csv"

// StatisticsColumns is the header of statistics.csv.
var StatisticsColumns = []string{"technology", "operator", "band_from_dbm", "band_to_dbm", "area_m2", "people", "households", "share", "class"}

// LevelNoData is the value of cells without a level in signal_*.tif.
const LevelNoData = -9999

// Values of state_*.tif: why a cell has a level or none.
const (
	StateNoSignal    = 0
	StateLevel       = 1
	StateUnknown     = 2
	StateUnpopulated = 3   // in a map of populated cells alone
	StateOutside     = 255 // NoData
)

// WriteLevels writes every output of a run of level maps into a folder, whole or
// not at all, like Write.
func WriteLevels(ctx context.Context, dir string, maps []coverage.LevelMap, problems []coverage.Problem, run LevelRun) error {
	return writeSet(ctx, dir, LevelFiles(maps, problems, run))
}

// LevelFiles lists the outputs of a run of level maps in a fixed order.
// Those of servers are among them when the maps have servers.
func LevelFiles(maps []coverage.LevelMap, problems []coverage.Problem, run LevelRun) []File {
	var selections []coverage.Selection
	var servers []coverage.ServerCell
	for i := range maps {
		selections = append(selections, maps[i].Selection)
		if maps[i].Servers != nil {
			servers = maps[i].ServerCells
		}
	}
	var files []File
	for i, label := range labels(selections) {
		m := &maps[i]
		files = append(files,
			File{"signal_" + label + ".tif", func(w io.Writer) error { return WriteSignal(w, m) }},
			File{"state_" + label + ".tif", func(w io.Writer) error { return WriteState(w, m) }},
			File{"bands_" + label + ".geojson", func(w io.Writer) error { return WriteBands(w, m) }})
		if m.Servers != nil {
			files = append(files, File{"server_" + label + ".tif", func(w io.Writer) error { return WriteServers(w, m) }})
		}
	}
	if servers != nil {
		files = append(files, File{ServersFile, func(w io.Writer) error { return WriteServerCells(w, servers) }})
	}
	return append(files,
		File{StatisticsFile, func(w io.Writer) error { return WriteStatistics(w, maps) }},
		File{ProblemsFile, func(w io.Writer) error { return WriteProblems(w, problems) }},
		File{RunFile, func(w io.Writer) error { return writeJSON(w, run) }})
}

// LevelFileNames lists the names of LevelFiles for maps with servers or without.
func LevelFileNames(selections []coverage.Selection, servers bool) []string {
	maps := make([]coverage.LevelMap, len(selections))
	for i := range maps {
		maps[i].Selection = selections[i]
		if servers {
			maps[i].Servers, maps[i].ServerCells = []uint32{}, []coverage.ServerCell{}
		}
	}
	var names []string
	for _, f := range LevelFiles(maps, nil, LevelRun{}) {
		names = append(names, f.Name)
	}
	return names
}

// labels are the technology and operator of each selection as parts of a file's
// name, no two alike, not even where case does not count.
func labels(selections []coverage.Selection) []string {
	taken := map[string]bool{}
	var all []string
	for _, s := range selections {
		base := string(s.Technology) + "_" + fileWord(s.Operator)
		label := base
		for n := 2; taken[strings.ToLower(label)]; n++ {
			label = fmt.Sprintf("%s-%d", base, n)
		}
		taken[strings.ToLower(label)] = true
		all = append(all, label)
	}
	return all
}

// maxFileWord keeps names of files within what file systems take, in runes of up
// to four bytes.
const maxFileWord = 40

// fileWord keeps letters and digits of a name; anything else becomes a hyphen.
func fileWord(name string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-' {
			return r
		}
		return '-'
	}, name))
	if len(runes) == 0 {
		return "-"
	}
	return string(runes[:min(len(runes), maxFileWord)])
}

// WriteSignal writes signal_*.tif: the median level in dBm as float32, NoData
// where there is none.
func WriteSignal(w io.Writer, m *coverage.LevelMap) error {
	return writeRaster(w, m, LevelNoData, fmt.Sprintf("median level of the best server, dBm: %s, %s", m.Selection.Technology, m.Selection.Operator),
		func(c coverage.LevelCell) float32 {
			if c.LevelCentiDBm == coverage.NoLevel {
				return float32(math.NaN())
			}
			return float32(float64(c.LevelCentiDBm) / 100)
		})
}

// WriteState writes state_*.tif: what a cell without a level lacks.
func WriteState(w io.Writer, m *coverage.LevelMap) error {
	legend := fmt.Sprintf("%d no signal, %d level known, %d unknown", StateNoSignal, StateLevel, StateUnknown)
	if m.Bands[len(m.Bands)-1].Kind == coverage.LevelUnpopulated {
		legend += fmt.Sprintf(", %d nobody lives there", StateUnpopulated)
	}
	return writeRaster(w, m, StateOutside, fmt.Sprintf("%s: %s, %s", legend, m.Selection.Technology, m.Selection.Operator),
		func(c coverage.LevelCell) float32 {
			switch {
			case c.Band == coverage.LevelOutside:
				return float32(math.NaN())
			case c.LevelCentiDBm != coverage.NoLevel:
				return StateLevel
			case m.Bands[c.Band].Kind == coverage.LevelUnknown:
				return StateUnknown
			case m.Bands[c.Band].Kind == coverage.LevelUnpopulated:
				return StateUnpopulated
			}
			return StateNoSignal
		})
}

// ServersFile lists the cells that the numbers of server_*.tif stand for.
const ServersFile = "servers.csv"

// WriteServers writes server_*.tif: the number of the cell that serves best, NoData
// (0) where none does. Float32 holds whole numbers to 16,777,216; more cells than
// that are refused.
func WriteServers(w io.Writer, m *coverage.LevelMap) error {
	if len(m.ServerCells) > 1<<24 {
		return fmt.Errorf("%d cells are more than a map of servers can number: draw fewer sites", len(m.ServerCells))
	}
	values := make([]float32, len(m.Servers))
	for i, server := range m.Servers {
		values[i] = float32(server)
		if server == coverage.NoServer {
			values[i] = float32(math.NaN())
		}
	}
	return encodeRaster(w, m, values, coverage.NoServer, fmt.Sprintf("number of the best server in %s: %s, %s", ServersFile, m.Selection.Technology, m.Selection.Operator))
}

// WriteServerCells writes servers.csv.
func WriteServerCells(w io.Writer, servers []coverage.ServerCell) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"number", "site_id", "cell_id"}); err != nil {
		return err
	}
	for i, s := range servers {
		if err := out.Write([]string{strconv.Itoa(i + 1), s.SiteID, s.CellID}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func writeRaster(w io.Writer, m *coverage.LevelMap, noData float64, description string, value func(coverage.LevelCell) float32) error {
	values := make([]float32, len(m.Cells))
	for i, c := range m.Cells {
		values[i] = value(c)
	}
	return encodeRaster(w, m, values, noData, description)
}

func encodeRaster(w io.Writer, m *coverage.LevelMap, values []float32, noData float64, description string) error {
	return geotiff.Encode(w, geotiff.Image{Grid: m.Grid, Values: values, NoData: noData, Compression: geotiff.Deflate, Description: asciiOnly(description)})
}

// asciiOnly replaces what TIFF's text, 7-bit by TIFF 6.0, cannot hold.
func asciiOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// WriteBands writes bands_*.geojson: one feature for each class that has a place.
func WriteBands(w io.Writer, m *coverage.LevelMap) error {
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "bands"})
	for i := range m.Bands {
		b := &m.Bands[i]
		if len(b.Geometry) == 0 {
			continue
		}
		if err := out.Write(geometry(b.Geometry), bandProperties(m, b)); err != nil {
			return fmt.Errorf("band %s: %w", b.Kind, err)
		}
	}
	return out.Close()
}

func bandProperties(m *coverage.LevelMap, b *coverage.LevelBand) []geojson.Property {
	number := func(text string) any {
		if text == "" {
			return nil
		}
		return geojson.Number(text)
	}
	row := statisticsRow(m, b)
	properties := []geojson.Property{{Name: "technology", Value: row[0]}, {Name: "operator", Value: row[1]}}
	for i := 2; i < 8; i++ {
		properties = append(properties, geojson.Property{Name: StatisticsColumns[i], Value: number(row[i])})
	}
	return append(properties, geojson.Property{Name: "class", Value: row[8]})
}

// WriteStatistics writes statistics.csv: every class of every map, so that the
// rows of a map add up to the region.
func WriteStatistics(w io.Writer, maps []coverage.LevelMap) error {
	out := csv.NewWriter(w)
	if err := out.Write(StatisticsColumns); err != nil {
		return err
	}
	for i := range maps {
		for k := range maps[i].Bands {
			if err := out.Write(statisticsRow(&maps[i], &maps[i].Bands[k])); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// statisticsRow is in the order of StatisticsColumns; what is not known is empty.
func statisticsRow(m *coverage.LevelMap, b *coverage.LevelBand) []string {
	return []string{string(m.Selection.Technology), m.Selection.Operator, limit(b.FromCentiDBm), limit(b.ToCentiDBm), b.AreaM2.String(),
		ifKnown(m.People, b.People), ifKnown(m.Households, b.Households), share(b.AreaM2, m.AreaM2), string(b.Kind)}
}

// limit prints the limit of a band in dBm, exactly.
func limit(centi int) string {
	if centi == coverage.NoLevel {
		return ""
	}
	return coverage.Micro(centi).Scaled(2)
}

func ifKnown(of coverage.Count, v coverage.Micro) string {
	if !of.Known {
		return ""
	}
	return v.String()
}

// sharePlaces are the decimals of the share of an area, rounded down.
const sharePlaces = 8

func share(part, whole coverage.Micro) string {
	if whole <= 0 {
		return ""
	}
	return part.MulDiv(100_000_000, int64(whole)).Scaled(sharePlaces)
}
