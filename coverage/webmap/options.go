package webmap

import (
	"context"
	"io"
	"runtime"

	"phusong/coverage"
)

// Options of a Map. The zero value serves what the outputs hold.
type Options struct {
	// Export writes downloads in formats other than geojson and csv; nil offers none.
	Export func(ctx context.Context, request Request) (io.WriterTo, error)
	// Exports lists what Export can write.
	Exports []Download
	// Signal is a folder of phusong coverage whose levels are shown with the newest output;
	// "" takes those that lie in each output's own folder.
	Signal string
	// Predict tries remedies at the anchor of a mobile gap or in a hamlet by prediction;
	// nil leaves what the output itself tells. It is asked for one place at a time, and
	// its context ends after a while.
	Predict func(ctx context.Context, at Place) (Prediction, error)
	// Warn is told what goes wrong behind an answer; nil drops it.
	Warn func(error)
	// Workers bounds how many answers are computed at a time; 0 is one per processor, at
	// least two.
	Workers int
	// CacheBytes bounds the answers that are kept; 0 is 96 MiB.
	CacheBytes int64
	// Limits beyond which layers are drawn from tiles; zero fields are the defaults.
	TileAbove LayerLimits
}

// LayerLimits are the largest layers that are sent whole.
type LayerLimits struct {
	Features int
	Bytes    int64 // of the GeoJSON that analyze wrote
}

// Download is something that can be downloaded.
type Download struct {
	Format string `json:"format"`
	What   string `json:"what"`
	Title  Words  `json:"title"`
	// Extension is that of the file's name, without its dot; ContentType its media type.
	Extension   string `json:"-"`
	ContentType string `json:"-"`
}

// Place asks what would close a gap, or serve a hamlet.
type Place struct {
	Output   string // folder of the output
	Hamlet   string // its ID; "" for a gap, which the rest describes
	Lon, Lat float64
	Unit     string // code of the commune
	// Technology and Operator, a rule or a name, are what the gap lacks.
	Technology coverage.Technology
	Operator   string
}

// Prediction is what was tried at a place; the zero value is nothing.
type Prediction struct {
	Remedies []Words
	Caveats  []Words // what was assumed
}

func (o Options) withDefaults() Options {
	if o.Workers <= 0 {
		o.Workers = max(2, runtime.GOMAXPROCS(0))
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = 96 << 20
	}
	if o.TileAbove.Features <= 0 {
		o.TileAbove.Features = 2_000
	}
	if o.TileAbove.Bytes <= 0 {
		o.TileAbove.Bytes = 4 << 20
	}
	if o.Warn == nil {
		o.Warn = func(error) {}
	}
	return o
}
