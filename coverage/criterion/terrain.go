package criterion

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo/terrain"
)

// Words of the key terrain beside the Surfaces.
const (
	terrainAuto    = "auto"    // terrain is used where the region has it
	terrainIgnored = "ignored" // levels are predicted without terrain
)

// WithClutter marks a surface to which clutter heights are added.
const WithClutter = "+clutter"

// Surfaces lists what OverTerrain takes: the surfaces of an elevation model, and
// bare earth with the heights of a land cover upon it.
func Surfaces() []string {
	return []string{string(terrain.SurfaceModel), string(terrain.BareEarth), string(terrain.BareEarth) + WithClutter}
}

// surfaceOf is the surface of a data set for OverTerrain; "" without terrain.
func surfaceOf(d *coverage.Dataset) string {
	switch {
	case d.Terrain == nil:
		return ""
	case d.LandCover != "":
		return string(d.Terrain.Surface()) + WithClutter
	}
	return string(d.Terrain.Surface())
}

// OverTerrain is the criterion in a region whose terrain is one of Surfaces, or ""
// for none. It is the same criterion where terrain decides nothing: for KindRadius,
// for a file that says "terrain: ignored", and where every technology names a law
// that knows no terrain. Otherwise Terrain, and with it the Label, says over what
// levels are predicted.
func (c Criterion) OverTerrain(surface string) Criterion {
	if c.Kind == KindRSRP && !c.TerrainIgnored && c.takesTerrain() {
		c.Terrain = surface
	}
	return c
}

// takesTerrain reports whether a technology with a threshold has a model that may
// lie over terrain.
func (c Criterion) takesTerrain() bool {
	return slices.ContainsFunc(coverage.Technologies(), func(t coverage.Technology) bool {
		name := c.modelName(t)
		return c.Covers(t) && (name == ModelAuto || propagation.IsPathName(name))
	})
}

// In is OverTerrain for a data set. The error says that the criterion asks for a
// terrain other than the region's, or for a model that needs terrain where there is
// none.
func (c Criterion) In(d *coverage.Dataset) (Criterion, error) {
	surface := surfaceOf(d)
	if c.Terrain != "" && c.Terrain != surface {
		has := "no terrain"
		if surface != "" {
			has = "terrain " + surface
		}
		return c, fmt.Errorf("criterion %s is for terrain %s and the region has %s: state it under terrain in region.yaml, or write terrain: auto", c.ID, c.Terrain, has)
	}
	c = c.OverTerrain(surface)
	for _, t := range coverage.Technologies() {
		if c.Covers(t) && c.Kind == KindRSRP {
			if err := c.lacksTerrain(t); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

// errNoTerrain is what a path model says in a region without terrain.
var errNoTerrain = errors.New("needs terrain, and the region has none: " +
	"name the folder of elevation tiles under terrain in region.yaml, or choose model: auto or a law without terrain such as rma")

func (c Criterion) lacksTerrain(t coverage.Technology) error {
	if name := c.modelName(t); c.Terrain == "" && propagation.IsPathName(name) {
		return fmt.Errorf("criterion %s%s: model %s %w", c.ID, ofTechnology(t), name, errNoTerrain)
	}
	return nil
}

// ofTechnology words a technology for an error; a cell of a drive test may have none.
func ofTechnology(t coverage.Technology) string {
	if t == "" {
		return ""
	}
	return ", technology " + string(t)
}

// PathModelFor is the model of a cell that is predicted over terrain, and nil for
// one that is not: without Terrain, and where the criterion names a law that knows
// no terrain; then ModelFor has it. ModelAuto takes P.1812 up to 6 GHz, the end of
// its range, and above it the laws of TR 38.901 with the edges of the terrain: UMi
// for antennas below 15 m and UMa from there. The error says that a named path model
// is wrong, or that there is no terrain for it.
func (c Criterion) PathModelFor(cell coverage.Cell) (propagation.PathModel, error) {
	if err := c.lacksTerrain(cell.Technology); err != nil {
		return nil, err
	}
	name := c.modelName(cell.Technology)
	if c.Terrain == "" || c.Kind != KindRSRP || name != ModelAuto && !propagation.IsPathName(name) {
		return nil, nil
	}
	if name == ModelAuto {
		switch {
		case cell.FrequencyMHz <= autoUrbanMHz:
			name = "p1812"
		case cell.HeightM < umiBelowM:
			name = "umi+terrain"
		default:
			name = "uma+terrain"
		}
	}
	m, err := propagation.PathModelByName(name)
	if err != nil {
		return nil, fmt.Errorf("criterion %s%s: %w", c.ID, ofTechnology(cell.Technology), err)
	}
	return m, nil
}

// PathEntryLoss is EntryLoss for a path model. The mean depth of the O2I buildings
// is that of the law under the terrain, and urban for P.1812 and ITM, which know no
// environment: a convention of this program, and the greater loss of the two.
func (c Criterion) PathEntryLoss(m propagation.PathModel, frequencyMHz float64) propagation.EntryLoss {
	if over, ok := m.(propagation.OverTerrain); ok {
		return c.EntryLoss(over.Law, frequencyMHz)
	}
	return c.EntryLoss(nil, frequencyMHz)
}

// terrainText is the value of the key terrain.
func (c Criterion) terrainText() string {
	switch {
	case c.TerrainIgnored:
		return terrainIgnored
	case c.Terrain != "":
		return c.Terrain
	}
	return terrainAuto
}

func (c Criterion) terrainViolations(v *violations) {
	v.unless(c.Terrain == "" || slices.Contains(Surfaces(), c.Terrain), "terrain %.80q: use %s, %s or %s",
		c.Terrain, terrainAuto, terrainIgnored, strings.Join(Surfaces(), ", "))
	v.unless(c.Terrain == "" || !c.TerrainIgnored, "terrain is both %s and %s", c.Terrain, terrainIgnored)
}
