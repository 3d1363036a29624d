package report

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"phusong/coverage/link"
	"phusong/internal/picture"
)

// The picture of a profile: its size, and the frame in it that holds the axes.
const (
	profileWidth, profileHeight = 1200, 640
	frameLeft, frameRight       = 78, 1176
	frameTop, frameBottom       = 112, 584
)

var (
	inkColor     = color.NRGBA{34, 34, 34, 255}
	greyColor    = color.NRGBA{110, 110, 110, 255}
	gridColor    = color.NRGBA{225, 225, 225, 255}
	earthColor   = color.NRGBA{150, 160, 172, 255}
	groundColor  = color.NRGBA{176, 141, 98, 255}
	clutterColor = color.NRGBA{96, 153, 84, 255}
	zoneColor    = color.NRGBA{66, 133, 204, 46}
	coreColor    = color.NRGBA{66, 133, 204, 70}
	rayColor     = color.NRGBA{190, 40, 40, 255}
	unknownColor = color.NRGBA{200, 60, 60, 50}
	paleColor    = color.NRGBA{255, 255, 255, 190}
	mastColor    = color.NRGBA{40, 40, 40, 255}
)

// DrawProfile draws a link over the ground between its ends: ground, clutter, the
// Earth of the median of time, the line of sight, the first Fresnel zone and 60 % of
// it, the antennas and the obstacle. Rays are straight, so the Earth is curved; the
// heights of the axis are those above sea level at both ends. The result must have
// ground.
func DrawProfile(r *link.Result) *picture.Picture {
	d := newProfileDrawing(r)
	d.axes()
	d.ground()
	d.zones()
	d.unknown()
	d.frame()
	d.ray()
	d.obstacle()
	d.antennas()
	d.titles()
	d.legend()
	return d.Picture
}

type profileDrawing struct {
	*picture.Picture
	r           *link.Result
	posts       []link.Post
	lengthKm    float64
	baseM       float64 // height of the Earth's curve at the ends: the lowest ground
	bottomM     float64
	topM        float64
	hasRay      bool
	hasKnown    bool
	heightTicks []float64
}

func newProfileDrawing(r *link.Result) *profileDrawing {
	d := &profileDrawing{Picture: picture.New(profileWidth, profileHeight), r: r,
		posts: link.Posts(&r.Link, r.Ground, r.Link.Conditions.EarthFactor())}
	d.lengthKm = d.posts[len(d.posts)-1].DistanceKm
	d.hasRay = !math.IsNaN(d.posts[0].LineOfSightM)
	low, high, base := math.Inf(1), math.Inf(-1), math.Inf(1)
	for _, p := range d.posts {
		for _, m := range []float64{surfaceM(p), p.LineOfSightM + p.FresnelRadiusM, p.LineOfSightM} {
			if !math.IsNaN(m) {
				high = math.Max(high, m)
			}
		}
		if !math.IsNaN(p.GroundM) {
			d.hasKnown = true
			base, low = math.Min(base, p.GroundM), math.Min(low, p.GroundM+p.BulgeM)
		}
	}
	if !d.hasKnown {
		low, high, base = 0, 100, 0
	}
	d.baseM = base
	span := math.Max(high-math.Min(low, base), 20)
	d.bottomM, d.topM = math.Min(low, base)-float64(0.08*span), high+float64(0.12*span)
	d.heightTicks = ticks(d.bottomM, d.topM, 8)
	return d
}

// surfaceM is the top of ground and clutter over the curved Earth.
func surfaceM(p link.Post) float64 { return p.GroundM + p.BulgeM + p.ClutterM }

// ticks are round numbers, 1, 2 or 5 times a power of ten apart, from at or below lo
// to at or above hi: no more than about steps.
func ticks(lo, hi float64, about int) []float64 {
	step := 0.0001
	for i := 0; (hi-lo)/step > float64(about); i++ {
		step *= []float64{2, 2.5, 2}[i%3]
	}
	var all []float64
	for i := math.Floor(lo / step); ; i++ {
		v := float64(i * step)
		all = append(all, v)
		if v >= hi {
			return all
		}
	}
}

func (d *profileDrawing) x(km float64) float64 {
	return frameLeft + float64((frameRight-frameLeft)*(km/d.lengthKm))
}

// y is cut off at the frame.
func (d *profileDrawing) y(m float64) float64 {
	share := (m - d.bottomM) / (d.topM - d.bottomM)
	return frameBottom - float64((frameBottom-frameTop)*math.Min(math.Max(share, 0), 1))
}

func (d *profileDrawing) at(km, m float64) picture.Point { return picture.Point{X: d.x(km), Y: d.y(m)} }

// run is a curve over posts i to j, both included.
func (d *profileDrawing) run(i, j int, height func(link.Post) float64) []picture.Point {
	points := make([]picture.Point, 0, j-i+1)
	for _, p := range d.posts[i : j+1] {
		points = append(points, d.at(p.DistanceKm, height(p)))
	}
	return thinned(points)
}

// thinned keeps of the points in one column of pixels the first, the lowest, the
// highest and the last.
func thinned(points []picture.Point) []picture.Point {
	var out []picture.Point
	for i := 0; i < len(points); {
		low, high, j := i, i, i
		for ; j < len(points) && math.Floor(points[j].X) == math.Floor(points[i].X); j++ {
			if points[j].Y > points[low].Y {
				low = j
			}
			if points[j].Y < points[high].Y {
				high = j
			}
		}
		last := -1
		for _, k := range []int{i, min(low, high), max(low, high), j - 1} {
			if k > last {
				out, last = append(out, points[k]), k
			}
		}
		i = j
	}
	return out
}

// between fills what lies between two curves.
func (d *profileDrawing) between(upper, lower []picture.Point, fill color.NRGBA) {
	points := append([]picture.Point(nil), upper...)
	for i := len(lower) - 1; i >= 0; i-- {
		points = append(points, lower[i])
	}
	d.Area(points, fill)
}

func (d *profileDrawing) axes() {
	small := picture.Font{SizePx: 13, Color: greyColor}
	for _, m := range d.heightTicks {
		if m < d.bottomM || m > d.topM {
			continue
		}
		y := d.y(m)
		d.Line([]picture.Point{{X: frameLeft, Y: y}, {X: frameRight, Y: y}}, picture.Stroke{Color: gridColor, WidthPx: 1})
		small.Anchor = picture.End
		d.Text(picture.Point{X: frameLeft - 8, Y: y + 4.5}, tickText(m), small)
	}
	small.Anchor = picture.Middle
	for _, km := range ticks(0, d.lengthKm, 10) {
		if km > float64(d.lengthKm*1.0001) {
			continue
		}
		x := d.x(km)
		d.Line([]picture.Point{{X: x, Y: frameTop}, {X: x, Y: frameBottom}}, picture.Stroke{Color: gridColor, WidthPx: 1})
		d.Text(picture.Point{X: x, Y: frameBottom + 19}, tickText(km), small)
	}
	d.Text(picture.Point{X: (frameLeft + frameRight) / 2, Y: frameBottom + 42}, "distance from the transmitter, km", small)
	small.Up = true
	d.Text(picture.Point{X: 20, Y: (frameTop + frameBottom) / 2}, "height, m above sea level at both ends", small)
}

func tickText(v float64) string {
	s := strconv.FormatFloat(v, 'f', 4, 64)
	f, _ := strconv.ParseFloat(s, 64) // written above
	return strconv.FormatFloat(f+0, 'f', -1, 64)
}

// ground draws the curved Earth and, where they are known, ground and clutter on it.
func (d *profileDrawing) ground() {
	last := len(d.posts) - 1
	floor := func(link.Post) float64 { return d.bottomM }
	curve := func(p link.Post) float64 { return d.baseM + p.BulgeM }
	bare := func(p link.Post) float64 { return p.GroundM + p.BulgeM }
	for i := 0; i <= last; i++ {
		j := i
		for j <= last && !math.IsNaN(d.posts[j].GroundM) {
			j++
		}
		if j-i >= 2 {
			if d.r.Ground.ClutterM != nil {
				d.between(d.run(i, j-1, d.top), d.run(i, j-1, bare), clutterColor)
			}
			d.between(d.run(i, j-1, bare), d.run(i, j-1, curve), groundColor)
			d.Line(d.run(i, j-1, bare), picture.Stroke{Color: color.NRGBA{110, 80, 45, 255}, WidthPx: 1.5})
		}
		i = max(i, j)
	}
	d.between(d.run(0, last, curve), d.run(0, last, floor), earthColor)
}

// top is surfaceM where clutter is known, else the ground.
func (d *profileDrawing) top(p link.Post) float64 {
	if math.IsNaN(p.ClutterM) {
		return p.GroundM + p.BulgeM
	}
	return surfaceM(p)
}

func (d *profileDrawing) unknown() {
	for _, s := range d.r.Unknown {
		x1, x2 := d.x(s.FromKm), d.x(s.ToKm)
		d.Area([]picture.Point{{X: x1, Y: frameTop}, {X: x2, Y: frameTop}, {X: x2, Y: frameBottom}, {X: x1, Y: frameBottom}}, unknownColor)
		if x2-x1 > 110 {
			d.Text(picture.Point{X: (x1 + x2) / 2, Y: frameTop + 20}, "terrain unknown", picture.Font{SizePx: 13, Color: rayColor, Anchor: picture.Middle})
		}
	}
}

func (d *profileDrawing) frame() {
	d.Line([]picture.Point{{X: frameLeft, Y: frameTop}, {X: frameLeft, Y: frameBottom}, {X: frameRight, Y: frameBottom}, {X: frameRight, Y: frameTop},
		{X: frameLeft, Y: frameTop}}, picture.Stroke{Color: greyColor, WidthPx: 1})
}

// zones draws the first Fresnel zone, and within it the part that is to be clear.
// The ellipse has points of its own: posts may be few.
func (d *profileDrawing) zones() {
	if !d.hasRay {
		return
	}
	first, last := d.posts[0], d.posts[len(d.posts)-1]
	middle := d.posts[len(d.posts)/2]
	d1 := middle.DistanceKm
	// F1 at any place follows from that of one: it goes with the root of d1 d2.
	scale := middle.FresnelRadiusM / math.Sqrt(float64(d1*(d.lengthKm-d1)))
	for _, zone := range []struct {
		share float64
		fill  color.NRGBA
	}{{1, zoneColor}, {0.6, coreColor}} {
		var upper, lower []picture.Point
		const pieces = 240
		for i := 0; i <= pieces; i++ {
			t := float64(i) / pieces
			turn := float64(float64(t*t) * (3 - float64(2*t))) // from 0 to 1, denser at the noses
			km := float64(d.lengthKm * turn)
			ray := first.LineOfSightM + float64((last.LineOfSightM-first.LineOfSightM)*turn)
			radius := float64(zone.share * float64(scale*math.Sqrt(math.Max(float64(km*(d.lengthKm-km)), 0))))
			upper, lower = append(upper, d.at(km, ray+radius)), append(lower, d.at(km, ray-radius))
		}
		d.between(upper, lower, zone.fill)
	}
}

func (d *profileDrawing) ray() {
	if !d.hasRay {
		return
	}
	first, last := d.posts[0], d.posts[len(d.posts)-1]
	d.Line([]picture.Point{d.at(0, first.LineOfSightM), d.at(d.lengthKm, last.LineOfSightM)},
		picture.Stroke{Color: rayColor, WidthPx: 1.8, DashPx: []float64{9, 5}})
}

// obstacle marks the post of least clearance.
func (d *profileDrawing) obstacle() {
	if len(d.r.Clearances) == 0 {
		return
	}
	c := d.r.Clearances[0]
	x, top := d.x(c.Post.DistanceKm), d.y(surfaceM(c.Post))
	ray := d.y(c.Post.LineOfSightM)
	d.Line([]picture.Point{{X: x, Y: ray}, {X: x, Y: top}}, picture.Stroke{Color: inkColor, WidthPx: 1.5})
	for _, y := range []float64{ray, top} {
		d.Line([]picture.Point{{X: x - 5, Y: y}, {X: x + 5, Y: y}}, picture.Stroke{Color: inkColor, WidthPx: 1.5})
	}
	font := picture.Font{SizePx: 13, Bold: true, Color: inkColor}
	at := picture.Point{X: x + 10, Y: math.Min(ray, top) - 8}
	if x > (frameLeft+frameRight)/2 {
		font.Anchor, at.X = picture.End, x-10
	}
	at.Y = d.besideMastLabel(x, math.Max(at.Y, frameTop+16))
	d.note(at, fmt.Sprintf("%s F1 at %s km", fixed(c.Ratio, 2), fixed(c.Post.DistanceKm, 2)), font)
}

// besideMastLabel moves the line of a text at x off the label of the nearer mast.
func (d *profileDrawing) besideMastLabel(x, y float64) float64 {
	const labelsPx, linePx = 180, 16
	for _, end := range []link.Post{d.posts[0], d.posts[len(d.posts)-1]} {
		label := mastLabelY(d.y(end.LineOfSightM)) // linePx from the frame at least
		if math.Abs(x-d.x(end.DistanceKm)) < labelsPx && math.Abs(y-label) < linePx {
			y = label - linePx
		}
	}
	return y
}

// mastLabelY is the line of a mast's label, by the height of its top.
func mastLabelY(topY float64) float64 { return math.Max(topY-13, frameTop+32) }

// note is a text on a pale ground, readable over whatever is drawn there.
func (d *profileDrawing) note(at picture.Point, text string, font picture.Font) {
	if width, err := picture.TextWidthPx(text, font); err == nil { // else the drawing fails by itself
		left := at.X - float64(width*float64(font.Anchor)/2)
		d.Area([]picture.Point{{X: left - 3, Y: at.Y - font.SizePx}, {X: left + width + 3, Y: at.Y - font.SizePx},
			{X: left + width + 3, Y: at.Y + 4}, {X: left - 3, Y: at.Y + 4}}, paleColor)
	}
	d.Text(at, text, font)
}

// antennas draws the masts; what stands at the ends is labelled with its height.
func (d *profileDrawing) antennas() {
	if !d.hasRay {
		return
	}
	last := len(d.posts) - 1
	font := picture.Font{SizePx: 13, Bold: true, Color: inkColor}
	for i, end := range []struct {
		post  link.Post
		label string
		shift float64
	}{{d.posts[0], "Tx " + short(d.r.Link.Cell.HeightM).String() + " m", 8},
		{d.posts[last], "Rx " + short(d.r.Link.RxHeightM).String() + " m", -8}} {
		foot, top := d.at(end.post.DistanceKm, end.post.GroundM), d.at(end.post.DistanceKm, end.post.LineOfSightM)
		d.Line([]picture.Point{foot, top}, picture.Stroke{Color: mastColor, WidthPx: 3})
		d.Area([]picture.Point{{X: top.X - 5, Y: top.Y - 8}, {X: top.X + 5, Y: top.Y - 8}, top}, mastColor)
		if font.Anchor = picture.Start; i == 1 {
			font.Anchor = picture.End
		}
		d.note(picture.Point{X: top.X + end.shift, Y: mastLabelY(top.Y)}, end.label, font)
	}
}

func (d *profileDrawing) titles() {
	r := d.r
	title := fmt.Sprintf("%s: %s MHz, %s km", r.Link.ID, short(r.Link.Cell.FrequencyMHz), fixed(d.lengthKm, 2))
	if m := r.Main(); m != nil {
		title += fmt.Sprintf(", loss %s dB, %s dBm (%s)", fixed(m.LossDB, 1), fixed(m.LevelDBm, 1), m.Model)
	}
	d.Text(picture.Point{X: frameLeft, Y: 30}, title, picture.Font{SizePx: 20, Bold: true, Color: inkColor})
	line := fmt.Sprintf("from %s, %s to %s, %s, azimuth %s°, k = %s", fixed(r.Link.From.Lon, 5), fixed(r.Link.From.Lat, 5),
		fixed(r.Link.To.Lon, 5), fixed(r.Link.To.Lat, 5), fixed(r.AzimuthDeg, 1), fixed(r.Link.Conditions.EarthFactor(), 3))
	for i, c := range r.Clearances {
		if i == 0 {
			line += fmt.Sprintf("; knife edge %s dB", fixed(c.KnifeEdgeDB, 1))
			continue
		}
		line += fmt.Sprintf("; k = %s: %s F1", fixed(c.EarthFactor, 2), fixed(c.Ratio, 2))
	}
	d.Text(picture.Point{X: frameLeft, Y: 54}, line, picture.Font{SizePx: 14, Color: greyColor})
}

func (d *profileDrawing) legend() {
	x := float64(frameLeft)
	entries := []struct {
		text    string
		fill    color.NRGBA
		present bool
	}{{"ground", groundColor, d.hasKnown}, {"clutter", clutterColor, d.r.Ground.ClutterM != nil}, {"curved Earth", earthColor, true},
		{"line of sight", rayColor, d.hasRay}, {"1st Fresnel zone", zoneColor, d.hasRay}, {"60 % of it", coreColor, d.hasRay},
		{"terrain unknown", unknownColor, len(d.r.Unknown) > 0}}
	for _, e := range entries {
		if !e.present {
			continue
		}
		if e.fill == rayColor {
			d.Line([]picture.Point{{X: x, Y: 85}, {X: x + 22, Y: 85}}, picture.Stroke{Color: rayColor, WidthPx: 1.8, DashPx: []float64{9, 5}})
		} else {
			box := []picture.Point{{X: x, Y: 78}, {X: x + 22, Y: 78}, {X: x + 22, Y: 92}, {X: x, Y: 92}}
			if e.fill == coreColor { // as it looks within the zone
				d.Area(box, zoneColor)
			}
			d.Area(box, e.fill)
		}
		d.Text(picture.Point{X: x + 28, Y: 90}, e.text, picture.Font{SizePx: 14, Color: inkColor})
		x += 28 + float64(float64(len(e.text))*7.4) + 26
	}
}
