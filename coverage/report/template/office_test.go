package template_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// flatText is a document of LibreOffice with a header, a table and names that spans
// split.
const flatText = `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin="20mm"/><style:header-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P"><style:header><text:p>Ngày {{date}}</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:text><text:p>Tỷ lệ {<text:span text:style-name="B">{fiber.connected</text:span> longan}<text:span text:style-name="B">}</text:span> số hộ.</text:p>
<table:table><table:table-column/><table:table-row><table:table-cell><text:p>Ô: {{date}}</text:p></table:table-cell></table:table-row></table:table>
<text:p>{{table communes}}</text:p><text:p>{{map gaps}}</text:p><text:p>Hết.</text:p></office:text></office:body></office:document>`

// office converts a file.
func office(t *testing.T, dir, name, to string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", to, "--outdir", dir, filepath.Join(dir, name))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
}

// TestOfficeTemplate: a document saved by LibreOffice is filled in, and LibreOffice
// opens what comes out. PHUSONG_KEEP names a folder to keep its pages in.
func TestOfficeTemplate(t *testing.T) {
	for _, program := range []string{"soffice", "pdftotext", "pdftoppm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is missing: install libreoffice-writer-nogui and poppler-utils", program)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mau.fodt"), []byte(flatText), 0o666); err != nil {
		t.Fatal(err)
	}
	office(t, dir, "mau.fodt", "docx:MS Word 2007 XML")
	saved, err := os.ReadFile(filepath.Join(dir, "mau.docx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "filled.docx"), fill(t, saved), 0o666); err != nil {
		t.Fatal(err)
	}
	office(t, dir, "filled.docx", "pdf")
	pdf := filepath.Join(dir, "filled.pdf")
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Ngày 31/12/2025", "Tỷ lệ 99,9 % số hộ.", "Ô: 31/12/2025", "Xã Đức Hòa 3", "Tổng cộng", "Nguồn: dữ liệu giả định", "Hết."} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if keep := os.Getenv("PHUSONG_KEEP"); keep != "" {
		if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "60", "-png", pdf, filepath.Join(keep, "filled")).CombinedOutput(); err != nil {
			t.Fatalf("pdftoppm: %v\n%s", err, out)
		}
	}
}
