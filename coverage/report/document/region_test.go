package document_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/coverage/report/document"
)

// region is an invented output: a province with one district and its communes.
type region struct {
	name, asOf string
	units      []string // JSON
	figures    []string
	targets    []report.TargetRecord
	register   []string // rows of register.csv
	edition    string
	sites      int64
	criterion  string // hash
	gaps       []string
}

const radiusText = "id: \"stated-radius\"\ntitle: \"Within the stated radius of a station\"\ntitle_vi: \"Trong bán kính phủ sóng khai báo của trạm\"\nsource: \"test\"\nkind: radius\ndemand_at: cell\nradius_m: {2g: 5000, 3g: 5000, 4g: 3000, 5g: 800}\nstated_range: wins\n"

// unit adds a unit; parent is a place in the list, -1 at the top.
func (r *region) unit(level, code, name string, parent int) {
	r.units = append(r.units, fmt.Sprintf(`{"level":%q,"code":%q,"name":%q,"edition":%q,"parent":%d}`, level, code, name, r.edition, parent))
}

// figure adds a figure with plain decimals; of none, "", it is a count.
func (r *region) figure(level, code, indicator, technology, operator, measure, covered, uncovered, unknown, total string) {
	parts := ""
	if covered != "" {
		parts = fmt.Sprintf(`"covered":%s,"uncovered":%s,"unknown":%s,`, covered, uncovered, unknown)
	}
	criterion := ""
	if strings.HasPrefix(indicator, "mobile.") && indicator != coverage.MobileCommunes {
		criterion = "stated-radius#" + r.criterion
	}
	r.figures = append(r.figures, fmt.Sprintf(`{"indicator":%q,"technology":%q,"operator":%q,"level":%q,"code":%q,%s"total":%s,"unit":%q,"as_of":%q,"criterion":%q}`,
		indicator, technology, operator, level, code, parts, total, measure, r.asOf, criterion))
}

// write makes the output folder and reads it back.
func (r *region) write(t testing.TB) *output.Output {
	t.Helper()
	dir := t.TempDir()
	label := "stated-radius#" + r.criterion
	run := report.Run{Version: "phusong test", Region: r.name, Edition: r.edition, AsOf: r.asOf, Criterion: report.CriterionRecord{Label: label, Definition: "within a radius", Text: radiusText},
		Counts: map[string]int64{"sites": r.sites, "assumed_azimuth_deg": 2}, Problems: map[string]int64{"code.missing": 3}, Inputs: []report.InputRecord{{Role: "sites", File: "sites.csv", Bytes: 1234, SHA256: "00"}},
		Notes: []string{"control population: 1010, stated 1010", "a note of another kind"}}
	if r.register != nil {
		run.Register = &report.RegisterRecord{Label: "nested#5bf4db49", Text: "title: \"Nested\"\ntitle_vi: \"Hai mức\"\n"}
		save(t, dir, "register.csv", strings.Join(report.RegisterColumns, ",")+"\n"+strings.Join(r.register, "\n")+"\n")
		var points []string
		for _, row := range r.register {
			id, _, _ := strings.Cut(row, ",")
			points = append(points, fmt.Sprintf(`{"type":"Feature","properties":{"kind":"hamlet","id":%q},"geometry":{"type":"Point","coordinates":[106,10]}}`, id))
		}
		save(t, dir, "register.geojson", collection(points))
	}
	runText, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	save(t, dir, report.RunFile, string(runText))
	head, err := json.Marshal(run.Criterion)
	if err != nil {
		t.Fatal(err)
	}
	save(t, dir, report.FiguresJSONFile, fmt.Sprintf(`{"criterion":%s,"definitions":{},"units":[%s],"figures":[%s]}`, head, strings.Join(r.units, ","), strings.Join(r.figures, ",\n")))
	save(t, dir, "gaps.geojson", collection(r.gaps))
	save(t, dir, "sites.geojson", collection(nil))
	if r.targets != nil {
		var b strings.Builder
		if err := report.WriteTargetsJSON(&b, r.targets); err != nil {
			t.Fatal(err)
		}
		save(t, dir, report.TargetsJSONFile, b.String())
	}
	o, err := output.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func collection(features []string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + "]}\n"
}

func save(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// smallRegion has four communes, of which one has the province's name and two share
// theirs, and nothing on fibre passed.
func smallRegion() *region {
	r := &region{name: "Long An (giả định)", asOf: "2024-07-11", edition: "2025-06", sites: 3, criterion: "7a2e74d2"}
	r.unit("commune", "00001", "Thị trấn Cần Giuộc", 4)
	r.unit("commune", "00002", "Xã Long An", 4)
	r.unit("commune", "00003", "Xã Tân An", 4)
	r.unit("commune", "00004", "Phường Tân An", 4)
	r.unit("district", "001", "Huyện Cần Giuộc B", 5)
	r.unit("province", "80", "Long An", -1)
	r.units[4] = strings.Replace(r.units[4], " B", "", 1)
	r.figure("commune", "00001", "mobile.population", "4g", "any", "person", "9.4", "0.6", "0", "10")
	r.figure("commune", "00002", "mobile.population", "4g", "any", "person", "1000", "0", "0", "1000")
	r.figure("province", "80", "mobile.population", "4g", "any", "person", "1009.4", "0.6", "0", "1010")
	r.figure("province", "80", "mobile.population", "4g", "Viettel", "person", "3", "1007", "0", "1010")
	r.figure("district", "001", "mobile.population", "4g", "Viettel", "person", "3", "7", "0", "10")
	r.figure("commune", "00001", "mobile.population", "4g", "Viettel", "person", "3", "7", "0", "10")
	r.figure("province", "80", "mobile.population", "5g", "any", "person", "0", "1010", "0", "1010")
	r.figure("commune", "00002", "fiber.connected", "", "", "household", "1", "1", "0", "2")
	r.figure("province", "80", "fiber.connected", "", "", "household", "469648", "58580", "0", "528228")
	r.figure("province", "80", "fiber.passed", "", "", "household", "0", "0", "528228", "528228")
	r.figure("province", "80", "bts.layers", "", "any", "layer", "", "", "", "7")
	r.figure("province", "80", "bts.sites", "", "any", "site", "", "", "", "3")
	return r
}

func resolver(t *testing.T, r *region, language string) *document.Resolver {
	t.Helper()
	all, err := document.NewResolver(r.write(t), document.Options{Language: language})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
