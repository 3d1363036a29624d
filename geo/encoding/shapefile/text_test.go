package shapefile

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/charmap"
)

func TestEncodings(t *testing.T) {
	const name = "Cần Đước" // composed
	// windows-1258 has base letters with circumflex or horn, and combining tone marks.
	viet, err := charmap.Windows1258.NewEncoder().String("C\u00e2\u0300n \u0110\u01b0\u01a1\u0301c")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, cpg string
		language  byte
		override  string
		raw, want string
		encoding  string
	}{
		{"cpg utf-8", "UTF-8", 0x03, "", name, name, "utf-8"},
		{"cpg 65001", "65001", 0, "", name, name, "utf-8"},
		{"cpg 1258", "1258", 0, "", viet, name, "windows-1258"},
		{"cpg ANSI 1258", "ANSI 1258", 0, "", viet, name, "windows-1258"},
		{"cpg CP1258", "CP1258\r\n", 0, "", viet, name, "windows-1258"},
		{"cpg windows-1258", "windows-1258", 0, "", viet, name, "windows-1258"},
		{"cpg ISO-8859-1", "ISO-8859-1", 0, "", "B\xecnh", "Bình", "windows-1252"},
		{"cpg ISO 88591", "ISO 88591", 0, "", "B\xecnh", "Bình", "windows-1252"},
		{"cpg 88591", "88591", 0, "", "B\xecnh", "Bình", "windows-1252"},
		{"cpg OEM 437", "OEM 437", 0, "", "B\x8dnh", "Bình", "cp437"},
		{"cpg LDID", "LDID/87", 0, "", viet, name, "utf-8 or windows-1258 (guessed)"},
		{"cpg GBK", "936", 0, "", "\xd6\xd0", "中", "gbk"},
		{"language 1252", "", 0x03, "", "B\xecnh", "Bình", "windows-1252"},
		{"language 850", "", 0x02, "", "B\x8dnh", "Bình", "cp850"},
		{"language 866", "", 0x65, "", "\x80", "А", "ibm866"},
		{"guess 1258", "", 0, "", viet, name, "utf-8 or windows-1258 (guessed)"},
		{"guess utf-8", "", 0x57, "", name, name, "utf-8 or windows-1258 (guessed)"},
		{"guess, one letter", "", 0, "", "\xd0", "Đ", "utf-8 or windows-1258 (guessed)"},
		{"guess, letter at the end of a full field", "", 0, "", "ABCDEFGHIJKLMNOPQRS\xd0", "ABCDEFGHIJKLMNOPQRSĐ", "utf-8 or windows-1258 (guessed)"},
		{"told TCVN3", "", 0, "", "X\xb7 T\xa9n Th\xb9nh", "Xã Tân Thạnh", "TCVN3 (ABC) (told by its words)"},
		{"told VNI", "", 0x57, "", "Xa\xf5 Ta\xe2n Tha\xefnh", "Xã Tân Thạnh", "VNI-Windows (told by its words)"},
		{"override", "1252", 0, "utf-8", name, name, "utf-8"},
		{"decomposed", "UTF-8", 0, "", "Ca\u0302\u0300n", "Cần", "utf-8"},
		{"cut in a letter", "UTF-8", 0, "", "Xã Long An, Long Tâ"[:20], "Xã Long An, Long T", "utf-8"},
		{"cut in a letter, guessed", "", 0, "", "Xã Long An, Long Tâ"[:20], "Xã Long An, Long T", "utf-8 or windows-1258 (guessed)"},
		{"padding of zeros", "UTF-8", 0, "", "An\x00\x00\x00", "An", "utf-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shp, _ := shpFile(1, pointShape(1, 2))
			files := map[string][]byte{"a.shp": shp, "a.dbf": dbfFile(tt.language, []column{{"NAME", 'C', 20}}, []string{tt.raw})}
			if tt.cpg != "" {
				files["a.cpg"] = []byte(tt.cpg)
			}
			r, err := OpenFS(mapFS(files), "a.shp", Options{Encoding: tt.override})
			if err != nil {
				t.Fatal(err)
			}
			record, err := r.Next()
			if got, _ := record.Attributes.String("NAME"); got != tt.want || err != nil || r.Encoding() != tt.encoding {
				t.Errorf("got %q (%s), error %v; want %q (%s)", got, r.Encoding(), err, tt.want, tt.encoding)
			}
		})
	}
}

// TestWrongEncoding: the record is rejected, with its geometry and other fields at hand.
func TestWrongEncoding(t *testing.T) {
	shp, _ := shpFile(1, pointShape(1, 2), pointShape(3, 4))
	dbf := dbfFile(0, []column{{"CODE", 'C', 5}, {"NAME", 'C', 9}}, []string{"1", "B\xecnh"}, []string{"2", "An"})
	r, err := OpenFS(mapFS(map[string][]byte{"a.shp": shp, "a.dbf": dbf, "a.cpg": []byte("UTF-8")}), "a.shp", Options{})
	if err != nil {
		t.Fatal(err)
	}
	record, err := r.Next()
	var re *RecordError
	if !errors.As(err, &re) || re.Field != "NAME" || !strings.Contains(err.Error(), "a.dbf: record 1: field NAME: the bytes are not UTF-8") {
		t.Errorf("got %v", err)
	}
	if code, _ := record.Attributes.String("CODE"); code != "1" || record.Geometry == nil {
		t.Errorf("got code %q geometry %v", code, record.Geometry)
	}
	if record, err := r.Next(); err != nil || record.Number != 2 {
		t.Errorf("record 2: got %v, %v", record, err)
	}
}

func TestDecodeOption(t *testing.T) {
	shp, _ := shpFile(1, pointShape(1, 2))
	dbf := dbfFile(0, []column{{"NAME", 'C', 9}}, []string{"ascii"})
	r, err := OpenFS(mapFS(map[string][]byte{"a.shp": shp, "a.dbf": dbf}), "a.shp", Options{
		Decode: func(raw []byte) (string, error) { return strings.ToUpper(string(raw)), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	record, err := r.Next()
	if got, _ := record.Attributes.String("NAME"); got != "ASCII" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestFields(t *testing.T) {
	shp, _ := shpFile(1, pointShape(1, 2))
	dbf := dbfFile(0, []column{{"NAME", 'C', 3}, {"NAME", 'C', 3}, {"MEMO", 'M', 10}, {"MÃ", 'C', 3}}, []string{"a", "b", "0000000001", "c"})
	r, records := readAll(t, map[string][]byte{"a.shp": shp, "a.dbf": dbf, "a.cpg": []byte("utf-8"), "a.prj": []byte(wgs84PRJ)})
	a := records[0].Attributes
	for name, want := range map[string]string{"NAME": "a", "NAME_2": "b", "MEMO": "", "MÃ": "c", "MA\u0303": "c"} {
		if got, _ := a.String(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if w := fmt.Sprint(r.Warnings()); !strings.Contains(w, `MEMO (type 'M')`) || len(r.Fields()) != 4 {
		t.Errorf("got warnings %s, fields %v", w, r.Fields())
	}
	// A text field of 300 bytes as FoxPro has it, and the 263 bytes of its header's end.
	dbf = dbfFile(0, []column{{"LONG", 'C', 44}, {"CODE", 'C', 5}}, []string{strings.Repeat("x", 44), "00097"})
	dbf[0], dbf[10], dbf[11] = 0x30, (1+300+5)&0xFF, (1+300+5)>>8
	dbf[32+17] = 1 // the high byte of 300
	body := " " + strings.Repeat("y", 300) + "00097\x1a"
	head := append(dbf[:32+64+1:32+64+1], make([]byte, 263)...)
	head[8], head[9] = byte(len(head)), byte(len(head)>>8)
	_, records = readAll(t, map[string][]byte{"a.shp": shp, "a.dbf": append(head, body...)})
	a = records[0].Attributes
	long, _ := a.String("LONG")
	if code, _ := a.String("CODE"); code != "00097" || len(long) != 300 {
		t.Errorf("FoxPro: got code %q, text of %d bytes", code, len(long))
	}
}

func TestFloat(t *testing.T) {
	for text, want := range map[string]float64{"12.5": 12.5, "-1e3": -1000, "12,5": nan, "Inf": nan, "NaN": nan, "0x10": nan, "1_000": nan, "1e999": nan} {
		a := Attributes{fields: []Field{{Name: "a"}}, values: []value{{text, true}}}
		got, ok := a.Float("a")
		if ok == math.IsNaN(want) || ok && got != want {
			t.Errorf("%s: got %v %v, want %v", text, got, ok, want)
		}
	}
}

func TestCRS(t *testing.T) {
	const wkt2 = `GEOGCRS["WGS 84",ENSEMBLE["World Geodetic System 1984 ensemble",MEMBER["World Geodetic System 1984 (Transit)"],ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]],ENSEMBLEACCURACY[2.0]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],AXIS["geodetic latitude (Lat)",north,ORDER[1],ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4326]]`
	const utm = `PROJCS["WGS_1984_UTM_Zone_48N",` + wgs84PRJ + `,PROJECTION["Transverse_Mercator"],UNIT["Meter",1.0],AUTHORITY["EPSG","32648"]]`
	tests := []struct {
		name, wkt string
		kind      CRSKind
		datum     string
		epsg      int
		want      string // of CheckWGS84
	}{
		{"esri wgs84", wgs84PRJ, CRSGeographic, "D_WGS_1984", 0, ""},
		{"ogc wgs84", `GEOGCS["WGS 84", DATUM["WGS_1984", SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]]], PRIMEM["Greenwich",0], UNIT["degree",0.01745329251994328], AUTHORITY["EPSG","4326"]]`, CRSGeographic, "WGS_1984", 4326, ""},
		{"wkt2", wkt2, CRSGeographic, "World Geodetic System 1984 ensemble", 4326, ""},
		{"round brackets, case", `geogcs("x",datum("WGS_1984"),unit("d",0.0174532925199433))`, CRSGeographic, "WGS_1984", 0, ""},
		{"compound", `COMPD_CS["x",` + wgs84PRJ + `,VERT_CS["h",UNIT["m",1]]]`, CRSGeographic, "D_WGS_1984", 0, ""},
		{"vn2000", vn2000PRJ, CRSGeographic, "D_Vietnam_2000", 0, "about 225 m off WGS 84"},
		{"tm3", tm3PRJ, CRSProjected, "D_Vietnam_2000", 0, `projected coordinates in "VN_2000_TM3_105_45"`},
		{"utm", utm, CRSProjected, "D_WGS_1984", 32648, "projected"},
		{"indian 1960", `GEOGCS["Indian 1960",DATUM["Indian_1960"],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]`, CRSGeographic, "Indian_1960", 0, `datum "Indian_1960", not WGS 84`},
		{"paris", `GEOGCS["x",DATUM["WGS_1984"],PRIMEM["Paris",2.33722917],UNIT["degree",0.0174532925199433]]`, CRSGeographic, "WGS_1984", 0, "meridian"},
		{"grad", `GEOGCS["x",DATUM["WGS_1984"],UNIT["grad",0.015707963267949]]`, CRSGeographic, "WGS_1984", 0, "radians"},
		{"local", `LOCAL_CS["Unknown",UNIT["m",1]]`, CRSOther, "", 0, "not understood"},
		{"text", `EPSG:4326`, CRSOther, "", 0, "not understood"},
		{"broken", wgs84PRJ[:40], CRSOther, "", 0, "not understood"},
		{"deep", strings.Repeat("A[", 1000), CRSOther, "", 0, "not understood"},
	}
	for _, tt := range tests {
		c := parseCRS(tt.wkt)
		err := c.CheckWGS84()
		if c.Kind != tt.kind || c.Datum != tt.datum || c.EPSG != tt.epsg || (err == nil) != (tt.want == "") {
			t.Errorf("%s: got kind %d datum %q EPSG %d error %v", tt.name, c.Kind, c.Datum, c.EPSG, err)
		}
		if err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
	c := parseCRS(tm3PRJ)
	for name, want := range map[string]float64{"central_meridian": 105.75, "Scale Factor": 0.9999, "FALSE_EASTING": 500000} {
		if got, ok := c.Parameter(name); got != want || !ok {
			t.Errorf("%s: got %v %v, want %v", name, got, ok, want)
		}
	}
	if c.Method != "Transverse_Mercator" || c.UnitFactor != 1 {
		t.Errorf("got method %q, unit %v", c.Method, c.UnitFactor)
	}
	far := CRS{bound: orb.Bound{Min: orb.Point{500000, 1e6}, Max: orb.Point{600000, 2e6}}}
	if err := far.CheckWGS84(); err == nil || !strings.Contains(err.Error(), "no .prj") {
		t.Errorf("no .prj, metres: got %v", err)
	}
}
