package golden

import "testing"

func TestFirstDifference(t *testing.T) {
	tests := []struct {
		got, want string
		line      int
		g, w      string
	}{
		{"a\nb", "a\nb", 0, "", ""},
		{"a\nb", "a\nc", 2, "b", "c"},
		{"a", "a\nc", 2, "(no line)", "c"},
		{"a\n", "a", 2, "", "(no line)"},
	}
	for _, tt := range tests {
		line, g, w := firstDifference(tt.got, tt.want)
		if line != tt.line || g != tt.g || w != tt.w {
			t.Errorf("firstDifference(%q, %q) = %d, %q, %q; want %d, %q, %q", tt.got, tt.want, line, g, w, tt.line, tt.g, tt.w)
		}
	}
}
