package dataset

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// cellTexts are texts such as cells hold, those that look plain and are not among them.
func cellTexts() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", " ", "  ", "a", "A b", "a  b", " a", "a ", "a\u00a0b", "a\u2003b", "a\u3000b", "a\u1680b", "\u0085", "Xã Đông", "ĐÔNG", "ð", "ǅ", "đ", "²", "٣", "12", "1.907", "1,907", "-1.5", "+.5", ".5", "5.",
			".", "-", "", "0.907", "1.2.3", "1,2.3", "1e5", "12 345", "\u22125", "42 m", "105.3 10.2", "--5", "9999999999999999999999", "0.1234567890123456789", "NaN"}),
		rapid.StringOf(rapid.RuneFrom([]rune("0123456789.,+-eE "))),
		rapid.StringOf(rapid.RuneFrom([]rune("abcXYZ019_-. \t/đĐá\u0301ã"))),
		rapid.StringOf(rapid.RuneFrom([]rune("0123456789.,"))),
		rapid.String())
}

// TestPlainTextsAreRead holds what is read the short way against the general one.
func TestPlainTextsAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := cellTexts().Draw(t, "text")
		if got, want := fold(s), foldAny(s); got != want {
			t.Fatalf("fold(%q) = %q, want %q", s, got, want)
		}
		if got, want := squash(s), strings.ReplaceAll(foldAny(s), " ", ""); got != want {
			t.Fatalf("squash(%q) = %q, want %q", s, got, want)
		}
		if got, want := singleSpaced(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Fatalf("singleSpaced(%q) = %q, want %q", s, got, want)
		}
		if got, want := letters(s), lettersAny(s); got != want {
			t.Fatalf("letters(%q) = %d, want %d", s, got, want)
		}
		if got, want := saysNothing(s), squash(s) == ""; got != want {
			t.Fatalf("saysNothing(%q) = %v", s, got)
		}
		if got, want := trimSpace(s), strings.TrimSpace(s); got != want {
			t.Fatalf("trimSpace(%q) = %q, want %q", s, got, want)
		}
		got, ok := cut(s)
		want, wantOK := cutAny(s)
		for _, use := range []separatorUse{useUnknown, useDecimal, useGroup, useMixed} {
			a, okA := got.value(use)
			b, okB := want.value(use)
			if ok && (a != b || okA != okB) {
				t.Fatalf("%q as %d: %v %v, want %v %v", s, use, a, okA, b, okB)
			}
		}
		got.decimal = want.decimal
		if ok != wantOK || ok && got != want {
			t.Fatalf("cut(%q) = %+v %v, want %+v %v", s, got, ok, want, wantOK)
		}
		if numberText(s) && splitAnyPair(s) != nil {
			t.Fatalf("%q is a pair", s)
		}
	})
}

// TestColumnNumbersAreRead holds the short way of a column against its style, and its study of
// whole numbers against none.
func TestColumnNumbersAreRead(t *testing.T) {
	digits := rapid.StringMatching(`[0-9]{1,17}`)
	rapid.Check(t, func(t *rapid.T) {
		uses := rapid.SampledFrom([]separatorUse{useUnknown, useDecimal, useGroup, useMixed})
		style := numberStyle{dot: uses.Draw(t, "dot"), comma: uses.Draw(t, "comma"), coordinate: rapid.Bool().Draw(t, "coordinate")}
		column := numberColumn{style: style, units: metres, known: map[string]readNumber{}}
		for range 3 {
			s := rapid.OneOf(digits, cellTexts()).Draw(t, "text")
			got, state := column.parse(s)
			want, wantState := style.parse(s, metres)
			if got != want || state != wantState {
				t.Fatalf("parse(%q) = %v %v, want %v %v", s, got, state, want, wantState)
			}
		}
		whole := evidence{kind: heightKind}
		whole.add(digits.Draw(t, "digits"))
		if whole.use != (evidence{}).use || whole.ambiguous != [2]int{} || whole.withUnit > 0 {
			t.Fatalf("a whole number shows %+v", whole)
		}
	})
}
