package dataset

import (
	"errors"
	"fmt"

	"phusong/geo/encoding/geojson"
	"phusong/geo/encoding/gpkg"
	"phusong/geo/encoding/kml"
	"phusong/geo/encoding/shapefile"
	"phusong/geo/encoding/table"
)

// Limits of the files of a region, so that no file, however small on disk, takes
// all memory or does not end. They leave room for the villages of the largest
// country and the cells of any.
const (
	maxUnits     = 1_000_000  // features of a boundary file
	maxTableRows = maxRecords // rows of a table, points of a vector file
	maxTextBytes = 4 << 30    // of a GeoJSON file after decompression
	maxRowsBytes = 1 << 30    // of a table after decompression
)

// vectorLimits are those of a GeoJSON file of so many features.
func vectorLimits(features int) geojson.Limits {
	return geojson.Limits{MaxFeatures: features, MaxBytes: maxTextBytes}
}

func shapeLimits(records int) shapefile.Limits { return shapefile.Limits{MaxRecords: records} }

func packageLimits(rows int) gpkg.Limits { return gpkg.Limits{MaxRows: rows, MaxBytes: maxTextBytes} }

func placemarkLimits(records int) kml.Limits {
	return kml.Limits{MaxRecords: records, MaxBytes: maxTextBytes}
}

func tableLimits() table.Limits { return table.Limits{Rows: maxTableRows, Bytes: maxRowsBytes} }

// overLimit says of an error that a file is too large what can be done about it.
func overLimit(err error) error {
	var text *geojson.LimitError
	var shapes *shapefile.LimitError
	var packed *gpkg.LimitError
	var placemarks *kml.LimitError
	if errors.As(err, &text) || errors.As(err, &shapes) || errors.As(err, &packed) || errors.As(err, &placemarks) || errors.Is(err, table.ErrLimit) {
		return fmt.Errorf("%w: cut the file to the region, which can have %d units and %d rows in a table", err, maxUnits, maxTableRows)
	}
	return err
}
