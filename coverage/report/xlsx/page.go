package xlsx

import (
	"strconv"

	"github.com/xuri/excelize/v2"
)

// paperA4 is the number of the paper (ECMA-376 part 1, 18.3.1.63).
const paperA4 = 9

// pageOf sets how a sheet prints: A4, landscape, all columns on one page, heads on
// every page, the page's number below. Margins are those of the paper's binding.
func (b *book) pageOf(s *sheet) error {
	if err := b.print(s.name, "landscape"); err != nil {
		return err
	}
	last := s.lastRow() + len(s.totals) + len(s.table.Notes) + 3
	if err := b.file.SetSheetDimension(s.name, "A1:"+cellName(len(s.columns), last)); err != nil {
		return err
	}
	codes := cellName(1, s.firstRow()) + ":" + cellName(len(s.columns), last)
	if err := b.file.AddIgnoredErrors(s.name, codes, excelize.IgnoredErrorsNumberStoredAsText); err != nil {
		return err
	}
	rows := reference(s.name, absolute(s.headRow())+":"+absolute(s.firstRow()-1))
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: rows, Scope: s.name})
}

func absolute(row int) string { return "$" + strconv.Itoa(row) }

func (b *book) print(sheet, orientation string) error {
	size, fit, wide, tall := paperA4, true, 1, 0
	if err := b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	left, side, top, edge := 1.2/2.54, 1.0/2.54, 1.5/2.54, 0.8/2.54 // inches
	margins := &excelize.PageLayoutMarginsOptions{Left: &left, Right: &side, Top: &top, Bottom: &top, Header: &edge, Footer: &edge}
	if err := b.file.SetPageMargins(sheet, margins); err != nil {
		return err
	}
	return b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&A&R" + b.words.page})
}
