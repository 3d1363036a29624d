package dataset

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNamesPlaces(t *testing.T) {
	for name, want := range map[string]bool{"trường học.csv": true, "TRAM Y TE 2024.xlsx": true, "schools.geojson": true, "KCN.shp": true, "khu công nghiệp.gpkg": true,
		"thon truong.csv": false, "tam xa truong.csv": false, "tram.csv": false, "tram bts.csv": false, "xa.geojson": false, "hamlets.csv": false, "truongsa.csv": false} {
		if got := namesPlaces(name); got != want {
			t.Errorf("namesPlaces(%q): got %v, want %v", name, got, want)
		}
	}
}

// TestInspectPlaces: lines are a layer of places, points and polygons only where their
// name says so; each is marked for people to look at, and what results loads.
func TestInspectPlaces(t *testing.T) {
	road, _ := coordinatesOf(testRoad)
	zone, _ := coordinatesOf(testZone[0])
	files := map[string]string{
		"xa.geojson": twoCommunes, "Đường tỉnh.geojson": placeFeatureText("LineString", road), "duong-tinh.geojsonl": placeFeatureText("LineString", road),
		"kcn.geojson": placeFeatureText("Polygon", "["+zone+"]"), "vung.geojson": placeFeatureText("Polygon", "["+zone+"]"),
		"trường học.csv": "id,name,lon,lat\nS1,A,106.05,11.05\n", "ap.csv": "id,name,lon,lat\nH1,Ấp A,106.05,11.05\n",
	}
	got, findings, err := Inspect(writeFolder(t, files))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]PlacesFile{
		"kcn": {ID: "kcn", Kind: "areas", File: "kcn.geojson"}, "truong-hoc": {ID: "truong-hoc", Kind: "points", File: "trường học.csv"},
		"duong-tinh": {ID: "duong-tinh", Kind: "lines", File: "duong-tinh.geojsonl"}, "duong-tinh-2": {ID: "duong-tinh-2", Kind: "lines", File: "Đường tỉnh.geojson"},
	}
	layers := map[string]PlacesFile{}
	for _, p := range got.Places {
		layers[p.ID] = p
	}
	if diff := cmp.Diff(want, layers); diff != "" {
		t.Errorf("layers (-want +got):\n%s", diff)
	}
	if len(got.Hamlets) != 1 || got.Hamlets[0].File != "ap.csv" {
		t.Errorf("hamlets %+v", got.Hamlets)
	}
	for _, f := range findings {
		if f.Role == "places" && f.Check == "" || f.File == "vung.geojson" && f.Role != "" {
			t.Errorf("finding %+v", f)
		}
	}
}

// TestInspectManyPlaces: what is more than a region may have is not used.
func TestInspectManyPlaces(t *testing.T) {
	road, _ := coordinatesOf(testRoad)
	files := map[string]string{"xa.geojson": twoCommunes}
	for i := range maxLayers + 2 {
		files[fmt.Sprintf("duong %d.geojson", i)] = placeFeatureText("LineString", road)
	}
	got, _, err := Inspect(writeFolder(t, files))
	if err != nil || len(got.Places) != maxLayers {
		t.Errorf("%d layers, error %v", len(got.Places), err)
	}
}
