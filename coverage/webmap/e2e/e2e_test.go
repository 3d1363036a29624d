package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// settings is what the scripts need to know.
type settings struct {
	Chromium string `json:"chromium"`
	Base     string `json:"base"`     // address of the map
	Newest   string `json:"newest"`   // output of the later date
	Older    string `json:"older"`    // output of the earlier date
	Hamlets  string `json:"hamlets"`  // address of the map of fixtures/hamlets
	Register string `json:"register"` // its output
	Offline  string `json:"offline"`  // file that report --format html wrote
	Shots    string `json:"shots"`    // folder for screenshots
}

// outcome is a line that the scripts print for each test.
type outcome struct {
	Name    string `json:"name"`
	Skipped string `json:"skipped"`
	Error   string `json:"error"`
	Said    string `json:"said"`
	MS      int    `json:"ms"`
}

// patience bounds the whole run of the browser on a crowded machine.
const patience = 8 * time.Minute

func TestWebMap(t *testing.T) {
	if testing.Short() {
		t.Skip("short: no browser")
	}
	s := settings{Chromium: tool(t, "chromium", "chromium-browser", "google-chrome")}
	node, npm := tool(t, "node"), tool(t, "npm")
	install(t, npm)
	program := build(t)
	folder := t.TempDir()
	s.Newest, s.Older, s.Offline = filepath.Join(folder, "newest"), filepath.Join(folder, "older"), filepath.Join(folder, "map.html")
	region := filepath.Join(root(t), "fixtures", "longan")
	run(t, program, "analyze", region, "-o", s.Newest)
	run(t, program, "analyze", region, "-o", s.Older, "--as-of", "2023-12-31", "--fiber", filepath.Join(region, "fiber-2023.csv"))
	run(t, program, "report", s.Newest, "--format", "html", "--lang", "vi", "-o", s.Offline)
	s.Shots = filepath.Join(root(t), "out", "webmap")
	if err := os.MkdirAll(s.Shots, 0o755); err != nil {
		t.Fatal(err)
	}
	s.Register = filepath.Join(folder, "hamlets")
	run(t, program, "analyze", filepath.Join(root(t), "fixtures", "hamlets"), "-o", s.Register)
	s.Base, s.Hamlets = serve(t, program, s.Older, s.Newest), serve(t, program, s.Register)
	play(t, node, s)
}

// tool finds a program by its names, or skips the test.
func tool(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("no %s: install it with make tools", names[0])
	return ""
}

// install fetches the pinned packages of the scripts; where that cannot be done, the
// test is skipped.
func install(t *testing.T, npm string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("node_modules", "axe-core", "axe.min.js")); err == nil {
		return
	}
	if text, err := exec.Command(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts").CombinedOutput(); err != nil {
		t.Skipf("npm ci: %v: %s", err, bytes.TrimSpace(text))
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "phusong")
	command := exec.Command("go", "build", "-o", program, "./cmd/phusong")
	command.Dir = root(t)
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, text)
	}
	return program
}

// run runs the program; exit code 1 says that targets are not met, which is no fault here.
func run(t *testing.T, program string, args ...string) {
	t.Helper()
	text, err := exec.Command(program, args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatalf("phusong %s: %v\n%s", strings.Join(args, " "), err, text)
	}
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)

// serve starts the server on a free port and stops it at the end of the test.
func serve(t *testing.T, program string, outputs ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, program, append([]string{"serve", "--addr", "127.0.0.1:0"}, outputs...)...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	said, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	found := make(chan string, 1)
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if a := address.FindString(lines.Text()); a != "" {
				select {
				case found <- a:
				default:
				}
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-drained; _ = command.Wait() })
	select {
	case a := <-found:
		return a
	case <-time.After(time.Minute):
		t.Fatal("phusong serve did not say where it listens")
		return ""
	}
}

// play runs the scripts and makes a subtest of every line.
func play(t *testing.T, node string, s settings) {
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, node, "run.mjs")
	command.Env = append(os.Environ(), "PHUSONG_E2E="+string(text))
	var complaints bytes.Buffer
	command.Stderr = &complaints
	said, err := command.Output()
	count := 0
	for line := range bytes.Lines(said) {
		var o outcome
		if json.Unmarshal(line, &o) != nil {
			continue
		}
		count++
		t.Run(o.Name, func(t *testing.T) {
			switch {
			case o.Skipped != "":
				t.Skip(o.Skipped)
			case o.Error != "":
				t.Error(o.Error)
			default:
				t.Logf("%d ms %s", o.MS, o.Said)
			}
		})
	}
	if err != nil || count == 0 {
		t.Errorf("%d tests ran: %v\n%s", count, err, complaints.Bytes())
	}
}
