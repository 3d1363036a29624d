package propagation

// troposcatter is Lbs, P.1812-8 4.4, equations (44) and (45), for an angular
// distance theta in mrad.
func troposcatter(in *P1812Input, d, theta float64) float64 {
	f := in.FrequencyMHz / 1000
	logHalf := log10(f / 2)
	lf := float64(25*log10(f)) - float64(2.5*float64(logHalf*logHalf))
	return 190.1 + lf + float64(20*log10(d)) + float64(0.573*theta) - float64(0.15*in.N0) -
		float64(10.125*power(log10(50/in.PercentTime), 0.7))
}
