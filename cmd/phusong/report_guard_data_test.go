package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"phusong/geo/encoding/gpkg"
	"phusong/geo/encoding/mvt"
	"phusong/geo/encoding/pmtiles"
	"phusong/geo/encoding/table"
)

// What the guard of percentages reads in files of data: the values of their columns.

// csvTexts reads values by the heads of their columns.
func csvTexts(t *testing.T, data []byte) []string {
	t.Helper()
	r, err := table.NewCSV(bytes.NewReader(data), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var head, texts []string
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatal(err)
		}
		if head == nil {
			head = row.Fields
			continue
		}
		for i, value := range row.Fields {
			name := field(head, i)
			texts = append(texts, valueText(name, value))
			if !soleNumber.MatchString(value) {
				texts = append(texts, value)
			}
		}
	}
}

func geopackageTexts(t *testing.T, data []byte) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data.gpkg")
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	layers, err := gpkg.Layers(path, gpkg.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, l := range layers {
		r, err := gpkg.Open(path, gpkg.Options{Layer: l.Name})
		if err != nil {
			t.Fatal(err)
		}
		for {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range row.Attributes.All() {
				texts = append(texts, valueText(l.Name+" "+name, value))
			}
		}
		r.Close()
	}
	return texts
}

// flatgeobufTexts reads as another program does: the repository has a writer only.
func flatgeobufTexts(t *testing.T, data []byte) ([]string, bool) {
	t.Helper()
	program, err := exec.LookPath("ogr2ogr")
	if err != nil {
		t.Log("ogr2ogr (gdal-bin) is not installed: FlatGeobuf is not looked at")
		return nil, false
	}
	dir := t.TempDir()
	from, to := filepath.Join(dir, "data.fgb"), filepath.Join(dir, "data.geojson")
	if err := os.WriteFile(from, data, 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(program, "-f", "GeoJSON", to, from).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	converted, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return jsonTexts(t, converted), true
}

func parquetTexts(t *testing.T, data []byte) []string {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	columns := f.Schema().Columns()
	var texts []string
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		buffer := make([]parquet.Row, 64)
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				for _, v := range row {
					if name := columns[v.Column()][0]; name != "geometry" && !v.IsNull() {
						texts = append(texts, valueText(name, v.String()))
					}
				}
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		rows.Close()
	}
	return texts
}

func tileTexts(t *testing.T, data []byte) []string {
	t.Helper()
	r, err := pmtiles.NewReader(bytes.NewReader(data), int64(len(data)), pmtiles.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	err = r.Each(func(id uint64, run uint32, tile []byte) error {
		layers, err := mvt.Decode(tile, mvt.Limits{})
		for _, l := range layers {
			for _, f := range l.Features {
				for _, p := range f.Properties {
					text := fmt.Sprint(p.Value)
					if number, err := json.Marshal(p.Value); err == nil && json.Valid(number) {
						text = string(number)
					}
					texts = append(texts, valueText(l.Name+" "+p.Key, text))
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}
