package dataset

import (
	"slices"
	"strings"
	"unicode"

	"phusong/coverage/adminname"
)

// phrase is a text that tells a row, in words with and without their marks.
type phrase struct{ marked, plain []string }

func phrases(texts ...string) []phrase {
	all := make([]phrase, len(texts))
	for i, text := range texts {
		all[i] = phrase{marked: wordsOf(text), plain: strings.Fields(fold(text))}
	}
	return all
}

// wordsOf are the words of a text in lower case, with their marks.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(adminname.Clean(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// begins reports words that begin with the phrase. Each word may lack its marks but may
// not have others: Cống is not Cộng, and Tràng is not trang.
func (p phrase) begins(words []string) bool {
	if len(words) < len(p.marked) {
		return false
	}
	for i, w := range words[:len(p.marked)] {
		if w != p.marked[i] && w != p.plain[i] {
			return false
		}
	}
	return true
}

// Words that name a total. Behind totalOf stands of what.
var (
	totals = phrases("tổng", "cộng", "tổng cộng", "tổng số", "tổng toàn tỉnh", "toàn tỉnh", "toàn huyện", "toàn xã", "toàn thành phố", "cả nước",
		"total", "totals", "grand total", "sum", "subtotal", "sub total")
	totalOf = phrases("tổng cộng", "tổng số", "cộng huyện", "cộng thị xã", "cộng thành phố", "cộng quận", "cộng xã", "cộng tỉnh", "cộng nhóm", "cộng mục",
		"tổng huyện", "tổng xã", "tổng tỉnh", "tổng thị xã", "tổng thành phố", "total")
	sumOfPart = phrases("cộng")[0] // "Cộng II"
)

// isTotalText reports words for a total; a place such as Cộng Hòa or Cống Vị is none.
func isTotalText(text string) bool {
	words := wordsOf(text)
	is := func(p phrase) bool { return len(p.marked) == len(words) && p.begins(words) }
	begins := func(p phrase) bool { return len(p.marked) < len(words) && p.begins(words) }
	if slices.ContainsFunc(totals, is) || slices.ContainsFunc(totalOf, begins) {
		return true
	}
	_, part, _ := strings.Cut(adminname.Clean(text), " ")
	return len(words) == 2 && sumOfPart.begins(words) && isRoman(strings.Trim(part, ".:()"))
}

// Beginnings of notes, sources and signatures.
var notes = phrases("ghi chú", "nguồn số liệu", "nguồn tài liệu", "nguồn dữ liệu", "nơi nhận", "người lập", "người tổng hợp", "người kiểm tra", "thủ trưởng",
	"giám đốc", "phó giám đốc", "chủ tịch", "phó chủ tịch", "tm ủy ban", "tm uỷ ban", "kt giám đốc", "kt chủ tịch", "ký tên", "ký và", "ký đóng dấu", "ký ghi rõ",
	"lưu vt", "lưu ý", "như trên", "note", "notes", "source", "xác nhận", "phê duyệt", "kế toán", "trưởng phòng", "tiếp theo", "đơn vị tính", "đvt", "chú thích", "số liệu")

// Words that begin a note only with a colon or a number behind them: Nguồn and Trang are
// names of places too.
var (
	noteWithColon  = phrases("nguồn")[0]
	noteWithNumber = phrases("trang")[0]
)

// isNoteText reports the beginnings of notes, sources, dates and signatures.
func isNoteText(text string) bool {
	text = strings.TrimSpace(text)
	folded := fold(text)
	if strings.Contains(folded, " ngay ") && strings.Contains(folded, " thang ") && strings.Contains(folded, " nam") || strings.HasPrefix(folded, "ngay ") && strings.Contains(folded, " thang ") {
		return true
	}
	if strings.HasPrefix(text, "(*)") || strings.HasPrefix(text, "*") {
		return true
	}
	words := wordsOf(text)
	first, _, _ := strings.Cut(text, " ")
	return noteWithColon.begins(words) && strings.HasSuffix(first, ":") || noteWithNumber.begins(words) && len(words) > 1 && allDigits(words[1]) ||
		slices.ContainsFunc(notes, func(p phrase) bool { return p.begins(words) })
}

// statesKind reports a type of unit that is no part of a name: "Huyện", "H.", "TP". "H Bông"
// is a commune, and in plain letters Quan and Tinh are Quan Hoa and Tịnh Kỳ too, unless
// the names of the region's communes are known.
func (l *layout) statesKind(text string) bool {
	first, rest, _ := strings.Cut(adminname.Clean(text), " ")
	if rest == "" {
		return strings.ContainsAny(first, ".0123456789")
	}
	plain := fold(first) == strings.ToLower(first) && len(first) != 2 // not "TP", "H."
	return !plain || strings.Contains(first, ".") || l.env.Codes.named()
}

// namesCommune reports a commune of the region, by its whole name. Of a single word, a
// total is likelier.
func (l *layout) namesCommune(text string) bool {
	return strings.Contains(adminname.Clean(text), " ") && l.env.Codes.isName(text)
}
