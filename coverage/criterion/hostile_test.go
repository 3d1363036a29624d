package criterion

import (
	"strings"
	"testing"
	"time"
)

// TestHostileFilesEndSoon: nothing within the size limit keeps the parser busy or
// makes it fall over.
func TestHostileFilesEndSoon(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, maxFileBytes/len(s)) }
	stairs := strings.Builder{}
	for depth := 0; stairs.Len()+depth+3 < maxFileBytes; depth++ {
		stairs.WriteString(strings.Repeat(" ", depth) + "a:\n")
	}
	for _, file := range []string{
		fill("- "), fill("? "), fill(": "), fill("a: "), fill("a:\n"), fill("'"), fill(`"`), fill(`"\`), fill("|\n"), fill("&a "), fill("*a "),
		fill("! "), fill("!!map "), fill("---\n"), fill("...\n"), fill("#\n"), fill("\t"), fill("\n"), fill(" "), fill("a"), fill("-\n"), fill("- a\n"),
		fill("a\n"), fill("%\n"), fill("@"), fill("id: x\n"), fill("<<: *a\n"), fill("\x00"), fill("\xff"), fill("[]"), fill(", "), fill(">-\n"),
		"id: " + fill("9")[10:], "thresholds_dbm: {4g: " + fill("9")[40:] + "}", "id: |\n" + fill(" x\n")[20:], "title: \"" + fill(`\u0041`)[20:] + "\"",
		stairs.String(), "id: " + fill("- ")[10:], "a:\n" + fill("  - b:\n")[10:],
	} {
		start := time.Now()
		if _, err := Parse("hostile", []byte(file)); err == nil {
			t.Errorf("%.20q... was taken", file)
		} else if len(err.Error()) > 4096 {
			t.Errorf("%.20q...: the error has %d bytes", file, len(err.Error()))
		}
		if took := time.Since(start); took > time.Minute { // a hang, not a speed
			t.Errorf("%.20q... took %v", file, took)
		} else if testing.Verbose() && took > 50*time.Millisecond {
			t.Logf("%.20q... took %v", file, took)
		}
	}
}
