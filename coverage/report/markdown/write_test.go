package markdown_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"phusong/coverage/report/document"
	"phusong/coverage/report/internal/sample"
	"phusong/coverage/report/markdown"
)

func write(t *testing.T, d *document.Document, opt markdown.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := markdown.Write(&b, d, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func page() *document.Document {
	return &document.Document{Language: "vi", Title: "Tên_báo cáo", Subtitle: "2024", Blocks: []document.Block{
		document.Heading{Level: 1, Text: "I. Một"}, document.Heading{Level: 9, Text: "sâu"},
		document.Paragraph{Runs: []document.Run{{Text: "a "}, {Text: " đậm *và* ", Bold: true}, {Text: "nghiêng", Italic: true}, {Text: "cả hai", Bold: true, Italic: true}}},
		document.Paragraph{Runs: []document.Run{{Text: "chú ý"}}, Kind: document.Notice},
		document.Paragraph{Runs: []document.Run{{Text: "1. không phải danh sách"}}},
		document.Paragraph{Runs: []document.Run{{Text: "- không phải dấu"}}, Kind: document.Small},
		document.List{Items: [][]document.Run{{{Text: "một"}}, {{Text: "- hai"}}}},
		document.Section{Landscape: true},
		document.Heading{Level: 1, Text: "Phụ lục I. A", Annex: true, Note: "Kèm theo"},
		&document.Table{Caption: "C", Source: "Nguồn: x", Notes: []string{"n"}, Columns: []document.Column{{Head: "STT", Kind: document.Ordinal}, {Head: "Tên"}, {Head: "Số", Group: "Nhóm", Kind: document.Count, Unit: "người"}},
			Rows: []document.Row{{Kind: document.Group, Cells: []document.Cell{{Text: "Huyện"}, {}, {}}}, {Cells: []document.Cell{{Text: "1"}, {Text: "a|b\n<script>"}, {Text: "1.000"}}},
				{Kind: document.Total, Cells: []document.Cell{{}, {Text: "Tổng cộng"}, {Text: "1.000"}}}, {Cells: []document.Cell{{Text: "thiếu"}}}}},
		&document.Figure{ID: "map x", Caption: "Bản đồ", Alt: "ảnh [x]", Source: "Nguồn: y"},
	}}
}

func TestWrite(t *testing.T) {
	got := write(t, page(), markdown.Options{Image: func(f *document.Figure) string { return "a b(1).svg" }})
	want := `# Tên\_báo cáo

*2024*

## I. Một

###### sâu

a  **đậm \*và\*** *nghiêng****cả hai***

> chú ý

1\. không phải danh sách

<small>- không phải dấu</small>

- một
- \- hai

## Phụ lục I. A

*(Kèm theo)*

**Bảng 1. C**

| STT | Tên | Nhóm: Số (người) |
|--:|---|--:|
| **Huyện** |  |  |
| 1 | a\|b &lt;script&gt; | 1.000 |
|  | **Tổng cộng** | **1.000** |
| thiếu |  |  |

<small>n</small>

<small>Nguồn: x</small>

![ảnh \[x\]](a%20b%281%29.svg)

*Hình 1. Bản đồ*

<small>Nguồn: y</small>
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFragment(t *testing.T) {
	got := write(t, page(), markdown.Options{Fragment: true})
	if strings.Contains(got, "# Tên") || !strings.HasPrefix(got, "## I. Một\n") || !strings.Contains(got, "> ảnh \\[x\\]\n") {
		t.Errorf("got %s", got)
	}
	if again := write(t, page(), markdown.Options{Fragment: true}); again != got {
		t.Error("two pages of one document differ")
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestWriteError(t *testing.T) {
	if err := markdown.Write(closed{}, page(), markdown.Options{}); err == nil {
		t.Error("no error")
	}
}

// TestEveryText: captions, heads, cells, notes and sources are all in the text.
func TestEveryText(t *testing.T) {
	d := sample.Document(30)
	var b bytes.Buffer
	if err := markdown.Write(&b, d, markdown.Options{}); err != nil {
		t.Fatal(err)
	}
	all := sample.Untagged(strings.ReplaceAll(b.String(), `\`, ""))
	for _, text := range sample.Texts(d) {
		if !strings.Contains(all, text) {
			t.Errorf("no %q", text)
		}
	}
}
