package radius

import (
	"context"
	"errors"
	"strings"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/geo"
	"phusong/geo/encoding/geojson"
)

// generalRegion is a region of boundaries and stations alone, for the reader of every format.
func generalRegion(r dataset.Region) dataset.Region {
	return dataset.Region{Name: r.Name, Code: r.Code, Nation: r.Nation, Edition: r.Edition, AsOf: r.AsOf, Boundaries: r.Boundaries, Resolution: generalResolutionDeg}
}

// generalResolutionDeg is coarse: nothing is computed on the grid of the general reader.
const generalResolutionDeg = 0.1

// plainBoundaries tells a file of GeoJSON in degrees of WGS 84, which is read as it comes.
func plainBoundaries(b dataset.Boundaries) bool {
	if b.CRS != "" || b.Layer != "" {
		return false
	}
	name := strings.TrimSuffix(strings.ToLower(b.File), ".gz")
	for _, suffix := range []string{".shp", ".zip", ".gpkg", ".kml", ".kmz"} {
		if strings.HasSuffix(name, suffix) {
			return false
		}
	}
	return true
}

// readAny reads the communes, plainly where the file allows it.
func (s *featureStage) readAny(ctx context.Context, o *Options) error {
	if !plainBoundaries(o.Region.Boundaries) {
		return s.readGeneral(o.Dir, o.Region)
	}
	err := s.read(ctx, o.Dir, o.Region.Boundaries)
	var plane *geojson.CRSError
	if !errors.As(err, &plane) {
		return err
	}
	fresh := &featureStage{field: s.field, plane: s.plane, unions: s.unions, places: s.places, workers: s.workers}
	if err := fresh.readGeneral(o.Dir, o.Region); err != nil {
		return err
	}
	s.features, s.problems.list, s.vertices, s.results = fresh.features, fresh.problems.list, fresh.vertices, fresh.results
	return nil
}

// readGeneral takes the communes over from the reader of every format, repaired and made disjoint.
func (s *featureStage) readGeneral(dir string, r dataset.Region) error {
	d, err := dataset.Load(dir, generalRegion(r))
	if err != nil {
		return err
	}
	s.problems.file, s.problems.list = r.Boundaries.File, d.Problems
	w := newFeatureWorker(s)
	s.results = append(s.results, w)
	for i := range d.Units[:d.Leaves] {
		u := &d.Units[i]
		c := commune{code: u.Code, name: u.Name, feature: u.Source.Row}
		for p := u.Parent; p >= 0; p = d.Units[p].Parent {
			switch above := &d.Units[p]; above.Level {
			case coverage.LevelDistrict:
				c.district, c.districtName = above.Code, above.Name
			case coverage.LevelProvince:
				c.province, c.provinceName = above.Code, above.Name
			}
		}
		flat := flatten(u)
		s.features = append(s.features, c)
		s.vertices += int64(len(flat.XY)) / 2
		if _, err := w.lay(flat, 0, item{feature: int32(i), number: u.Source.Row, parts: len(flat.Parts)}, true); err != nil {
			return err
		}
	}
	return s.collect()
}

func flatten(u *coverage.AdminUnit) *geojson.Flat {
	flat := &geojson.Flat{}
	for _, p := range u.Geometry {
		for _, r := range p {
			for _, at := range r {
				flat.XY = append(flat.XY, geo.ToE7(at[0]), geo.ToE7(at[1]))
			}
			flat.Rings = append(flat.Rings, len(flat.XY)/2)
		}
		flat.Parts = append(flat.Parts, len(flat.Rings))
	}
	return flat
}
