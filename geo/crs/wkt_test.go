package crs

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// Parts of texts as ESRI programs and GDAL write them.
const (
	esriWGS84  = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	esriVN2000 = `GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	esriTM     = `PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",%s],PARAMETER["Scale_Factor",%s],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
	shifted    = `PROJCS["VN-2000 / TM-3 105-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563],TOWGS84[%s]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],` + esriTM
)

func esriZone(name, base, meridian, scale string) string {
	return `PROJCS["` + name + `",` + base + "," + fmt.Sprintf(esriTM, meridian, scale)
}

func TestParseWKT(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		epsg int
	}{
		"wgs84":              {esriWGS84, 4326},
		"vn2000":             {esriVN2000, 4756},
		"own name":           {esriZone("VN_2000_KT108-15_3deg", esriVN2000, "108.25", "0.9999"), 9217},
		"name of a province": {esriZone("VN_2000_Tra_Vinh_3deg", esriVN2000, "105.5", "0.9999"), 9209},
		"utm 48":             {esriZone("WGS_1984_UTM_Zone_48N", esriWGS84, "105.0", "0.9996"), 32648},
		"utm 49":             {esriZone("WGS_1984_UTM_Zone_49N", esriWGS84, "111.0", "0.9996"), 32649},
		"vn utm 49":          {esriZone("VN_2000_UTM_Zone_49N", esriVN2000, "111.0", "0.9996"), 3406},
		"rounded meridian":   {esriZone("x", esriVN2000, "105.7499999999", "0.9999"), 9210},
		"no code":            {esriZone("x", esriVN2000, "109.5", "0.9999"), 0},
		"datum by system":    {strings.ReplaceAll(esriVN2000, "D_Vietnam_2000", "D_unknown"), 4756},
		"position vector":    {fmt.Sprintf(shifted, "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278", "105.75", "0.9999"), 9210},
		"frame signs":        {fmt.Sprintf(shifted, "-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278", "105.75", "0.9999"), 9210},
		"EPSG:5194":          {fmt.Sprintf(shifted, "-192.873,-39.382,-111.202,0.00205,0.0005,-0.00335,0.0188", "105.75", "0.9999"), 9210},
		"round brackets":     {strings.NewReplacer("[", "(", "]", ")").Replace(esriVN2000), 4756},
		"spaces, BOM, NUL":   {"\ufeff " + strings.ReplaceAll(esriVN2000, ",", " ,\r\n\t") + " \r\n\x00", 4756},
		"heights beside":     {`COMPD_CS["x",` + esriZone("a", esriVN2000, "105", "0.9999") + `,VERT_CS["Hon Dau",VERT_DATUM["Hon Dau 1992",2005],UNIT["metre",1]]]`, 5897},
		"bound":              {`BOUNDCRS[SOURCECRS[` + esriVN2000 + `],TARGETCRS[` + esriWGS84 + `],ABRIDGEDTRANSFORMATION["x"]]`, 4756},
	} {
		got, err := ParseWKT(c.text)
		if err != nil || got.EPSG != c.epsg {
			t.Errorf("%s: %s, %v, want EPSG:%d", name, got, err, c.epsg)
		}
	}
}

func TestParseWKTRefuses(t *testing.T) {
	webMercatorVN := `PROJCS["x",` + esriVN2000 + `,PROJECTION["Mercator_Auxiliary_Sphere"],UNIT["Meter",1.0]]`
	for name, c := range map[string]struct{ text, want string }{
		"nothing":            {"", "no WKT"},
		"proj text":          {"+proj=tmerc +lon_0=105.75", "no WKT"},
		"cut":                {esriVN2000[:90], "WKT"},
		"cut in a name":      {`GEOGCS["GCS`, "inside a quoted"},
		"rest":               {esriVN2000 + esriVN2000, "goes on"},
		"empty argument":     {`GEOGCS["a",,]`, "lacks an argument"},
		"local":              {`LOCAL_CS["VN2000"]`, "neither"},
		"Ha Noi 1972":        {strings.ReplaceAll(strings.ReplaceAll(esriVN2000, "D_Vietnam_2000", "D_Hanoi_1972"), "GCS_VN_2000", "GCS_Hanoi_1972"), "Hanoi_1972"},
		"two datums":         {strings.ReplaceAll(esriVN2000, "D_Vietnam_2000", "D_WGS_1984"), "contradict"},
		"ellipsoid":          {strings.ReplaceAll(esriVN2000, "298.257223563", "298.3"), "ellipsoid"},
		"Paris":              {strings.ReplaceAll(esriVN2000, `"Greenwich",0.0`, `"Paris",2.33`), "Paris"},
		"radians":            {strings.ReplaceAll(esriVN2000, `"Degree",0.0174532925199433`, `"Radian",1.0`), "Radian"},
		"no shift":           {fmt.Sprintf(shifted, "0,0,0,0,0,0,0", "105.75", "0.9999"), "TOWGS84"},
		"feet":               {strings.ReplaceAll(esriZone("x", esriVN2000, "105", "0.9999"), `"Meter",1.0`, `"Foot",0.3048`), "Foot"},
		"WGS 84 in TM-3":     {esriZone("VN2000 Long An", esriWGS84, "105.75", "0.9999"), "225 m"},
		"UTM scale, TM-3":    {esriZone("x", esriVN2000, "105.75", "0.9996"), "no zone"},
		"UTM 47":             {esriZone("x", esriWGS84, "99", "0.9996"), "meridian 99"},
		"third of a degree":  {esriZone("x", esriVN2000, "105.3", "0.9999"), "105.3"},
		"no meridian":        {`PROJCS["x",` + esriVN2000 + `,PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000]]`, "NaN"},
		"exchanged origin":   {strings.NewReplacer(`"False_Easting",500000.0`, `"False_Easting",0`, `"False_Northing",0.0`, `"False_Northing",500000`).Replace(esriZone("x", esriVN2000, "105", "0.9999")), "exchanged"},
		"zone in easting":    {strings.ReplaceAll(esriZone("x", esriVN2000, "105", "0.9999"), "500000.0", "48500000.0"), "4.85e+07"},
		"Lambert":            {strings.ReplaceAll(esriZone("x", esriVN2000, "105", "0.9999"), "Transverse_Mercator", "Lambert_Conformal_Conic"), "Lambert"},
		"code of another":    {strings.TrimSuffix(esriZone("x", esriVN2000, "105", "0.9999"), "]") + `,AUTHORITY["EPSG","9210"]]`, "EPSG:9210"},
		"no base":            {`PROJCS["x",PROJECTION["Transverse_Mercator"]]`, "without a geographic"},
		"Mercator on VN":     {webMercatorVN, "not WGS 84"},
		"true Mercator":      {`PROJCS["x",` + esriWGS84 + `,PROJECTION["Mercator_1SP"],UNIT["m",1]]`, "Mercator_1SP"},
		"Mercator elsewhere": {`PROJCS["x",` + esriWGS84 + `,PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["Central_Meridian",105],UNIT["m",1]]`, "105"},
		"too long":           {strings.Repeat(" ", wktMaxBytes+1), "limit"},
		"too deep":           {strings.Repeat("A[", 100) + strings.Repeat("]", 100), "levels"},
		"too many":           {"A[" + strings.Repeat("B[1],", wktMaxNodes) + "1]", "parts"},
	} {
		got, err := ParseWKT(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || got.Kind != 0 {
			t.Errorf("%s: %s, %v, want an error with %q", name, got, err, c.want)
		}
	}
}

// TestParseWKTOfPROJ reads what PROJ writes for every system, in three dialects.
func TestParseWKTOfPROJ(t *testing.T) {
	program, err := exec.LookPath("projinfo")
	if err != nil {
		t.Skip("projinfo (package proj-bin) is not installed: its WKT is not tried")
	}
	for _, c := range Known() {
		out, err := exec.Command(program, "--single-line", "-o", "WKT1:ESRI,WKT1:GDAL,WKT2:2015,WKT2:2019", fmt.Sprintf("EPSG:%d", c.EPSG)).Output()
		if err != nil {
			t.Fatal(err)
		}
		read := 0
		for line := range strings.Lines(string(out)) {
			_, rest, found := strings.Cut(line, `["`)
			if !found {
				continue
			}
			read++
			if got, err := ParseWKT(line); err != nil || got != c {
				t.Errorf("%s of %s: %v", got, line, err)
			}
			title, _, _ := strings.Cut(rest, `"`)
			if got, err := ByName(title); err != nil || got != c {
				t.Errorf("name %q: %s, %v, want %s", title, got, err, c)
			}
		}
		if read != 4 {
			t.Errorf("%s: %d texts, want 4", c, read)
		}
	}
}

func TestFromGeoPackage(t *testing.T) {
	zone := esriZone("x", esriVN2000, "105.75", "0.9999")
	for _, definition := range []string{"", "undefined", zone} {
		if c, err := FromGeoPackage("epsg", 9210, definition); err != nil || c.EPSG != 9210 {
			t.Errorf("%.20q: %s, %v", definition, c, err)
		}
	}
	if c, err := FromGeoPackage("NONE", 1, zone); err != nil || c.EPSG != 9210 {
		t.Errorf("own organization: %s, %v", c, err)
	}
	for _, bad := range []struct {
		organization string
		code         int
		definition   string
	}{{"EPSG", 9217, zone}, {"EPSG", 1, ""}, {"NONE", -1, "undefined"}, {"EPSG", 9210, "junk"}} {
		if c, err := FromGeoPackage(bad.organization, bad.code, bad.definition); err == nil {
			t.Errorf("%+v is taken for %s", bad, c)
		}
	}
}

func FuzzParseWKT(f *testing.F) {
	f.Add(esriVN2000)
	f.Add(esriZone("x", esriVN2000, "105.75", "0.9999"))
	f.Add(fmt.Sprintf(shifted, "0,0,0", "105.75", "0.9999"))
	f.Add(`COMPD_CS["x",BOUNDCRS[SOURCECRS[PROJCRS["a",BASEGEOGCRS["WGS 84"],CONVERSION["c",METHOD["Transverse Mercator"]]]]]]`)
	f.Add(`GEOGCS["a""b",NaN,1e999,0x1p3]`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseWKT(text)
		if err != nil {
			if len(err.Error()) > 2000 || c.Kind != 0 {
				t.Errorf("%d bytes of error, %s", len(err.Error()), c)
			}
			return
		}
		if c.Kind == Geographic {
			return
		}
		if at, err := c.Project(106, 10.5); err != nil || !finite(at.NorthM) || !finite(at.EastM) {
			t.Errorf("%s: %+v, %v", c, at, err)
		}
	})
}

func FuzzByName(f *testing.F) {
	for _, name := range []string{"VN-2000 / TM-3 105-45", "EPSG:9210", "epsg: 99999999999999999999", "UTM 48N", "Bà Rịa", "tp"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if c, err := ByName(name); err == nil && c.Kind == 0 {
			t.Errorf("%q gives the zero value", name)
		}
		if p, err := ProvinceByName(Before2025July, name); err == nil && len(p.Zoning) != 1 {
			t.Errorf("%q gives %+v", name, p)
		}
	})
}
