package main

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"phusong/coverage/report"
)

// tile FILE: an .hgt tile of 3 arc-seconds, 10 m high, with a ridge of 200 m along
// the meridian in its middle, and a void of 20 posts east of it in the southern
// quarter.
func tile(ts *testscript.TestScript, neg bool, args []string) {
	const posts = 1201
	data := make([]byte, 0, 2*posts*posts)
	for row := range posts {
		for col := range posts {
			height := int16(10)
			if col == 600 {
				height = 200
			}
			if row > 900 && col >= 700 && col < 720 {
				height = -32768
			}
			data = binary.BigEndian.AppendUint16(data, uint16(height))
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o666))
}

// TestPathDocumented: every column of links and profiles is in docs/data.md.
func TestPathDocumented(t *testing.T) {
	_, section, _ := strings.Cut(dataPage(t), "## Links")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, name := range append(append([]string(nil), report.LinkColumns...), report.ProfileColumns...) {
		if !strings.Contains(section, "`"+name+"`") {
			t.Errorf("docs/data.md does not describe %s", name)
		}
	}
}

// TestPathJSON is one object with the numbers of the table.
func TestPathJSON(t *testing.T) {
	code, out, log := runApp(t, "path", "--from", "106,10", "--to", "106.1,10", "--frequency", "1800", "--tx-height", "40", "--criterion", "outdoor-110", "--json")
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	var got struct {
		Counts map[string]int `json:"counts"`
		Links  []struct {
			DistanceKm float64 `json:"distance_km"`
			Losses     []struct {
				Model  string   `json:"model"`
				State  string   `json:"state"`
				LossDB float64  `json:"loss_db"`
				Chance *float64 `json:"chance"`
			} `json:"losses"`
		} `json:"links"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Counts["links"] != 1 || len(got.Links) != 1 || len(got.Links[0].Losses) != 10 || got.Links[0].DistanceKm != 10.963936 {
		t.Errorf("%+v", got)
	}
	for _, l := range got.Links[0].Losses {
		if l.State != "predicted" || l.LossDB < 100 || l.Chance == nil {
			t.Errorf("%+v", l)
		}
	}
}
