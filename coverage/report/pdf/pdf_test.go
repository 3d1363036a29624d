package pdf_test

import (
	"bytes"
	"compress/zlib"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"phusong/coverage/report/document"
	"phusong/coverage/report/internal/sample"
	"phusong/coverage/report/pdf"
	"phusong/internal/picture"
)

func write(t *testing.T, d *document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pages are the texts of the pages as another program reads them.
func pages(t *testing.T, file []byte) []string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is missing: install poppler-utils")
	}
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

// TestSameBytes: nothing in the file depends on the time or the run.
func TestSameBytes(t *testing.T) {
	first := write(t, sample.Document(40))
	for range 5 {
		if !bytes.Equal(first, write(t, sample.Document(40))) {
			t.Fatal("two writings differ")
		}
	}
	if !bytes.Contains(first, []byte("D:20251231")) {
		t.Error("the date of the file is not that of the figures")
	}
}

// TestText: text comes out as it went in, pages have numbers, and tables their head on
// each of them. PHUSONG_KEEP names a folder to keep the pages in, to look at them.
func TestText(t *testing.T) {
	file := write(t, sample.Document(120))
	all := pages(t, file)
	text := strings.Join(all, "\n")
	for _, want := range []string{"BÁO CÁO", "Mức độ phủ sóng", "I. HIỆN TRẠNG", "99,9 % số hộ", "Cần Giuộc", "Bảng 1. Hộ gia đình được phủ sóng 4G theo xã, phường", "Hình 1. Vùng chưa",
		"Phụ lục II", "DANH SÁCH ẤP CHƯA ĐƯỢC PHỦ", "(Kèm theo Báo cáo", "- Vùng trắng sóng", "Nguồn: dữ liệu giả định", "<a & b> \"c\"\ufffd"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(text, "100 %") {
		t.Error("an incomplete figure is 100 %")
	}
	heads := 0
	for i, page := range all {
		if i > 0 && strings.Fields(page)[0] != strconv.Itoa(i+1) {
			t.Errorf("page %d begins with %q", i+1, strings.Fields(page)[0])
		}
		if strings.Contains(page, "Xã Đức Hòa") {
			heads++
			if !strings.Contains(page, "Số hộ gia đình") || !strings.Contains(page, "STT") {
				t.Errorf("page %d has rows without a head", i+1)
			}
		}
	}
	if heads < 4 || len(all) < 6 {
		t.Errorf("%d pages, %d of them with rows", len(all), heads)
	}
	keep(t, file)
}

func keep(t *testing.T, file []byte) {
	dir := os.Getenv("PHUSONG_KEEP")
	if dir == "" {
		return
	}
	cmd := exec.CommandContext(t.Context(), "pdftoppm", "-r", "60", "-png", "-", filepath.Join(dir, "page"))
	cmd.Stdin = bytes.NewReader(file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
}

// TestBlack: text stays black after a picture with letters of another colour.
func TestBlack(t *testing.T) {
	grey := sample.Figure()
	grey.Picture.Text(picture.Point{X: 9, Y: 20}, "xám", picture.Font{SizePx: 12, Color: color.NRGBA{90, 90, 90, 255}})
	after := document.Paragraph{Runs: []document.Run{{Text: "sau"}}}
	with := write(t, &document.Document{Blocks: []document.Block{grey, after}})
	for _, run := range streams(t, with) {
		if at := bytes.LastIndex(run, []byte("EMC")); at >= 0 && bytes.Contains(run[at:], []byte("0.353")) {
			t.Error("text after the picture has its colour")
		}
	}
}

// streams are the unpacked streams of a file.
func streams(t *testing.T, file []byte) [][]byte {
	t.Helper()
	var all [][]byte
	for _, part := range bytes.Split(file, []byte("stream\n"))[1:] {
		if z, err := zlib.NewReader(bytes.NewReader(part)); err == nil {
			data, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, data)
		}
	}
	return all
}

// TestBroken: odd texts are laid out all the same.
func TestBroken(t *testing.T) {
	long := strings.Repeat("dài", 4000)
	d := &document.Document{Title: "A", Date: "no date", Blocks: []document.Block{
		document.Section{}, document.Section{Landscape: true}, document.Section{},
		document.Paragraph{Runs: []document.Run{{Text: long}, {Text: "\xff\x00\n\n𝄞 và"}, {Text: " đậm", Bold: true}}},
		&document.Table{Columns: []document.Column{{Head: long[:300]}, {Head: "b", Group: "g"}}, Rows: []document.Row{{Cells: []document.Cell{{Text: strings.Repeat("một hai ", 3000)}, {}}}}},
		&document.Table{Columns: []document.Column{{Head: "không có dòng"}}},
		document.List{}, document.Paragraph{}, document.Heading{Level: 9, Text: "Mục"}, document.Section{Landscape: true},
	}}
	all := pages(t, write(t, d))
	if len(all) < 4 {
		t.Errorf("%d pages", len(all))
	}
	for i, p := range all {
		if len(strings.Fields(p)) < 2 && i > 0 {
			t.Errorf("page %d is empty", i+1)
		}
	}
	write(t, &document.Document{})
}

// TestRefused: what cannot be laid out writes nothing.
func TestRefused(t *testing.T) {
	for name, block := range map[string]document.Block{
		"no picture": &document.Figure{}, "is nil": (*document.Table)(nil), "no columns": &document.Table{}, "unknown kind": nil,
		"row 1 has 1 cells": &document.Table{Columns: make([]document.Column, 2), Rows: []document.Row{{Cells: make([]document.Cell, 1)}}},
	} {
		var b bytes.Buffer
		err := pdf.Write(&b, &document.Document{Blocks: []document.Block{block}})
		if err == nil || !strings.Contains(err.Error(), name) || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, b.Len())
		}
	}
	if pdf.Write(io.Discard, nil) == nil {
		t.Error("no document is written")
	}
}

// TestNotes: captions, notes and sources of tables and figures are all in the file.
func TestNotes(t *testing.T) {
	d := sample.Document(30)
	all := sample.Squeezed(strings.Join(pages(t, write(t, d)), "\n"))
	for _, b := range d.Blocks {
		var texts []string
		switch b := b.(type) {
		case *document.Table:
			texts = append([]string{b.Caption, b.Source}, b.Notes...)
		case *document.Figure:
			texts = []string{b.Caption, b.Source}
		}
		for _, text := range texts {
			if !strings.Contains(all, sample.Squeezed(text)) {
				t.Errorf("no %q", text)
			}
		}
	}
}
