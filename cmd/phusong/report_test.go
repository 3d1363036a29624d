package main

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"phusong/internal/golden"
)

// TestFormatsComplete: the shell completes the formats that there are.
func TestFormatsComplete(t *testing.T) {
	field, _ := reflect.TypeFor[reportCommand]().FieldByName("Format")
	completed := strings.Split(field.Tag.Get("complete"), ",")
	for _, name := range formatNames() {
		if !slices.Contains(completed, name) {
			t.Errorf("%s is not completed", name)
		}
	}
	for _, name := range completed {
		if formatNamed(name) == nil && name != "html" {
			t.Errorf("%s is completed, and is no format", name)
		}
	}
}

// TestFormatTable: every line has a name, an extension or a folder, and one writer.
func TestFormatTable(t *testing.T) {
	for _, f := range reportFormats {
		if f.name == "" || f.help == "" || (f.file == nil) == (f.folder == nil) || f.file != nil && f.extension == "" {
			t.Errorf("%+v", f)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, tt := range []struct{ asked, all, messages, lang, want string }{
		{"", "", "", "", "en"}, {"", "", "", "vi_VN.UTF-8", "vi"}, {"", "", "en_US", "vi", "en"}, {"", "vi", "en_US", "", "vi"}, {"", "C", "", "vi", "en"}, {"en", "vi", "", "vi", "en"},
	} {
		t.Setenv("LC_ALL", tt.all)
		t.Setenv("LC_MESSAGES", tt.messages)
		t.Setenv("LANG", tt.lang)
		if got := language(tt.asked); got != tt.want {
			t.Errorf("%+v: got %s", tt, got)
		}
	}
}

// TestLonganSummary: what a head of department reads of a real province, as it is
// printed: the first part, up to its table.
func TestLonganSummary(t *testing.T) {
	out := t.TempDir()
	if code, _, log := runApp(t, "analyze", filepath.Join(fixtures(t), "longan"), "-o", out); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	for _, lang := range []string{"vi", "en"} {
		code, text, log := runApp(t, "report", out, "--format", "md", "--lang", lang)
		if code != exitDone {
			t.Fatalf("exit code %d: %s", code, log)
		}
		summary, _, found := strings.Cut(text, "\n## II. ")
		if !found {
			t.Fatalf("no second part in %s", text)
		}
		golden.Check(t, filepath.Join("testdata", "report", "longan-"+lang+".md"), []byte(summary))
	}
}
