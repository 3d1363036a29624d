package report

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"phusong/coverage"
	"phusong/coverage/link"
)

// LinkColumns is the header of links.csv.
var LinkColumns = []string{"id", "from_lon", "from_lat", "to_lon", "to_lat", "frequency_mhz", "tx_height_m", "rx_height_m", "eirp_dbm",
	"bandwidth_mhz", "technology", "distance_km", "azimuth_deg", "elevation_deg", "pattern_gain_db",
	"fresnel_ratio", "fresnel_km", "knife_edge_db", "model", "state", "loss_db", "loss_locations_db", "entry_db", "level_dbm",
	"threshold_dbm", "chance", "warnings", "reason"}

// linkRows are the rows of one link, by model.
func linkRows(r *link.Result) [][]string {
	record := NewLinkRecord(r)
	text := func(n *json.Number) string {
		if n == nil {
			return ""
		}
		return n.String()
	}
	head := []string{record.ID}
	for _, n := range []json.Number{record.FromLon, record.FromLat, record.ToLon, record.ToLat, record.FrequencyMHz,
		record.TxHeightM, record.RxHeightM, record.EIRPdBm, record.BandwidthMHz} {
		head = append(head, n.String())
	}
	head = append(head, record.Technology, record.DistanceKm.String(), record.AzimuthDeg.String(), record.ElevationDeg.String(), record.GainDB.String())
	if len(record.Clearances) > 0 {
		c := record.Clearances[0]
		head = append(head, c.Ratio.String(), c.DistanceKm.String(), c.KnifeEdgeDB.String())
	} else {
		head = append(head, "", "", "")
	}
	var rows [][]string
	for i := range record.Losses {
		l := &record.Losses[i]
		rows = append(rows, append(append([]string(nil), head...), l.Model, l.State, text(l.LossDB), text(l.LocationsDB), text(l.EntryDB),
			text(l.LevelDBm), text(record.ThresholdDBm), text(l.Chance), strings.Join(l.Warnings, "; "), l.Reason))
	}
	return rows
}

func writeRows(w io.Writer, header []string, rows [][]string) error {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}

// ProfileColumns is the header of profile_ID.csv.
var ProfileColumns = []string{"distance_km", "lon", "lat", "ground_m", "clutter_m", "earth_bulge_m", "line_of_sight_m", "fresnel_radius_m", "clearance_m"}

// WriteProfile writes the posts of a link, over the Earth of the median of time.
// Heights that are not known are empty.
func WriteProfile(w io.Writer, r *link.Result) error {
	var rows [][]string
	for _, p := range link.Posts(&r.Link, r.Ground, r.Link.Conditions.EarthFactor()) {
		row := []string{fixed(p.DistanceKm, 6).String(), fixed(p.Lon, 7).String(), fixed(p.Lat, 7).String()}
		for _, m := range []float64{p.GroundM, p.ClutterM, p.BulgeM, p.LineOfSightM, p.FresnelRadiusM, p.ClearanceM} {
			text := ""
			if !math.IsNaN(m) {
				text = fixed(m, 2).String()
			}
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	return writeRows(w, ProfileColumns, rows)
}

// WriteLink prints one link: its geometry, clearance, and every model.
func WriteLink(w io.Writer, r *link.Result) error {
	var b strings.Builder
	record := NewLinkRecord(r)
	writeLinkHead(&b, &record)
	writeClearances(&b, r, &record)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	percent := r.Link.Conditions.WithDefaults().PercentLocations
	head := []string{"model", "loss dB"}
	if percent != 50 {
		head = append(head, "at "+short(percent).String()+" %")
	}
	head = append(head, "dBm")
	if r.HasThreshold {
		head = append(head, "chance")
	}
	fmt.Fprintln(t, strings.Join(head, "\t")+"\t ")
	for i := range record.Losses {
		l := &record.Losses[i]
		row := []string{l.Model, orNothing(l.LossDB)}
		if percent != 50 {
			row = append(row, orNothing(l.LocationsDB))
		}
		row = append(row, orNothing(l.LevelDBm))
		if r.HasThreshold {
			row = append(row, orNothing(l.Chance))
		}
		fmt.Fprintln(t, strings.Join(row, "\t")+"\t  "+noteText(l))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return writeTrimmed(w, b.String())
}

// noteText is what stands beside a loss. Where the terrain is unknown, the lines
// above say from where to where.
func noteText(l *LossRecord) string {
	switch l.State {
	case string(link.Unknown):
		return "terrain partly unknown"
	case string(link.Refused):
		return "refused: " + l.Reason
	}
	return l.problemText()
}

// writeTrimmed drops the padding at the ends of lines.
func writeTrimmed(w io.Writer, text string) error {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n"))
	return err
}

func orNothing(n *json.Number) string {
	if n == nil {
		return "-"
	}
	return n.String()
}

func writeLinkHead(b *strings.Builder, l *LinkRecord) {
	fmt.Fprintf(b, "%s: %s, %s to %s, %s: %s km, azimuth %s and back %s degrees\n", l.ID, l.FromLat, l.FromLon, l.ToLat, l.ToLon,
		l.DistanceKm, l.AzimuthDeg, l.BackDeg)
	fmt.Fprintf(b, "%s MHz %s, %s MHz wide, EIRP %s dBm", l.FrequencyMHz, l.Technology, l.BandwidthMHz, l.EIRPdBm)
	if l.GainDB != "0.00" {
		fmt.Fprintf(b, " (%s dB towards the receiver)", l.GainDB)
	}
	fmt.Fprintf(b, ", antennas at %s and %s m", l.TxHeightM, l.RxHeightM)
	if l.ThresholdDBm != nil {
		fmt.Fprintf(b, ", threshold %s dBm", *l.ThresholdDBm)
	}
	b.WriteString("\n")
}

func writeClearances(b *strings.Builder, r *link.Result, l *LinkRecord) {
	switch {
	case r.Ground == nil:
		b.WriteString("no terrain: models over terrain are left out\n")
	case len(r.Unknown) > 0:
		fmt.Fprintf(b, "terrain unknown from %s: no clearance\n", link.StretchText(r.Unknown))
	}
	for _, c := range l.Clearances {
		state := "first Fresnel zone clear to 60 %"
		if ratio, _ := c.Ratio.Float64(); ratio < 0 { // written by us
			state = "line of sight hidden"
		} else if ratio < 0.6 {
			state = "line of sight, first Fresnel zone obstructed"
		}
		fmt.Fprintf(b, "k = %s: %s: least clearance %s F1 (%s of %s m) at %s km, obstacle %s m high, nu %s, knife edge %s dB\n", c.EarthFactor, state,
			c.Ratio, c.ClearanceM, c.FresnelRadiusM, c.DistanceKm, c.ObstacleM, c.Nu, c.KnifeEdgeDB)
	}
}

// WriteStages prints what P.1812 and ITM came by on the way.
func WriteStages(w io.Writer, r *link.Result) error {
	var b strings.Builder
	number := func(v float64) string {
		if math.IsInf(v, 1) {
			return "none"
		}
		return fixed(v, 3).String()
	}
	line := func(pairs ...any) {
		for i := 0; i < len(pairs); i += 2 {
			fmt.Fprintf(&b, "  %s %s", pairs[i], number(pairs[i+1].(float64)))
		}
		b.WriteString("\n")
	}
	if p := r.P1812; p != nil {
		b.WriteString("P.1812-8, in its symbols (km, m, mrad, dB):\n")
		line("omega", p.Path.Omega, "dtm", p.Path.Dtm, "dlm", p.Path.Dlm, "dct", p.Path.Dct, "dcr", p.Path.Dcr)
		line("tau", p.Path.Tau, "beta0", p.Path.Beta0, "ae", p.Path.Ae, "abeta", p.Path.Abeta)
		line("hts", p.Path.Hts, "hrs", p.Path.Hrs, "thetat", p.Path.ThetaT, "thetar", p.Path.ThetaR, "theta", p.Path.Theta)
		line("dlt", p.Path.Dlt, "dlr", p.Path.Dlr, "hst", p.Path.Hst, "hsr", p.Path.Hsr, "hte", p.Path.Hte, "hre", p.Path.Hre, "hm", p.Path.Hm)
		line("Lbfs", p.Lbfs, "Lb0p", p.Lb0p, "Lb0b", p.Lb0b, "Lbs", p.Lbs)
		d := &p.Diffraction
		line("Lba50", d.Median.LbaDB, "Lbs50", d.Median.LbsDB, "Lsph50", d.Median.LsphDB, "Ld50", d.Median.LossDB, "Ldb", d.Beta.LossDB)
		line("Fi", d.Fi, "Ldp", d.Ldp, "Lbd50", d.Lbd50, "Lbd", d.Lbd)
		line("Af", p.Ducting.Af, "Adp", p.Ducting.Adp, "beta", p.Ducting.Beta, "Gamma", p.Ducting.Gamma, "Lba", p.Ducting.Lba)
		c := &p.Combination
		line("Fj", c.Fj, "Fk", c.Fk, "Lminb0p", c.Lminb0p, "Lminbap", c.Lminbap, "Lbda", c.Lbda, "Lbam", c.Lbam, "Lbc", c.Lbc)
		line("Lb", p.LossDB, "Ep", p.FieldDBuVpM)
	}
	if p := r.ITM; p != nil {
		fmt.Fprintf(&b, "ITM 1.2.2, mode %s, by the horizons of its smooth Earth (rad, m, dB):\n", p.Mode)
		line("A_fs", p.FreeSpaceDB, "A_ref", p.ReferenceDB, "delta_h", p.DeltaHM, "N_s", p.SurfaceRefractivity)
		line("theta_hzn_1", p.HorizonAngleRad[0], "theta_hzn_2", p.HorizonAngleRad[1], "d_hzn_1", p.HorizonDistanceM[0], "d_hzn_2", p.HorizonDistanceM[1])
		line("h_e_1", p.EffectiveHeightM[0], "h_e_2", p.EffectiveHeightM[1], "a_e", p.EarthRadiusM)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteLinkSummary prints a line per link, and the problems of the table by rule.
func WriteLinkSummary(w io.Writer, links []LinkRecord, problems []coverage.Problem) error {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "id\tkm\tMHz\tF1\tfree space\tmodel\tloss dB\tdBm\tchance\t ")
	for i := range links {
		l := &links[i]
		row := []string{l.ID, fixedText(l.DistanceKm, 3), l.FrequencyMHz.String(), "-", "-", "-", "-", "-", "-"}
		if len(l.Clearances) > 0 {
			row[3] = fixedText(l.Clearances[0].Ratio, 2)
		}
		if free := l.find("free-space"); free != nil {
			row[4] = orNothing(free.LossDB)
		}
		note := ""
		if main := l.main(); main != nil {
			row[5], row[6], row[7], row[8] = main.Model, orNothing(main.LossDB), orNothing(main.LevelDBm), orNothing(main.Chance)
			note = main.problemText()
		}
		if len(l.Unknown) > 0 {
			note = "terrain partly unknown"
		}
		fmt.Fprintln(t, strings.Join(row, "\t")+"\t  "+note)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(problems) > 0 {
		fmt.Fprintf(&b, "%s in the table of links\n", countText(len(problems), "problem"))
	}
	return writeTrimmed(w, b.String())
}

func countText(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

func fixedText(n json.Number, places int) string {
	v, _ := n.Float64() // written by us
	return fixed(v, places).String()
}

func (l *LinkRecord) find(model string) *LossRecord {
	for i := range l.Losses {
		if l.Losses[i].Model == model && l.Losses[i].State == string(link.Predicted) {
			return &l.Losses[i]
		}
	}
	return nil
}

// main is the loss that link.Result.Main names.
func (l *LinkRecord) main() *LossRecord {
	if found := cmp.Or(l.find(link.P1812), l.find("rma")); found != nil {
		return found
	}
	for i := range l.Losses {
		if l.Losses[i].State == string(link.Predicted) {
			return &l.Losses[i]
		}
	}
	return nil
}
