// Package crs knows the plane coordinates that are met in Viet Nam: the zones of
// VN-2000, UTM, and Web Mercator; and the shift between VN-2000 and WGS 84.
//
// A CRS turns WGS 84 longitude and latitude into metres and back. Metres are a
// Plane with the fields NorthM and EastM, never two bare numbers, because
// Vietnamese survey papers write X for north and Y for east, and most programs
// the opposite.
//
//		long, _ := crs.ByEPSG(9210) // VN-2000 / TM-3 105-45
//		at, err := long.Project(106.4137, 10.5359)
//		fmt.Println(at.NorthM, at.EastM)
//
//	  - ByEPSG, ByName, TM3 and the table of provinces find a system.
//	  - ParseWKT reads the .prj of a shapefile and the WKT of other formats.
//	  - Detect votes on an unstated system by the communes that rows name; DetectZones
//	    does it for a file in which each row may have its own meridian.
//	  - TransverseMercator, Helmert and Ellipsoid are the mathematics by itself.
//
// # Accuracy
//
// The projection is exact to a few nanometres in and around Viet Nam, and to a
// micrometre up to 30 degrees from the meridian. The datum shift is as good as
// its seven parameters, which EPSG:6960 rates at 1 m. Heights are taken as zero
// (see Datum); that costs 4 cm for each km of height.
//
// # The same bits everywhere
//
// Results do not depend on the processor. The package computes its own sine,
// arctangent, exponential and logarithm from series, because those of package
// math differ between processors in the last bit; it uses only math.Sqrt, Frexp,
// Ldexp and the like, which are exact or correctly rounded. Products that are
// added to something are written float64(a*b), which forbids fused multiply-add.
package crs
