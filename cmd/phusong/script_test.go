package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"phusong/internal/golden"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"phusong": main})
}

// TestScript runs testdata/script: one file a behaviour. Each script begins with
// a copy of testdata/tiny in its folder; -update rewrites what cmp compares.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: golden.Updating(),
		Setup: func(env *testscript.Env) error {
			env.Setenv("FIXTURES", fixtures(t))
			return os.CopyFS(filepath.Join(env.WorkDir, "tiny"), os.DirFS(filepath.Join("testdata", "tiny")))
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Geteuid() == 0, nil
			case "userns":
				return exec.Command("unshare", "--user", "true").Run() == nil, nil
			case "tmpfs":
				return canMount(t), nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "shuffle": shuffle, "replace": replace, "interrupts": interrupts, "truncate": truncateFile,
			"gzip": gzipFile, "bomb": bomb, "bigregion": bigRegion, "pattern": writePattern, "tile": tile,
		},
	})
}

func fixtures(t *testing.T) string {
	path, err := filepath.Abs(filepath.Join("..", "..", "fixtures"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// canMount tries a tmpfs in a mount namespace of its own.
func canMount(t *testing.T) bool {
	if runtime.GOOS != "linux" {
		return false
	}
	return exec.Command("unshare", "--mount", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", t.TempDir()).Run() == nil
}

// exits CODE COMMAND...: runs a command and wants this exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s: exit code %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// shuffle FILE SEED: another order of the lines after the first.
func shuffle(ts *testscript.TestScript, neg bool, args []string) {
	seed, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	lines := strings.Split(strings.TrimSuffix(ts.ReadFile(args[0]), "\n"), "\n")
	rows := lines[1:]
	rand.New(rand.NewSource(seed)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines, "\n")+"\n"), 0o666))
}

// replace FILE OLD NEW: every OLD becomes NEW; \n is a line break.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	unescape := strings.NewReplacer(`\n`, "\n", `\t`, "\t")
	text, before := ts.ReadFile(args[0]), unescape.Replace(args[1])
	if !strings.Contains(text, before) {
		ts.Fatalf("%s does not contain %q", args[0], before)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, before, unescape.Replace(args[2]))), 0o666))
}

// truncate FILE PERCENT: keeps the first part of a file.
func truncateFile(ts *testscript.TestScript, neg bool, args []string) {
	percent, err := strconv.Atoi(args[1])
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), info.Size()*int64(percent)/100))
}

// gzip FILE: makes FILE.gz of it.
func gzipFile(ts *testscript.TestScript, neg bool, args []string) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".gz"), b.Bytes(), 0o666))
	ts.Check(os.Remove(ts.MkAbs(args[0])))
}

// interrupts REGEXP CODE COMMAND...: starts a command, sends an interrupt when a
// line of its standard error matches, and wants this exit code soon after.
func interrupts(ts *testscript.TestScript, neg bool, args []string) {
	if runtime.GOOS == "windows" {
		ts.Logf("SKIP: there is no interrupt to send on windows")
		return
	}
	pattern := regexp.MustCompile(args[0])
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	path, err := exec.LookPath(args[2])
	ts.Check(err)
	c := exec.Command(path, args[3:]...)
	c.Dir = ts.MkAbs(".")
	c.Env = append(os.Environ(), "PATH="+ts.Getenv("PATH"))
	log := &watched{pattern: pattern, seen: make(chan struct{})}
	c.Stderr = log
	ts.Check(c.Start())
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	select {
	case <-log.seen:
	case err := <-done:
		ts.Fatalf("ended (%v) before %q was seen:\n%s", err, args[0], log)
	case <-time.After(time.Minute):
		c.Process.Kill()
		ts.Fatalf("%q was not seen in a minute:\n%s", args[0], log)
	}
	sent := time.Now()
	ts.Check(c.Process.Signal(os.Interrupt))
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		c.Process.Kill()
		ts.Fatalf("still running 30 s after the interrupt:\n%s", log)
	}
	ts.Logf("ended %v after the interrupt\n%s", time.Since(sent).Round(time.Millisecond), log)
	if got := c.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// watched tells when its text matches.
type watched struct {
	mu      sync.Mutex
	text    bytes.Buffer
	pattern *regexp.Regexp
	seen    chan struct{}
	told    bool
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p)
	if !w.told && w.pattern.Match(w.text.Bytes()) {
		w.told = true
		close(w.seen)
	}
	return len(p), nil
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// bomb FILE LINES FIRST LINE: a gzip of a first line and so many more.
func bomb(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	ts.Check(writeBomb(f, n, args[2]+"\n", args[3]+"\n"))
}

// writeBomb compresses a million lines and repeats that gzip member; RFC 1952
// joins members.
func writeBomb(w io.Writer, lines int, first, line string) error {
	member := func(text string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.WriteString(z, text)
		z.Close()
		return b.Bytes()
	}
	const perMember = 1_000_000
	million := member(strings.Repeat(line, perMember))
	if _, err := w.Write(member(first)); err != nil {
		return err
	}
	for range lines / perMember {
		if _, err := w.Write(million); err != nil {
			return err
		}
	}
	return nil
}

// bigregion DIR N: a region of N x N communes with stations, to be slow on.
func bigRegion(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o777))
	var units, sites strings.Builder
	sites.WriteString("site_id,operator,technology,lon,lat\n")
	for i := range n * n {
		x, y := 103+float64(i%n)*0.1, 9+float64(i/n)*0.1
		fmt.Fprintf(&units, `{"type":"Feature","properties":{"code":"%05d","name":"U%d"},"geometry":{"type":"Polygon","coordinates":[[[%.1f,%.1f],[%.1f,%.1f],[%.1f,%.1f],[%.1f,%.1f],[%.1f,%.1f]]]}}`+"\n",
			i, i, x, y, x+0.1, y, x+0.1, y+0.1, x, y+0.1, x, y)
		for k := range 4 {
			fmt.Fprintf(&sites, "S%d-%d,Viettel,4g,%.4f,%.4f\n", i, k, x+0.02*float64(k+1), y+0.03*float64(k))
		}
	}
	region := "name: Big\nedition: \"2025-07\"\nas_of: 2025\nboundaries: {file: units.geojsonl, code: code, name: name}\nsites: {file: sites.csv}\n"
	for name, text := range map[string]string{"units.geojsonl": units.String(), "sites.csv": sites.String(), "region.yaml": region} {
		ts.Check(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
}
