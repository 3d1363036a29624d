package propagation

import "fmt"

// EntryLoss is the loss from outdoors to a place in a building: normal around
// MedianDB. Prediction.Through applies it.
type EntryLoss struct {
	MedianDB float64
	SigmaDB  float64
}

// O2I is a building of 3GPP TR 38.901, table 7.4.3-2.
type O2I uint8

// The two buildings of table 7.4.3-2.
const (
	O2ILow  O2I = iota // 30 % plain glass, 70 % concrete; sigma 4.4 dB
	O2IHigh            // 70 % IRR (coated) glass, 30 % concrete; sigma 6.5 dB
)

// String returns "o2i-low" or "o2i-high".
func (b O2I) String() string {
	switch b {
	case O2ILow:
		return "o2i-low"
	case O2IHigh:
		return "o2i-high"
	}
	return fmt.Sprintf("O2I(%d)", uint8(b))
}

// Mean indoor depths d2D-in. Clause 7.4.3 draws the depth as the lesser of two
// uniform numbers, to 25 m in UMa and UMi and to 10 m in RMa; the mean of the
// lesser of two is a third of the end. The report applies only the low-loss
// building to RMa.
const (
	MeanIndoorDepthUrbanM = 25.0 / 3
	MeanIndoorDepthRuralM = 10.0 / 3
)

// EntryLoss is PLtw + PLin of equation 7.4-2, with PLin = 0.5 d2D-in. It is for
// [0.5, 100] GHz, and continued outside. The model holds the whole way in: no other building loss
// is added.
func (b O2I) EntryLoss(frequencyMHz, depthM float64) EntryLoss {
	f := computedMHz.clamp(frequencyMHz) / 1000
	// Table 7.4.3-1, dB.
	glass := 2 + float64(0.2*f)
	irrGlass := 23 + float64(0.3*f)
	concrete := 5 + float64(4*f)
	// PLtw = 5 - 10 log(p1 10^(-L1/10) + p2 10^(-L2/10)), table 7.4.3-2.
	through, sigma := float64(0.3*fromDB(-glass))+float64(0.7*fromDB(-concrete)), 4.4
	if b == O2IHigh {
		through, sigma = float64(0.7*fromDB(-irrGlass))+float64(0.3*fromDB(-concrete)), 6.5
	}
	return EntryLoss{MedianDB: 5 - float64(10*log10(through)) + float64(0.5*depthM), SigmaDB: sigma}
}

// fromDB is 10^(x/10) for x <= 0, and never 0.
func fromDB(x float64) float64 {
	const ln10By10 = 0.230258509299404568401799145468436420760
	return expNegative(max(float64(x*ln10By10), -690))
}
