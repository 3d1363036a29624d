package dataset

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage/adminname"
	"phusong/internal/mapper"
)

// classify says of every row below the heading what it is. What is not clearly
// something else is data, and the reader of the role reports what it lacks.
func (l *layout) classify() {
	below := l.head.last + 1
	if below < len(l.rows) && l.columnNumbers(below) {
		l.kinds[below] = numbersRow
		below++
	}
	bare := l.kindsFrom(below)
	for i := below; i+1 < len(l.rows); i++ {
		if l.kinds[i] == againRow && l.columnNumbers(i+1) {
			i++
			l.kinds[i] = numbersRow
		}
	}
	l.endWithNotes(below)
	l.findSums(below, bare)
}

// kindsFrom sets what rows are by themselves, on several goroutines, and returns which of them
// have neither what their role requires nor a position.
func (l *layout) kindsFrom(first int) (bare []bool) {
	bare = make([]bool, len(l.rows))
	l.columnName(0) // made once, before all ask
	rowParts(len(l.rows), l.env.Workers, func(_, from, to int) {
		for i := max(from, first); i < to; i++ {
			l.kinds[i], bare[i] = l.kindOf(i), !l.keyed(i) && !l.located(i)
		}
	})
	return bare
}

// rowParts hands the rows of a table to work in parts of rowsAtATime, on several goroutines.
func rowParts(rows, workers int, work func(part, from, to int)) {
	// Nothing fails, and nothing ends the context.
	_ = mapper.Each(context.Background(), rowPartsOf(rows), workers, func(_, part int) error {
		work(part, part*rowsAtATime, min(rows, (part+1)*rowsAtATime))
		return nil
	})
}

// rowPartsOf is how many parts of rowsAtATime so many rows make.
func rowPartsOf(rows int) int { return (rows + rowsAtATime - 1) / rowsAtATime }

// endWithNotes takes rows of few words behind the last total or note for what belongs to
// it, such as signatures, if no row of data follows: a station without a position between
// subtotals is none.
func (l *layout) endWithNotes(from int) {
	after := false
	for i := l.lastData(from) + 1; i < len(l.rows); i++ {
		switch kind := l.kinds[i]; {
		case kind == dataRow && after && l.wordsOnly(i):
			l.kinds[i] = noteRow
		case kind == dataRow || kind == groupRow:
			after = false
		case kind == noteRow || kind == totalRow:
			after = true
		}
	}
}

// lastData is the last row that has what its role requires or a position, from-1 if none has.
func (l *layout) lastData(from int) int {
	for i := len(l.rows) - 1; i >= from; i-- {
		if l.kinds[i] == dataRow && (l.keyed(i) || l.located(i)) {
			return i
		}
	}
	return from - 1
}

func (l *layout) kindOf(row int) rowKind {
	if l.located(row) {
		return dataRow
	}
	if l.headingAgain(row) {
		return againRow
	}
	text, ordinal := l.label(row)
	switch {
	case isTotalText(text) && !l.namesCommune(text):
		return totalRow
	case isNoteText(text) && len(l.filled(row)) <= 4 && !(l.keyed(row) && l.numeric(row)):
		return noteRow
	case l.isGroup(row, text, ordinal):
		return groupRow
	}
	return dataRow
}

// headingAgain reports a row that says what the heading says, in two columns or more
// and in all that it fills.
func (l *layout) headingAgain(row int) bool {
	same := 0
	for _, c := range l.filled(row) {
		text := l.field(row, c)
		if c >= len(l.head.texts) || looksNumeric(text) && !isTechnologyWord(text) {
			return false
		}
		heading := l.columnName(c)
		name, _, _ := l.head.schema.find(text)
		switch {
		case fold(text) == fold(l.head.texts[c]) || heading != "" && name == heading:
			same++
		case !slices.ContainsFunc(l.headingParts(l.head.first, l.head.last, c), func(p string) bool { return fold(p) == fold(text) }):
			return false
		}
	}
	return same >= 2
}

// label is the first text of a row that is no ordinal, without one that begins it, and
// the ordinal in a column of its own before it.
func (l *layout) label(row int) (text, ordinal string) {
	for _, c := range l.filled(row) {
		field := l.field(row, c)
		if ordinal == "" && isOrdinal(field) && l.columnName(c) == "" {
			ordinal = field
			continue
		}
		return withoutOrdinal(field), ordinal
	}
	return "", ordinal
}

// withoutOrdinal cuts a Roman numeral or a letter with a dot from the front: "I. Huyện".
// "H. Bến Lức" begins with a type, and so does "X. Mỹ Yên", but not "X. Huyện Bến Lức".
func withoutOrdinal(text string) string {
	first, rest, ok := strings.Cut(text, " ")
	bare := strings.TrimRight(first, ".)/-")
	if adminname.Parse(text).Kind != "" && adminname.Parse(rest).Kind == "" {
		return text
	}
	if ok && bare != first && (isRoman(bare) || len(bare) == 1 && isOrdinal(bare)) {
		return strings.TrimSpace(rest)
	}
	return text
}

// isOrdinal reports a number, a letter or a Roman numeral such as people count rows with.
func isOrdinal(text string) bool {
	text = strings.Trim(text, ".()-+ ")
	if text == "" {
		return true
	}
	if _, err := strconv.Atoi(text); err == nil && len(text) <= 5 {
		return true
	}
	return len(text) == 1 && text[0] >= 'A' && text[0] <= 'Z' || isRoman(text)
}

// isRoman accepts numerals up to 89 in their usual form.
func isRoman(text string) bool {
	for _, tens := range []string{"LXXX", "LXX", "LX", "L", "XL", "XXX", "XX", "X", ""} {
		if ones, ok := strings.CutPrefix(text, tens); ok && text != "" {
			return slices.Contains([]string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", ""}, ones)
		}
	}
	return false
}

// isGroup reports a row that stands over others: a text with a Roman numeral or letter,
// a cell merged over half the table, or the name of a district, with nothing beside it
// but sums. A row that has all its role needs is data, unless it names a district where
// the others name communes.
func (l *layout) isGroup(row int, text, ordinal string) bool {
	if text == "" || looksNumeric(text) && parentOf(text) == "" {
		return false
	}
	roman := ordinal != "" && (isRoman(strings.Trim(ordinal, ". ")) || len(strings.Trim(ordinal, ". ")) == 1 && ordinal[0] >= 'A')
	words := 0
	for _, c := range l.filled(row) {
		if f := l.field(row, c); withoutOrdinal(f) != text && f != ordinal && !looksNumeric(f) && !isOrdinal(f) {
			words++
		}
	}
	if words > 0 {
		return false
	}
	alone := len(l.filled(row)) == 1 || ordinal != "" && len(l.filled(row)) == 2
	if l.keyed(row) && !alone {
		return l.overCommunes(text) && (roman || ordinal == "") && l.statesKind(text)
	}
	return roman || alone && l.mergedOver(row) || alone && len(l.head.columns.names) > 2 && (l.groupName(text)) || l.overCommunes(text)
}

// groupName reports names of districts, provinces and operators, and of communes where the
// rows are of something within them.
func (l *layout) groupName(text string) bool {
	parent := parentOf(text)
	return parent != "" && !l.namesCommune(text) && (parent != "commune_name" || !l.head.schema.knows("name") || l.head.schema.knows("commune_name"))
}

// overCommunes reports a district in a table whose rows are communes by name.
func (l *layout) overCommunes(text string) bool {
	if !l.head.schema.knows("code") || l.namesCommune(text) {
		return false
	}
	switch adminname.Parse(text).Kind {
	case adminname.City, adminname.RuralDistrict, adminname.UrbanDistrict, adminname.Town, adminname.Province:
		return adminname.Parse(text).Proper != ""
	}
	return false
}

// mergedOver reports a cell that is merged over half of the table's columns or more.
func (l *layout) mergedOver(row int) bool {
	for _, m := range l.rows[row].Merged {
		if m.Row == l.rows[row].Number && m.Value != "" && 2*(m.LastColumn-m.Column+1) >= len(l.head.texts) {
			return true
		}
	}
	return false
}

// numeric reports a number in a recognised column.
func (l *layout) numeric(row int) bool {
	return slices.ContainsFunc(l.head.columns.names, func(name string) bool { return looksNumeric(l.cell(row, name)) })
}

// wordsOnly reports a row of at most three cells and without numbers.
func (l *layout) wordsOnly(row int) bool {
	filled := l.filled(row)
	return len(filled) <= 3 && !slices.ContainsFunc(filled, func(c int) bool {
		_, err := strconv.ParseFloat(strings.ReplaceAll(l.field(row, c), ",", "."), 64)
		return err == nil
	})
}

// columnNumbers reports a row that numbers the columns: (1) (2) (3), A B 1 2, or 1 2 3
// where a column has no other number of so few digits.
func (l *layout) columnNumbers(row int) bool {
	filled := l.filled(row)
	if len(filled) < 3 || 2*len(filled) < len(l.head.columns.names) {
		return false
	}
	bracketed, previous := 0, 0
	for _, c := range filled {
		text := l.field(row, c)
		bare := strings.Trim(text, "()[] ")
		if bare != text {
			bracketed++
		}
		number, _, _ := strings.Cut(bare, "=")
		number = strings.Trim(number, "() ")
		if len(number) == 1 && number[0] >= 'A' && number[0] <= 'H' && previous == 0 {
			continue
		}
		n, err := strconv.Atoi(number)
		if err != nil || n != previous+1 && !(previous == 0 && n <= 2) {
			return false
		}
		previous = n
	}
	return previous > 0 && (bracketed == len(filled) || l.unlikeOthers(row, filled))
}

// unlikeOthers reports a column in which no row below has a number of one or two digits.
func (l *layout) unlikeOthers(row int, columns []int) bool {
	below := l.rows[row+1 : min(len(l.rows), row+1+headingRows)]
	if len(below) == 0 {
		return false
	}
	return slices.ContainsFunc(columns, func(c int) bool {
		for i := range below {
			if text := l.field(row+1+i, c); len(text) <= 2 && text != "" && allDigits(text) {
				return false
			}
		}
		return l.field(row+1, c) != ""
	})
}

// findSums finds totals that nothing names: rows without a key, of numbers alone, each
// the sum of its column over the rows of data above, since the last such row or from
// the first.
func (l *layout) findSums(from int, bare []bool) {
	start := from
	for i := from; i < len(l.rows); i++ {
		if l.kinds[i] == dataRow && bare[i] && (l.sumOf(i, from) || l.sumOf(i, start)) {
			l.kinds[i] = totalRow
		}
		if l.kinds[i] == totalRow || l.kinds[i] == groupRow {
			start = i + 1
		}
	}
}

// sumOf reports whether all cells of a row are the sums of theirs over rows of data, one
// at least in a column that is known: 3 below 1 and 2 may count the rows.
func (l *layout) sumOf(row, from int) bool {
	filled := l.filled(row)
	counts := 0
	for _, c := range filled {
		sum, rows, ok := l.columnSum(c, from, row)
		v, isNumber := l.countOf(c, row, from)
		if !ok || !isNumber || rows < 2 || math.Abs(v-sum) > 1e-6*math.Max(1, math.Abs(sum)) {
			return false
		}
		if l.columnName(c) != "" {
			counts++
		}
	}
	return counts > 0
}

func (l *layout) columnSum(column, from, to int) (sum float64, rows int, ok bool) {
	for i := from; i < to; i++ {
		if l.kinds[i] != dataRow || l.field(i, column) == "" {
			continue
		}
		v, ok := l.countOf(column, i, from)
		if !ok {
			return 0, 0, false
		}
		sum = sum + v
		rows++
	}
	return sum, rows, rows > 0
}

// countOf reads a number by the style of its column.
func (l *layout) countOf(column, row, from int) (float64, bool) {
	style, known := l.styles[column]
	if !known {
		e := evidence{kind: countKind}
		for i := from; i < len(l.rows); i++ {
			e.add(l.field(i, column))
		}
		style = e.style()
		l.styles[column] = style
	}
	v, state := style.parse(l.field(row, column), nil)
	return v, state == numberOK
}
