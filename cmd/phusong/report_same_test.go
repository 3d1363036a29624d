package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// surroundings are what a report must not depend on.
type surroundings struct {
	name string
	env  []string
}

// TestReportSameBytes writes every format from two folders with the same output, in
// other time zones and locales, on one processor and on two, at another time. The
// program is started anew for each: what it reads of its surroundings it reads there.
func TestReportSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("writes every format twice")
	}
	program, err := exec.LookPath("phusong")
	if err != nil {
		t.Fatal(err)
	}
	here, there := t.TempDir(), filepath.Join(t.TempDir(), "nơi khác", "a b")
	if code, _, log := runApp(t, "analyze", filepath.Join("testdata", "tiny"), "-o", here); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	if err := os.CopyFS(there, os.DirFS(here)); err != nil {
		t.Fatal(err)
	}
	first := surroundings{"in UTC, C, one processor", []string{"TZ=UTC", "LC_ALL=C", "GOMAXPROCS=1", "HOME=/nonexistent"}}
	second := surroundings{"in Vietnam, vi_VN, two processors", []string{"TZ=Asia/Ho_Chi_Minh", "LC_ALL=vi_VN.UTF-8", "GOMAXPROCS=2", "USER=khac"}}
	start := time.Now()
	all := map[string]map[string][]byte{}
	for _, format := range formatNames() {
		all[format] = reportFiles(t, program, here, format, first)
	}
	time.Sleep(time.Until(start.Add(2500 * time.Millisecond))) // an archive's clock goes in steps of two seconds
	for _, format := range formatNames() {
		t.Run(format, func(t *testing.T) {
			sameFiles(t, all[format], reportFiles(t, program, there, format, second))
			for name, data := range all[format] {
				noTraces(t, name, data, here)
			}
		})
	}
}

// reportFiles runs the program in a folder of its own and reads what it wrote.
func reportFiles(t *testing.T, program, from, format string, s surroundings) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	target := "out"
	for i := range reportFormats {
		if f := &reportFormats[i]; f.name == format && f.file != nil {
			target = "out." + f.extension
		}
	}
	command := exec.Command(program, "report", from, "--format", format, "--lang", "vi", "-o", target)
	command.Dir, command.Env = dir, append(os.Environ(), s.env...)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", format, s.name, err, out)
	}
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		files[name], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Errorf("%s: nothing was written", format)
	}
	return files
}

func sameFiles(t *testing.T, first, second map[string][]byte) {
	t.Helper()
	if got, want := fileNames(second), fileNames(first); !slices.Equal(got, want) {
		t.Errorf("files: got %q, want %q", got, want)
	}
	for _, name := range fileNames(first) {
		a, b := first[name], second[name]
		if bytes.Equal(a, b) {
			continue
		}
		at := 0
		for at < len(a) && at < len(b) && a[at] == b[at] {
			at++
		}
		t.Errorf("%s: %d and %d bytes differ from byte %d: %q and %q", name, len(a), len(b), at, a[at:min(at+60, len(a))], b[at:min(at+60, len(b))])
	}
}

func fileNames(files map[string][]byte) []string {
	var all []string
	for name := range files {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// noTraces finds the folder, the host or the day of the run in a file, or in the parts
// of an archive.
func noTraces(t *testing.T, name string, data []byte, folder string) {
	t.Helper()
	host, err := os.Hostname()
	if err != nil || len(host) < 6 { // a short name may be a word of the text
		host = folder
	}
	for _, trace := range []string{folder, host, time.Now().UTC().Format(time.DateOnly), time.Now().UTC().Format("20060102")} {
		if bytes.Contains(data, []byte(trace)) {
			t.Errorf("%s holds %q", name, trace)
		}
	}
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, f := range archive.File {
		if year := f.Modified.Year(); year > 1980 {
			t.Errorf("%s: %s is of %s", name, f.Name, f.Modified)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var part bytes.Buffer
		if _, err := part.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		noTraces(t, name+" "+f.Name, part.Bytes(), folder)
	}
}
