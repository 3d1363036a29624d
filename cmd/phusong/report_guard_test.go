package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/output"
)

// The guard of percentages. One output is written in every format three times: with
// half of everything covered, with all but a few millionths, and with a few millionths.
// What says "100 %" or "0 %" in the second and third, but not in the first, is false.

// shareOf sets how much of a total is covered.
type shareOf func(total coverage.Micro) coverage.Micro

func half(total coverage.Micro) coverage.Micro { return total / 2 }

// nearlyAll leaves 0.00003 % uncovered, hardlyAny covers 0.00001 %; at least a millionth.
func nearlyAll(total coverage.Micro) coverage.Micro {
	return total - max(total.MulDiv(3, 10_000_000), 1)
}
func hardlyAny(total coverage.Micro) coverage.Micro { return max(total.MulDiv(1, 10_000_000), 1) }

// decimalsOf are those of a quantity by its unit in figures.json.
var decimalsOf = map[string]int{"person": 6, "household": 6, "km2": 12}

// guarded writes an output of the example whose shares of people, households and area
// are set; figures of other measures, which have no millionths, stay.
func guarded(t *testing.T, from string, share shareOf) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "figures.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, changed := strings.Split(string(data), "\n"), 0
	for i, line := range lines {
		if rewritten, ok := withShare(t, line, share); ok {
			lines[i] = rewritten
			changed++
		}
	}
	if changed == 0 {
		t.Fatal("no figure of figures.json is on a line of its own: the guard guards nothing")
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

var quantity = regexp.MustCompile(`"(covered|uncovered|unknown|total)":([0-9.]+)`)

// withShare rewrites a line of figures.json that holds a figure with a share.
func withShare(t *testing.T, line string, share shareOf) (string, bool) {
	var f struct{ Indicator, Unit string }
	if json.Unmarshal([]byte(strings.TrimSuffix(line, ",")), &f) != nil || f.Indicator == "" || decimalsOf[f.Unit] == 0 || !strings.Contains(line, `"covered"`) {
		return "", false
	}
	places, values := decimalsOf[f.Unit], map[string]coverage.Micro{}
	for _, m := range quantity.FindAllStringSubmatch(line, -1) {
		v, err := output.ParseMicro(m[2], places)
		if err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		values[m[1]] = v
	}
	total := values["total"]
	if total < 2 {
		return "", false
	}
	values["covered"], values["unknown"] = share(total), 0
	values["uncovered"] = total - values["covered"]
	line = quantity.ReplaceAllStringFunc(line, func(s string) string {
		name := quantity.FindStringSubmatch(s)[1]
		return fmt.Sprintf(`"%s":%s`, name, values[name].Scaled(places))
	})
	return line, true
}

// TestNoFalseHundred looks at every format that phusong report has.
func TestNoFalseHundred(t *testing.T) {
	if testing.Short() {
		t.Skip("writes every format six times")
	}
	from := t.TempDir()
	if code, _, log := runApp(t, "analyze", filepath.Join("testdata", "tiny"), "-o", from); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	middle, high, low := guarded(t, from, half), guarded(t, from, nearlyAll), guarded(t, from, hardlyAny)
	for _, format := range formatNames() {
		for _, lang := range []string{"vi", "en"} {
			t.Run(format+" "+lang, func(t *testing.T) {
				usual, ok := percentages(t, middle, format, lang)
				if !ok {
					t.Skipf("%s holds no text", format)
				}
				for _, edge := range []struct {
					name, dir string
					want      *regexp.Regexp
				}{{"nearly all", high, regexp.MustCompile(`^99[.,]9+[0-9]?$`)}, {"hardly any", low, regexp.MustCompile(`^0[.,]0*1$`)}} {
					found, _ := percentages(t, edge.dir, format, lang)
					seen := false
					for number, places := range found {
						seen = seen || edge.want.MatchString(number)
						if falseEnd.MatchString(number) {
							unexpected(t, edge.name, number, places, usual[number])
						}
					}
					if !seen && hasHalf(usual) {
						t.Errorf("%s: no percentage like %s among %v", edge.name, edge.want, keys(found))
					}
				}
			})
		}
	}
}

// hasHalf reports whether a share stands there at all: lists of gaps have none.
func hasHalf(usual map[string][]string) bool {
	for number := range usual {
		if regexp.MustCompile(`^(50|50[.,]0+|49[.,]9+)$`).MatchString(number) {
			return true
		}
	}
	return false
}

// falseEnd is 0 or 100 with any decimals.
var falseEnd = regexp.MustCompile(`^(0|100)([.,]0+)?$`)

// unexpected reports where a number stands more often than with half covered.
func unexpected(t *testing.T, edge, number string, found, usual []string) {
	t.Helper()
	known := map[string]int{}
	for _, context := range usual {
		known[context]++
	}
	for _, context := range found {
		if known[context]--; known[context] < 0 {
			t.Errorf("%s: %s in %q", edge, number, context)
		}
	}
}

func keys(m map[string][]string) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	sort.Strings(all)
	return all
}

// percentages writes a format and lists the percentages that a person reads in it, and
// the numbers of cells, each with what stands around it. It is false for what holds no text, such as a picture of
// dots.
func percentages(t *testing.T, from, format, lang string) (map[string][]string, bool) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "report")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	target := dir
	for i := range reportFormats {
		if f := &reportFormats[i]; f.name == format && f.file != nil {
			target = filepath.Join(dir, "report."+f.extension)
		}
	}
	if code, _, log := runApp(t, "report", from, "--format", format, "--lang", lang, "-o", target); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	found, readable := map[string][]string{}, false
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		texts, ok := readTexts(t, path)
		readable = readable || ok
		for _, text := range texts {
			addPercentages(found, text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, readable
}

var (
	percentage = regexp.MustCompile(`(^|[^0-9.,])([0-9]+(?:[.,][0-9]+)?)[ \x{a0}\x{202f}]?%`)
	soleNumber = regexp.MustCompile(`^[ *]*([0-9]+([.,][0-9]+)?)[ *]*$`)
	anyNumber  = regexp.MustCompile(`[0-9]+([.,][0-9]+)*`)
)

// addPercentages adds the percentages of a text; numbers around them are blurred, so
// that a sentence is the same whatever the figures in it. A number alone is a cell whose
// sign may stand in the head.
func addPercentages(found map[string][]string, text string) {
	if m := soleNumber.FindStringSubmatch(text); m != nil {
		found[m[1]] = append(found[m[1]], "a cell")
	}
	for _, m := range percentage.FindAllStringSubmatchIndex(text, -1) {
		number := text[m[4]:m[5]]
		before, after := blurred(text[:m[4]]), blurred(text[m[1]:])
		found[number] = append(found[number], string(before[max(0, len(before)-30):])+"…"+string(after[:min(30, len(after))]))
	}
}

func blurred(text string) []rune { return []rune(anyNumber.ReplaceAllString(text, "#")) }
