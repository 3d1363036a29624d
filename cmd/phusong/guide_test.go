package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// guideBlock is a block of commands of the guide and the lines shown below it.
type guideBlock struct {
	commands string
	fails    bool
	lines    []string
}

// guideBlocks reads the blocks ```sh, run one after the other, each with the lines
// of the block ```text that follows it. ```sh fails: its last command must fail.
func guideBlocks(t *testing.T) []guideBlock {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "guide.vi.md"))
	if err != nil {
		t.Fatal(err)
	}
	var all []guideBlock
	for _, m := range regexp.MustCompile("(?s)\n```(sh fails|sh|text)\n(.*?)\n```").FindAllStringSubmatch(string(page), -1) {
		if m[1] != "text" {
			all = append(all, guideBlock{commands: m[2], fails: m[1] == "sh fails"})
			continue
		}
		if len(all) == 0 || all[len(all)-1].lines != nil {
			t.Fatalf("output without commands: %s", m[2])
		}
		all[len(all)-1].lines = strings.Split(m[2], "\n")
	}
	if len(all) < 10 {
		t.Fatalf("%d blocks of commands in the guide, which cannot be all", len(all))
	}
	return all
}

// TestGuide types every command of docs/guide.vi.md into a shell, in an empty folder
// with the fixtures, and looks for the lines that the guide shows.
func TestGuide(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "fixtures", "guide"), os.DirFS(filepath.Join(fixtures(t), "guide"))); err != nil {
		t.Fatal(err)
	}
	for _, b := range guideBlocks(t) {
		c := exec.Command("sh", "-e", "-c", b.commands)
		c.Dir = dir
		out, err := c.CombinedOutput()
		if (err != nil) != b.fails {
			t.Fatalf("%s\nfails: %v, want %v\n%s", b.commands, err, b.fails, out)
		}
		for _, line := range b.lines {
			if !shown(string(out), line) {
				t.Errorf("%s\ndoes not print the line\n  %s\nbut\n%s", b.commands, line, out)
			}
		}
	}
}

// shown reports whether a line of the output has the parts of a line of the guide,
// which leaves out what "…" stands for. White space is as it comes.
func shown(out, line string) bool {
	var parts []string
	for _, p := range strings.Split(line, "…") {
		parts = append(parts, regexp.MustCompile(`\s+`).ReplaceAllString(regexp.QuoteMeta(strings.TrimSpace(p)), `\s+`))
	}
	want := regexp.MustCompile(strings.Join(parts, ".*"))
	for _, l := range strings.Split(out, "\n") {
		if want.MatchString(l) {
			return true
		}
	}
	return false
}
