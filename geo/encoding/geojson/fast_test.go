package geojson

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// oddFeatures are features that the parser must not take, or must take as the
// decoder does, each with its neighbours read by the parser.
var oddFeatures = []string{
	pointA, pointB, `null`, `7`, `"x"`, `[1,[2,{"a":"}"}]]`, `{}`, `{"type":"Feature"}`,
	`{"type":"Feature","properties":{},"geometry":null}`,
	`{ "type" : "Feature" , "properties" : { "code" : "1" } , "geometry" : { "type" : "Point" , "coordinates" : [ 1 , 2 ] } }`,
	`{"geometry":{"coordinates":[[[1,2],[3,4],[5,6],[1,2]]],"type":"Polygon"},"properties":{"n":1.50},"type":"Feature","id":12}`,
	`{"type":"Feature","bbox":[1,2,3,4],"foreign":{"a":[1,{"b":null}],"c":true},"properties":{"list":[1, 2],"o":{"x": {"y":[]}}},"geometry":null}`,
	`{"type":"Feature","properties":{"name":"Xa\u0303 \ud83d\ude00 \"q\" \\ \/ \n"},"geometry":null}`,
	`{"type":"Feature","properties":{"name":"Xa` + "\u0303" + `","X` + "a\u0303" + `":1},"geometry":null}`,
	`{"type":"Feature","properties":{"a":1,"b":2,"a":3},"geometry":null}`,
	`{"type":"Feature","properties":{"a":1,"\u0061":3},"geometry":null}`,
	`{"t\u0079pe":"Feature","properties":{"code":"7"},"geometry":null}`,
	`{"type":"Feature","properties":{"code":"7"},"properties":{"n":2},"geometry":null,"geometry":null}`,
	`{"type":"Feature","id":null,"id":true,"id":[1],"properties":null}`,
	`{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]},"properties":{"code":"gc"}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2],"crs":null}}`,
	`{"type":"Feature","crs":{"type":"name","properties":{"name":"EPSG:4326"}},"geometry":{"type":"Point","coordinates":[1,2]}}`,
	`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[1,2,3],[3,4,5],[5,6,7],[1,2,3]]],[[[1,2],[3,4],[5,6],[1,2]],[[1,2,3,4],[3,4],[5,6],[1,2]]]]}}`,
	`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[],[[]]]}}`,
	`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[]}}`,
	`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]],[]]}}`,
	`{"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}}`,
	`{"type":"Feature","geometry":{"type":"LineString","coordinates":[[-0,-0.0],[1e2,2E-1],[0.1234567890123456789012,1]]}}`,
	`{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[[[180,90],[-180,-90]],[[179.99999995,89.99999995],[180.00000004,90.00000004]]]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[180.00000005,0]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[10.5,106.4]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[585123.4,1164001.2]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[1e999,0]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[1]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2,3,4,5]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2,"3"]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[[1,2]]}}`,
	`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[1,2],[[3,4]]]}}`,
	`{"type":"Feature","geometry":{"type":"Circle","coordinates":[1,2]}}`,
	`{"type":"Feature","geometry":{"type":"Point"}}`,
	`{"type":"Feature","properties":{"origin":{"type":"Feature","properties":{},"geometry":null},"code":"nested"},"geometry":null}`,
	`{"type":"Feature","properties":{"all":[{"a":1},{"type":"Feature"},{"type":"Feature"}]},"geometry":null}`,
	`{"type":"Feature","properties":{"deep":[[[[[[[[[[1]]]]]]]]]]},"geometry":null}`,
	"{\"type\":\"Feature\",\n\n\"properties\":{\"code\"\r\n:\"x\"}\n}",
}

// brokenFeatures end the reading.
var brokenFeatures = []string{
	`{"type":"Feature","crs":{"type":"name","properties":{"name":"EPSG:3405"}}}`,
	`{"type":"Feature",}`, `{"type":"Feature" "id":1}`, `{"type":"Feature","id":01}`, `{"type":"Feature","id":1.}`,
	`{"type":"Feature","properties":{"a":"` + "\xec" + `"}}`, `{"type":"Feature","properties":{"a":"\ud800"}}`, `{"type":"Feature","properties":{"a":"` + "\t" + `"}}`,
	`{"type":"Feature","properties":{"a":"\x"}}`, `{"type":"Feature","properties":{` + "\"\xff\"" + `:1}}`, `{"type":"Feature","foreign":{` + "\"\xff\"" + `:1}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2}}`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[1 2]}}`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,,2]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[1,-]}}`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[.5,1]}}`,
	`{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,1]}}`, `{"type":"Feature","geometry":nul}`, `{"type":"Feature","geometry":truex}`,
	`{"type":"Feature","properties":{"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}}`,
	`,`, `]`, `x`, "\x00", `{"type":"Feature"`, `{"type":"Feature","properties":{"a":"b`, `// comment`,
}

// TestParserAgrees puts every odd and broken feature first, in the middle and last
// among plain ones, with and without blanks between them.
func TestParserAgrees(t *testing.T) {
	for _, odd := range append(oddFeatures, brokenFeatures...) {
		for _, comma := range []string{",", " ,\n\t"} {
			for _, features := range [][]string{{odd}, {odd, pointA, pointB}, {pointA, odd, pointB}, {pointA, pointB, odd}, {odd, odd, pointA, odd}} {
				for _, frame := range []string{`{"type":"FeatureCollection","features":[%s]}`, "{\"crs\":null,\"features\":[\n%s\n],\"type\":\"FeatureCollection\",\"more\":[{}]}\n" + pointA, `{"features":[%s]}`, `{"type":"FeatureCollection","features":[%s`} {
					compare(t, fmt.Sprintf(frame, strings.Join(features, comma)), Limits{})
				}
			}
		}
	}
}

// TestParserAgreesOverChunks does so in texts of many chunks, where odd features of
// all sizes lie across the guessed borders.
func TestParserAgreesOverChunks(t *testing.T) {
	ring := strings.Repeat(`[105.1234567,21.7654321],[-3.5,10.546774600000001],`, 5)
	polygon := `{"type":"Feature","properties":{"code":"1","name":"Xã"},"geometry":{"type":"Polygon","coordinates":[[` + ring + `[105.1234567,21.7654321]]]}}`
	large := `{"type":"Feature","properties":{"code":"2","all":[{"type":"Feature"},` + strings.Repeat(`{"type":"Feature","geometry":null},`, 100) + `1]},"geometry":{"type":"Polygon","coordinates":[[` + strings.Repeat(ring, 100) + `[1,2]]]}}`
	rapid.Check(t, func(t *rapid.T) {
		pool := append([]string{large}, oddFeatures...)
		if rapid.Bool().Draw(t, "broken") {
			pool = append(pool, brokenFeatures...)
		}
		var b strings.Builder
		b.WriteString(`{"type":"FeatureCollection","features":[`)
		for i := range rapid.IntRange(1, 120).Draw(t, "features") {
			if i > 0 {
				b.WriteString(rapid.SampledFrom([]string{",", ",\n", " , "}).Draw(t, "comma"))
			}
			if rapid.IntRange(0, 20).Draw(t, "odd") == 0 {
				b.WriteString(rapid.SampledFrom(pool).Draw(t, "feature"))
			} else {
				b.WriteString(polygon)
			}
		}
		b.WriteString("]}")
		text := b.String()
		if rapid.IntRange(0, 5).Draw(t, "cut") == 0 {
			text = text[:rapid.IntRange(0, len(text)).Draw(t, "length")]
		}
		compare(t, text, Limits{MaxFeatures: rapid.SampledFrom([]int{0, 5, 50}).Draw(t, "most"), MaxVertices: rapid.SampledFrom([]int{0, 11, 15, 1000}).Draw(t, "vertices")})
	})
}

// FuzzParser demands that parser and decoder agree on any text.
func FuzzParser(f *testing.F) {
	for _, odd := range append(oddFeatures, brokenFeatures...) {
		f.Add(`{"type":"FeatureCollection","features":[` + odd + "," + pointA + `]}`)
	}
	f.Fuzz(func(t *testing.T, text string) { compare(t, text, Limits{MaxVertices: 1000}) })
}
