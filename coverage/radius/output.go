package radius

import (
	"context"
	"io"
	"time"

	"phusong/coverage"
	"phusong/internal/atomicfile"
	"phusong/internal/mapper"
)

// Names of the files that Run writes; gaps have one for every technology.
const (
	PopulationFile = "population.csv"
	FiberFile      = "fiber.csv"
	AreaFile       = "area.csv"
	RunFile        = "run.json"
)

// GapFile is the name of a technology's gaps.
func GapFile(t coverage.Technology) string { return "gaps-" + string(t) + ".geojson" }

// FileNames lists every file that a run can write.
func FileNames() []string {
	names := []string{PopulationFile, FiberFile, AreaFile, RunFile}
	for _, t := range coverage.Technologies() {
		names = append(names, GapFile(t))
	}
	return names
}

// files lists the files of the jobs but RunFile.
func (o *Options) files() []string {
	var names []string
	for _, f := range []struct {
		wanted bool
		name   string
	}{{o.Jobs.Population, PopulationFile}, {o.Jobs.Fiber, FiberFile}, {o.Jobs.Area, AreaFile}} {
		if f.wanted {
			names = append(names, f.name)
		}
	}
	for _, t := range o.Technologies {
		if o.Jobs.Gaps {
			names = append(names, GapFile(t.ID))
		}
	}
	return names
}

// write writes the files.
func (r *result) write(ctx context.Context, bands *bandStage, out string) error {
	o := r.options
	set, err := atomicfile.NewSet(out)
	if err != nil {
		return err
	}
	defer set.Discard()
	for _, name := range earlierFiles(out) {
		set.Drop(name)
	}
	if o.Jobs.Gaps {
		artists := make([]*artist, mapper.Workers(o.Workers))
		for k := range o.Technologies {
			if err := r.writeGaps(ctx, set, &gapStage{bands: bands.results, height: bands.height, index: k, artists: artists}); err != nil {
				return err
			}
		}
	}
	stage := o.Log.Stage("tables", "files")
	for _, f := range []struct {
		wanted bool
		name   string
		fill   func(io.Writer) error
	}{{o.Jobs.Population, PopulationFile, r.populationTable}, {o.Jobs.Fiber, FiberFile, r.fiberTable},
		{o.Jobs.Area, AreaFile, r.areaTable}, {true, RunFile, r.record}} {
		if !f.wanted {
			continue
		}
		if err := set.Write(f.name, f.fill); err != nil {
			return err
		}
	}
	err = set.Commit()
	stage.Done("%d units", len(r.units))
	return err
}

// writeGaps completes a stage with what the run knows, and runs it.
func (r *result) writeGaps(ctx context.Context, set *atomicfile.Set, s *gapStage) error {
	t := r.options.Technologies[s.index]
	stage, began := r.options.Log.Stage("gaps "+string(t.ID), "units"), time.Now()
	s.field, s.territory, s.technology, s.units, s.workers = r.field, r.territory, t, r.people, r.options.Workers
	if err := set.Write(GapFile(t.ID), func(w io.Writer) error { return s.write(ctx, w) }); err != nil {
		return err
	}
	r.counts["gaps_"+string(t.ID)], r.counts["gap_polygons_"+string(t.ID)], r.counts["gap_vertices_"+string(t.ID)] = s.gaps, s.polys, s.verts
	stage.Done("%d communes, %d polygons, %s", s.gaps, s.polys, rate(began, s.verts, "vertices"))
	return nil
}
