package crs_test

import (
	"fmt"

	"phusong/geo/crs"
)

func ExampleCRS_Project() {
	longAn, err := crs.ByName("VN-2000 / TM-3 105-45")
	if err != nil {
		fmt.Println(err)
		return
	}
	at, err := longAn.Project(106.4137, 10.5359)
	fmt.Printf("%s: X (north) %.3f, Y (east) %.3f, %v\n", longAn, at.NorthM, at.EastM, err)
	lon, lat, err := longAn.Unproject(crs.Plane{NorthM: 1165202.9955, EastM: 572443.8425})
	fmt.Printf("%.7f, %.7f, %v\n", lon, lat, err)
	// Output:
	// VN-2000 / TM-3 105-45 (EPSG:9210): X (north) 1165202.996, Y (east) 572443.843, <nil>
	// 106.4137000, 10.5359000, <nil>
}

func ExampleProvinceByName() {
	for _, edition := range []crs.Edition{crs.Before2025July, crs.From2025July} {
		p, err := crs.ProvinceByName(edition, "Tây Ninh")
		fmt.Println(p.Code, p.Name, edition, err)
		for _, z := range p.Zoning {
			fmt.Println("  meridian", z.MeridianDeg, "in former", z.Former)
		}
	}
	// Output:
	// 72 Tây Ninh before July 2025 <nil>
	//   meridian 105.5 in former [Tây Ninh]
	// 80 Tây Ninh from July 2025 <nil>
	//   meridian 105.5 in former [Tây Ninh]
	//   meridian 105.75 in former [Long An]
}

func ExampleParseWKT() {
	c, err := crs.ParseWKT(`PROJCS["VN_2000_Tra_Vinh_3deg",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",
		SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],
		PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],
		PARAMETER["Central_Meridian",105.5],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`)
	fmt.Println(c, err)
	// Output: VN-2000 / TM-3 105-30 (EPSG:9209) <nil>
}

func ExampleDetect() {
	// Six stations whose rows name a commune; the file says nothing of a meridian.
	stations := []crs.Pair{
		{First: 1165202.99, Second: 572443.84}, {First: 1167202.12, Second: 574443.30}, {First: 1169202.45, Second: 570443.08},
		{First: 1163202.77, Second: 568443.51}, {First: 1161202.31, Second: 576443.77}, {First: 1171202.64, Second: 578443.93},
	}
	truth, _ := crs.ByEPSG(9210)
	communeHolds := func(i int, lon, lat float64) bool { // here a box of 4 km around each station
		at, err := truth.Project(lon, lat)
		return err == nil && abs(at.NorthM-stations[i].First) < 2000 && abs(at.EastM-stations[i].Second) < 2000
	}
	found, err := crs.Detect(crs.Question{Pairs: stations, Inside: communeHolds, Systems: crs.TM3Systems()})
	fmt.Printf("%s: %d of %d rows, %v\n", found.Candidate, found.Hits, found.Rows, err)
	_, err = crs.Detect(crs.Question{Pairs: stations[:3], Inside: communeHolds, Systems: crs.TM3Systems()})
	fmt.Println(err)
	// Output:
	// VN-2000 / TM-3 105-45 (EPSG:9210), north, east: 6 of 6 rows, <nil>
	// the coordinate system cannot be told from 3 rows: a vote needs 5 rows at different places
}

func abs(x float64) float64 { return max(x, -x) }
