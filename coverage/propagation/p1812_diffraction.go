package propagation

// P1812Diffraction is the loss by diffraction, P.1812-8 4.3, in dB.
type P1812Diffraction struct {
	Median DeltaBullingtonResult // over the median Earth, ae
	Beta   DeltaBullingtonResult // over the Earth of beta0 % of time, 3 x 6371 km
	Fi     float64               // (40)
	Ldp    float64               // for p % of time, (41)
	Lbd50  float64               // with free space, median, (42)
	Lbd    float64               // with line of sight, for p % of time, (43)
}

// diffraction adds clutter to the profile for the Bullington part alone; the
// smooth surface is of bare ground.
func diffraction(in *P1812Input, h hop, v *view, r *P1812Result) P1812Diffraction {
	var x P1812Diffraction
	d := in.Profile.DistanceKm
	ae, ab := r.Path.Ae, r.Path.Abeta
	lba := h.bullington(&cover{d, in.Profile.HeightM, in.ClutterM}, [2]float64{bulge(ae), bulge(ab)})
	s := surface{r.Path.Omega, in.Polarisation}
	x.Median = v.diffractionHeights(h)
	x.Beta = x.Median
	x.Median.LbaDB, x.Beta.LbaDB = lba[0], lba[1]
	x.Median.addSphere(h, d, ae, s)
	x.Beta.addSphere(h, d, ab, s)

	ld50, ldb := x.Median.LossDB, x.Beta.LossDB
	x.Fi = 1
	if in.PercentTime > r.Path.Beta0 {
		x.Fi = upperQuantile(in.PercentTime/100) / upperQuantile(r.Path.Beta0/100)
	}
	x.Ldp = ld50
	if in.PercentTime < 50 {
		x.Ldp += float64(x.Fi * (ldb - ld50))
	}
	x.Lbd50 = r.Lbfs + ld50
	x.Lbd = r.Lb0p + x.Ldp
	return x
}
