package geojson

import (
	"cmp"
	"fmt"
)

// Limits bounds what a Reader takes from an input it does not trust. A zero field
// means its default; the defaults leave room for every commune, hamlet and cell
// of a country in one file.
type Limits struct {
	MaxBytes         int64 // bytes of JSON after decompression; default 16 GiB
	MaxFeatures      int   // features of the whole input; default 50,000,000
	MaxVertices      int   // positions (and empty arrays) of one feature; default 10,000,000
	MaxDepth         int   // nested objects and arrays; default 64, at most 10,000
	MaxPropertyBytes int   // properties of one feature, and any single value; default 16 MiB
}

const (
	defaultMaxBytes         = 16 << 30
	defaultMaxFeatures      = 50_000_000
	defaultMaxVertices      = 10_000_000
	defaultMaxDepth         = 64
	defaultMaxPropertyBytes = 16 << 20
	hardMaxDepth            = 10_000 // the JSON decoder's own
)

// withDefaults fills zero (and negative) fields.
func (l Limits) withDefaults() Limits {
	l.MaxBytes = cmp.Or(max(l.MaxBytes, 0), defaultMaxBytes)
	l.MaxFeatures = cmp.Or(max(l.MaxFeatures, 0), defaultMaxFeatures)
	l.MaxVertices = cmp.Or(max(l.MaxVertices, 0), defaultMaxVertices)
	l.MaxDepth = min(cmp.Or(max(l.MaxDepth, 0), defaultMaxDepth), hardMaxDepth)
	l.MaxPropertyBytes = cmp.Or(max(l.MaxPropertyBytes, 0), defaultMaxPropertyBytes)
	return l
}

// LimitError says which field of Limits the input exceeded. It always ends the
// reading.
type LimitError struct {
	Limit string // name of the field of Limits
	Value int64  // its value
}

// Error says what is wrong, where, and what to do.
func (e *LimitError) Error() string {
	return fmt.Sprintf("input exceeds %s = %d: raise the limit if the file is to be trusted", e.Limit, e.Value)
}
