package template

import (
	"fmt"
	"strings"
)

// Error lists every placeholder that cannot be filled in.
type Error struct{ Faults []Fault }

// Fault is a placeholder without a value.
type Fault struct {
	Placeholder
	Err error
}

// Error says all of it, a line for each.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "template: %d of its placeholders cannot be filled in:", len(e.Faults))
	for _, f := range e.Faults {
		fmt.Fprintf(&b, "\n  {{%s}} in %s, %q: %v", f.Name, f.Part, f.Place, f.Err)
	}
	return b.String()
}
