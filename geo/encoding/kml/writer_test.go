package kml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image/color"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo/feature"
)

var gapSchema = feature.Schema{Name: "gaps", Shape: feature.MultiPolygon, Fields: []feature.Field{
	{Name: "code", Title: "Mã"}, {Name: "households", Kind: feature.Real}, {Name: "n", Kind: feature.Integer}, {Name: "open", Kind: feature.Boolean}}}

var gapShape = orb.MultiPolygon{{{{106, 10}, {106, 11}, {107, 11}, {107, 10}}, {{106.2, 10.2}, {106.4, 10.2}, {106.4, 10.4}}}, {{{108, 10}, {108.5, 10}, {108.5, 10.5}}}}

func writeSample(w io.Writer) error {
	k := NewWriter(w, Document{Name: "Vùng lõm <4G> & 5G", Description: "<b>Long An</b>", Styles: []Style{
		{ID: "gap", Line: color.NRGBA{0xcb, 0x18, 0x1d, 0xff}, LineWidth: 1.5, Fill: color.NRGBA{0xcb, 0x18, 0x1d, 0x60}},
		{ID: "site", Icon: color.NRGBA{0, 0, 255, 255}, IconScale: 0.6, IconFile: "files/site.png", NoLabel: true}}})
	steps := []error{
		k.BeginFolder(Folder{Name: "Vùng lõm", Open: true}),
		k.BeginFolder(Folder{Name: "Xã A", Hidden: true, Description: "x"}),
		k.Write(Placemark{Name: "Ấp \"1\" <&>", Description: "<table><tr><td>1 &lt; 2</td></tr></table>]]>", Style: "gap", Schema: &gapSchema,
			Feature: feature.Feature{Geometry: gapShape, Values: []any{"00097", 12.5, int64(3), true}}}),
		k.EndFolder(), k.EndFolder(),
		k.Write(Placemark{Name: "bell \a\xff", Style: "site", Feature: feature.Feature{Geometry: orb.Point{106.5, 10.25}}}),
		k.Write(Placemark{Name: "road", Feature: feature.Feature{Geometry: orb.LineString{{106, 10}, {107, 10}}}}),
		k.Write(Placemark{Name: "nowhere", Feature: feature.Feature{}}),
		k.Close(),
	}
	return errors.Join(steps...)
}

func TestWriterReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := writeSample(&b); err != nil {
		t.Fatal(err)
	}
	records, rejected, err := drain(t, NewReader(&b, Limits{}))
	if err != nil || len(rejected) > 0 || len(records) != 4 {
		t.Fatalf("%v %v %v", records, rejected, err)
	}
	want, err := feature.Normalize(gapShape, feature.MultiPolygon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, records[0].Geometry); diff != "" {
		t.Error(diff)
	}
	var got []string
	for name, v := range records[0].Attributes.All() {
		got = append(got, name+"="+v)
	}
	text := strings.Join(got, "|")
	for _, want := range []string{`Ấp "1" <&>`, "code=00097", "households=12.5", "n=3", "open=true", "Xã A", "1 &lt; 2</td></tr></table>]]>"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	if diff := cmp.Diff([]orb.Geometry{orb.Point{106.5, 10.25}, orb.LineString{{106, 10}, {107, 10}}, nil}, []orb.Geometry{records[1].Geometry, records[2].Geometry, records[3].Geometry}); diff != "" {
		t.Error(diff)
	}
}

// TestWriterXML: the colours are alpha, blue, green, red; what is hidden, unfilled or without a value
// says so; a number has no negative zero.
func TestWriterXML(t *testing.T) {
	var b bytes.Buffer
	k := NewWriter(&b, Document{Name: "d", Styles: []Style{
		{ID: "a", Line: color.NRGBA{1, 2, 3, 4}, LineWidth: 2, NoFill: true}, {ID: "b", Icon: color.NRGBA{1, 2, 3, 4}, NoLabel: true}}})
	if err := errors.Join(
		k.BeginFolder(Folder{Name: "h", Hidden: true, Open: true}), k.EndFolder(), k.BeginFolder(Folder{Name: "s"}), k.EndFolder(),
		k.Write(Placemark{Name: "p", Schema: &gapSchema, Feature: feature.Feature{Geometry: gapShape, Values: []any{nil, math.Copysign(0, -1), nil, nil}}}),
		k.Write(Placemark{Name: "q\ufffe"}), k.Close()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<Style id="a"><LineStyle><color>04030201</color><width>2</width></LineStyle><PolyStyle><fill>0</fill></PolyStyle><BalloonStyle>`,
		`<Style id="b"><IconStyle><color>04030201</color><scale>1</scale></IconStyle><LabelStyle><scale>0</scale></LabelStyle><BalloonStyle>`,
		"<Folder><name>h</name><visibility>0</visibility><open>1</open>\n", "<Folder><name>s</name>\n",
		`<ExtendedData><Data name="households"><value>0</value></Data></ExtendedData>`, "<name>q\ufffd</name>", "</Document></kml>\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
}

// TestWriterText: whatever text is given, the XML is well formed.
func TestWriterText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		var b bytes.Buffer
		k := NewWriter(&b, Document{Name: text, Description: text})
		if err := errors.Join(k.BeginFolder(Folder{Name: text, Description: text}), k.Write(Placemark{Name: text, Description: text}), k.EndFolder(), k.Close()); err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(&b)
		for {
			if _, err := dec.Token(); err == io.EOF {
				return
			} else if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestWriterRefuses(t *testing.T) {
	var b bytes.Buffer
	k := NewWriter(&b, Document{Name: "d"})
	if err := k.Write(Placemark{Name: "bad", Schema: &gapSchema, Feature: feature.Feature{Values: []any{1}}}); err == nil || !strings.Contains(err.Error(), "placemark 1 (bad)") {
		t.Errorf("%v", err)
	}
	if err := k.EndFolder(); err == nil {
		t.Error("a folder ends that was not begun")
	}
	if err := k.BeginFolder(Folder{Name: "f"}); err != nil {
		t.Fatal(err)
	}
	if err := k.Close(); err == nil {
		t.Error("a folder stays open")
	}
	if err := NewWriter(&b, Document{Styles: []Style{{ID: "a b"}}}).Close(); err == nil {
		t.Error("style ID with a space")
	}
	for _, files := range [][]File{{{Name: "a"}, {Name: "a"}}, {{Name: "doc.kml"}}} {
		if err := WriteArchive(&b, files, writeSample); err == nil {
			t.Errorf("%v: a file stands twice", files)
		}
	}
}

// TestGDALReadsWritten: GDAL finds folders as layers, types, values and places in a KMZ that is
// the same in two runs.
func TestGDALReadsWritten(t *testing.T) {
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := WriteArchive(b, []File{{"files/site.png", []byte("png")}}, writeSample); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two runs give other bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil || len(z.File) != 2 || !z.File[0].Modified.Equal(archiveTime) {
		t.Errorf("%v; the entries have another time than %v", err, archiveTime)
	}
	if _, err := exec.LookPath("ogrinfo"); err != nil {
		t.Skip("ogrinfo is not installed: KML is not compared with GDAL (Debian package gdal-bin)")
	}
	path := filepath.Join(t.TempDir(), "x.kmz")
	if err := os.WriteFile(path, first.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	info, err := exec.Command("ogrinfo", "-al", path).CombinedOutput()
	for _, want := range []string{"using driver `LIBKML' successful", "code (String) = 00097", "households (String) = 12.5", "n (String) = 3", "Name (String) = Ấp \"1\" <&>",
		"MULTIPOLYGON (((106 10,107 10,107 11,106 11,106 10),(106.2 10.2,106.4 10.4,106.4 10.2,106.2 10.2)),((108 10,108.5 10.0,108.5 10.5,108 10)))",
		"POINT (106.5 10.25)", "LINESTRING (106 10,107 10)"} {
		if err != nil || !strings.Contains(string(info), want) {
			t.Errorf("ogrinfo (%v) lacks %q", err, want)
		}
	}
	if t.Failed() {
		t.Logf("%s", info)
	}
}
