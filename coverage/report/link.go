package report

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"phusong/coverage"
	"phusong/coverage/link"
	"phusong/internal/atomicfile"
)

// LinksFile is the table of links, one row per link and model.
const LinksFile = "links.csv"

// LinkRun is the record of how links were predicted: run.json.
type LinkRun struct {
	Version   string           `json:"version"`
	Region    string           `json:"region,omitempty"`
	Criterion *CriterionRecord `json:"criterion"` // null without one
	Options   []OptionRecord   `json:"options"`
	Models    []LinkModel      `json:"models"`
	Inputs    []InputRecord    `json:"inputs"`
	Counts    map[string]int64 `json:"counts"`
	Problems  map[string]int64 `json:"problems"` // by rule
	Files     []string         `json:"files"`
}

// LinkModel counts what a model answered, and what it warned of.
type LinkModel struct {
	Model     string         `json:"model"`
	Predicted int            `json:"predicted"`
	Unknown   int            `json:"unknown"`
	Refused   int            `json:"refused"`
	Warnings  map[string]int `json:"warnings"`
}

// LinkFiles writes the files of links, one link in memory at a time: all of them
// appear on Commit, or none.
type LinkFiles struct {
	ctx   context.Context
	set   *atomicfile.Set
	names map[string]bool // folded, of files that are there
	files []string
	rows  [][]string
}

// NewLinkFiles prepares a folder. Discard it whatever happens.
func NewLinkFiles(ctx context.Context, dir string) (*LinkFiles, error) {
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return nil, err
	}
	return &LinkFiles{ctx: ctx, set: set, names: map[string]bool{}}, nil
}

// Discard removes what was not committed.
func (f *LinkFiles) Discard() { f.set.Discard() }

// Add writes the profile of a link as CSV, SVG and PNG, if it has one and profiles
// are wanted, and keeps its rows of links.csv.
func (f *LinkFiles) Add(r *link.Result, profiles bool) error {
	f.rows = append(f.rows, linkRows(r)...)
	if !profiles || r.Ground == nil {
		return nil
	}
	stem := f.stem(r.Link.ID)
	picture := DrawProfile(r)
	for _, file := range []File{
		{stem + ".csv", func(w io.Writer) error { return WriteProfile(w, r) }},
		{stem + ".svg", picture.WriteSVG},
		{stem + ".png", picture.WritePNG},
	} {
		if err := f.write(file); err != nil {
			return err
		}
	}
	return nil
}

func (f *LinkFiles) write(file File) error {
	f.files = append(f.files, file.Name)
	return f.set.Write(file.Name, func(w io.Writer) error { return file.Fill(interruptedWriter{f.ctx, w}) })
}

// maxStemRunes keeps file names within what file systems take, 255 bytes.
const maxStemRunes = 48

// stem is a file name for an ID: letters, digits and ".-_" of it, other signs as
// "_", and a number behind a name that is taken, be it in other capitals.
func (f *LinkFiles) stem(id string) string {
	var kept []rune
	for _, r := range id {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(".-_", r) {
			r = '_'
		}
		if kept = append(kept, r); len(kept) == maxStemRunes {
			break
		}
	}
	name := "profile_" + string(kept)
	for n := 2; f.names[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("profile_%s_%d", string(kept), n)
	}
	f.names[strings.ToLower(name)] = true
	return name
}

// Commit writes links.csv, problems.csv and run.json and puts all files into place.
// It returns their names.
func (f *LinkFiles) Commit(run LinkRun, problems []coverage.Problem) ([]string, error) {
	for _, file := range []File{
		{LinksFile, func(w io.Writer) error { return writeRows(w, LinkColumns, f.rows) }},
		{ProblemsFile, func(w io.Writer) error { return WriteProblems(w, problems) }},
	} {
		if err := f.write(file); err != nil {
			return nil, err
		}
	}
	run.Files = append(slices.Sorted(slices.Values(f.files)), RunFile)
	if err := f.write(File{RunFile, func(w io.Writer) error { return writeJSON(w, run) }}); err != nil {
		return nil, err
	}
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	return run.Files, f.set.Commit()
}

// Count adds what the models said of a link to the record.
func (run *LinkRun) Count(r *link.Result) {
	if run.Counts == nil {
		run.Counts = map[string]int64{}
	}
	run.Counts["links"]++
	run.Counts["links_with_unknown_terrain"] += flag(len(r.Unknown) > 0)
	for i := range r.Losses {
		l := &r.Losses[i]
		at := slices.IndexFunc(run.Models, func(m LinkModel) bool { return m.Model == l.Model })
		if at < 0 {
			at = len(run.Models)
			run.Models = append(run.Models, LinkModel{Model: l.Model, Warnings: map[string]int{}})
		}
		m := &run.Models[at]
		switch l.State {
		case link.Predicted:
			m.Predicted++
		case link.Unknown:
			m.Unknown++
		default:
			m.Refused++
		}
		for _, w := range l.Warnings {
			m.Warnings[w]++
		}
	}
}

// LinkRecord is a link as JSON.
type LinkRecord struct {
	ID           string            `json:"id"`
	FromLon      json.Number       `json:"from_lon"`
	FromLat      json.Number       `json:"from_lat"`
	ToLon        json.Number       `json:"to_lon"`
	ToLat        json.Number       `json:"to_lat"`
	FrequencyMHz json.Number       `json:"frequency_mhz"`
	TxHeightM    json.Number       `json:"tx_height_m"`
	RxHeightM    json.Number       `json:"rx_height_m"`
	EIRPdBm      json.Number       `json:"eirp_dbm"`
	BandwidthMHz json.Number       `json:"bandwidth_mhz"`
	Technology   string            `json:"technology"`
	DistanceKm   json.Number       `json:"distance_km"`
	AzimuthDeg   json.Number       `json:"azimuth_deg"`
	BackDeg      json.Number       `json:"back_azimuth_deg"`
	ElevationDeg json.Number       `json:"elevation_deg"`
	GainDB       json.Number       `json:"pattern_gain_db"`
	ThresholdDBm *json.Number      `json:"threshold_dbm"`
	Unknown      []StretchRecord   `json:"unknown_terrain"`
	Clearances   []ClearanceRecord `json:"clearances"`
	Losses       []LossRecord      `json:"losses"`
}

// StretchRecord is a part of a path.
type StretchRecord struct {
	FromKm json.Number `json:"from_km"`
	ToKm   json.Number `json:"to_km"`
}

// ClearanceRecord is the obstacle of a path over one Earth.
type ClearanceRecord struct {
	EarthFactor    json.Number `json:"earth_factor"`
	Ratio          json.Number `json:"ratio"`
	DistanceKm     json.Number `json:"distance_km"`
	Lon            json.Number `json:"lon"`
	Lat            json.Number `json:"lat"`
	ObstacleM      json.Number `json:"obstacle_m"`
	ClearanceM     json.Number `json:"clearance_m"`
	FresnelRadiusM json.Number `json:"fresnel_radius_m"`
	Nu             json.Number `json:"nu"`
	KnifeEdgeDB    json.Number `json:"knife_edge_db"`
}

// LossRecord is the answer of one model; numbers are null where there is none.
type LossRecord struct {
	Model       string       `json:"model"`
	State       string       `json:"state"`
	LossDB      *json.Number `json:"loss_db"`
	LocationsDB *json.Number `json:"loss_locations_db"`
	EntryDB     *json.Number `json:"entry_db"`
	LevelDBm    *json.Number `json:"level_dbm"`
	Chance      *json.Number `json:"chance"`
	Warnings    []string     `json:"warnings"`
	Reason      string       `json:"reason,omitempty"`
}

// NewLinkRecord puts a result into the numbers that tables have.
func NewLinkRecord(r *link.Result) LinkRecord {
	l := &r.Link
	record := LinkRecord{ID: l.ID, FromLon: fixed(l.From.Lon, 7), FromLat: fixed(l.From.Lat, 7), ToLon: fixed(l.To.Lon, 7), ToLat: fixed(l.To.Lat, 7),
		FrequencyMHz: short(l.Cell.FrequencyMHz), TxHeightM: short(l.Cell.HeightM), RxHeightM: short(l.RxHeightM), EIRPdBm: short(l.Cell.EIRPdBm),
		BandwidthMHz: short(l.Cell.BandwidthMHz), Technology: string(l.Cell.Technology), DistanceKm: fixed(r.DistanceM/1000, 6),
		AzimuthDeg: fixed(r.AzimuthDeg, 4), BackDeg: fixed(r.BackDeg, 4), ElevationDeg: fixed(r.ElevationDeg, 4), GainDB: fixed(r.GainDB, 2),
		Unknown: []StretchRecord{}, Clearances: []ClearanceRecord{}, Losses: []LossRecord{}}
	if r.HasThreshold {
		n := short(r.ThresholdDBm)
		record.ThresholdDBm = &n
	}
	for _, s := range r.Unknown {
		record.Unknown = append(record.Unknown, StretchRecord{fixed(s.FromKm, 3), fixed(s.ToKm, 3)})
	}
	for _, c := range r.Clearances {
		record.Clearances = append(record.Clearances, ClearanceRecord{fixed(c.EarthFactor, 4), fixed(c.Ratio, 3), fixed(c.Post.DistanceKm, 3),
			fixed(c.Post.Lon, 7), fixed(c.Post.Lat, 7), fixed(c.Post.GroundM+c.Post.ClutterM, 1), fixed(c.Post.ClearanceM, 2),
			fixed(c.Post.FresnelRadiusM, 2), fixed(c.Nu, 3), fixed(c.KnifeEdgeDB, 2)})
	}
	for i := range r.Losses {
		record.Losses = append(record.Losses, newLossRecord(r, &r.Losses[i]))
	}
	return record
}

func newLossRecord(r *link.Result, l *link.Loss) LossRecord {
	record := LossRecord{Model: l.Model, State: string(l.State), Warnings: append([]string{}, l.Warnings...), Reason: l.Reason}
	if l.State != link.Predicted {
		return record
	}
	number := func(v float64, places int) *json.Number {
		n := fixed(v, places)
		return &n
	}
	record.LossDB, record.LocationsDB, record.EntryDB = number(l.LossDB, 2), number(l.LocationsLossDB, 2), number(l.EntryDB, 2)
	record.LevelDBm = number(l.LevelDBm, 2)
	if r.HasThreshold {
		record.Chance = number(l.Chance, 4)
	}
	return record
}

// fixed prints a number with a fixed count of decimals, never as -0.
func fixed(v float64, places int) json.Number {
	s := strconv.FormatFloat(v, 'f', places, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return json.Number(s)
}

// short prints the shortest decimal that reads back.
func short(v float64) json.Number { return json.Number(strconv.FormatFloat(v, 'f', -1, 64)) }

// WriteLinksJSON prints the record of a run and its links as one JSON object.
func WriteLinksJSON(w io.Writer, run LinkRun, links []LinkRecord, problems []coverage.Problem) error {
	if problems == nil {
		problems = []coverage.Problem{}
	}
	return writeJSON(w, struct {
		LinkRun
		Links       []LinkRecord       `json:"links"`
		ProblemList []coverage.Problem `json:"problem_rows"`
	}{run, links, problems})
}

// problemText is a loss's warnings, or why there is none.
func (l *LossRecord) problemText() string {
	return cmp.Or(l.Reason, strings.Join(l.Warnings, "; "))
}
