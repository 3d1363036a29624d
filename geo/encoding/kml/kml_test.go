package kml

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

const header = `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>d</name>`

// document is a KML text around placemarks.
func documentOf(body string) string { return header + body + "</Document></kml>" }

func drain(t testing.TB, r *Reader) (records []Record, rejected []*RecordError, err error) {
	t.Helper()
	for {
		record, err := r.Next()
		var bad *RecordError
		switch {
		case err == nil:
			records = append(records, record)
		case errors.As(err, &bad):
			rejected = append(rejected, bad)
		case err == io.EOF:
			return records, rejected, nil
		default:
			if _, again := r.Next(); again != err {
				t.Errorf("Next after %v: %v", err, again)
			}
			return records, rejected, err
		}
	}
}

func read(t testing.TB, body string) []Record {
	t.Helper()
	records, rejected, err := drain(t, NewReader(strings.NewReader(documentOf(body)), Limits{}))
	if err != nil || len(rejected) > 0 {
		t.Fatalf("%v, %v", rejected, err)
	}
	return records
}

func TestAttributes(t *testing.T) {
	records := read(t, `<Style><IconStyle><name>x</name></IconStyle></Style>
<Folder><name>Viettel</name><Folder><name>Huyện A</name><Placemark id="p"><name> LAN&#225;001 </name><Snippet>no</Snippet>
<description><![CDATA[<b>4G</b>]]></description>
<ExtendedData><Data name="Mã trạm"><displayName>x</displayName><value>00097</value></Data>
<SchemaData schemaUrl="#s"><SimpleData name="height">42</SimpleData><SimpleData name="Mã trạm">twice</SimpleData></SchemaData><other/></ExtendedData>
<Style><LabelStyle><scale>0.0</scale></LabelStyle></Style><Point><altitudeMode>x</altitudeMode><coordinates>
106.4,10.5,12
</coordinates></Point></Placemark></Folder></Folder>
<Placemark><name/></Placemark>`)
	if len(records) != 2 {
		t.Fatalf("%d placemarks", len(records))
	}
	var got []string
	for name, text := range records[0].Attributes.All() {
		got = append(got, name+"="+text)
	}
	want := []string{"name=LANá001", "description=<b>4G</b>", "Mã trạm=00097", "height=42", "folder=Viettel / Huyện A"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if records[0].Geometry != orb.Geometry(orb.Point{106.4, 10.5}) || !records[0].HasZ || records[1].Geometry != nil || records[1].Number != 2 {
		t.Errorf("got %+v", records)
	}
	if text, ok := records[1].Attributes.String("name"); text != "" || ok {
		t.Errorf("empty name: %q, %v", text, ok)
	}
}

func TestGeometries(t *testing.T) {
	point := func(c string) string { return "<Point><coordinates>" + c + "</coordinates></Point>" }
	ring := func(c string) string { return "<LinearRing><coordinates>" + c + "</coordinates></LinearRing>" }
	polygon := "<Polygon><outerBoundaryIs>" + ring("0,0 9,0 9,9 0,0") + "</outerBoundaryIs><innerBoundaryIs>" + ring("1,1 2,1 2,2 1,1") +
		"</innerBoundaryIs><innerBoundaryIs>" + ring("3,3 4,3 4,4 3,3") + "</innerBoundaryIs></Polygon>"
	shape := orb.Polygon{{{0, 0}, {9, 0}, {9, 9}, {0, 0}}, {{1, 1}, {2, 1}, {2, 2}, {1, 1}}, {{3, 3}, {4, 3}, {4, 4}, {3, 3}}}
	line := "<LineString><coordinates>1,2,0\n3,4,0\t5,6,0</coordinates></LineString>"
	for text, want := range map[string]orb.Geometry{
		point("106.4,10.5"):         orb.Point{106.4, 10.5},
		point(" 106.4, 10.5 , 0 "):  orb.Point{106.4, 10.5},
		point("-1e1,+5"):            orb.Point{-10, 5},
		line:                        orb.LineString{{1, 2}, {3, 4}, {5, 6}},
		ring("1,2 3,4 1,2"):         orb.LineString{{1, 2}, {3, 4}, {1, 2}},
		polygon:                     shape,
		point("1,2") + point("3,4"): orb.MultiPoint{{1, 2}, {3, 4}},
		"<MultiGeometry>" + polygon + "<MultiGeometry>" + polygon + "</MultiGeometry></MultiGeometry>": orb.MultiPolygon{shape, shape},
		"<MultiGeometry>" + line + line + "</MultiGeometry>":                                           orb.MultiLineString{{{1, 2}, {3, 4}, {5, 6}}, {{1, 2}, {3, 4}, {5, 6}}},
		"<MultiGeometry>" + point("1,2") + polygon + "</MultiGeometry>":                                orb.Collection{orb.Point{1, 2}, shape},
		"<MultiGeometry/>": nil,
	} {
		if got := read(t, "<Placemark>"+text+"</Placemark>")[0]; !cmp.Equal(got.Geometry, want) || got.HasZ {
			t.Errorf("%s: got %+v, want %v", text, got, want)
		}
	}
}

func TestRejected(t *testing.T) {
	for text, want := range map[string]string{
		"<Point><coordinates>x,1</coordinates></Point>":            `position "x,1" is not longitude,latitude`,
		"<Point><coordinates>106.4</coordinates></Point>":          "is not longitude,latitude",
		"<Point><coordinates>10.5,106.4</coordinates></Point>":     "degrees of WGS 84, longitude first",
		"<Point><coordinates>NaN,Inf</coordinates></Point>":        "degrees of WGS 84",
		"<Point><coordinates>572000,1165000</coordinates></Point>": "degrees of WGS 84",
		"<Point><coordinates></coordinates></Point>":               "no coordinates",
		"<Point/>": "a Point of 0 coordinates elements",
		"<Point><coordinates>1,2 3,4</coordinates></Point>": "a point of 2 positions",
		"<Polygon/>": "a polygon of 0 outer rings",
		"<gx:Track><gx:coord>1 2 3</gx:coord></gx:Track>":              "geometries of type Track are not read",
		"<LineString><coordinates>1,2, 3,4</coordinates></LineString>": "is not longitude,latitude,height",
		"<Model/>": "geometries of type Model are not read",
	} {
		records, rejected, err := drain(t, NewReader(strings.NewReader(documentOf("<Placemark><name>A</name>"+text+"</Placemark><Placemark/>")), Limits{}))
		if err != nil || len(records) != 1 || len(rejected) != 1 {
			t.Errorf("%s: %d placemarks, %v, %v", text, len(records), rejected, err)
			continue
		}
		if !strings.Contains(rejected[0].Error(), want) || !strings.HasPrefix(rejected[0].Error(), `placemark 1 ("A", line 1): `) {
			t.Errorf("%s: got %q, want %q", text, rejected[0], want)
		}
	}
}

func TestBrokenTexts(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"empty":         {"", "it has no kml element"},
		"another XML":   {"<html><body/></html>", `begins with the element "html"`},
		"JSON":          {`{"type": "FeatureCollection"}`, "it has no kml element"},
		"cut":           {header + "<Placemark><name>A", "the file was cut short"},
		"cut in a tag":  {header + "<Placemark><na", "the file was cut short"},
		"wrong end":     {header + "</Folder>", "element <Document> closed by </Folder>"},
		"entity":        {header + "<Placemark><name>&boom;</name></Placemark>", "invalid character entity"},
		"charset":       {`<?xml version="1.0" encoding="windows-1258"?><kml/>`, `the text is in "windows-1258": save the file as UTF-8`},
		"deep":          {header + strings.Repeat("<Folder>", 300), "nested more than"},
		"deep geometry": {header + "<Placemark>" + strings.Repeat("<MultiGeometry>", 300), "nested more than"},
	} {
		_, _, err := drain(t, NewReader(strings.NewReader(tt.text), Limits{}))
		var re *ReadError
		if !errors.As(err, &re) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}

// TestBillionLaughs: entities of a DTD are not expanded.
func TestBillionLaughs(t *testing.T) {
	text := `<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><kml><Placemark><name>&b;</name></Placemark></kml>`
	if _, _, err := drain(t, NewReader(strings.NewReader(text), Limits{})); err == nil {
		t.Error("read without an error")
	}
}

func TestLimits(t *testing.T) {
	many := strings.Repeat("<Placemark><name>A</name></Placemark>", 500)
	for name, tt := range map[string]struct {
		body   string
		limits Limits
	}{
		"MaxBytes":       {many, Limits{MaxBytes: 9000}},
		"MaxRecords":     {many, Limits{MaxRecords: 10}},
		"MaxRecordBytes": {"<Placemark><name>" + strings.Repeat("x", 99999) + "</name></Placemark>", Limits{MaxRecordBytes: 20000}},
		"MaxVertices":    {"<Placemark><LineString><coordinates>" + strings.Repeat("1,2 ", 50) + "</coordinates></LineString></Placemark>", Limits{MaxVertices: 40}},
		"MaxFields":      {"<Placemark><ExtendedData>" + strings.Repeat(`<Data name="a"><value>1</value></Data>`, 1) + manyFields(30) + "</ExtendedData></Placemark>", Limits{MaxFields: 20}},
	} {
		_, _, err := drain(t, NewReader(strings.NewReader(documentOf(tt.body)), tt.limits))
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Limit != name {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<Data name="f%d"><value>%d</value></Data>`, i, i)
	}
	return b.String()
}

func TestWarnings(t *testing.T) {
	r := NewReader(strings.NewReader(documentOf("<NetworkLink><name>n</name></NetworkLink><NetworkLink/><Placemark/>")), Limits{})
	if _, _, err := drain(t, r); err != nil || !cmp.Equal(r.Warnings(), []string{"2 elements NetworkLink are not read"}) {
		t.Errorf("%v, %q", err, r.Warnings())
	}
}

func zipOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = io.WriteString(f, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipOf(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOpen(t *testing.T) {
	text := documentOf("<Placemark><name>A</name></Placemark>")
	other := documentOf("<Placemark><name>other</name></Placemark>")
	for name, tt := range map[string]struct {
		data []byte
		want string // the name, or a part of the error
	}{
		"plain":         {[]byte(text), "A"},
		"byte order":    {[]byte("\xEF\xBB\xBF" + text), "A"},
		"gzip":          {gzipOf(t, text), "A"},
		"doc.kml":       {zipOf(t, "a.kml", other, "doc.kml", text, "icon.png", "x"), "A"},
		"nearest":       {zipOf(t, "files/a.kml", other, "ban do.KML", text), "A"},
		"no kml":        {zipOf(t, "a.txt", "x"), "holds no .kml"},
		"empty archive": {zipOf(t), "holds no .kml"},
		"zip cut":       {zipOf(t, "doc.kml", text)[:60], "KMZ archive cannot be read"},
		"gzip cut":      {gzipOf(t, text)[:40], "cut short"},
		"empty":         {nil, "the file is empty"},
	} {
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(path, Limits{})
		if err == nil {
			var records []Record
			records, _, err = drain(t, r)
			if err == nil {
				if got, _ := records[0].Attributes.String("name"); got != tt.want {
					t.Errorf("%s: got %q", name, got)
				}
			}
			r.Close()
		}
		if err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), Limits{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestBomb ends at the limit of unpacked bytes: 40 kB that would be 40 MB.
func TestBomb(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bomb.kmz")
	data := zipOf(t, "doc.kml", documentOf(strings.Repeat("<Folder></Folder>\n\n\n\n\n\n\n", 1_600_000)))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, Limits{MaxBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var limit *LimitError
	if _, _, err := drain(t, r); !errors.As(err, &limit) || limit.Limit != "MaxBytes" {
		t.Errorf("got %v", err)
	}
}

// TestReal reads the export of G-NetTrack.
func TestReal(t *testing.T) {
	path := "../../../../shared/data/drive-tests/hisar_5g_gnettrack.kml.gz"
	r, err := Open(path, Limits{})
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	defer r.Close()
	records, rejected, err := drain(t, r)
	if err != nil || len(rejected) > 0 || len(records) != 35 {
		t.Fatalf("%d placemarks, %v, %v", len(records), rejected, err)
	}
	first := records[0]
	level, _ := first.Attributes.String("RSRP")
	if first.Geometry != orb.Geometry(orb.Point{29.458765145391226, 40.789250736124814}) || level != "-72 dBm" || first.Attributes.Len() != 34 {
		t.Errorf("got %v, %q, %d fields", first.Geometry, level, first.Attributes.Len())
	}
}

// FuzzReader: no panic, errors of the documented types, all within the limits.
func FuzzReader(f *testing.F) {
	f.Add([]byte(documentOf(`<Folder><name>F</name><Placemark><name>A</name><ExtendedData><Data name="b"><value>1</value></Data></ExtendedData>` +
		`<MultiGeometry><Point><coordinates>1,2,3</coordinates></Point><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 9,0 9,9 0,0</coordinates>` +
		`</LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark></Folder>`)))
	f.Add([]byte(documentOf(`<Placemark><LineString><coordinates>1, 2 ,3 4,5</coordinates></LineString></Placemark>`)))
	limits := Limits{MaxBytes: 1 << 20, MaxRecords: 100, MaxRecordBytes: 1 << 16, MaxVertices: 50, MaxFields: 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		records, _, err := drain(t, NewReader(bytes.NewReader(data), limits))
		var re *ReadError
		if err != nil && !errors.As(err, &re) {
			t.Fatalf("got %T %v, want a *ReadError", err, err)
		}
		if len(records) > limits.MaxRecords {
			t.Fatalf("got %d placemarks", len(records))
		}
		for _, record := range records {
			if record.Attributes.Len() > limits.MaxFields+1 {
				t.Fatalf("got %d fields", record.Attributes.Len())
			}
			if record.Geometry == nil {
				continue
			}
			if b := record.Geometry.Bound(); !b.IsEmpty() && !(b.Min[0] >= -180 && b.Max[0] <= 180 && b.Min[1] >= -90 && b.Max[1] <= 90) {
				t.Fatalf("bound %v", b)
			}
		}
	})
}
