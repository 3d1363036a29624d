package dataset

import (
	"strings"

	"phusong/coverage"
)

// difficultyWords are the classes as files write them, folded without spaces.
var difficultyWords = map[string]coverage.Difficulty{
	"special": coverage.DifficultySpecial, "dacbietkhokhan": coverage.DifficultySpecial, "dbkk": coverage.DifficultySpecial,
	"xadbkk": coverage.DifficultySpecial, "thondbkk": coverage.DifficultySpecial, "bandbkk": coverage.DifficultySpecial,
	"xadacbietkhokhan": coverage.DifficultySpecial, "thondacbietkhokhan": coverage.DifficultySpecial, "vungdbkk": coverage.DifficultySpecial,
	"ordinary": coverage.DifficultyOrdinary, "normal": coverage.DifficultyOrdinary, "none": coverage.DifficultyOrdinary,
	"binhthuong": coverage.DifficultyOrdinary, "khongkhokhan": coverage.DifficultyOrdinary, "thongthuong": coverage.DifficultyOrdinary,
	"khongthuocdbkk": coverage.DifficultyOrdinary, "ngoaivungdbkk": coverage.DifficultyOrdinary,
	"area1": coverage.DifficultyArea1, "area2": coverage.DifficultyArea2, "area3": coverage.DifficultyArea3,
}

// areaNumbers are the numbers of the areas, and areaNouns what may stand before one.
var (
	areaNumbers = map[string]coverage.Difficulty{
		"i": coverage.DifficultyArea1, "1": coverage.DifficultyArea1, "ii": coverage.DifficultyArea2, "2": coverage.DifficultyArea2,
		"iii": coverage.DifficultyArea3, "3": coverage.DifficultyArea3,
	}
	areaNouns = []string{"xakhuvuc", "khuvuc", "vung", "kv", "area"}
)

// difficulty reads the class of a hamlet. The heading says how: under "khu vực" 1
// is the area I, under "đặc biệt khó khăn" it is a yes. What is empty or means
// nothing known is unknown, the latter with a problem.
func (t *records) difficulty(r record) coverage.Difficulty {
	text, heading := squash(t.text(r, "difficulty")), squash(t.heading("difficulty"))
	if text == "" {
		return ""
	}
	if class, ok := difficultyWords[text]; ok {
		return class
	}
	for _, noun := range areaNouns {
		if class, ok := areaNumbers[strings.TrimPrefix(text, noun)]; ok && strings.HasPrefix(text, noun) {
			return class
		}
	}
	switch {
	case strings.Contains(heading, "khuvuc"):
		if class, ok := areaNumbers[text]; ok {
			return class
		}
	case strings.Contains(heading, "dacbiet") || strings.Contains(heading, "dbkk"):
		if yesWords[text] {
			return coverage.DifficultySpecial
		} else if noWords[text] {
			return coverage.DifficultyOrdinary
		}
	case text == "ii" || text == "iii" || text == "i":
		return areaNumbers[text]
	}
	t.env.problem(r.row, t.heading("difficulty"), t.text(r, "difficulty"), "difficulty.invalid", "difficulty read as unknown")
	return ""
}
