package calibrate

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Form is a shape of correction, added to the predicted level.
type Form string

// The forms, in order of freedom. d is the distance in km, T the loss by obstacles.
const (
	FormNone    Form = "none"
	FormOffset  Form = "offset"  // a
	FormSlope   Form = "slope"   // a + b 10 log10(d)
	FormTerrain Form = "terrain" // a + b 10 log10(d) + c T
)

// forms lists those that are fitted.
var forms = []Form{FormOffset, FormSlope, FormTerrain}

// termNames are the coefficients in order.
var termNames = []string{"offset_db", "slope_per_10log10_km", "terrain_coefficient"}

// size is how many coefficients a form has.
func (f Form) size() int {
	return slices.Index([]Form{FormNone, FormOffset, FormSlope, FormTerrain}, f)
}

// row is the regressors of a bin.
func (f Form) row(b *Bin) []float64 { return []float64{1, b.logDistance(), b.TerrainLossDB}[:f.size()] }

// Coefficient is an estimate with its uncertainty by three ways. Ordinary least
// squares takes bins for independent, which they are not: it is given for
// comparison. Clustered is what to quote.
type Coefficient struct {
	Name        string `json:"name"`
	Value       Number `json:"value"`
	OrdinarySE  Number `json:"ordinary_se"`
	ClusteredSE Number `json:"clustered_se"`
	Ordinary    Range  `json:"ordinary_interval"`  // t with n-p degrees of freedom
	Clustered   Range  `json:"clustered_interval"` // t with blocks-1 degrees of freedom
	Bootstrap   Range  `json:"bootstrap_interval"` // percentiles over resampled blocks
}

// Range is an interval.
type Range struct {
	Lo Number `json:"lo"`
	Hi Number `json:"hi"`
}

// system is the normal equations of some bins: X'X and X'e. They add up, so that
// folds and resamples are sums over blocks.
type system struct {
	p       int
	xx      []float64 // p x p, by rows
	xe      []float64
	samples int
}

func newSystem(p int) *system {
	return &system{p: p, xx: make([]float64, p*p), xe: make([]float64, p)}
}

func (s *system) addRow(x []float64, e float64) {
	for i := range s.p {
		for j := range s.p {
			s.xx[i*s.p+j] += float64(x[i] * x[j])
		}
		s.xe[i] += float64(x[i] * e)
	}
	s.samples++
}

func (s *system) add(o *system, sign float64) {
	for i := range s.xx {
		s.xx[i] += float64(sign * o.xx[i])
	}
	for i := range s.xe {
		s.xe[i] += float64(sign * o.xe[i])
	}
	s.samples += int(sign) * o.samples
}

// maxCondition is where the columns of a regression count as the same: all bins at
// one distance give no slope.
const maxCondition = 1e10

// solve gives the coefficients and the inverse of X'X; false where they are not
// determined.
func (s *system) solve() ([]float64, *mat.SymDense, bool) {
	if s.samples <= s.p {
		return nil, nil, false
	}
	var c mat.Cholesky
	if !c.Factorize(mat.NewSymDense(s.p, slices.Clone(s.xx))) || c.Cond() > maxCondition {
		return nil, nil, false
	}
	beta := mat.NewVecDense(s.p, nil)
	if err := c.SolveVecTo(beta, mat.NewVecDense(s.p, slices.Clone(s.xe))); err != nil {
		return nil, nil, false
	}
	var inverse mat.SymDense
	if err := c.InverseTo(&inverse); err != nil {
		return nil, nil, false
	}
	return slices.Clone(beta.RawVector().Data), &inverse, true
}

// evidence is the bins of a fit with their blocks.
type evidence struct {
	bins   []Bin
	errors []float64
	block  []int // of each bin, from 0
	blocks int
}

func newEvidence(bins []Bin) *evidence {
	v := &evidence{bins: bins, errors: errorsOf(bins), block: make([]int, len(bins))}
	all := make([]Block, len(bins))
	for i := range bins {
		all[i] = bins[i].Block
	}
	slices.SortFunc(all, compareBlocks)
	all = slices.Compact(all)
	v.blocks = len(all)
	for i := range bins {
		v.block[i], _ = slices.BinarySearchFunc(all, bins[i].Block, compareBlocks)
	}
	return v
}

// systems are the normal equations of a form, block by block.
func (v *evidence) systems(f Form) []*system {
	parts := make([]*system, v.blocks)
	for i := range parts {
		parts[i] = newSystem(f.size())
	}
	for i := range v.bins {
		parts[v.block[i]].addRow(f.row(&v.bins[i]), v.errors[i])
	}
	return parts
}

func total(p int, parts []*system) *system {
	all := newSystem(p)
	for _, s := range parts {
		all.add(s, 1)
	}
	return all
}

// residuals are the errors that a correction leaves.
func (v *evidence) residuals(f Form, beta []float64) []float64 {
	r := slices.Clone(v.errors)
	for i := range r {
		r[i] -= dotProduct(f.row(&v.bins[i]), beta)
	}
	return r
}

func dotProduct(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += float64(x[i] * y[i])
	}
	return sum
}

// fit estimates a form; false where the bins do not determine it.
func (v *evidence) fit(f Form, o Options) ([]Coefficient, []float64, bool) {
	p := f.size()
	parts := v.systems(f)
	all := total(p, parts)
	beta, inverse, ok := all.solve()
	if !ok {
		return nil, nil, false
	}
	residuals := v.residuals(f, beta)
	n := len(v.bins)
	ordinary := ordinarySE(inverse, residuals)
	clustered := clusteredSE(parts, all, beta)
	tOrdinary, tClustered := quantileT(o.Confidence, float64(n-p)), quantileT(o.Confidence, float64(v.blocks-1))
	bootstrap := resample(parts, p, o)
	out := make([]Coefficient, p)
	for i := range out {
		out[i] = Coefficient{Name: termNames[i], Value: Number(beta[i]), OrdinarySE: Number(ordinary[i]), ClusteredSE: Number(clustered[i]),
			Ordinary: around(beta[i], float64(ordinary[i]*tOrdinary)), Clustered: around(beta[i], float64(clustered[i]*tClustered)), Bootstrap: bootstrap[i]}
	}
	return out, beta, true
}

func around(middle, half float64) Range { return Range{Number(middle - half), Number(middle + half)} }

// quantileT is the half width, in standard errors, of an interval of a confidence.
func quantileT(confidence, freedom float64) float64 {
	if freedom < 1 {
		return math.NaN()
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(0.5 + confidence/2)
}

// ordinarySE takes errors for independent and alike.
func ordinarySE(inverse *mat.SymDense, residuals []float64) []float64 {
	p := inverse.SymmetricDim()
	variance := dotProduct(residuals, residuals) / float64(len(residuals)-p)
	se := make([]float64, p)
	for i := range se {
		se[i] = math.Sqrt(float64(variance * inverse.At(i, i)))
	}
	return se
}

// clusteredSE lets errors within a block be anything: the jackknife that leaves out
// one block after the other, (G-1)/G times the sum of squared changes for G blocks
// (CV3 of MacKinnon and White, J. Econometrics 29, 1985, by clusters). The usual
// sandwich is too small when a few blocks near the mast decide a slope. NaN where a
// block is all that determines a coefficient.
func clusteredSE(parts []*system, all *system, beta []float64) []float64 {
	se, g := make([]float64, all.p), float64(len(parts))
	for _, part := range parts {
		rest := newSystem(all.p)
		rest.add(all, 1)
		rest.add(part, -1)
		without, _, ok := rest.solve()
		for i := range se {
			if !ok {
				se[i] = math.NaN()
				continue
			}
			se[i] += float64((without[i] - beta[i]) * (without[i] - beta[i]))
		}
	}
	for i := range se {
		se[i] = math.Sqrt(float64((g - 1) / g * se[i]))
	}
	return se
}
