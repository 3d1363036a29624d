package document

import (
	"strconv"
	"strings"
)

// TableLabel stands before the caption of the nth table: "Bảng 1."
func (d *Document) TableLabel(n int) string {
	return d.word("Bảng", "Table") + " " + strconv.Itoa(n) + "."
}

// FigureLabel stands before the caption of the nth figure: "Hình 1."
func (d *Document) FigureLabel(n int) string {
	return d.word("Hình", "Figure") + " " + strconv.Itoa(n) + "."
}

// Parts splits the heading of an annex, "Phụ lục II. Danh sách", into its label and its
// name, which stand on lines of their own on paper (Decree 30/2020/ND-CP, annex I). The
// label is "" where the text has none.
func (h Heading) Parts() (label, name string) {
	label, name, found := strings.Cut(h.Text, ". ")
	if !h.Annex || !found || len(strings.Fields(label)) > 3 {
		return "", h.Text
	}
	return label, name
}

func (d *Document) word(vi, en string) string {
	if d.Language == English {
		return en
	}
	return vi
}
