package interchange

import (
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/geo/feature"
	"phusong/geo/overlay"
)

// source is an output read whole, as layers want it.
type source struct {
	ctx        context.Context
	out        *output.Output
	vietnamese bool
	bounds     []orb.MultiPolygon // by index of Output.Units, upper levels dissolved
	gaps       []gapGroup
	sites      []output.Site
	hamlets    []output.Hamlet
	places     []placeFeature
}

// gapGroup is the gaps of one technology and operator rule, or those of fibre.
type gapGroup struct {
	kind       string
	technology coverage.Technology
	operator   string
	gaps       []output.Gap
}

func read(ctx context.Context, o *output.Output, language string) (*source, error) {
	s := &source{ctx: ctx, out: o, vietnamese: language == "vi"}
	for _, step := range []func() error{s.readBounds, s.readGaps, s.readSites, s.readHamlets, s.readPlaces} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readBounds reads the communes and dissolves what they belong to.
func (s *source) readBounds() (err error) {
	if s.bounds, err = s.out.Boundaries(); err != nil {
		return err
	}
	parts := make([][]orb.MultiPolygon, len(s.bounds))
	for i, u := range s.out.Units { // a parent stands after its children
		if len(s.bounds[i]) == 0 && len(parts[i]) > 0 {
			if err := s.ctx.Err(); err != nil {
				return err
			}
			if s.bounds[i], err = overlay.Dissolve(parts[i]); err != nil {
				return fmt.Errorf("boundary of %s %s: %w", u.Level, u.Code, err)
			}
		}
		if u.Parent >= 0 && len(s.bounds[i]) > 0 {
			parts[u.Parent] = append(parts[u.Parent], s.bounds[i])
		}
	}
	return nil
}

// readGaps groups gaps in the order of the file, in which those of a group stand together.
func (s *source) readGaps() error {
	index := map[[3]string]int{}
	for g, err := range s.out.Gaps() {
		if err != nil {
			return err
		}
		key := [3]string{g.Kind, string(g.Technology), g.Operator}
		i, ok := index[key]
		if !ok {
			i = len(s.gaps)
			index[key] = i
			s.gaps = append(s.gaps, gapGroup{kind: g.Kind, technology: g.Technology, operator: g.Operator})
		}
		s.gaps[i].gaps = append(s.gaps[i].gaps, g)
	}
	return nil
}

func (s *source) readSites() (err error) {
	s.sites, err = s.out.Sites()
	return err
}

func (s *source) readHamlets() (err error) {
	s.hamlets, err = s.out.Register()
	return err
}

// stoppable ends a sequence with the context's error when the context ends.
func (s *source) stoppable(rows iter.Seq2[feature.Feature, error]) iter.Seq2[feature.Feature, error] {
	return func(yield func(feature.Feature, error) bool) {
		for f, err := range rows {
			if ctxErr := s.ctx.Err(); ctxErr != nil {
				yield(feature.Feature{}, ctxErr)
				return
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

// stopping is a writer that fails once its context has ended.
type stopping struct {
	ctx context.Context
	w   io.Writer
}

func (s stopping) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}

// layers lists every layer, what the format cannot hold too.
func (s *source) layers() []*layer {
	all := s.unitLayers()
	all = append(all, s.gapLayers()...)
	all = append(all, s.siteLayers()...)
	all = append(all, s.hamletLayers()...)
	all = append(all, s.placeLayers()...)
	return append(all, s.figureTable(), s.aboutTable())
}

// unit returns a unit and the one it belongs to, whose Level is "" where there is none.
func (s *source) unit(i int) (u, parent output.Unit) {
	u = s.out.Units[i]
	if u.Parent >= 0 {
		parent = s.out.Units[u.Parent]
	}
	return u, parent
}
