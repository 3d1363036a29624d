package radius

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"

	"phusong/coverage"
)

// mostRecord is how much of an earlier run.json is read: what matters comes before all that can be long.
const mostRecord = 1 << 20

// earlierFiles lists the files that an earlier run has written to a folder, by its run.json: those of jobs that
// are not asked for now would be taken for results of this run. A file of such a name that the earlier run has
// not written is someone else's, and so is everything in a folder whose run.json is not one of a run like this.
func earlierFiles(dir string) []string {
	path := filepath.Join(dir, RunFile)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil // the folder of a link's target is another, and a pipe is waited for
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	known := FileNames()
	return slices.DeleteFunc(recordedFiles(io.LimitReader(f, mostRecord)), func(name string) bool { return !slices.Contains(known, name) })
}

// recordedFiles is the list of files in a run.json, nil unless technologies of a run like this come before it.
func recordedFiles(r io.Reader) []string {
	in := json.NewDecoder(r)
	if start, err := in.Token(); err != nil || start != json.Delim('{') {
		return nil
	}
	ours := false
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return nil
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return nil
		}
		switch key {
		case "technologies":
			ours = byRadius(value)
		case "files":
			var names []string
			if err := json.Unmarshal(value, &names); err != nil || !ours {
				return nil
			}
			return names
		}
	}
	return nil
}

// byRadius tells whether a record's technologies are those of a run like this.
func byRadius(technologies json.RawMessage) bool {
	var list []struct {
		ID     coverage.Technology `json:"technology"`
		Stated *bool               `json:"stated_range_wins"`
	}
	if err := json.Unmarshal(technologies, &list); err != nil || len(list) == 0 {
		return false
	}
	for _, t := range list {
		if t.Stated == nil {
			return false
		}
	}
	return true
}
