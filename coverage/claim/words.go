package claim

import (
	"fmt"
	"io"
	"strings"
)

var verdictsVI = map[string]string{Consistent: "khớp", Inconsistent: "KHÔNG khớp", Undecidable: "chưa kết luận được"}

// In returns the sentence in a language, "vi" or else English.
func (t Text) In(language string) string {
	if language == "vi" {
		return t.VI
	}
	return t.EN
}

// Write prints a judgement for people: the claim and its verdict, and below it why.
func (j *Judgement) Write(w io.Writer, language string) {
	verdict := j.Verdict
	if language == "vi" {
		verdict = verdictsVI[verdict]
	}
	what := strings.Join(strings.Fields(strings.Join([]string{j.Indicator, j.Technology, j.Operator, j.Level, j.Code, j.Value}, " ")), " ")
	if j.Statement != "" {
		what = j.Statement + ": " + what
	}
	fmt.Fprintf(w, "%s: %s (%s)\n", j.ID, verdict, strings.TrimSuffix(strings.TrimSpace(what), ":"))
	for _, reason := range j.Reasons {
		fmt.Fprintf(w, "    %s\n", reason.In(language))
	}
}
