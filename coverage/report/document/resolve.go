package document

import (
	"fmt"

	"phusong/coverage/output"
)

// Value is what a name of a template stands for: a text, or a block in place of its
// paragraph.
type Value struct {
	Text  string
	Block Block // *Table, *Figure or List; nil for a text
}

// Resolver gives the values of an output to a template. A name is what stands between
// double braces: INDICATOR [TECHNOLOGY] [OPERATOR] [UNIT] [PART], or "table ID",
// "map ID", "list hamlets CLASS".
type Resolver struct {
	o   *output.Output
	opt Options
}

// NewResolver makes a resolver over an output.
func NewResolver(o *output.Output, opt Options) (*Resolver, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	return &Resolver{o: o, opt: opt}, nil
}

// Resolve gives the value of a name; the error of an unknown one says which are near.
func (r *Resolver) Resolve(name string) (Value, error) {
	return Value{}, fmt.Errorf("%q: no such value", name)
}

// Names lists the names of the values of the largest unit, and of tables, maps and lists.
func (r *Resolver) Names() []string { return nil }
