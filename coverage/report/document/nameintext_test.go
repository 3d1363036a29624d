package document

import "testing"

// TestNameInText: a type is small before a name and capital before a number.
func TestNameInText(t *testing.T) {
	c := &composer{opt: Options{Language: Vietnamese}, typed: true}
	for name, want := range map[string]string{
		"Xã Tân Long": "xã Tân Long", "Phường 3": "Phường 3", "phường 10": "Phường 10", "Thị trấn Cần Giuộc": "thị trấn Cần Giuộc", "Phường Tân An": "phường Tân An", "Quận 1": "Quận 1",
	} {
		if got := c.nameInText(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
