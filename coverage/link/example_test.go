package link_test

import (
	"fmt"

	"phusong/coverage"
	"phusong/coverage/link"
)

// A link over a hill of 80 m, half-way.
func ExamplePredict() {
	l := link.Link{ID: "hill", From: link.Place{Lon: 106, Lat: 10}, To: link.Place{Lon: 106.1, Lat: 10}, RxHeightM: 1.5,
		Cell: coverage.Cell{FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 60, HeightM: 40, Technology: coverage.Tech4G}}
	distanceM, _, _ := l.DistanceM()
	g := &link.Ground{}
	for i := 0; i <= 100; i++ {
		g.DistanceKm = append(g.DistanceKm, distanceM/1000*float64(i)/100)
		g.Lon, g.Lat = append(g.Lon, 106+float64(i)/1000), append(g.Lat, 10)
		g.GroundM = append(g.GroundM, 5)
	}
	g.GroundM[50] = 80
	r, err := link.Predict(l, g, link.Options{Models: []string{"free-space", "p1812"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := r.Clearances[0]
	fmt.Printf("%.2f F1 at %.1f km\n", c.Ratio, c.Post.DistanceKm)
	for _, m := range r.Losses {
		fmt.Printf("%s %.1f dB, %.1f dBm\n", m.Model, m.LossDB, m.LevelDBm)
	}
	// Output:
	// -2.61 F1 at 5.5 km
	// free-space 118.4 dB, -89.1 dBm
	// p1812 152.5 dB, -123.3 dBm
}
