package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"
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
