package report

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
)

// RegisterColumns is the header of register.csv.
var RegisterColumns = []string{"id", "name", "commune_code", "commune", "district", "edition", "households", "population", "grid_power", "difficulty",
	"class", "class_vi", "class_by_model", "basis", "counted", "serving", "stations", "best_dbm", "cause", "short_db", "groups", "groups_out",
	"groups_unknown", "households_out", "measured", "route", "missing", "as_of", "criterion", "profile"}

// WriteRegister writes register.csv: one row a hamlet, by commune, then ID.
func WriteRegister(w io.Writer, r *coverage.Result) error {
	out := csv.NewWriter(w)
	if err := out.Write(RegisterColumns); err != nil {
		return err
	}
	for _, i := range registerOrder(r.Dataset) {
		if err := out.Write(registerRow(r, i)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// registerOrder lists hamlets by unit, then as in the data set.
func registerOrder(d *coverage.Dataset) []int {
	order := make([]int, len(d.Hamlets))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.Hamlets[a].Unit, d.Hamlets[b].Unit) })
	return order
}

func registerRow(r *coverage.Result, i int) []string {
	d := r.Dataset
	h, rec := &d.Hamlets[i], &r.Register.Records[i]
	u := &d.Units[h.Unit]
	counted := "yes"
	if rec.Apart {
		counted = "apart"
	}
	short := ""
	if rec.HasShort {
		short = centi(rec.ShortCentiDB)
	}
	return []string{h.ID, h.Name, u.Code, u.Name, district(d, u), u.Edition, knownCount(h.Households), knownCount(h.People), h.GridPower,
		cmp.Or(string(h.DifficultyClass), h.Difficulty), string(rec.Class), rec.Class.NameVI(), string(rec.Model), rec.Basis, counted,
		servingText(rec.Serving), stationsText(rec.Stations), levelsText(rec.Stations), rec.Cause, short, strconv.Itoa(rec.Groups.All),
		strconv.Itoa(rec.Groups.Out), strconv.Itoa(rec.Groups.Unknown), knownCount(rec.Groups.HouseholdsOut), measuredText(d, rec.Measured), rec.Route,
		strings.Join(rec.Missing, "; "), d.AsOf, r.Register.Criterion, r.Register.Profile}
}

// district is the name of the unit between a commune and its province, "" where there is none.
func district(d *coverage.Dataset, u *coverage.AdminUnit) string {
	if u.Parent < 0 || d.Units[u.Parent].Level != coverage.LevelDistrict {
		return ""
	}
	return cmp.Or(d.Units[u.Parent].Name, d.Units[u.Parent].Code)
}

func knownCount(c coverage.Count) string {
	if !c.Known {
		return ""
	}
	return c.Value.String()
}

func centi(v int) string { return strconv.FormatFloat(float64(v)/100, 'f', 2, 64) }

// servingText: "4g: Viettel, VNPT (unknown: MobiFone); 5g: none".
func servingText(all []coverage.Serving) string {
	var parts []string
	for _, s := range all {
		text := string(s.Technology) + ": " + cmp.Or(strings.Join(s.Operators, ", "), "none")
		if len(s.Unknown) > 0 {
			text += " (unknown: " + strings.Join(s.Unknown, ", ") + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// kilometres prints a distance with one decimal, as replies to voters do.
func kilometres(m float64) string { return strconv.FormatFloat(m/1000, 'f', 1, 64) }

func stationsText(all []coverage.OperatorStation) string {
	var parts []string
	for _, s := range all {
		if s.SiteID != "" {
			parts = append(parts, s.Operator+": "+s.SiteID+" "+kilometres(s.DistanceM)+" km")
		}
	}
	return strings.Join(parts, "; ")
}

func levelsText(all []coverage.OperatorStation) string {
	var parts []string
	for _, s := range all {
		if s.HasLevel {
			parts = append(parts, s.Operator+": "+centi(s.LevelCentiDBm))
		}
	}
	return strings.Join(parts, "; ")
}

// measuredText says which samples decided what.
func measuredText(d *coverage.Dataset, all []coverage.MeasuredPlace) string {
	var parts []string
	for _, p := range all {
		at := "centre"
		if p.Cluster >= 0 {
			at = "group " + d.Clusters[p.Cluster].ID
		}
		var rows []string
		for _, s := range p.Samples {
			rows = append(rows, sampleText(&s))
		}
		verdict := map[bool]string{true: "enough", false: "too low"}[p.Sufficient]
		parts = append(parts, fmt.Sprintf("%s %s %s %s: %s, %d of %d samples pass, %.0f to %.0f m away, nearest %s", at, cmp.Or(p.Operator, "operator not stated"),
			p.Technology, p.What, verdict, p.Passed, p.Points, p.NearestM, p.FarthestM, strings.Join(rows, ", ")))
	}
	return strings.Join(parts, "; ")
}

// sampleText names a sample by its place and date.
func sampleText(m *coverage.Measurement) string {
	text := strconv.FormatFloat(m.Lon, 'f', 7, 64) + " " + strconv.FormatFloat(m.Lat, 'f', 7, 64)
	if m.Date != "" {
		text += " of " + m.Date
	}
	return text
}

// classSum counts the hamlets of one class in a unit.
type classSum struct {
	hamlets, noPower, noHouseholds, noPeople int64
	households, people                       coverage.Micro
}

func (c *classSum) add(b classSum) {
	c.hamlets, c.noPower = c.hamlets+b.hamlets, c.noPower+b.noPower
	c.noHouseholds, c.noPeople = c.noHouseholds+b.noHouseholds, c.noPeople+b.noPeople
	c.households, c.people = c.households+b.households, c.people+b.people
}

// apartClass stands for the hamlets that the profile counts apart.
const apartClass coverage.HamletClass = "apart"

// WriteRegisterSummary writes register-summary.csv: per unit the hamlets, households
// and people of every class. The rows of a unit add up to its row "all".
func WriteRegisterSummary(w io.Writer, r *coverage.Result) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"level", "code", "name", "edition", "class", "class_vi", "hamlets", "without_grid_power", "households", "population",
		"hamlets_without_households", "hamlets_without_population", "as_of", "criterion", "profile"}); err != nil {
		return err
	}
	sums := sumClasses(r)
	for i := range r.Dataset.Units {
		all := classSum{}
		for _, c := range append(coverage.HamletClasses(), apartClass) {
			s := sums[i][c]
			all.add(s)
			if c == apartClass && s.hamlets == 0 {
				continue
			}
			if err := out.Write(summaryRow(r, i, c, s)); err != nil {
				return err
			}
		}
		if err := out.Write(summaryRow(r, i, "all", all)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func sumClasses(r *coverage.Result) []map[coverage.HamletClass]classSum {
	d := r.Dataset
	sums := make([]map[coverage.HamletClass]classSum, len(d.Units))
	for i := range sums {
		sums[i] = map[coverage.HamletClass]classSum{}
	}
	for i := range r.Register.Records {
		h, rec := &d.Hamlets[i], &r.Register.Records[i]
		class := rec.Class
		if rec.Apart {
			class = apartClass
		}
		s := sums[h.Unit][class]
		s.add(classSum{hamlets: 1, noPower: flag(h.GridPower == "no"), noHouseholds: flag(!h.Households.Known), noPeople: flag(!h.People.Known),
			households: h.Households.Value, people: h.People.Value})
		sums[h.Unit][class] = s
	}
	for i := range d.Units { // children come first
		if p := d.Units[i].Parent; p >= 0 {
			for class, s := range sums[i] {
				sum := sums[p][class]
				sum.add(s)
				sums[p][class] = sum
			}
		}
	}
	return sums
}

func summaryRow(r *coverage.Result, unit int, class coverage.HamletClass, s classSum) []string {
	u := &r.Dataset.Units[unit]
	vi := cmp.Or(class.NameVI(), map[coverage.HamletClass]string{apartClass: "thống kê riêng", "all": "tổng cộng"}[class])
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return []string{u.Level, u.Code, u.Name, u.Edition, string(class), vi, n(s.hamlets), n(s.noPower), s.households.String(), s.people.String(),
		n(s.noHouseholds), n(s.noPeople), r.Dataset.AsOf, r.Register.Criterion, r.Register.Profile}
}

// WriteRegisterMap writes register.geojson: hamlets and residential groups as points,
// those without a position without a geometry.
func WriteRegisterMap(w io.Writer, r *coverage.Result) error {
	d := r.Dataset
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: "register"})
	first := firstClusters(d)
	for _, i := range registerOrder(d) {
		h, rec := &d.Hamlets[i], &r.Register.Records[i]
		u := &d.Units[h.Unit]
		p := []geojson.Property{{Name: "kind", Value: "hamlet"}, {Name: "id", Value: h.ID}, {Name: "name", Value: optional(h.Name)},
			{Name: "code", Value: u.Code}, {Name: "commune", Value: u.Name}, {Name: "class", Value: string(rec.Class)},
			{Name: "class_vi", Value: rec.Class.NameVI()}, {Name: "basis", Value: rec.Basis}, {Name: "households", Value: countValue(h.Households)},
			{Name: "population", Value: countValue(h.People)}, {Name: "grid_power", Value: optional(h.GridPower)},
			{Name: "cause", Value: optional(rec.Cause)}, {Name: "route", Value: optional(rec.Route)}, {Name: "profile", Value: r.Register.Profile}}
		if err := out.Write(pointIf(h.Located, h.Lon, h.Lat), p); err != nil {
			return fmt.Errorf("hamlet %s: %w", h.ID, err)
		}
		for k, state := range rec.ClusterStates {
			c := &d.Clusters[first[i]+k]
			p := []geojson.Property{{Name: "kind", Value: "group"}, {Name: "id", Value: c.ID}, {Name: "name", Value: optional(c.Name)},
				{Name: "code", Value: u.Code}, {Name: "commune", Value: u.Name}, {Name: "hamlet", Value: h.ID}, {Name: "signal", Value: state.String()},
				{Name: "households", Value: countValue(c.Households)}, {Name: "population", Value: countValue(c.People)},
				{Name: "profile", Value: r.Register.Profile}}
			if err := out.Write(pointIf(c.Located, c.Lon, c.Lat), p); err != nil {
				return fmt.Errorf("group %s: %w", c.ID, err)
			}
		}
	}
	return out.Close()
}

// firstClusters is the first cluster of every hamlet.
func firstClusters(d *coverage.Dataset) []int {
	first := make([]int, len(d.Hamlets))
	for i := len(d.Clusters) - 1; i >= 0; i-- {
		first[d.Clusters[i].Hamlet] = i
	}
	return first
}

func pointIf(located bool, lon, lat float64) orb.Geometry {
	if !located {
		return nil
	}
	return orb.Point{lon, lat}
}

// registerLine counts the hamlets of every class, for the summary.
func registerLine(r *coverage.Register) string {
	counts := map[coverage.HamletClass]int{}
	apart := 0
	for i := range r.Records {
		if r.Records[i].Apart {
			apart++
			continue
		}
		counts[r.Records[i].Class]++
	}
	var parts []string
	for _, c := range coverage.HamletClasses() {
		parts = append(parts, fmt.Sprintf("%d %s", counts[c], c))
	}
	if apart > 0 {
		parts = append(parts, fmt.Sprintf("%d apart", apart))
	}
	return fmt.Sprintf("%d hamlets, %s, %s by %s: %s", len(r.Records), strings.ToUpper(string(r.Technology)), r.Operator, r.Profile, strings.Join(parts, ", "))
}
