package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/htmlindex"
)

// workbook is what the sheets of an archive share.
type workbook struct {
	parts     map[string]*zip.File
	limits    Limits
	sheets    []sheetEntry
	shared    []string
	dateStyle []bool // by cell format: a number in it is shown as a date
	date1904  bool   // days count from 1904-01-01, not 1899-12-30
}

type sheetEntry struct {
	name   string
	path   string
	hidden bool
}

const (
	// sharedBytes bounds the table of strings, the one part that is held in memory.
	sharedBytes = 256 << 20
	// metaBytes bounds the small parts: workbook, relations, styles.
	metaBytes = 32 << 20
	// archiveParts bounds the entries of an archive.
	archiveParts = 10_000
)

func openWorkbook(archive *zip.Reader, limits Limits) (*workbook, error) {
	if len(archive.File) > archiveParts {
		return nil, overLimit("entries in the archive", archiveParts)
	}
	b := &workbook{parts: make(map[string]*zip.File), limits: limits}
	for _, f := range archive.File {
		b.parts[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))] = f
	}
	main, err := b.mainPart()
	if err != nil {
		return nil, err
	}
	related, err := b.relations(main)
	if err != nil {
		return nil, err
	}
	if err := b.readSheets(main, related); err != nil {
		return nil, err
	}
	if err := b.readStyles(related.first("/styles")); err != nil {
		return nil, err
	}
	return b, b.readShared(related.first("/sharedStrings"))
}

func (b *workbook) mainPart() (string, error) {
	root, err := b.relations("")
	if err != nil {
		return "", err
	}
	main := root.first("/officeDocument")
	if main == "" {
		main = "xl/workbook.xml"
	}
	if b.parts[strings.ToLower(main)] != nil && !strings.HasSuffix(main, ".bin") {
		return main, nil
	}
	switch {
	case strings.HasSuffix(main, ".bin"), b.parts["xl/workbook.bin"] != nil:
		return "", errors.New("the binary .xlsb form is not read: save it as .xlsx")
	case b.parts["content.xml"] != nil:
		return "", errors.New("OpenDocument is not read: save it as .xlsx or CSV UTF-8")
	}
	return "", errors.New("a zip archive without a workbook: not a spreadsheet")
}

// part opens an entry of the archive within the limit of a sheet.
func (b *workbook) part(name string) (io.Reader, error) { return b.limitedPart(name, b.limits.Bytes) }

func (b *workbook) limitedPart(name string, limit int64) (io.Reader, error) {
	f := b.parts[strings.ToLower(name)]
	if f == nil {
		return nil, fmt.Errorf("part %s is missing: the workbook is damaged", name)
	}
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("part %s is encrypted: save the workbook without a password", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", name, err)
	}
	return newLimitedReader(r, limit), nil
}

// decodePart decodes a small part into v; a missing one leaves v alone.
func (b *workbook) decodePart(name string, v any) error {
	if b.parts[strings.ToLower(name)] == nil {
		return nil
	}
	r, err := b.limitedPart(name, metaBytes)
	if err != nil {
		return err
	}
	if err := newDecoder(r).Decode(v); err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	return nil
}

func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) {
		e, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(input), nil
	}
	return d
}

func attribute(el xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// relations are the parts that one part refers to, with full names.
type relations []struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

func (r relations) first(kind string) string {
	for _, rel := range r {
		if strings.HasSuffix(rel.Type, kind) {
			return rel.Target
		}
	}
	return ""
}

func (b *workbook) relations(of string) (relations, error) {
	dir, base := path.Split(of)
	var doc struct {
		Relations relations `xml:"Relationship"`
	}
	err := b.decodePart(dir+"_rels/"+base+".rels", &doc)
	for i := range doc.Relations {
		target := &doc.Relations[i].Target
		if !strings.HasPrefix(*target, "/") {
			*target = path.Join(dir, *target)
		}
		*target = strings.TrimPrefix(*target, "/")
	}
	return doc.Relations, err
}

func (b *workbook) readSheets(main string, related relations) error {
	var doc struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			// The relation's id has a namespace that differs between the two
			// variants of the standard; all attributes are looked at instead.
			Attributes []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.decodePart(main, &doc); err != nil {
		return err
	}
	b.date1904 = doc.Properties.Date1904 == "1" || doc.Properties.Date1904 == "true"
	for _, s := range doc.Sheets {
		for _, a := range s.Attributes {
			for _, rel := range related {
				if a.Name.Local == "id" && a.Value == rel.ID && strings.HasSuffix(rel.Type, "/worksheet") {
					b.sheets = append(b.sheets, sheetEntry{name: cleanText(s.Name), path: rel.Target, hidden: s.State != "" && s.State != "visible"})
				}
			}
		}
	}
	if len(b.sheets) == 0 {
		return errors.New("the workbook lists no sheet")
	}
	return nil
}

// choose returns the sheet of that name, exact before case-folded, or for no
// name all sheets, the visible ones first.
func (b *workbook) choose(name string) ([]sheetEntry, error) {
	if name == "" {
		var visible, hidden []sheetEntry
		for _, s := range b.sheets {
			if s.hidden {
				hidden = append(hidden, s)
			} else {
				visible = append(visible, s)
			}
		}
		return append(visible, hidden...), nil
	}
	name = cleanText(name)
	var names []string
	for _, s := range b.sheets {
		if s.name == name {
			return []sheetEntry{s}, nil
		}
		names = append(names, strconv.Quote(s.name))
	}
	for _, s := range b.sheets {
		if strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(name)) {
			return []sheetEntry{s}, nil
		}
	}
	return nil, fmt.Errorf("no sheet %q in the workbook, it has %s", name, strings.Join(names, ", "))
}

func (b *workbook) readShared(name string) error {
	if name == "" || b.parts[strings.ToLower(name)] == nil {
		return nil
	}
	r, err := b.limitedPart(name, sharedBytes)
	if err != nil {
		return err
	}
	dec := newDecoder(r)
	for {
		token, err := dec.RawToken()
		if err != nil {
			return fmt.Errorf("part %s is broken or truncated: %w", name, err)
		}
		switch el := token.(type) {
		case xml.StartElement:
			if el.Name.Local != "si" {
				continue
			}
			text, err := collectText(dec, "si", b.limits.FieldBytes)
			if err != nil {
				return fmt.Errorf("part %s, string %d: %w", name, len(b.shared)+1, err)
			}
			b.shared = append(b.shared, cleanText(text))
		case xml.EndElement:
			if el.Name.Local == "sst" {
				return nil
			}
		}
	}
}

func (b *workbook) readStyles(name string) error {
	var doc struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if name == "" {
		return nil
	}
	if err := b.decodePart(name, &doc); err != nil {
		return err
	}
	custom := make(map[int]bool)
	for _, f := range doc.Formats {
		custom[f.ID] = isDateFormat(f.Code)
	}
	for _, c := range doc.Cells {
		date, ok := custom[c.Format]
		b.dateStyle = append(b.dateStyle, date || !ok && builtinDate(c.Format))
	}
	return nil
}

// builtinDate: the date formats among those without a code in the file
// (ECMA-376 part 1, 18.8.30), with the East Asian ones.
func builtinDate(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
}

// isDateFormat reports a year or day in a format code, outside of literal text
// and of brackets, which hold colours, conditions and locales.
func isDateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '\\', '_', '*':
			i++
		case '"', '[':
			closing := map[byte]byte{'"': '"', '[': ']'}[c]
			end := strings.IndexByte(code[i+1:], closing)
			if end < 0 {
				return false
			}
			i += end + 1
		case 'y', 'Y', 'd', 'D':
			return true
		}
	}
	return false
}

// date writes a day count as a date, with the time of day if it has one. Day 60
// of the 1900 system is a 29 February that never was; days before it are one off.
func (b *workbook) date(v float64) (string, bool) {
	if b.date1904 {
		v += 1462
	}
	if !(v >= 1 && v < 2958466) { // up to 9999-12-31
		return "", false
	}
	days := math.Floor(v)
	seconds := math.Round((v - days) * 86400)
	if days < 60 {
		days++
	}
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	if seconds == 0 {
		return t.Format("2006-01-02"), true
	}
	return t.Format("2006-01-02T15:04:05"), true
}
