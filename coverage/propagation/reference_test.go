package propagation

import "math"

// The formulas once more, as slowly and literally as the sources print them.
// Fast forms are held against these.

func refFreeSpace(l Link) float64 {
	d := math.Hypot(l.DistanceM, l.TxHeightM-l.RxHeightM)
	return 20 * math.Log10(4*math.Pi*d*l.FrequencyMHz*1e6/299792458)
}

func refHata(env HataEnvironment, l Link) float64 {
	f, hb, hm, d := l.FrequencyMHz, l.TxHeightM, l.RxHeightM, l.DistanceM/1000
	a := (1.1*math.Log10(f)-0.7)*hm - (1.56*math.Log10(f) - 0.8)
	if env == HataUrbanLarge {
		a = refLargeCity(f, hm)
	}
	loss := 69.55 + 26.16*math.Log10(f) - 13.82*math.Log10(hb) - a + (44.9-6.55*math.Log10(hb))*math.Log10(d)
	switch env {
	case HataSuburban:
		loss += -2*math.Pow(math.Log10(f/28), 2) - 5.4
	case HataOpen:
		loss += -4.78*math.Pow(math.Log10(f), 2) + 18.33*math.Log10(f) - 40.94
	}
	return max(loss, refFreeSpace(l))
}

func refLargeCity(f, hm float64) float64 {
	if f <= 200 {
		return 8.29*math.Pow(math.Log10(1.54*hm), 2) - 1.1
	}
	return 3.2*math.Pow(math.Log10(11.75*hm), 2) - 4.97
}

func refCOST231(metropolitan bool, l Link) float64 {
	f, hb, hm, d := l.FrequencyMHz, l.TxHeightM, l.RxHeightM, l.DistanceM/1000
	a, cm := (1.1*math.Log10(f)-0.7)*hm-(1.56*math.Log10(f)-0.8), 0.0
	if metropolitan {
		a, cm = refLargeCity(f, hm), 3
	}
	loss := 46.3 + 33.9*math.Log10(f) - 13.82*math.Log10(hb) - a + (44.9-6.55*math.Log10(hb))*math.Log10(d) + cm
	return max(loss, refFreeSpace(l))
}

func refRMa(l Link, h, w float64) (los, nlos, sigma float64) {
	f, hb, hu := l.FrequencyMHz/1000, l.TxHeightM, l.RxHeightM
	d3 := math.Hypot(l.DistanceM, hb-hu)
	dbp := 2 * math.Pi * hb * hu * f * 1e9 / 3e8
	pl1 := func(d float64) float64 {
		return 20*math.Log10(40*math.Pi*d*f/3) + min(0.03*math.Pow(h, 1.72), 10)*math.Log10(d) -
			min(0.044*math.Pow(h, 1.72), 14.77) + 0.002*math.Log10(h)*d
	}
	los, sigma = pl1(d3), 4
	if l.DistanceM > dbp {
		los, sigma = pl1(dbp)+40*math.Log10(d3/dbp), 6
	}
	nlos = 161.04 - 7.1*math.Log10(w) + 7.5*math.Log10(h) - (24.37-3.7*math.Pow(h/hb, 2))*math.Log10(hb) +
		(43.42-3.1*math.Log10(hb))*(math.Log10(d3)-3) + 20*math.Log10(f) - (3.2*math.Pow(math.Log10(11.75*hu), 2) - 4.97)
	return los, max(los, nlos), sigma
}

func refUMa(l Link) (los, nlos float64) {
	f, hb, hu := l.FrequencyMHz/1000, l.TxHeightM, l.RxHeightM
	d3 := math.Hypot(l.DistanceM, hb-hu)
	dbp := 4 * (hb - 1) * (hu - 1) * f * 1e9 / 3e8
	los = 28 + 22*math.Log10(d3) + 20*math.Log10(f)
	if l.DistanceM > dbp {
		los = 28 + 40*math.Log10(d3) + 20*math.Log10(f) - 9*math.Log10(dbp*dbp+(hb-hu)*(hb-hu))
	}
	return los, max(los, 13.54+39.08*math.Log10(d3)+20*math.Log10(f)-0.6*(hu-1.5))
}

func refUMi(l Link) (los, nlos float64) {
	f, hb, hu := l.FrequencyMHz/1000, l.TxHeightM, l.RxHeightM
	d3 := math.Hypot(l.DistanceM, hb-hu)
	dbp := 4 * (hb - 1) * (hu - 1) * f * 1e9 / 3e8
	los = 32.4 + 21*math.Log10(d3) + 20*math.Log10(f)
	if l.DistanceM > dbp {
		los = 32.4 + 40*math.Log10(d3) + 20*math.Log10(f) - 9.5*math.Log10(dbp*dbp+(hb-hu)*(hb-hu))
	}
	return los, max(los, 35.3*math.Log10(d3)+22.4+21.3*math.Log10(f)-0.3*(hu-1.5))
}

// refLOSChance is table 7.4.2-1.
func refLOSChance(model string, d, hu float64) float64 {
	if model == "rma" {
		return min(1, math.Exp(-(d-10)/1000))
	}
	if d <= 18 {
		return 1
	}
	if model == "umi" {
		return 18/d + math.Exp(-d/36)*(1-18/d)
	}
	c := 0.0
	if hu > 13 {
		c = math.Pow((hu-13)/10, 1.5)
	}
	return min(1, (18/d+math.Exp(-d/63)*(1-18/d))*(1+c*1.25*math.Pow(d/100, 3)*math.Exp(-d/150)))
}

// refPredict is the prediction of a named model inside computable ranges.
func refPredict(name string, l Link) Prediction {
	one := func(loss, sigma float64) Prediction {
		return Prediction{LOSChance: 1, LOSdB: loss, NLOSdB: loss, SigmaLOSdB: sigma, SigmaNLOSdB: sigma}
	}
	p := Prediction{LOSChance: refLOSChance(name, l.DistanceM, l.RxHeightM)}
	switch name {
	case "free-space":
		return one(refFreeSpace(l), 0)
	case "hata-urban", "hata-urban-large", "hata-suburban", "hata-open":
		for i, n := range hataNames {
			if n == name {
				return one(refHata(HataEnvironment(i), l), 8)
			}
		}
	case "cost231-urban", "cost231-metropolitan":
		return one(refCOST231(name == "cost231-metropolitan", l), 8)
	case "rma":
		p.LOSdB, p.NLOSdB, p.SigmaLOSdB = refRMa(l, 5, 20)
		p.SigmaNLOSdB = 8
	case "uma":
		p.LOSdB, p.NLOSdB = refUMa(l)
		p.SigmaLOSdB, p.SigmaNLOSdB = 4, 6
	case "umi":
		p.LOSdB, p.NLOSdB = refUMi(l)
		p.SigmaLOSdB, p.SigmaNLOSdB = 4, 7.82
	}
	return p
}
