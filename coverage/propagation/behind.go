package propagation

import "math"

// What an obstacle adds to a law at least, by look-ups: a search for the best server
// asks it of every mast whose level over flat ground would do, and mostly goes on to
// the next.

// edgeLoss is the part of the Bullington loss that hangs on nu alone: J(nu), and by
// how much of 10 + 0.02 d the loss is above it.
type edgeLoss struct{ luc, share float32 }

// edgeLosses begin at nu 0, then at 2^-7 and on by 64 steps for each doubling, to 2^10.
var edgeLosses = makeEdgeLosses()

const (
	edgeShift = 52 - 6
	edgeFirst = uint64(1023-7) << 52 >> edgeShift
	edgeLast  = uint64(1023+10) << 52 >> edgeShift
)

func makeEdgeLosses() (t [edgeLast - edgeFirst + 2]edgeLoss) {
	for i := range t {
		nu := 0.0
		if i > 0 {
			nu = math.Float64frombits((edgeFirst + uint64(i) - 1) << edgeShift)
		}
		luc := KnifeEdgeLossDB(nu)
		t[i] = edgeLoss{float32(luc), float32(1 - expNegative(luc/-6))}
	}
	return t
}

// tableSlackDB holds what float32 rounds.
const tableSlackDB = 0.001

// leastBullington bounds hop.bullingtonLoss from below, for nu of 0 or more.
func leastBullington(nu, dKm float64) float64 {
	i := int(math.Float64bits(nu)>>edgeShift) - int(edgeFirst) + 1
	e := &edgeLosses[min(max(i, 0), len(edgeLosses)-1)]
	return float64(e.luc) + float64(float64(e.share)*(10+float64(0.02*dKm))) - tableSlackDB
}

// flatMost bounds the Bullington loss over flat ground from above. The loss over a
// smooth Earth never falls with the distance: what is said of a step is said of its end.
// Steps are 32 for each doubling from 2^-7 km to 2^8 km.
type flatMost [(flatMostLast - flatMostFirst)]float32

const (
	flatMostShift = 52 - 5
	flatMostFirst = uint64(1023-7) << 52 >> flatMostShift
	flatMostLast  = uint64(1023+8) << 52 >> flatMostShift
)

func (t *flatMost) fill(p hop, b float64) {
	for i := range t {
		p.d = math.Float64frombits((flatMostFirst + uint64(i) + 1) << flatMostShift)
		t[i] = float32(p.mostSmoothBullington(b) + tableSlackDB)
	}
}

// at is +Inf for a distance beyond the table.
func (t *flatMost) at(dKm float64) float64 {
	i := max(int(math.Float64bits(dKm)>>flatMostShift)-int(flatMostFirst), 0)
	if i >= len(t) {
		return math.Inf(1)
	}
	return float64(t[i])
}

// mostSmoothBullington is the Bullington loss over a smooth Earth with a post
// everywhere: more than that over the posts of any step. The slope b (d-x) - h/x to a
// place at x has its summit at sqrt(h/b).
func (p *hop) mostSmoothBullington(b float64) float64 {
	steepest := func(h float64) float64 {
		if float64(b*float64(p.d*p.d)) <= h {
			return -h / p.d
		}
		return float64(b*p.d) - float64(2*math.Sqrt(float64(h*b)))
	}
	nu, over := p.bullingtonPoint(steepest(p.hts), steepest(p.hrs))
	if !over {
		nu = p.smoothNu(b)
	}
	return p.bullingtonLoss(nu)
}

// smoothNu is nu of the place where a smooth Earth comes nearest to the line of sight:
// the root of the derivative in smoothSummit, by halving.
func (p *hop) smoothNu(b float64) float64 {
	low, high := 0.0, p.d
	for range 48 {
		x := (low + high) / 2
		if float64(x*(p.hts+p.hrs))-float64(p.d*p.hts) < float64(b*float64((p.d-2*x)*float64(x*(p.d-x)))) {
			low = x
		} else {
			high = x
		}
	}
	xy := float64(high * (p.d - low))
	above := float64(b*xy) - (p.hts + float64((p.hrs-p.hts)/p.d*high))
	return float64(above * math.Sqrt(0.002*p.d/float64(p.lambda*xy)))
}

// Edge is the bare post that an antenna sees under the steepest slope on the way to
// somewhere: how far it is, by what slope in m/km below the plane tangent to the Earth
// at the transmitter, and how high the antenna stands. Without a post Km is 0.
type Edge struct{ Km, Slope, AntennaM float64 }

// Edge is that of the crossing; none where the ray has clutter.
func (c *Crossing) Edge() Edge {
	if c.posts == 0 || c.view.ray.hasClutter() {
		return Edge{}
	}
	s := c.view.slope(c.view.ray.top, c.view.top[c.posts])
	return Edge{c.view.ray.at(int(s.post)), s.slope, c.hts}
}

// ReceiverM is how high the receiver stands.
func (c *Crossing) ReceiverM() float64 { return c.hrs }

// LeastBehindDB implements PreparedPath, as Crossing.singleEdge.
func (p *preparedLaw) LeastBehindDB(e Edge, distanceKm, receiverM float64) float64 {
	const b = 500 / lawRadiusKm
	above := e.Slope - ((receiverM-e.AntennaM)/distanceKm - float64(b*distanceKm))
	if e.Km <= 0 || above <= 0 {
		return 0
	}
	nu := float64(above * math.Sqrt(float64(float64(0.002*distanceKm)*e.Km)/float64(p.lambda*(distanceKm-e.Km))))
	return max(0, leastBullington(nu, distanceKm)-p.flat.at(distanceKm))
}

// LeastBehindDB implements PreparedPath; BoundOver says more.
func (p *preparedP1812) LeastBehindDB(Edge, float64, float64) float64 { return 0 }

// LeastBehindDB implements PreparedPath: no post bounds ITM.
func (p *preparedITM) LeastBehindDB(Edge, float64, float64) float64 { return 0 }
