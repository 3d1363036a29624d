// Package sample makes documents for the tests of writers. Places and numbers in them
// are invented.
package sample

import (
	"fmt"
	"image/color"

	"phusong/coverage/report/document"
	"phusong/internal/picture"
)

// Document is a report with every kind of block: rows is the length of its longest
// table. None of its figures is complete, so no text of it says 100 %.
func Document(rows int) *document.Document {
	return &document.Document{
		Language: document.Vietnamese,
		Title:    "Báo cáo mức độ phủ sóng thông tin di động và cáp quang",
		Subtitle: "Vùng thử nghiệm Cần Giuộc, số liệu đến ngày 31/12/2025",
		Subject:  "Phủ sóng di động và cáp quang", Source: "Dữ liệu giả định", Date: "2025-12-31",
		Blocks: []document.Block{
			document.Heading{Level: 1, Text: "I. HIỆN TRẠNG"},
			paragraph("Đến ngày 31/12/2025, vùng có 1.907 trạm BTS. ", bold("99,9 %"), " số hộ gia đình (62.837/62.838 hộ) được phủ sóng 4G; còn 1 hộ chưa được phủ."),
			document.Heading{Level: 2, Text: "1. Thông tin di động"},
			document.Paragraph{Kind: document.Notice, Runs: []document.Run{{Text: "Lưu ý: ", Bold: true}, {Text: "3 xã, phường chưa có dữ liệu; các xã, phường này được ghi là chưa xác định, không tính là chưa được phủ."}}},
			document.List{Items: [][]document.Run{{{Text: "Vùng trắng sóng: 2 ấp, 148 hộ gia đình;"}}, {{Text: "Vùng lõm sóng: 5 ấp, 310 hộ gia đình."}}}},
			Units(12),
			Figure(),
			document.Heading{Level: 2, Text: "2. Cáp quang"},
			document.Heading{Level: 3, Text: "a) Theo doanh nghiệp"},
			paragraph("Ký tự đặc biệt: <a & b> \"c\"\x01 và dòng\nthứ hai\tsau dấu cách."),
			document.Paragraph{Kind: document.Small, Runs: []document.Run{{Text: "Tỷ lệ được cắt, không làm tròn lên."}}},
			document.Heading{Level: 1, Text: "Phụ lục I. Số liệu theo xã, phường", Annex: true, Note: "Kèm theo Báo cáo mức độ phủ sóng"},
			Units(rows),
			document.Section{Landscape: true},
			document.Heading{Level: 1, Text: "Phụ lục II. Danh sách ấp chưa được phủ", Annex: true, Note: "Kèm theo Báo cáo mức độ phủ sóng"},
			wide(),
			document.Section{},
			document.Heading{Level: 1, Text: "Phụ lục III. Định nghĩa", Annex: true},
			paragraph("Một hộ gia đình được phủ sóng khi mức thu ngoài trời không thấp hơn ngưỡng."),
		},
	}
}

// Units is a table of communes with a head of two rows, a group, a total and a rate.
func Units(rows int) *document.Table {
	t := &document.Table{
		ID: "communes mobile.households", Caption: "Hộ gia đình được phủ sóng 4G theo xã, phường", Sheet: "Xã, phường",
		Columns: []document.Column{
			{Head: "STT", Kind: document.Ordinal, Weight: 1}, {Head: "Mã", Kind: document.Code, Weight: 1.4}, {Head: "Xã, phường", Weight: 4},
			{Head: "Tổng số", Group: "Số hộ gia đình", Kind: document.Count, Weight: 2}, {Head: "Được phủ", Group: "Số hộ gia đình", Kind: document.Count, Weight: 2},
			{Head: "Chưa được phủ", Group: "Số hộ gia đình", Kind: document.Count, Weight: 2}, {Head: "Tỷ lệ (%)", Kind: document.Percent, Weight: 1.6},
		},
		Notes:  []string{"Ghi chú: “–” là chưa xác định: 3 xã, phường chưa có dữ liệu."},
		Source: "Nguồn: dữ liệu giả định, số liệu đến ngày 31/12/2025.",
	}
	t.Rows = append(t.Rows, row(document.Group, "Khu vực Cần Giuộc", "", "", "", "", "", ""))
	for i := range rows {
		t.Rows = append(t.Rows, row(document.Plain, fmt.Sprint(i+1), fmt.Sprintf("%05d", 27000+i), fmt.Sprintf("Xã Đức Hòa %d", i+1), "1.204", "1.203", "1", "99,9"))
	}
	t.Rows = append(t.Rows, row(document.Total, "Tổng cộng", "", "", "62.838", "62.837", "1", ""), row(document.Rate, "Tỷ lệ (%)", "", "", "", "99,9", "0,1", ""))
	return t
}

func wide() *document.Table {
	t := &document.Table{ID: "hamlets white", Caption: "Ấp chưa được phủ sóng", Columns: []document.Column{
		{Head: "STT", Kind: document.Ordinal, Weight: 1}, {Head: "Ấp", Weight: 3}, {Head: "Xã, phường", Weight: 3}, {Head: "Số hộ", Kind: document.Count, Weight: 1.5},
		{Head: "Nguyên nhân", Weight: 6}, {Head: "Trạm gần nhất", Weight: 4}, {Head: "Khoảng cách (km)", Kind: document.Quantity, Weight: 2},
	}}
	for i := range 25 {
		t.Rows = append(t.Rows, row(document.Plain, fmt.Sprint(i+1), fmt.Sprintf("Ấp %d", i+1), "Xã Phước Vĩnh Tây", "74", "Địa hình che chắn giữa trạm và ấp; trạm gần nhất ở ngoài tầm phủ.", "BTS-LA-0012", "4,7"))
	}
	return t
}

func row(kind document.RowKind, texts ...string) document.Row {
	r := document.Row{Kind: kind}
	for _, t := range texts {
		r.Cells = append(r.Cells, document.Cell{Text: t})
	}
	return r
}

func bold(text string) document.Run { return document.Run{Text: text, Bold: true} }

// paragraph takes texts and runs.
func paragraph(parts ...any) document.Paragraph {
	var p document.Paragraph
	for _, part := range parts {
		switch v := part.(type) {
		case string:
			p.Runs = append(p.Runs, document.Run{Text: v})
		case document.Run:
			p.Runs = append(p.Runs, v)
		}
	}
	return p
}

// Figure is a drawing with letters.
func Figure() *document.Figure {
	p := picture.New(640, 400)
	p.Area([]picture.Point{{X: 40, Y: 40}, {X: 600, Y: 60}, {X: 580, Y: 360}, {X: 60, Y: 340}}, color.NRGBA{0x41, 0xb6, 0xc4, 255})
	p.Line([]picture.Point{{X: 40, Y: 40}, {X: 600, Y: 60}, {X: 580, Y: 360}, {X: 60, Y: 340}, {X: 40, Y: 40}}, picture.Stroke{Color: color.NRGBA{A: 255}, WidthPx: 2})
	p.Text(picture.Point{X: 320, Y: 200}, "Cần Giuộc", picture.Font{SizePx: 24, Color: color.NRGBA{A: 255}, Anchor: picture.Middle})
	return &document.Figure{ID: "map gaps 4g any", Caption: "Vùng chưa được phủ sóng 4G", Alt: "Bản đồ: một vùng màu xanh, “Cần Giuộc” ở giữa.",
		Source: "Nguồn: dữ liệu giả định.", Picture: p, WidthMm: 150}
}
