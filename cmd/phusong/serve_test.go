package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// lines is a stream that a test reads while a command writes it.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestServe: the command says where it serves, serves, logs what is asked for, and ends
// with 0 when it is interrupted.
func TestServe(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	if code := (&app{ctx: context.Background(), stdout: io.Discard, stderr: io.Discard}).run([]string{"analyze", filepath.Join(fixtures(t), "quilt"), "-o", out}); code != exitDone {
		t.Fatalf("analyze: %d", code)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var said lines
	ended := make(chan int, 1)
	go func() {
		ended <- (&app{ctx: ctx, stdout: io.Discard, stderr: &said}).run([]string{"serve", out, "--addr", "127.0.0.1:0", "-v"})
	}()
	address := ""
	for address == "" {
		select {
		case code := <-ended:
			t.Fatalf("ended with %d: %s", code, &said)
		case <-time.After(time.Millisecond):
		}
		if found := regexp.MustCompile(`http://[^/]+/`).FindString(said.String()); found != "" {
			address = found
		}
	}
	for _, c := range []struct {
		path   string
		status int
	}{{"", 200}, {"data/index.json", 200}, {"run.json", 404}, {"download?output=2024-07-01&view=fiber.connected&format=xlsx", 200}, {"download?output=2024-07-01&view=fiber.connected&format=docx", 200}} {
		answer, err := http.Get(address + c.path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if answer.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", c.path, answer.StatusCode, c.status)
		}
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("stopped with %d", code)
	}
	if log := said.String(); !strings.Contains(log, `GET "/run.json" 404`) || strings.Count(log, "serving") != 1 {
		t.Errorf("it says %s", log)
	}
}
