package propagation

import (
	"fmt"
	"math"
)

// DefaultEffectiveRadiusKm is 4/3 of the Earth's, rounded as in the validation
// examples of ITU-R Study Group 3.
const DefaultEffectiveRadiusKm = 8500

// DiffractionLink is a link for DeltaBullington. Heights are above ground.
type DiffractionLink struct {
	FrequencyMHz         float64 // [1, 1e6], beyond is an error
	TxHeightM, RxHeightM float64 // [0.1, 10000], beyond is an error
	EffectiveRadiusKm    float64 // ae; 0: DefaultEffectiveRadiusKm
	SeaShare             float64 // omega in [0, 1]: the share of the path over sea
	Polarisation         Polarisation
}

// DeltaBullingtonResult is a diffraction loss with its stages.
type DeltaBullingtonResult struct {
	HstdM, HsrdM float64 // ends of the smooth surface above sea level, P.1812-8 (89)
	HtspM, HrspM float64 // antennas above it, (37)
	LbaDB        float64 // Bullington loss of the profile, (21)
	LbsDB        float64 // Bullington loss of the smooth surface, (21)
	LsphDB       float64 // loss of the spherical Earth, (22) to (36)
	LossDB       float64 // Lba + max(Lsph - Lbs, 0), (39)
	Warnings     Warning // of the range of P.526, see DeltaBullingtonValidity
}

// DeltaBullingtonValidity is the range of P.526-15 4.5: frequencies in [30 MHz,
// inf), any antennas above ground.
func DeltaBullingtonValidity() Validity {
	return Validity{FrequencyMHz: Interval{30, math.Inf(1)}, DistanceM: everything,
		TxHeightM: everything, RxHeightM: everything}
}

// DeltaBullington is the diffraction loss over a profile by the complete method
// of ITU-R P.526-15 4.5.4, the same as in P.1812-8 4.3. The loss is beyond that of
// free space. The error says which input is impossible.
func DeltaBullington(p Profile, l DiffractionLink) (DeltaBullingtonResult, error) {
	if err := p.Validate(); err != nil {
		return DeltaBullingtonResult{}, err
	}
	ae := l.EffectiveRadiusKm
	if ae == 0 {
		ae = DefaultEffectiveRadiusKm
	}
	if err := l.check(ae); err != nil {
		return DeltaBullingtonResult{}, err
	}
	last := len(p.HeightM) - 1
	path := hop{p.LengthKm(), p.HeightM[0] + l.TxHeightM, p.HeightM[last] + l.RxHeightM, wavelengthM(l.FrequencyMHz)}
	ground := cover{d: p.DistanceKm, h: p.HeightM}
	view := path.survey(&ground, bulge(ae))
	r := view.diffractionHeights(path)
	r.LbaDB = path.bullington(&ground, [2]float64{bulge(ae), bulge(ae)})[0]
	r.addSphere(path, p.DistanceKm, ae, surface{l.SeaShare, l.Polarisation})
	if l.FrequencyMHz < 30 {
		r.Warnings |= FrequencyBelow
	}
	return r, nil
}

func (l DiffractionLink) check(ae float64) error {
	if err := checkEnds(l.FrequencyMHz, l.TxHeightM, l.RxHeightM); err != nil {
		return err
	}
	switch {
	case !(Interval{100, 1e6}).Contains(ae):
		return fmt.Errorf("effective Earth radius %v km: it must be in [100, 1000000] km", ae)
	case !(Interval{0, 1}).Contains(l.SeaShare):
		return fmt.Errorf("sea share %v: it must be in [0, 1]", l.SeaShare)
	case l.Polarisation > Vertical:
		return fmt.Errorf("polarisation %d: choose horizontal or vertical", l.Polarisation)
	}
	return nil
}

// terrainHeightM is what terrain methods take as an antenna's height above ground.
var terrainHeightM = Interval{0.1, 10000}

func checkEnds(frequencyMHz, txHeightM, rxHeightM float64) error {
	switch {
	case !computedMHz.Contains(frequencyMHz):
		return fmt.Errorf("frequency %v MHz: it must be in %v MHz", frequencyMHz, computedMHz)
	case !terrainHeightM.Contains(txHeightM):
		return fmt.Errorf("tx height %v m above ground: it must be in %v m", txHeightM, terrainHeightM)
	case !terrainHeightM.Contains(rxHeightM):
		return fmt.Errorf("rx height %v m above ground: it must be in %v m", rxHeightM, terrainHeightM)
	}
	return nil
}

// addSphere completes a result that has its Bullington loss and heights: the
// smooth surface with (37), the sphere, and the sum (39).
func (r *DeltaBullingtonResult) addSphere(path hop, d []float64, ae float64, s surface) {
	path.hts, path.hrs = r.HtspM, r.HrspM
	r.LbsDB = path.smoothBullington(d, bulge(ae))
	r.LsphDB = path.sphericalEarth(ae, s)
	r.LossDB = r.LbaDB + max(r.LsphDB-r.LbsDB, 0)
}

// view is what one pass over the bare ground finds.
type view struct {
	hst, hsr       float64 // ends of the fitted straight line, (85) and (86)
	alphaT, alphaR float64 // steepest slope to a post from either end, m/km, flat Earth; if hobs > 0
	hobs           float64 // highest post above the straight ray, (87)
	edgeT, edgeR   float64 // steepest slope with the Earth's bulge, m/km, (76) and (79); if beyond the horizon
	postT, postR   int     // the first and the last post that has it
	h1, hn         float64 // ground under the ends
}

// survey is P.1812-8 Attachment 1 4 and 5.6.1, the passes in one.
func (p *hop) survey(c *cover, b float64) view {
	low := math.Inf(-1)
	v := view{alphaT: low, alphaR: low}
	d, h := c.d, c.h[:len(c.d)]
	slope := (p.hrs - p.hts) / p.d
	v1, v2, w1, w2, last := 0.0, 0.0, 0.0, 0.0, len(d)-1
	hts, hrs, length, hobs := p.hts-doubtM, p.hrs-doubtM, p.d, low
	// A path that no post reaches is in sight. From the far end the line is lowered
	// by a microradian, so that what reaches it from one end does from the other.
	v.edgeT, v.edgeR = slope-float64(b*p.d), -slope-float64(b*p.d)-1e-3
	x0, g0 := d[0], h[0]
	for i := 1; i <= last; i++ {
		x, g := d[i], h[i]
		step := x - x0
		// (83) and (84), in two sums each: one alone waits for its own last addition.
		v1, w1 = w1, v1+float64(step*(g+g0))
		v2, w2 = w2, v2+float64(step*(float64(g*(float64(2*x)+x0))+float64(g0*(x+float64(2*x0)))))
		x0, g0 = x, g
		if i == last {
			break
		}
		s := g - (p.hts + float64(slope*x))
		if s > hobs {
			hobs = s
		}
		y := length - x
		// Without a division first: v.slopes is for posts near or above a line. The
		// flat slopes are asked for only where a post stands above the straight ray.
		up, down := g-hts, g-hrs
		if s > -doubtM && (up >= float64(v.alphaT*x) || down >= float64(v.alphaR*y)) ||
			up >= float64((v.edgeT+float64(b*x))*x) || down >= float64((v.edgeR+float64(b*y))*y) {
			v.slopes(p, g, b, i, x)
		}
	}
	v1, v2 = v1+w1, v2+w2
	v.hst = (float64(2*float64(v1*p.d)) - v2) / float64(p.d*p.d) // (85)
	v.hsr = (v2 - float64(v1*p.d)) / float64(p.d*p.d)            // (86)
	v.h1, v.hn, v.hobs = h[0], h[last], hobs
	return v
}

// slopes takes post i at x, of height g, into the steepest slopes.
func (v *view) slopes(p *hop, g, b float64, i int, x float64) {
	y := p.d - x
	q := 1 / float64(x*y)
	up, down := float64(float64((g-p.hts)*y)*q), float64(float64((g-p.hrs)*x)*q)
	if up > v.alphaT {
		v.alphaT = up
	}
	if down > v.alphaR {
		v.alphaR = down
	}
	if s := up - float64(b*x); s > v.edgeT {
		v.edgeT, v.postT = s, i
	}
	if s := down - float64(b*y); s >= v.edgeR {
		v.edgeR, v.postR = s, i
	}
}

// diffractionHeights is the smooth surface for diffraction, (87) to (89), and the
// antennas above it, (37).
func (v *view) diffractionHeights(p hop) DeltaBullingtonResult {
	hst, hsr := v.hst, v.hsr
	if v.hobs > 0 {
		slope := (p.hrs - p.hts) / p.d
		// (87): slopes of the posts above the straight ray between the antennas.
		alphaT, alphaR := v.alphaT-slope, v.alphaR+slope
		gt := alphaT / (alphaT + alphaR)
		hst -= float64(v.hobs * gt)       // (88)
		hsr -= float64(v.hobs * (1 - gt)) // (88)
	}
	r := DeltaBullingtonResult{HstdM: min(hst, v.h1), HsrdM: min(hsr, v.hn)}
	r.HtspM, r.HrspM = p.hts-r.HstdM, p.hrs-r.HsrdM
	return r
}
