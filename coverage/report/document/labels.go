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

// AnnexLabel is the line above the name of the nth annex: "Phụ lục II", without a
// number where there is but one (Decree 30/2020/ND-CP, annex I: several annexes are
// numbered in Roman numerals).
func (d *Document) AnnexLabel(n int) string {
	label := d.word("Phụ lục", "Annex")
	if d.annexes() < 2 {
		return label
	}
	return label + " " + roman(n)
}

func (d *Document) annexes() int {
	n := 0
	for _, b := range d.Blocks {
		if h, ok := b.(Heading); ok && h.Annex {
			n++
		}
	}
	return n
}

func (d *Document) word(vi, en string) string {
	if d.Language == English {
		return en
	}
	return vi
}

func roman(n int) string {
	values := []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}
	signs := []string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
	var b strings.Builder
	for i, v := range values {
		for ; n >= v; n -= v {
			b.WriteString(signs[i])
		}
	}
	return b.String()
}
