package document

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// vietnameseMark is a letter that only Vietnamese has among the two languages.
var vietnameseMark = regexp.MustCompile(`[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ]`)

// unmarked are Vietnamese texts that rightly have no mark, verbs of formats aside.
var unmarked = map[string]bool{"": true, "km²": true, "km": true, "theo": true, "cell": true, "%": true, "trong": true, "STT": true, "()": true, "(())": true, "/": true, ",": true, "; ": true, "trên": true, "#": true}

var verb = regexp.MustCompile(`%(\[\d\])?[a-z%]`)

// TestTexts: every text exists in both languages, no Vietnamese one has lost its marks,
// no English one has any, and both take the same arguments.
func TestTexts(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			pair := textPair(n)
			if pair == nil {
				return true
			}
			seen++
			checkPair(t, set.Position(n.Pos()).String(), pair[0], pair[1])
			return true
		})
	}
	if seen < 250 {
		t.Errorf("only %d texts were found", seen)
	}
}

// textPair takes two string literals in braces: a text, or a noun's first two.
func textPair(n ast.Node) []string {
	lit, ok := n.(*ast.CompositeLit)
	if !ok || len(lit.Elts) != 2 {
		return nil
	}
	if id, typed := lit.Type.(*ast.Ident); lit.Type != nil && (!typed || id.Name != "text") {
		return nil
	}
	var pair []string
	for _, e := range lit.Elts {
		s, ok := e.(*ast.BasicLit)
		if !ok || s.Kind != token.STRING {
			return nil
		}
		value, err := strconv.Unquote(s.Value)
		if err != nil {
			return nil
		}
		pair = append(pair, value)
	}
	return pair
}

func checkPair(t *testing.T, where, vi, en string) {
	if layout := strings.HasPrefix(vi, "2006"); layout {
		return
	}
	bare := strings.TrimSpace(strings.Trim(verb.ReplaceAllString(vi, ""), " .,:;\""))
	if (vi == "") != (en == "") {
		t.Errorf("%s: one of %q and %q is missing", where, vi, en)
	}
	if !vietnameseMark.MatchString(vi) && !unmarked[bare] {
		t.Errorf("%s: %q has no mark", where, vi)
	}
	if vietnameseMark.MatchString(en) {
		t.Errorf("%s: %q is not English", where, en)
	}
	if a, b := arguments(vi), arguments(en); a != b && !strings.Contains(vi+en, "%[") {
		t.Errorf("%s: %q takes %d arguments, %q %d", where, vi, a, en, b)
	}
}

// arguments is the highest argument that a format takes.
func arguments(format string) int {
	most, plain := 0, 0
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		switch {
		case strings.HasSuffix(m[0], "%"):
		case m[1] == "":
			plain++
		default:
			n, _ := strconv.Atoi(strings.Trim(m[1], "[]"))
			most = max(most, n)
		}
	}
	return max(most, plain)
}
