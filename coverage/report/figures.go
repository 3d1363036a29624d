package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"strconv"

	"phusong/coverage"
)

// FigureColumns is the header of figures.csv.
var FigureColumns = []string{"indicator", "technology", "operator", "level", "code", "name", "edition",
	"covered", "uncovered", "unknown", "total", "percent", "unit", "as_of", "criterion", "assumed"}

// PercentDecimals is the precision of the percent column, rounded down.
const PercentDecimals = 6

// FigureRow returns the fields of one row of figures.csv. Areas print in km2,
// exactly: twelve decimals, trailing zeros removed.
func FigureRow(d *coverage.Dataset, f *coverage.Figure) []string {
	u := &d.Units[f.Unit]
	covered, uncovered, unknown := QuantityText(f, f.Covered), QuantityText(f, f.Uncovered), QuantityText(f, f.Unknown)
	if f.CountOnly {
		covered, uncovered, unknown = "", "", ""
	}
	return []string{f.Indicator, string(f.Technology), f.Operator, u.Level, u.Code, u.Name, u.Edition,
		covered, uncovered, unknown, QuantityText(f, f.Total), f.PercentText(PercentDecimals), MeasureText(f),
		f.AsOf, f.Criterion, strconv.FormatInt(f.Assumed, 10)}
}

// km2Places turns millionths of a square metre into km2, kmPlaces those of a metre into km,
// microPlaces all others into units.
const (
	km2Places   = 12
	kmPlaces    = 9
	microPlaces = 6
)

// QuantityText prints a count of a figure exactly, as figures.csv has it: areas in km2,
// lengths in km.
func QuantityText(f *coverage.Figure, v coverage.Micro) string {
	return v.Scaled(quantityPlaces(f.Measure))
}

func quantityPlaces(measure string) int {
	switch measure {
	case coverage.MeasureM2:
		return km2Places
	case coverage.MeasureM:
		return kmPlaces
	}
	return microPlaces
}

// MeasureText names what QuantityText counts: km2 and km for areas and lengths.
func MeasureText(f *coverage.Figure) string {
	switch f.Measure {
	case coverage.MeasureM2:
		return "km2"
	case coverage.MeasureM:
		return "km"
	}
	return f.Measure
}

// figureJSON is one figure of figures.json; numbers are exact decimals.
type figureJSON struct {
	Indicator  string      `json:"indicator"`
	Technology string      `json:"technology,omitempty"`
	Operator   string      `json:"operator,omitempty"`
	Level      string      `json:"level"`
	Code       string      `json:"code"`
	Name       string      `json:"name"`
	Edition    string      `json:"edition"`
	Covered    json.Number `json:"covered,omitempty"`
	Uncovered  json.Number `json:"uncovered,omitempty"`
	Unknown    json.Number `json:"unknown,omitempty"`
	Total      json.Number `json:"total"`
	Percent    json.Number `json:"percent,omitempty"`
	Unit       string      `json:"unit"`
	AsOf       string      `json:"as_of,omitempty"`
	Criterion  string      `json:"criterion,omitempty"`
	Assumed    int64       `json:"assumed,omitempty"`
}

// WriteFiguresJSON writes figures.json: the definitions, the provenance and the
// figures, one a line.
func WriteFiguresJSON(w io.Writer, r *coverage.Result, run Run) error {
	head, err := readable(struct {
		heading
		Models      []UsedModelRecord `json:"models"`
		Terrain     *TerrainRecord    `json:"terrain"`
		Definitions map[string]string `json:"definitions"`
		Inputs      []InputRecord     `json:"inputs"`
	}{run.heading(), run.Models, run.Terrain, definitionsOf(r.Dataset), run.Inputs}, " ")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s,\n \"units\": [", head[:len(head)-2]); err != nil {
		return err
	}
	if err := writeLines(w, len(r.Dataset.Units), func(i int) any { return unitJSONOf(&r.Dataset.Units[i], i < r.Dataset.Leaves) }); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\n],\n \"figures\": ["); err != nil {
		return err
	}
	if err := writeFigureLines(w, r, run.Workers); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// writeLines writes the elements of a list, one a line.
func writeLines(w io.Writer, n int, element func(int) any) error {
	for i := range n {
		line, err := readable(element(i), "")
		if err != nil {
			return err
		}
		comma := ","
		if i == 0 {
			comma = ""
		}
		if _, err := fmt.Fprintf(w, "%s\n%s", comma, line); err != nil {
			return err
		}
	}
	return nil
}

// unitJSON is one unit of figures.json; parent is a position in the list, -1 at the
// top. What is not known is left out.
type unitJSON struct {
	Level      string      `json:"level"`
	Code       string      `json:"code"`
	Name       string      `json:"name"`
	Edition    string      `json:"edition"`
	Parent     int         `json:"parent"`
	People     json.Number `json:"population,omitempty"`
	Households json.Number `json:"households,omitempty"`
	AreaKm2    json.Number `json:"area_km2,omitempty"`
}

func unitJSONOf(u *coverage.AdminUnit, leaf bool) unitJSON {
	rec := unitJSON{Level: u.Level, Code: u.Code, Name: u.Name, Edition: u.Edition, Parent: u.Parent}
	if leaf {
		rec.People, rec.Households = json.Number(knownCount(u.People)), json.Number(knownCount(u.Households))
		rec.AreaKm2 = json.Number(u.AreaM2.Scaled(km2Places))
	}
	return rec
}

// readable encodes without escaping <, > and &, which definitions hold, and
// without a newline at the end.
func readable(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func toJSON(d *coverage.Dataset, f *coverage.Figure) figureJSON {
	row := FigureRow(d, f)
	return figureJSON{Indicator: row[0], Technology: row[1], Operator: row[2], Level: row[3], Code: row[4], Name: row[5], Edition: row[6],
		Covered: json.Number(row[7]), Uncovered: json.Number(row[8]), Unknown: json.Number(row[9]), Total: json.Number(row[10]),
		Percent: json.Number(row[11]), Unit: row[12], AsOf: row[13], Criterion: row[14], Assumed: f.Assumed}
}

// definitionsOf adds the layers of places to the definitions.
func definitionsOf(d *coverage.Dataset) map[string]string {
	all := maps.Clone(definitions)
	for i := range d.PlaceLayers {
		l := &d.PlaceLayers[i]
		all[l.Indicator()] = fmt.Sprintf(map[coverage.PlaceKind]string{
			coverage.PlacePoints: "places of the layer %q that meet the criterion at their own position / all places of the layer",
			coverage.PlaceAreas:  "area of the layer %q where the criterion is met / area of the layer, on the WGS 84 ellipsoid, overlaps counted once",
			coverage.PlaceLines:  "length of the layer %q where the criterion is met / length of the layer, on the WGS 84 ellipsoid",
		}[l.Kind], l.Title)
	}
	return all
}

// definitions says what each indicator divides by what.
var definitions = map[string]string{
	coverage.MobilePopulation:                           "people living where the criterion is met / all people",
	coverage.MobileHouseholds:                           "households where the criterion is met / all households",
	coverage.MobileArea:                                 "area where the criterion is met / area of the unit, on the WGS 84 ellipsoid",
	coverage.MobilePopulation + coverage.ExpectedSuffix: "sum of people times probability of coverage at their place / all people",
	coverage.MobileHouseholds + coverage.ExpectedSuffix: "sum of households times probability of coverage at their place / all households",
	coverage.MobileArea + coverage.ExpectedSuffix:       "sum of area times probability of coverage / area of the unit",
	coverage.MobileCentres:                              "communes whose centre point meets the criterion / communes",
	coverage.MobileHamlets:                              "hamlets whose reference point meets the criterion / hamlets",
	coverage.MobileCommunes:                             "communes that hold at least one station / communes",
	coverage.FiberConnected:                             "households with a fibre subscription / households",
	coverage.FiberPassed:                                "households that can have fibre on request / households",
	coverage.FiberCommunes:                              "communes with fibre / communes",
	coverage.FiberHamlets:                               "hamlets with fibre / hamlets",
	coverage.FiberSubscriptions:                         "fixed broadband subscriptions on fibre / fixed broadband subscriptions",
	coverage.HamletsWhite:                               "hamlets with signal where the profile asks for it / hamlets; uncovered: white hamlets (trắng sóng)",
	coverage.HamletsGap:                                 "hamlets with signal in all residential groups / hamlets that are not white; uncovered: gaps (lõm sóng)",
	coverage.HamletsWeak:                                "hamlets not measured too slow / hamlets that are neither white nor gap; uncovered: weak hamlets",
	coverage.HamletsServed:                              "hamlets that are neither white nor gap nor weak / hamlets",
	coverage.BTSSites:                                   "places with a station",
	coverage.BTSLayers:                                  "stations as reports count them: site x operator x technology",
	coverage.BTSCells:                                   "radio cells",
}
