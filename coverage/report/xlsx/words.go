package xlsx

import "phusong/coverage/report/document"

// words are the texts of a workbook that are not the document's.
type words struct {
	overview, number, sheet, content, rows, group, back, part, page, dateFormat string
}

func wordsOf(language string) words {
	if language == document.English {
		return words{overview: "Overview", number: "No.", sheet: "Sheet", content: "Content", rows: "Rows", group: "Group", back: "← Overview", part: "Part %d of %d", page: "Page &P of &N", dateFormat: "yyyy-mm-dd"}
	}
	return words{overview: "Tổng quan", number: "STT", sheet: "Trang tính", content: "Nội dung", rows: "Số dòng", group: "Nhóm",
		back: "← Tổng quan", part: "Phần %d/%d", page: "Trang &P/&N", dateFormat: "dd/mm/yyyy"}
}
