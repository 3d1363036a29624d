package docx_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"phusong/coverage/report/internal/sample"
)

// pdfOf has LibreOffice make a PDF of a file.
func pdfOf(t *testing.T, file []byte) string {
	t.Helper()
	for _, program := range []string{"soffice", "pdftotext", "pdftoppm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is missing: install libreoffice-writer-nogui and poppler-utils", program)
		}
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "report.docx")
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	// A profile of its own: another LibreOffice may be running.
	cmd := exec.CommandContext(ctx, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir, path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	return filepath.Join(dir, "report.pdf")
}

// pages are the texts of the pages of a PDF.
func pages(t *testing.T, pdf string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

// TestOffice: LibreOffice lays the file out as it is meant: heads on every page of a
// long table, numbers from the second page on, one page of an annex begins with its
// name. PHUSONG_KEEP names a folder to keep the pages in, to look at them.
func TestOffice(t *testing.T) {
	pdf := pdfOf(t, write(t, sample.Document(120)))
	all := pages(t, pdf)
	if len(all) < 6 {
		t.Fatalf("%d pages", len(all))
	}
	if first := strings.Fields(all[0]); first[0] != "BÁO" {
		t.Errorf("page 1 begins with %q", first[0])
	}
	if !strings.Contains(all[0], "I. HIỆN TRẠNG") {
		t.Errorf("page 1:\n%s", all[0])
	}
	heads := 0
	for i, page := range all[1:] {
		if n := strings.Fields(page); len(n) == 0 || n[0] != strconv.Itoa(i+2) {
			t.Errorf("page %d has no number at its head:\n%s", i+2, page)
		}
		if strings.Contains(page, "Xã Đức Hòa") && strings.Contains(page, "27") {
			heads++
			if !strings.Contains(page, "STT") || !strings.Contains(page, "Số hộ gia đình") {
				t.Errorf("page %d has rows without a head:\n%s", i+2, page)
			}
		}
	}
	if heads < 4 {
		t.Errorf("%d pages with rows", heads)
	}
	if dir := os.Getenv("PHUSONG_KEEP"); dir != "" {
		if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "60", "-png", pdf, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
			t.Fatalf("pdftoppm: %v\n%s", err, out)
		}
	}
}
