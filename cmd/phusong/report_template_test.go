package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// splitRuns is a paragraph as Word saves one that was typed with pauses.
func splitRuns(texts ...string) string {
	var b strings.Builder
	b.WriteString(`<w:p w:rsidR="00A10001">`)
	for _, text := range texts {
		b.WriteString(`<w:proofErr w:type="spellStart"/><w:r w:rsidR="00A10002"><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r><w:proofErr w:type="spellEnd"/>`)
	}
	return b.String() + `</w:p>`
}

// writeTemplate makes a document with a body.
func writeTemplate(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mau.docx")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range []struct{ name, data string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`},
	} {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = io.WriteString(w, f.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// partOf reads a part of a document.
func partOf(t *testing.T, path, part string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestTemplate: a document with split runs is filled in with the figures of a province;
// names without a value are all listed and nothing is written.
func TestTemplate(t *testing.T) {
	out := filepath.Join(t.TempDir(), "longan")
	if code, _, log := runApp(t, "analyze", filepath.Join(fixtures(t), "longan"), "-o", out); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	good := writeTemplate(t, splitRuns("Cáp quang: {", "{fiber", ".connected", " longan", "}} hộ")+splitRuns("{{table", " targets}}")+splitRuns("{{map gaps ", "4g any}}"))
	filled := filepath.Join(t.TempDir(), "bao-cao.docx")
	if code, _, log := runApp(t, "report", out, "--template", good, "--lang", "vi", "-o", filled); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	text := partOf(t, filled, "word/document.xml")
	for _, want := range []string{">Cáp quang: 88,91%<", "<w:tbl>", "<w:drawing>", `descr="`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in the document", want)
		}
	}
	if strings.Contains(text, "{{") || strings.Contains(text, "}}") {
		t.Error("braces are left")
	}
	if picture := partOf(t, filled, "word/media/map1.png"); !strings.HasPrefix(picture, "\x89PNG") {
		t.Error("the map is no picture")
	}

	bad := writeTemplate(t, splitRuns("A {{fibre.", "conected}}")+splitRuns("B {{fiber.connected atlantis}} {{table none}}"))
	none := filepath.Join(t.TempDir(), "none.docx")
	code, _, log := runApp(t, "report", out, "--template", bad, "-o", none)
	if _, err := os.Stat(none); code != exitBadInput || err == nil {
		t.Errorf("exit code %d, %v", code, err)
	}
	for _, want := range []string{"3 of its placeholders", "{{fibre.conected}}", `"A {{fibre.conected}}"`, "fiber.connected", "{{fiber.connected atlantis}}", "{{table none}}", "--list"} {
		if !strings.Contains(log, want) {
			t.Errorf("no %q in %s", want, log)
		}
	}

	code, list, log := runApp(t, "report", out, "--template", good, "--lang", "vi", "--list")
	if code != exitDone || !strings.Contains(list, "{{fiber.connected longan}}") || !strings.Contains(list, "88,91%") || !strings.Contains(list, "[picture: ") {
		t.Errorf("exit code %d: %s%s", code, list, log)
	}
	if code, _, log := runApp(t, "report", out, "--template", filepath.Join(out, "figures.json"), "-o", none); code != exitBadInput || !strings.Contains(log, "save it in Word") {
		t.Errorf("exit code %d: %s", code, log)
	}
}
