package vntext

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"sort"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

const sharedData = "../../../../shared/data/"

func readShared(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(sharedData + name)
	if err != nil {
		t.Skipf("needs the shared data: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(z)
	if mark, _ := r.Peek(3); string(mark) == "\ufeff" {
		_, _ = r.Discard(3)
	}
	c := csv.NewReader(r)
	c.LazyQuotes, c.FieldsPerRecord = true, -1
	var rows [][]string
	for {
		row, err := c.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
}

// bareName drops the kind of a unit and what spellings differ in legally.
func bareName(s string) string {
	s = strings.ToLower(norm.NFC.String(strings.Join(strings.Fields(s), " ")))
	for _, kind := range []string{"thị trấn ", "phường ", "xã ", "tt. ", "tt.", "tt ", "p. ", "p.", "x. "} {
		if bare, ok := strings.CutPrefix(s, kind); ok {
			return bare
		}
	}
	return s
}

// marksMoved writes òa, òe and ùy as oà, oè and uỳ: both are right.
func marksMoved(s string) string {
	var out []string
	for _, w := range strings.Fields(s) {
		base, tone, _, ok := stripTone(w)
		for _, pair := range []string{"oa", "oe", "uy"} {
			if ok && tone != 0 && strings.HasSuffix(base, pair) && !strings.HasPrefix(base, "qu") {
				w = norm.NFC.String(base + string(tone))
			}
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// A real list in TCVN3 saved as UTF-8, against the official names of its codes.
func TestCommunesInTCVN3(t *testing.T) {
	rows := readShared(t, "vn-text-encodings/communesVN_tcvn3.csv.gz")[1:]
	official := map[string]map[string]bool{}
	for _, name := range []string{"gso_communes_at_2018-10-16", "gso_communes_at_2020-11-01", "gso_communes_at_2025-03-01"} {
		for _, r := range readShared(t, "vn-codes/"+name+".csv.gz")[1:] {
			if official[r[4]] == nil {
				official[r[4]] = map[string]bool{}
			}
			official[r[4]][marksMoved(bareName(r[5]))] = true
		}
	}
	var v Evidence
	for _, r := range rows {
		v.Add(r[0])
	}
	if e, ok := v.Judge(); e != TCVN3 || !ok {
		t.Fatalf("judged %v %v", e, ok)
	}
	equal, coded, asIs, odd := 0, 0, 0, 0
	var rest []string
	for _, r := range rows {
		code := strings.Repeat("0", max(0, 5-len(r[4]))) + r[4]
		names := official[code]
		if names == nil {
			continue
		}
		coded++
		if names[marksMoved(bareName(r[0]))] {
			asIs++
		}
		text, _ := TCVN3.Convert(r[0])
		for _, token := range tokensOf(text) {
			if !isWord(token) {
				odd++
			}
		}
		if names[marksMoved(bareName(text))] {
			equal++
			continue
		}
		var want []string
		for n := range names {
			want = append(want, n)
		}
		sort.Strings(want)
		rest = append(rest, code+" "+r[0]+" = "+text+", official "+strings.Join(want, " or "))
	}
	t.Logf("%d rows, %d with an official code, %d names equal (%d before); %d words are no syllables", len(rows), coded, equal, asIs, odd)
	for _, line := range rest {
		t.Log(line)
	}
	// The rest are slips of the list itself (Vinh Ngươn, Trunbg Nguyên), names of
	// another year, and codes that mean another commune; words that are no syllables
	// are names of the highlands (Krông) and such slips.
	if 100*equal < 91*coded || odd > 150 {
		t.Errorf("only %d of %d names are equal, %d words are no syllables", equal, coded, odd)
	}
}
