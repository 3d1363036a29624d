package shapefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/unicode/norm"

	"phusong/geo/encoding/vntext"
)

// codePage decodes the text of a .dbf. full says that the text fills its field, so
// its last character may have been cut.
type codePage struct {
	name   string
	decode func(raw []byte, full bool) (string, error)
}

var errNotUTF8 = errors.New("the bytes are not UTF-8 as declared: give the right encoding (windows-1258, windows-1252, ...)")

func utf8Page() codePage {
	return codePage{"utf-8", func(raw []byte, full bool) (string, error) {
		if full {
			raw = dropCutRune(raw)
		}
		if !utf8.Valid(raw) {
			return "", errNotUTF8
		}
		return string(raw), nil
	}}
}

// dropCutRune drops the start of a character that did not fit into the field:
// writers cut text at a number of bytes.
func dropCutRune(raw []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(raw); i++ {
		tail := raw[len(raw)-i:]
		if utf8.RuneStart(tail[0]) {
			if tail[0] >= utf8.RuneSelf && !utf8.FullRune(tail) {
				return raw[:len(raw)-i]
			}
			return raw
		}
	}
	return raw
}

func charPage(name string, e encoding.Encoding) codePage {
	return codePage{name, func(raw []byte, _ bool) (string, error) {
		out, err := e.NewDecoder().Bytes(raw)
		if err == nil && strings.ContainsRune(string(out), utf8.RuneError) {
			err = fmt.Errorf("bytes that %s does not have: give the right encoding", name)
		}
		return string(out), err
	}}
}

// guessed is the name of guessedPage.
const guessed = "utf-8 or windows-1258 (guessed)"

// sampleBytes is how much of a .dbf is looked at for its encoding.
const sampleBytes = 1 << 20

// toldPage is for files that name no code page: TCVN3 or VNI-Windows where the words
// of the first rows are Vietnamese in one of them alone, else guessedPage.
func toldPage(dbf part, headerSize int) (codePage, error) {
	f, err := dbf.open()
	if err != nil {
		return codePage{}, &ReadError{File: dbf.name, Err: err}
	}
	defer f.Close()
	sample, err := io.ReadAll(io.LimitReader(f, int64(headerSize+sampleBytes)))
	if err != nil || len(sample) <= headerSize {
		return guessedPage(), nil // whoever reads the rows meets the end too
	}
	var words vntext.Evidence
	words.Add(vntext.Latin1(sample[headerSize:]))
	e, ok := words.Judge()
	if !ok || e != vntext.TCVN3 && e != vntext.VNI {
		return guessedPage(), nil
	}
	otherwise := guessedPage()
	return codePage{e.String() + " (told by its words)", func(raw []byte, full bool) (string, error) {
		if text, ok := e.Decode(vntext.Latin1(raw)); ok && !utf8.Valid(raw) {
			return text, nil
		}
		return otherwise.decode(raw, full)
	}}, nil
}

// guessedPage is for files that name no code page. Files written in Vietnam are
// UTF-8 or windows-1258; text in windows-1258 with any accent is practically never
// valid UTF-8, so each value decides for itself.
func guessedPage() codePage {
	utf := utf8Page()
	viet := charPage("windows-1258", charmap.Windows1258)
	return codePage{guessed, func(raw []byte, full bool) (string, error) {
		// A cut character proves nothing by itself: another, whole one must stand before.
		full = full && !isASCII(dropCutRune(raw))
		if text, err := utf.decode(raw, full); err == nil {
			return text, nil
		}
		return viet.decode(raw, full)
	}}
}

// text decodes a field, trims blanks and NULs and composes it (NFC): windows-1258
// decodes to base letters and combining tone marks.
func (c codePage) text(raw []byte) (string, error) {
	full := len(raw) > 0 && len(bytes.TrimRight(raw, " \x00")) == len(raw)
	raw = trim(raw)
	if isASCII(raw) && c.name != customPage {
		return string(raw), nil
	}
	s, err := c.decode(raw, full)
	return norm.NFC.String(strings.TrimSpace(s)), err
}

// customPage is the name of Options.Decode: such codes may use ASCII bytes for accents.
const customPage = "custom"

func isASCII(raw []byte) bool {
	for _, b := range raw {
		if b >= utf8.RuneSelf || b == 0 {
			return false
		}
	}
	return true
}

// oemPages are those that the WHATWG index of x/text lacks.
var oemPages = map[string]encoding.Encoding{
	"437": charmap.CodePage437, "850": charmap.CodePage850, "852": charmap.CodePage852,
	"855": charmap.CodePage855, "858": charmap.CodePage858, "860": charmap.CodePage860,
	"862": charmap.CodePage862, "863": charmap.CodePage863, "865": charmap.CodePage865,
}

// numbered are the Windows numbers with a name of their own.
var numbered = map[string]string{
	"65001": "utf-8", "932": "shift_jis", "936": "gbk", "949": "euc-kr", "950": "big5",
	"874": "windows-874", "866": "ibm866", "54936": "gb18030", "20866": "koi8-r", "10000": "macintosh",
}

// namedPage understands what stands in .cpg files: "UTF-8", "1258", "CP1258",
// "ANSI 1258", "OEM 437", "ISO-8859-1", "ISO 88591", "88591", "LDID/87".
func namedPage(declared string) (codePage, error) {
	name := strings.ToLower(strings.Trim(declared, " \t\r\n\x00"))
	if ldid, ok := strings.CutPrefix(name, "ldid/"); ok {
		var b byte
		if _, err := fmt.Sscanf(ldid, "%d", &b); err == nil {
			return languagePage(b), nil
		}
	}
	for _, prefix := range []string{"ansi", "oem", "windows", "cp", "ibm", "ms", "x-"} {
		name = strings.TrimLeft(strings.TrimPrefix(name, prefix), " -_")
	}
	bare := strings.NewReplacer("-", "", "_", "", " ", "", ":", "").Replace(name)
	switch iso, isISO := strings.CutPrefix(strings.TrimPrefix(bare, "iso"), "8859"); {
	case bare == "utf8" || bare == "65001":
		return utf8Page(), nil
	case oemPages[bare] != nil:
		return charPage("cp"+bare, oemPages[bare]), nil
	case isISO:
		name = "iso-8859-" + iso
	case len(bare) == 4 && bare[:3] == "125":
		name = "windows-" + bare
	case numbered[bare] != "":
		name = numbered[bare]
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return codePage{}, fmt.Errorf("unknown code page %q: give the encoding, such as utf-8 or windows-1258", declared)
	}
	if canonical, err := htmlindex.Name(e); err == nil {
		name = canonical
	}
	return charPage(name, e), nil
}

// languagePage maps byte 29 of the .dbf header (the language driver of dBASE and
// FoxPro). 0 says nothing and 0x57 only "the writer's ANSI code page".
func languagePage(ldid byte) codePage {
	pages := map[byte]string{
		0x01: "437", 0x02: "850", 0x03: "1252", 0x04: "macintosh", 0x13: "932", 0x4D: "936",
		0x4E: "949", 0x4F: "950", 0x50: "874", 0x58: "1252", 0x59: "1252", 0x64: "852", 0x65: "866",
		0x78: "950", 0x79: "949", 0x7A: "936", 0x7B: "932", 0x7C: "874", 0x7D: "1255", 0x7E: "1256",
		0xC8: "1250", 0xC9: "1251", 0xCA: "1254", 0xCB: "1253", 0xCC: "1257",
	}
	if name, ok := pages[ldid]; ok {
		if page, err := namedPage(name); err == nil {
			return page
		}
	}
	return guessedPage()
}
