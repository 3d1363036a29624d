package golden

import "strings"

// firstDifference returns the first line, from 1, in which two texts differ, and
// 0 when they are the same.
func firstDifference(got, want string) (line int, gotLine, wantLine string) {
	if got == want {
		return 0, "", ""
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		gl, wl := at(g, i), at(w, i)
		if gl != wl {
			return i + 1, gl, wl
		}
	}
	return len(g), "", ""
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(no line)"
}
