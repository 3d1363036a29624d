package calibrate

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	data := []byte(text)
	if strings.HasSuffix(name, ".gz") {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(data)
		w.Close()
		data = b.Bytes()
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

const kmlHead = `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://earth.google.com/kml/2.1"><Folder>`

func kmlPoint(data string, coordinates string) string {
	return "<Placemark><name>p</name><ExtendedData>" + data + "</ExtendedData><Point><coordinates>" + coordinates + "</coordinates></Point></Placemark>"
}

func kmlData(name, value string) string {
	return `<Data name="` + name + `"><value>` + value + `</value></Data>`
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             Measurement
	}{
		{"generic", "a.csv", "time,lat,lon,RSRP,Cell ID\n10:00,10.5,105.5,-95,4711\n",
			Measurement{Lon: 105.5, Lat: 10.5, Quantity: Level, Value: -95, CellID: "4711", Time: "10:00"}},
		{"Vietnamese, decimal commas", "a.csv", "Vĩ độ;Kinh độ;Mức thu;Mã trạm\n10,5;105,5;-95,5;LA1\n",
			Measurement{Lon: 105.5, Lat: 10.5, Quantity: Level, Value: -95.5, SiteID: "LA1"}},
		{"measured loss", "a.csv.gz", "lat,lon,PLreal,dist,BTS_ID\n-8.07,-34.9,141.4,0.54,BTS_02\n",
			Measurement{Lon: -34.9, Lat: -8.07, Quantity: Loss, Value: 141.4, SiteID: "BTS_02", StatedDistance: 0.54}},
		{"G-NetTrack: the raw cell id wins", "a.csv.gz", "Timestamp,Longitude,Latitude,CellID,NetworkMode,RSRP,RSSI,NODEHEX,RAWCELLID\n2019.12.17_07.32.39,-8.38,51.9,12,HSPA+,-103,-87,A81B,11016972\n",
			Measurement{Lon: -8.38, Lat: 51.9, Quantity: Level, Value: -103, SiteID: "A81B", CellID: "11016972", Technology: coverage.Tech3G, Time: "2019.12.17_07.32.39"}},
		{"KML", "a.kml.gz", kmlHead + "<Placemark><name>track</name></Placemark>" + kmlPoint(kmlData("RAWCELLID", "7")+kmlData("RSRP", "-72 dBm")+kmlData("TECHNOLOGY", "5G")+kmlData("DISTANCE", "-1m"), "29.4,40.7,0") + "</Folder></kml>",
			Measurement{Lon: 29.4, Lat: 40.7, Quantity: Level, Value: -72, CellID: "7", Technology: coverage.Tech5G}},
	} {
		l, err := Read(writeFile(t, c.file, c.text), c.file, Limits{})
		if err != nil || len(l.Measurements) != 1 || len(l.Problems) != 0 {
			t.Errorf("%s: %+v, %v", c.name, l, err)
			continue
		}
		got := l.Measurements[0]
		if c.want.StatedDistance == 0 {
			if !math.IsNaN(got.StatedDistance) {
				t.Errorf("%s: stated distance %v", c.name, got.StatedDistance)
			}
			got.StatedDistance = 0
		}
		c.want.Source = coverage.Source{File: c.file, Row: 2}
		if got != c.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

// TestRowsAreRejected: each bad row is a problem with its place, the good one stays.
func TestRowsAreRejected(t *testing.T) {
	text := "lat,lon,rsrp\n" +
		"10.5,105.5,-95\n" + // 2, good
		"95,105.5,-95\n" + // 3
		"10.5,205.5,-95\n" + // 4
		"0,0,-95\n" + // 5
		"10.5,105.5,-19\n" + // 6
		"10.5,105.5,-157\n" + // 7
		"10.5,105.5,-\n" + // 8
		"10.5,105.5,low1\n" + // 9
		",105.5,-90\n" // 10
	l, err := Read(writeFile(t, "a.csv", text), "a.csv", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range l.Problems {
		got = append(got, p.String())
	}
	want := []string{`a.csv:3: lat: "95": position.range (row rejected)`, `a.csv:4: lon: "205.5": position.range (row rejected)`, `a.csv:5: lat: "0": position.zero (row rejected)`,
		`a.csv:6: rsrp: "-19": level.range (row rejected)`, `a.csv:7: rsrp: "-157": level.range (row rejected)`, `a.csv:8: rsrp: "-": number.missing (row rejected)`,
		`a.csv:9: rsrp: "low1": number.invalid (row rejected)`, `a.csv:10: lat: "": number.missing (row rejected)`}
	if fmt.Sprint(got) != fmt.Sprint(want) || len(l.Measurements) != 1 || l.Rows != 9 {
		t.Errorf("%d measurements of %d rows\ngot  %q\nwant %q", len(l.Measurements), l.Rows, got, want)
	}
}

func TestReadRefuses(t *testing.T) {
	rows := strings.Repeat("10.5,105.5,-95\n", 50)
	for _, c := range []struct {
		name, file, text, want string
		limits                 Limits
	}{
		{"empty", "a.csv", "", "empty", Limits{}},
		{"no level", "a.csv", "lat,lon,colour\n1,2,red\n", "no column level_dbm or loss_db among lat, lon, colour", Limits{}},
		{"no position", "a.csv", "rsrp\n-90\n", "no column lat, lon", Limits{}},
		{"twice", "a.csv", "lat,lat,lon,rsrp\n1,1,2,-90\n", `two columns are called "lat"`, Limits{}},
		{"all bad", "a.csv", "lat,lon,rsrp\n1,2,90\n", "no usable measurement", Limits{}},
		{"heading alone", "a.csv", "lat,lon,rsrp\n", "no usable measurement", Limits{}},
		{"rows", "a.csv", "lat,lon,rsrp\n" + rows, "limit", Limits{Rows: 10}},
		{"bytes of KML", "a.kml", kmlHead + strings.Repeat(" ", 4000), "limit", Limits{Bytes: 1000}},
		{"placemarks", "a.kml", kmlHead + strings.Repeat(kmlPoint(kmlData("RSRP", "-72"), "1,2"), 20) + "</Folder></kml>", "more than 10 placemarks", Limits{Rows: 10}},
		{"cut KML", "a.kml", kmlHead + kmlPoint(kmlData("RSRP", "-72"), "1,2"), "unexpected EOF", Limits{}},
		{"no KML", "a.kml", "<html></html>", "not KML", Limits{}},
		{"KML without level", "a.kml", kmlHead + kmlPoint(kmlData("COLOUR", "red"), "1,2") + "</Folder></kml>", "placemark 1: no column level_dbm or loss_db", Limits{}},
		{"another encoding", "a.kml", `<?xml version="1.0" encoding="ISO-8859-1"?><kml></kml>`, "ISO-8859-1", Limits{}},
	} {
		_, err := Read(writeFile(t, c.file, c.text), c.file, c.limits)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none"), "none", Limits{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestReadStations(t *testing.T) {
	s, err := ReadStations(writeFile(t, "s.csv", "BTS_ID;height;lat;lon;band;bcch;azimuth;eirp;tiltEle;tiltMec\n"+
		"B2;53;-8.07;-34.89;GSM1800;690;10;70.1;6;1\nB1;;-8.06;-34.88;LTE 800;;;;;\nB1;1;-8.06;-34.88;;;;;;\n;1;2;3;;;;;;\nB3;9999;-8;-34;X9;;400;;;\nB4;1;x;3;;;;;;\n"), "s.csv", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, p := range s.Problems {
		rules = append(rules, fmt.Sprintf("%d:%s", p.Row, p.Rule))
	}
	if got := strings.Join(rules, " "); got != "4:cell.id_repeated 5:site.id_missing 6:number.range 6:number.range 6:band.unknown 7:number.invalid" {
		t.Errorf("problems %s", got)
	}
	if len(s.Sites) != 3 || s.Sites[0].ID != "B1" || s.Sites[1].ID != "B2" {
		t.Fatalf("%+v", s.Sites)
	}
	a, b := s.Sites[0].Cells[0], s.Sites[1].Cells[0]
	if math.Abs(b.FrequencyMHz-1840.8) > 1e-9 || b.Technology != coverage.Tech2G || b.HeightM != 53 || b.AzimuthDeg != 10 || b.EIRPdBm != 70.1 || b.DowntiltDeg != 6 || b.MechanicalTiltDeg != 1 || b.Omni {
		t.Errorf("B2: %+v", b)
	}
	if a.FrequencyMHz != 806 || a.Technology != coverage.Tech4G || !a.Omni || a.HeightM != DefaultHeightM || a.Assumed&coverage.AssumedEIRP == 0 {
		t.Errorf("B1: %+v", a)
	}
	if c := s.Sites[2].Cells[0]; c.FrequencyMHz != 0 || c.Assumed&coverage.AssumedFrequency == 0 {
		t.Errorf("B3: %+v", c)
	}
}

func TestReadRequest(t *testing.T) {
	s, err := ReadStations(writeFile(t, "s.json", `{"site":"P","transmitter":{"lat":20.08,"lon":-97.9,"alt":15,"frq":768,"txw":2,"bwi":10},"receiver":{"lat":{{rlat}}},"antenna":{"txg":7.7,"txl":0}}`), "s.json", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	c := s.Sites[0].Cells[0]
	if math.Abs(c.EIRPdBm-40.71) > 0.01 || c.HeightM != 15 || c.FrequencyMHz != 768 || c.BandwidthMHz != 10 || !c.Omni {
		t.Errorf("%+v", c)
	}
	for _, bad := range []string{`{`, `{}`, `{"transmitter":{"lat":1}}`, `{"transmitter":[]}`, `{"transmitter":{"lat":"a","lon":1}}`} {
		if _, err := ReadStations(writeFile(t, "s.json", bad), "s.json", Limits{}); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
	for _, bad := range []string{"", "a,b\n1,2\n", "site_id,lat,lon\n", "site_id,lat,lon\nA,x,y\n"} {
		if _, err := ReadStations(writeFile(t, "s.csv", bad), "s.csv", Limits{}); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]float64{"-72 dBm": -72, "7m": 7, "-103,5": -103.5, " 1e3 ": 1000, "10 km/h": math.NaN(), "": math.NaN(), "-": math.NaN(), "NaN": math.NaN(), "inf": math.NaN(), "1e999": math.NaN(), "12°": 12} {
		got, ok := parseNumber(text)
		if ok == math.IsNaN(want) || ok && got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, ok, want)
		}
	}
}

// checkLog holds for whatever was read.
func checkLog(t *testing.T, l *Log) {
	if len(l.Measurements)+len(l.Problems) != l.Rows {
		t.Errorf("%d measurements and %d problems of %d rows", len(l.Measurements), len(l.Problems), l.Rows)
	}
	for _, m := range l.Measurements {
		if !onGlobe(m.Lon, m.Lat) || m.Quantity == Level && (m.Value < MinLevelDBm || m.Value > MaxLevelDBm) || m.Quantity == Loss && (m.Value < MinLossDB || m.Value > MaxLossDB) {
			t.Errorf("accepted %+v", m)
		}
	}
	DescribeCells(l.Measurements)
	FindMisplaced([]coverage.Site{stationAt("S", 10, 20)}, l.Measurements)
}

func FuzzKML(f *testing.F) {
	f.Add([]byte(kmlHead + kmlPoint(kmlData("RSRP", "-72 dBm")+kmlData("CELLID", "1"), "29.4,40.7,0") + "</Folder></kml>"))
	f.Add([]byte(kmlHead + kmlPoint(kmlData("RSRP", "-72"), "x") + "<Placemark><ExtendedData/></Placemark></Folder></kml>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ReadKML(bytes.NewReader(data), "f", Limits{Bytes: 1 << 16, Rows: 100})
		if err == nil {
			checkLog(t, l)
		}
	})
}

func FuzzLog(f *testing.F) {
	f.Add([]byte("lat,lon,rsrp,cell_id\n10.5,105.5,-95,7\n10.5,105.5,x,7\n"))
	f.Add([]byte("Timestamp;Latitude;Longitude;RSRP\n1;10,5;105,5;-95\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := table.NewCSV(bytes.NewReader(data), table.Options{Limits: table.Limits{Bytes: 1 << 16, Rows: 100}})
		if err != nil {
			return
		}
		if l, err := readTable(r, "f"); err == nil {
			checkLog(t, l)
		}
	})
}

func FuzzStations(f *testing.F) {
	f.Add([]byte("site_id,lat,lon,height_m,band,arfcn\nA,10,105,30,GSM1800,600\n"))
	f.Add([]byte(`{"site":"P","transmitter":{"lat":20.08,"lon":-97.9,"alt":15,"frq":768,"txw":2},"x":{{y}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := readRequest(bytes.NewReader(data), "f")
		if err != nil {
			r, err := table.NewCSV(bytes.NewReader(data), table.Options{Limits: table.Limits{Bytes: 1 << 16, Rows: 100}})
			if err != nil {
				return
			}
			if s, err = readStationTable(r, "f"); err != nil {
				return
			}
		}
		for _, site := range s.Sites {
			for _, c := range site.Cells {
				if math.IsNaN(c.EIRPdBm) || math.IsInf(c.EIRPdBm, 0) || c.HeightM <= 0 || c.FrequencyMHz < 0 {
					t.Errorf("cell %+v", c)
				}
			}
		}
		FindMisplaced(s.Sites, measured(usualTruth.drive(1)[:50], "A"))
	})
}
