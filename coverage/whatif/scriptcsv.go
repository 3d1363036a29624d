package whatif

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/coverage/dataset"
)

// csvOwn are the columns of a CSV script before those of a cell.
var csvOwn = []string{"action", "label", "site_id", "name", "commune", "lon", "lat", "of_cell", "of_operator", "of_technology", "times"}

// readCSV reads a table, one edit a row. Rows of add that follow each other with the
// same site and label are one edit of several cells; the first names the place. A
// field of retune that is empty stays as it is; - makes it one that is not stated.
func readCSV(name string, data []byte) ([]Edit, error) {
	rows := csv.NewReader(bytes.NewReader(data))
	rows.FieldsPerRecord, rows.TrimLeadingSpace = -1, true
	header, err := rows.Read()
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		return nil, csvError(name, err)
	}
	for i, h := range header {
		header[i] = strings.TrimSpace(h)
		switch known := slices.Contains(csvOwn, header[i]) || slices.Contains(dataset.CellColumns(), header[i]); {
		case !known && len(header) == 1 && strings.Contains(h, ";"):
			return nil, fmt.Errorf("%s:1: the columns are parted by semicolons: save the file with commas", name)
		case !known:
			return nil, fmt.Errorf("%s:1: unknown column %q; known: %s", name, h, strings.Join(append(slices.Clone(csvOwn), dataset.CellColumns()...), ", "))
		case slices.Contains(header[:i], header[i]):
			return nil, fmt.Errorf("%s:1: column %q is there twice", name, h)
		}
	}
	var edits []Edit
	var errs []error
	for {
		fields, err := rows.Read()
		if err == io.EOF {
			return edits, errors.Join(errs...)
		}
		if err != nil {
			return nil, csvError(name, err)
		}
		line, _ := rows.FieldPos(0)
		e, err := csvEdit(header, fields)
		e.Source = coverage.Source{File: name, Row: line}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", name, line, err))
		}
		if n := len(edits); n > 0 && continues(&edits[n-1], &e) {
			edits[n-1].Cells = append(edits[n-1].Cells, e.Cells...)
			continue
		}
		edits = append(edits, e)
	}
}

// csvError puts the line of a fault in front of it, as in every other error of a script.
func csvError(name string, err error) error {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return fmt.Errorf("%s:%d: column %d: %w", name, at.Line, at.Column, at.Err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// continues reports whether a row adds cells to the edit of the row before.
func continues(last, e *Edit) bool {
	sameplace := !e.Located || last.Located && e.Lon == last.Lon && e.Lat == last.Lat
	return last.Action == Add && e.Action == Add && last.Site == e.Site && last.Label == e.Label &&
		(e.Name == "" || e.Name == last.Name) && (e.Commune == "" || e.Commune == last.Commune) && sameplace
}

// csvEdit reads one row.
func csvEdit(header, fields []string) (Edit, error) {
	if len(fields) > len(header) {
		return Edit{}, fmt.Errorf("%d fields under %d columns", len(fields), len(header))
	}
	own, cell := map[string]string{}, dataset.Fields{}
	for i, text := range fields {
		text = strings.TrimSpace(text)
		switch {
		case text == "":
		case slices.Contains(csvOwn, header[i]):
			own[header[i]] = text
		default:
			cell[header[i]] = text
		}
	}
	e := Edit{Action: Action(strings.ToLower(own["action"])), Label: own["label"], Site: own["site_id"]}
	if !slices.Contains(actions, e.Action) {
		return e, fmt.Errorf("action %q: want add, move, retune, remove or undo", own["action"])
	}
	if err := e.takesColumns(own, cell); err != nil {
		return e, err
	}
	return e, e.fill(own, cell)
}

// csvColumns are what a row of each action may fill beside action and label.
var csvColumns = map[Action][]string{
	Add: {"site_id", "name", "commune", "lon", "lat"}, Move: {"site_id", "commune", "lon", "lat"},
	Retune: {"site_id", "of_cell", "of_operator", "of_technology"}, Remove: {"site_id", "of_cell", "of_operator", "of_technology"}, Undo: {"times"},
}

func (e *Edit) takesColumns(own map[string]string, cell dataset.Fields) error {
	for _, column := range csvOwn[2:] {
		if own[column] != "" && !slices.Contains(csvColumns[e.Action], column) {
			return fmt.Errorf("%s takes no %s", e.Action, column)
		}
	}
	if len(cell) > 0 && e.Action != Add && e.Action != Retune {
		return fmt.Errorf("%s takes no values of a cell", e.Action)
	}
	return nil
}

// fill takes over the fields of a row.
func (e *Edit) fill(own map[string]string, cell dataset.Fields) (err error) {
	e.Name, e.Commune = own["name"], own["commune"]
	if (own["lon"] == "") != (own["lat"] == "") {
		return errors.New("lon and lat go together")
	}
	if own["lon"] != "" {
		e.Located = true
		if e.Lon, err = degreesOf(own["lon"]); err != nil {
			return fmt.Errorf("lon: %w", err)
		}
		if e.Lat, err = degreesOf(own["lat"]); err != nil {
			return fmt.Errorf("lat: %w", err)
		}
	}
	e.Of.set("cell", own["of_cell"])
	e.Of.set("operator", own["of_operator"])
	e.Of.set("technology", own["of_technology"])
	switch e.Action {
	case Add:
		e.Cells = []dataset.Fields{cell}
	case Retune:
		e.Set = cell
		for column, text := range cell {
			if text == "-" {
				cell[column] = ""
			}
		}
	case Undo:
		if e.Times, err = strconv.Atoi(own["times"]); own["times"] == "" {
			e.Times, err = 1, nil
		}
		if err != nil || e.Times < 1 {
			return fmt.Errorf("times %q is no number of edits", own["times"])
		}
	}
	return nil
}
