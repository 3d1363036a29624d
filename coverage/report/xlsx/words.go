package xlsx

import "phusong/coverage/report/document"

// words are the texts of a workbook that are not the document's.
type words struct {
	overview, number, sheet, content, rows, group, date, source, back, part, page, dateFormat string
}

func wordsOf(language string) words {
	if language == document.English {
		return words{overview: "Overview", number: "No.", sheet: "Sheet", content: "Content", rows: "Rows", group: "Group", date: "Date of figures",
			source: "Source", back: "← Overview", part: "Part %d of %d", page: "Page &P of &N", dateFormat: "yyyy-mm-dd"}
	}
	return words{overview: "Tổng quan", number: "STT", sheet: "Trang tính", content: "Nội dung", rows: "Số dòng", group: "Nhóm", date: "Ngày số liệu",
		source: "Nguồn", back: "← Tổng quan", part: "Phần %d/%d", page: "Trang &P/&N", dateFormat: "dd/mm/yyyy"}
}
