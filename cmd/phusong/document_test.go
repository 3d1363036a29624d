package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"phusong/coverage/report"
)

// runApp runs one command line in this process.
func runApp(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, log bytes.Buffer
	a := &app{ctx: context.Background(), stdout: &out, stderr: &log}
	code = a.run(args)
	return code, out.String(), log.String()
}

func dataPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "data.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestDataPageOutputs: every column and property that a run writes is on the page.
func TestDataPageOutputs(t *testing.T) {
	out := t.TempDir()
	if code, _, log := runApp(t, "analyze", filepath.Join("testdata", "tiny"), "-o", out); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	_, section, _ := strings.Cut(dataPage(t), "## Output files")
	section, _, _ = strings.Cut(section, "\n## ")
	names := append(append([]string(nil), report.FigureColumns...), report.ProblemColumns...)
	for _, file := range []string{"gaps.geojson", "units.geojson", "sites.geojson"} {
		var collection struct {
			Features []struct {
				Properties map[string]json.RawMessage `json:"properties"`
			} `json:"features"`
		}
		decodeFile(t, filepath.Join(out, file), &collection)
		for _, f := range collection.Features {
			for name := range f.Properties {
				if !strings.Contains(name, ".") { // figures of units are described as one
					names = append(names, name)
				}
			}
		}
	}
	var run map[string]json.RawMessage
	decodeFile(t, filepath.Join(out, "run.json"), &run)
	for name := range run {
		names = append(names, name)
	}
	missing := map[string]bool{}
	for _, name := range names {
		if !strings.Contains(section, "`"+name+"`") {
			missing[name] = true
		}
	}
	if len(missing) > 0 {
		t.Errorf("docs/data.md does not describe %v", missing)
	}
}

func decodeFile(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// TestDataPageBadInput: every row of the table of broken input names a test that exists.
func TestDataPageBadInput(t *testing.T) {
	_, section, _ := strings.Cut(dataPage(t), "## What broken input gets")
	rows := regexp.MustCompile("(?m)^\\| .+ \\| ([0-9]) \\| `([^`]+)` \\|$").FindAllStringSubmatch(section, -1)
	if len(rows) < 30 {
		t.Fatalf("found %d rows", len(rows))
	}
	var tests strings.Builder
	for _, dir := range []string{".", "../../coverage/dataset", "../../geo/encoding/gpkg", "../../geo/encoding/kml"} {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(text)
		}
	}
	for _, row := range rows {
		_, err := os.Stat(filepath.Join("testdata", "script", row[2]+".txtar"))
		if err != nil && !strings.Contains(tests.String(), "func "+row[2]+"(") {
			t.Errorf("%s: there is no such test", row[0])
		}
	}
}

// TestPanicIsExitCode4: an internal error says so and leaves its own exit code,
// also from work that runs beside.
func TestPanicIsExitCode4(t *testing.T) {
	var log bytes.Buffer
	a := &app{ctx: context.Background(), stderr: &log}
	code := func() (code int) {
		defer a.recoverInternal(&code)
		return a.fail(a.interruptible(func() error { panic("boom") }))
	}()
	if code != exitInternal || !strings.Contains(log.String(), "internal error: boom") {
		t.Errorf("got exit code %d, %q", code, log.String())
	}
}

func TestInterruptedWhileReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	out := filepath.Join(t.TempDir(), "out")
	var stdout, log bytes.Buffer
	a := &app{ctx: ctx, stdout: &stdout, stderr: &log}
	for _, args := range [][]string{{"analyze", "testdata/tiny", "-o", out}, {"validate", "testdata/tiny", "-o", out}, {"init", "testdata/tiny", "--force"}} {
		if code := a.run(args); code != exitInterrupted {
			t.Errorf("%v: got exit code %d, want %d: %s", args, code, exitInterrupted, log.String())
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("an output folder was made")
	}
}
