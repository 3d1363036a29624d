package dataset

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"phusong/internal/golden"
)

const dataPage = "../../docs/data.md"

// meanings describe the canonical columns in docs/data.md: meaning, unit, default.
var meanings = map[string]map[string]string{
	"sites": {
		"site_id": "ID of the site; without one, its position", "operator": "operator, or several; Vietnamese spellings and network codes are known; default `unspecified`",
		"technology": "`2g`, `3g`, `4g`, `5g`, or several; default by band, else `4g`", "band": "3GPP band (`B3`, `n78`) or round frequency (`1800`)",
		"frequency_mhz": "carrier frequency, MHz; default by band, else 942.5 (2G), 2140 (3G), 1842.5 (4G), 3550 or the operator's own (5G)",
		"bandwidth_mhz": "carrier bandwidth, MHz; default 0.2 (2G), 5 (3G), 20 (4G; 10 below 1 GHz), 100 (5G; 20 below 2.3 GHz, 10 below 1 GHz)",
		"height_m":      "antenna above ground, metres, up to 300; default 30", "azimuth_deg": "degrees clockwise from north, or several; without one, omnidirectional",
		"antenna":             "name of a pattern: a file of the folder `antennas` without its ending, the NAME in one, or `macro`, `omni`, `tr36814`, `tr36942`, `tr38901`, `f1336`; default `macro`",
		"downtilt_deg":        "total tilt, degrees, positive down; without its parts taken as electrical; default 3 for a sector, 0 for omnidirectional",
		"mechanical_tilt_deg": "degrees that the antenna is turned down as a whole, its back up; without an azimuth taken as electrical",
		"electrical_tilt_deg": "degrees that the beam is lowered alike in all azimuths; not applied where a pattern file holds it",
		"eirp_dbm":            "total carrier EIRP, dBm, up to 90; default 60 (2G, 3G), 63 (4G), 77 (5G; 63 below 2.3 GHz)",
		"range_m":             "stated radius, metres, used by criteria such as `stated-radius`; without one, the criterion's by technology",
		"name":                "name of the site", "commune": "code of the commune, for sites without a position",
		"commune_name": "its name, with or without its type: compared with the code's, and used where there is no code",
		"district":     "its district, by name: with the name alone it tells units of one name apart", "province": "its province, by name: likewise", "cell_id": "ID of the cell",
		"power_w": "power of a branch, watts, or of several as `2x40W`; with the gain, 17 dBi by default (24 of 5G from 2300 MHz), it gives the EIRP", "power_dbm": "the same in dBm",
		"gain_dbi": "gain of the antenna, dBi", "mast_id": "the mast: stations of one mast are one site, whatever their IDs", "mast_type": "A1, A2a (15 m is assumed), A2b, A2c (30 m), or words for a roof or the ground",
		"mast_height_m": "height of the mast, metres: assumed for an antenna without one, unless it stands on a roof",
		"status":        "rows of stations that do not send (quy hoạch, chưa phát sóng, tháo dỡ, planned, ...) are left out", "bts_code": "a further code of the station, 2G where there are others",
		"nodeb_code": "likewise, 3G", "enodeb_code": "likewise, 4G", "gnodeb_code": "likewise, 5G", "plan_code": "likewise, of any technology", "sub_codes": "list of codes of the station's layers",
		"sub_count": "how many there are: only compared", "antenna_count": "not used",
		"lon": "longitude, degrees", "lat": "latitude, degrees", "position": "both in one field",
	},
	"OpenCelliD": {
		"radio": "`GSM`, `UMTS`, `LTE`, `NR`", "mcc": "mobile country code", "net": "network code", "area": "location or tracking area",
		"cell": "cell identity; LTE cells of one eNodeB (identity / 256) are one site", "unit": "not used", "lon": "longitude, degrees", "lat": "latitude, degrees",
		"range": "metres; above 35 km it is taken as unknown", "samples": "weight of the position", "changeable": "not used", "created": "not used",
		"updated": "of rows that repeat a cell the newest is used", "averageSignal": "not used", "network": "operator; else known from the network code",
		"country": "not used", "continent": "not used",
	},
	"households": {
		"edition": "of the codes; must be that of the region", "made_of": "not used: codes of the edition before", "missing": "not used: of these, the ones without a value",
		"households_estimated": "what of the households a crosswalk estimated; noted", "population_estimated": "likewise",
		"code": "code of the commune", "name": "name of the commune: compared with the code's, and used where there is no code",
		"district": "its district, by name: with the name alone it tells units of one name apart", "province": "its province, by name: likewise", "households": "number of households", "population": "number of people"},
	"fiber": {
		"edition": "of the codes; must be that of the region", "made_of": "not used: codes of the edition before", "missing": "not used: of these, the ones without a value",
		"households_passed_estimated": "what of the count a crosswalk estimated; noted", "households_connected_estimated": "likewise",
		"subscriptions_estimated": "likewise", "fiber_subscriptions_estimated": "likewise",
		"name":     "name of the commune: compared with the code's, and used where there is no code",
		"district": "its district, by name: with the name alone it tells units of one name apart", "province": "its province, by name: likewise",
		"code": "code of the commune", "households_passed": "households that can have fibre on request", "households_connected": "households with a fibre subscription",
		"subscriptions": "fixed broadband subscriptions of any kind", "fiber_subscriptions": "of these, on fibre", "as_of": "date of the row; day/month/year is understood",
	},
	"hamlets": {
		"commune_name": "name of the commune: compared with the code's, and used where there is no code",
		"district":     "its district, by name: with the name alone it tells units of one name apart", "province": "its province, by name: likewise",
		"id": "ID; without one, commune and name", "commune": "code of the commune; without one, the commune around the position", "name": "name",
		"households": "number of households", "population": "number of people", "grid_power": "yes or no (also có, không, chưa, x, 1, 0)", "difficulty": "class of the area: `special` (đặc biệt khó khăn, ĐBKK; also a yes under such a heading), `area-1` to `area-3` (khu vực I, II, III), `ordinary` (bình thường); else unknown",
		"fiber": "fibre in the hamlet, yes or no", "lon": "longitude, degrees", "lat": "latitude, degrees", "position": "both in one field",
	},
	"clusters": {
		"id": "ID within the hamlet; without one, name, else position", "hamlet": "ID or name of the hamlet", "commune": "code of its commune, for names that several hamlets have",
		"name": "name", "households": "number of households", "population": "number of people",
		"lon": "longitude, degrees", "lat": "latitude, degrees", "position": "both in one field",
	},
	"measurements": {
		"operator": "operator; without one the sample can only show that there is signal", "technology": "`2g`, `3g`, `4g`, `5g`",
		"level_dbm": "RxLev, RSCP, RSRP or SS-RSRP by the technology, dBm", "down_mbps": "download, Mbit/s", "up_mbps": "upload, Mbit/s",
		"time": "date, or date and time; day/month/year is understood", "lon": "longitude, degrees", "lat": "latitude, degrees", "position": "both in one field",
	},
	"centres": {"code": "code of the commune", "commune_name": "name of the commune: compared with the code's, and used where there is no code",
		"district": "its district, by name: with the name alone it tells units of one name apart", "province": "its province, by name: likewise", "lon": "longitude, degrees", "lat": "latitude, degrees", "position": "both in one field"},
}

// positionMeanings are those of the columns that all tables with positions have.
var positionMeanings = map[string]string{
	"lon_surveyed": "surveyed longitude; wins over `lon`", "lat_surveyed": "surveyed latitude", "position_surveyed": "both in one field",
	"lon_planned": "planned longitude; used where no other position is", "lat_planned": "planned latitude", "position_planned": "both in one field",
	"address": "address, of which the commune is understood",
}

// columnTable writes the table of a schema.
func columnTable(t *testing.T, s tableSchema) string {
	var b strings.Builder
	b.WriteString("| column | meaning | also understood |\n|---|---|---|\n")
	for _, c := range s.columns {
		meaning, ok := meanings[s.role][c.name]
		if !ok {
			meaning, ok = positionMeanings[c.name]
		}
		if !ok {
			t.Errorf("column %s of %s has no meaning in this test", c.name, s.role)
		}
		var units []string
		for u := range c.units {
			units = append(units, u)
		}
		slices.Sort(units)
		also := strings.Join(c.aliases, ", ")
		if len(units) > 0 {
			also += "; in " + strings.Join(units, ", ")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.name, meaning, strings.ReplaceAll(also, "|", "\\|"))
	}
	var required []string
	for _, group := range s.required {
		required = append(required, "`"+strings.Join(group, "` or `")+"`")
	}
	fmt.Fprintf(&b, "\nRequired: %s.\n", strings.Join(required, ", and "))
	return b.String()
}

// TestDataPageColumns holds the tables of docs/data.md against the schemas;
// -update rewrites them.
func TestDataPageColumns(t *testing.T) {
	page, err := os.ReadFile(dataPage)
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, s := range []tableSchema{siteSchema, openCelliDSchema, countSchema, fiberSchema, hamletSchema, clusterSchema, measurementSchema, centreSchema} {
		begin := "<!-- columns: " + s.role + " -->\n"
		before, rest, ok := strings.Cut(text, begin)
		if !ok {
			t.Fatalf("%s has no mark %q", dataPage, begin)
		}
		_, after, ok := strings.Cut(rest, "<!-- end -->")
		if !ok {
			t.Fatalf("%s: no end after %q", dataPage, begin)
		}
		text = before + begin + columnTable(t, s) + "<!-- end -->" + after
	}
	if golden.Updating() && text != string(page) {
		if err := os.WriteFile(dataPage, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text != string(page) {
		t.Errorf("the tables of columns in %s are not those of the program: go test ./coverage/dataset -run DataPage -update", dataPage)
	}
}

// ruleText is the form of a rule's identifier.
var ruleText = regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)

// notRules are texts of that form that name entries of region.yaml or files.
var notRules = []string{RegionFile, "population.file", "population.kind", "population.source", "nation.code", "nation.name", "antennas.dir",
	"terrain.dir", "terrain.surface", "terrain.land_cover", "terrain.clutter_m"}

// rulesInCode collects the rules in the source of packages.
func rulesInCode(t *testing.T, dirs ...string) map[string]bool {
	rules := map[string]bool{}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					if err == nil && ruleText.MatchString(text) && !strings.HasPrefix(text, "boundaries.") && !slices.Contains(notRules, text) {
						rules[text] = true
					}
				}
				return true
			})
		}
	}
	return rules
}

// TestDataPageRules: every rule in the code is on the page, and no other.
func TestDataPageRules(t *testing.T) {
	page, err := os.ReadFile(dataPage)
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## Rules of problems.csv\n")
	section, _, _ = strings.Cut(section, "\n## ")
	listed := map[string]bool{}
	var order []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .+ \\|$").FindAllStringSubmatch(section, -1) {
		listed[m[1]] = true
		order = append(order, m[1])
	}
	if !slices.IsSorted(order) {
		t.Errorf("the rules are not in order of the alphabet")
	}
	code := rulesInCode(t, ".", "../../geo/overlay", "../link", "../calibrate")
	if len(code) < 60 {
		t.Fatalf("found %d rules in the code, which cannot be all: %v", len(code), code)
	}
	for rule := range code {
		if !listed[rule] {
			t.Errorf("rule %s is not listed in %s", rule, dataPage)
		}
	}
	for rule := range listed {
		if !code[rule] {
			t.Errorf("%s lists %s, which no code uses", dataPage, rule)
		}
	}
}
