package progress

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPlainLines: elsewhere than on a terminal there are whole lines only, and
// none for progress within the interval.
func TestPlainLines(t *testing.T) {
	var b bytes.Buffer
	l := New(&b, false, false)
	l.Printf("region %s", "Long An")
	l.Detailf("hidden")
	s := l.Stage("signal", "tiles")
	s.last = time.Now().Add(time.Minute) // a machine may stand still for longer than the interval
	s.Progress(1, 10)                    // sooner than the interval: silent
	s.last = time.Now().Add(-plainInterval)
	s.begin = time.Now().Add(-2 * time.Second)
	s.Progress(5, 10)
	s.Done("%d tiles", 10)
	l.Close()
	want := []string{
		`^ *\d+\.\d\ds region Long An$`,
		`^ *\d+\.\d\ds \[signal\] 5/10 tiles, \d+/s$`,
		`^ *\d+\.\d\ds \[signal\] ([2-9]|\d\d)\.\d\ds wall, \d+\.\d\ds cpu: 10 tiles$`,
		`^ *\d+\.\d\ds done: \d+\.\d\ds wall, \d+\.\d\ds cpu, \d+\.\d cores, peak memory \d+ MB$`,
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), b.String())
	}
	for i, pattern := range want {
		if !regexp.MustCompile(pattern).MatchString(lines[i]) {
			t.Errorf("line %d is %q, want %s", i+1, lines[i], pattern)
		}
	}
	if strings.ContainsAny(b.String(), "\r\x1b") {
		t.Errorf("control characters in %q", b.String())
	}
}

func TestVerbose(t *testing.T) {
	var b bytes.Buffer
	New(&b, false, true).Detailf("option %d", 7)
	if !strings.HasSuffix(b.String(), " option 7\n") {
		t.Errorf("got %q", b.String())
	}
}

// TestBar: on a terminal a bar is drawn over itself and taken away before a line.
func TestBar(t *testing.T) {
	var b bytes.Buffer
	l := New(&b, true, false)
	s := l.Stage("signal", "tiles")
	if got, want := b.String(), "\r\x1b[Ksignal     ["+strings.Repeat(".", barWidth)+"] 0/0 tiles"; got != want {
		t.Errorf("first bar %q, want %q", got, want)
	}
	b.Reset()
	s.last = time.Now().Add(-barInterval)
	s.Progress(5, 10)
	if got, want := b.String(), "\r\x1b[Ksignal     ["+strings.Repeat("#", barWidth/2)+strings.Repeat(".", barWidth/2)+"] 5/10 tiles"; got != want {
		t.Errorf("bar %q, want %q", got, want)
	}
	b.Reset()
	l.Printf("a line")
	if !strings.HasPrefix(b.String(), "\r\x1b[K ") || !strings.HasSuffix(b.String(), "s a line\n") {
		t.Errorf("a line over a bar: %q", b.String())
	}
	b.Reset()
	l.Printf("another")
	if strings.Contains(b.String(), "\x1b") {
		t.Errorf("no bar to take away, yet %q", b.String())
	}
	s.last = time.Now().Add(-barInterval)
	s.Progress(10, 10)
	b.Reset()
	l.Close()
	if !strings.HasPrefix(b.String(), "\r\x1b[K") {
		t.Errorf("Close leaves the bar: %q", b.String())
	}
}

// TestSilence: nil and the zero value report nothing and do not panic.
func TestSilence(t *testing.T) {
	for _, l := range []*Log{nil, {}, {terminal: true, verbose: true}} {
		s := l.Stage("signal", "tiles")
		s.Progress(1, 2)
		s.Progress(1, 0)
		s.Done("done")
		l.Printf("x")
		l.Detailf("x")
		l.Close()
	}
}

// TestManyGoroutines: lines stay whole when workers report at once.
func TestManyGoroutines(t *testing.T) {
	var b bytes.Buffer
	l := New(&b, false, false)
	s := l.Stage("signal", "tiles")
	s.last = time.Now().Add(time.Minute) // silent however long it takes
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 50 {
				s.Progress(i, 50)
				l.Printf("tile %d", i)
			}
		})
	}
	wg.Wait()
	if n := strings.Count(b.String(), "\n"); n != 400 {
		t.Errorf("%d lines, want 400", n)
	}
	for line := range strings.Lines(b.String()) {
		if !regexp.MustCompile(`^ *\d+\.\d\ds tile \d+\n$`).MatchString(line) {
			t.Fatalf("torn line %q", line)
		}
	}
}

func TestIsTerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if IsTerminal(f) {
		t.Error("a file is taken for a terminal")
	}
	closed, err := os.Open(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	if IsTerminal(closed) {
		t.Error("a closed file is taken for a terminal")
	}
}
