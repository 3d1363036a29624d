package propagation

import "math"

// P1812Ducting is the loss by ducting and reflection at layers, P.1812-8 4.5,
// in dB.
type P1812Ducting struct {
	Af    float64 // coupling of the antennas to the duct, (47)
	Adp   float64 // within the duct, by angle and time, (50)
	Beta  float64 // % of time, corrected for the path, (52)
	Gamma float64 // (53a)
	Lba   float64 // Af + Adp, (46)
}

func ducting(in *P1812Input, h hop, p *P1812Path) P1812Ducting {
	f := in.FrequencyMHz / 1000
	cubeF := cbrt(f)
	x := P1812Ducting{Af: couplingLoss(f, cubeF, p)}
	// Angular distance with horizon angles held to 0.1 mrad per km.
	theta := 1000*h.d/p.Ae + min(p.ThetaT, float64(0.1*p.Dlt)) + min(p.ThetaR, float64(0.1*p.Dlr))
	specific := float64(5e-5 * float64(p.Ae*cubeF)) // gamma_d, dB/mrad
	x.Beta = ductTime(h.d, p)
	logBeta := log10(x.Beta)
	x.Gamma = 1.076 / power(2.0058-logBeta, 1.012) *
		exp(float64(-(9.51-float64(4.8*logBeta)+float64(0.198*float64(logBeta*logBeta)))*float64(1e-6*power(h.d, 1.13))))
	ratio := log10(in.PercentTime) - logBeta
	ap := -12 + float64((1.2+float64(3.7e-3*h.d))*ratio) + float64(12*pow10(float64(x.Gamma*ratio))) // (53)
	x.Adp = float64(specific*theta) + ap
	x.Lba = x.Af + x.Adp
	return x
}

// couplingLoss is Af, equations (47) to (49).
func couplingLoss(f, cubeF float64, p *P1812Path) float64 {
	alf := 0.0
	if f < 0.5 {
		alf = 45.375 - float64(137*f) + float64(92.5*float64(f*f))
	}
	return 102.45 + float64(20*log10(f)) + float64(20*log10(p.Dlt+p.Dlr)) + alf +
		(siteShielding(f, cubeF, p.ThetaT, p.Dlt) + siteShielding(f, cubeF, p.ThetaR, p.Dlr)) +
		(overSeaCoupling(p.Omega, p.Dct, p.Dlt, p.Hts) + overSeaCoupling(p.Omega, p.Dcr, p.Dlr, p.Hrs))
}

// siteShielding is Ast or Asr, equation (48).
func siteShielding(f, cubeF, theta, dl float64) float64 {
	t := theta - float64(0.1*dl)
	if !(t > 0) {
		return 0
	}
	return float64(20*log10(1+float64(0.361*t*math.Sqrt(float64(f*dl))))) + float64(0.264*t*cubeF)
}

// overSeaCoupling is Act or Acr, equation (49).
func overSeaCoupling(omega, dc, dl, hs float64) float64 {
	if omega < 0.75 || dc > dl || dc > 5 {
		return 0
	}
	// 1 + tanh x = 2/(1 + e^-2x)
	return float64(-3 * expNegative(float64(-0.25*float64(dc*dc))) * float64(2*logistic(float64(-0.07*(50-hs)))))
}

// ductTime is beta = beta0 mu2 mu3, equations (52) to (56).
func ductTime(d float64, p *P1812Path) float64 {
	alpha := max(-0.6-float64(3.5e-9*float64(power(d, 3.1)*p.Tau)), -3.4)
	root := math.Sqrt(p.Hte) + math.Sqrt(p.Hre)
	mu2 := min(1, power(float64(500*float64(d*d))/float64(p.Ae*float64(root*root)), alpha))
	mu3 := 1.0
	if p.Hm > 10 {
		di := min(d-p.Dlt-p.Dlr, 40)
		mu3 = expNegative(float64(float64(-4.6e-5*(p.Hm-10)) * (43 + float64(6*di))))
	}
	return float64(p.Beta0 * float64(mu2*mu3))
}
