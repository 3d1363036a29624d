// Package progress reports what a run is doing: a bar on a terminal, plain lines
// elsewhere, and at the end the time of every stage. It writes to the log stream
// only and never into results.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// Log reports the stages of one run. The zero value and nil report nothing.
type Log struct {
	out      io.Writer
	terminal bool
	verbose  bool
	start    time.Time

	mu     sync.Mutex
	bar    bool // a bar stands on the current line
	stages []stageTime
}

type stageTime struct {
	name      string
	wall, cpu time.Duration
	detail    string
}

// plainInterval is how often a stage reports where there is no terminal.
const plainInterval = 5 * time.Second

// barInterval is how often a bar is redrawn.
const barInterval = 100 * time.Millisecond

// New returns a log on out; bars are drawn when terminal is true.
func New(out io.Writer, terminal, verbose bool) *Log {
	return &Log{out: out, terminal: terminal, verbose: verbose, start: time.Now()}
}

// IsTerminal reports whether f is a character device that can take a bar.
func IsTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// Stage is one step of a run.
type Stage struct {
	log   *Log
	name  string
	unit  string
	begin time.Time
	cpu   time.Duration
	last  time.Time
}

// Stage begins a step; what its progress counts is unit, such as "tiles".
func (l *Log) Stage(name, unit string) *Stage {
	s := &Stage{log: l, name: name, unit: unit, begin: time.Now(), cpu: cpuTime()}
	s.last = s.begin
	if l != nil && l.out != nil && l.terminal {
		s.draw(0, 0)
	}
	return s
}

// Progress tells how far the stage is; it may be called from several goroutines.
func (s *Stage) Progress(done, total int) {
	l := s.log
	if l == nil || l.out == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	interval := plainInterval
	if l.terminal {
		interval = barInterval
	}
	now := time.Now()
	if now.Sub(s.last) < interval {
		return
	}
	s.last = now
	s.drawLocked(done, total)
}

func (s *Stage) draw(done, total int) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.drawLocked(done, total)
}

const barWidth = 30

func (s *Stage) drawLocked(done, total int) {
	l := s.log
	elapsed := time.Since(l.start).Seconds()
	if !l.terminal {
		fmt.Fprintf(l.out, "%7.2fs [%s] %d/%d %s, %.0f/s\n", elapsed, s.name, done, total, s.unit, float64(done)/time.Since(s.begin).Seconds())
		return
	}
	filled := 0
	if total > 0 {
		filled = barWidth * done / total
	}
	fmt.Fprintf(l.out, "\r\x1b[K%-10s [%s%s] %d/%d %s", s.name, strings.Repeat("#", filled), strings.Repeat(".", barWidth-filled), done, total, s.unit)
	l.bar = true
}

// Done ends the stage and reports it with a detail such as "450,000 cells".
func (s *Stage) Done(format string, args ...any) {
	l := s.log
	if l == nil || l.out == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	t := stageTime{name: s.name, wall: time.Since(s.begin), cpu: cpuTime() - s.cpu, detail: fmt.Sprintf(format, args...)}
	l.stages = append(l.stages, t)
	l.clearBar()
	fmt.Fprintf(l.out, "%7.2fs [%s] %.2fs wall, %.2fs cpu: %s\n", time.Since(l.start).Seconds(), t.name, t.wall.Seconds(), t.cpu.Seconds(), t.detail)
}

// Printf writes one line; with verbose false, Detailf writes nothing.
func (l *Log) Printf(format string, args ...any) {
	if l == nil || l.out == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clearBar()
	fmt.Fprintf(l.out, "%7.2fs %s\n", time.Since(l.start).Seconds(), fmt.Sprintf(format, args...))
}

// Detailf is Printf for verbose runs only.
func (l *Log) Detailf(format string, args ...any) {
	if l != nil && l.verbose {
		l.Printf(format, args...)
	}
}

func (l *Log) clearBar() {
	if l.bar {
		fmt.Fprint(l.out, "\r\x1b[K")
		l.bar = false
	}
}

// Close takes a bar away and reports time and peak memory of the whole run.
func (l *Log) Close() {
	if l == nil || l.out == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clearBar()
	wall := time.Since(l.start)
	cpu := cpuTime()
	fmt.Fprintf(l.out, "%7.2fs done: %.2fs wall, %.2fs cpu, %.1f cores, peak memory %d MB\n",
		wall.Seconds(), wall.Seconds(), cpu.Seconds(), cpu.Seconds()/wall.Seconds(), peakMemoryMB())
}
