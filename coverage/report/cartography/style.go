package cartography

import (
	"image/color"

	"phusong/coverage"
	"phusong/coverage/report/palette"
	"phusong/internal/picture"
)

var (
	ink         = color.NRGBA{0x1a, 0x1a, 0x1a, 0xff}
	grey        = color.NRGBA{0x55, 0x55, 0x55, 0xff}
	white       = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	haloColor   = color.NRGBA{0xff, 0xff, 0xff, 0xe0}
	borderColor = color.NRGBA{0x4d, 0x4d, 0x4d, 0xff}
	frameColor  = color.NRGBA{0x99, 0x99, 0x99, 0xff}
)

// borderStrokes by rank: communes thin, districts medium, the outline strong.
var borderStrokes = [ranks]picture.Stroke{
	communeRank:  {Color: color.NRGBA{0x80, 0x80, 0x80, 0xff}, WidthPx: 0.4, Round: true},
	districtRank: {Color: borderColor, WidthPx: 0.9, Round: true},
	edgeRank:     {Color: ink, WidthPx: 1.5, Round: true},
}

// casingStroke goes below borders of districts, which are dark, where the ground is too.
var casingStroke = picture.Stroke{Color: color.NRGBA{0xff, 0xff, 0xff, 0xb0}, WidthPx: 2.2, Round: true}

var isletStroke = picture.Stroke{Color: borderColor, WidthPx: 0.5}

var rankOfLevel = map[string]rank{coverage.LevelDistrict: districtRank, coverage.LevelProvince: edgeRank}

// Fonts, in pixels of 1/96 inch: 9 px are 6.75 points on paper.
var (
	titleFont    = picture.Font{SizePx: 17, Bold: true, Color: ink}
	subtitleFont = picture.Font{SizePx: 11.5, Color: ink}
	legendFont   = picture.Font{SizePx: 10.5, Color: ink}
	legendHead   = picture.Font{SizePx: 10.5, Bold: true, Color: ink}
	noteFont     = picture.Font{SizePx: 9, Color: grey}
	panelFont    = picture.Font{SizePx: 12, Bold: true, Color: ink}
	unitFont     = picture.Font{SizePx: 8.5, Color: ink, Anchor: picture.Middle, HaloPx: 1.1, Halo: haloColor}
	darkFont     = picture.Font{SizePx: 8.5, Color: white, Anchor: picture.Middle, HaloPx: 0.9, Halo: color.NRGBA{0x0a, 0x12, 0x3c, 0xa0}}
	groupFont    = picture.Font{SizePx: 11, Bold: true, Color: ink, Anchor: picture.Middle, HaloPx: 1.3, Halo: haloColor}
)

// noDataPaint is that of units without data: dots on white.
var noDataPaint = picture.Paint{Fill: palette.NoData,
	Pattern: picture.Pattern{Direction: picture.Dotted, SpacingPx: 5, WidthPx: 1.3, Color: palette.NoDataDots}}

// gapStyle is how a class of gaps is drawn.
type gapStyle struct {
	class string
	paint picture.Paint
}

func hatched(d picture.Direction, c color.NRGBA, spacingPx float64) picture.Paint {
	wash := c
	wash.A = 0x30
	return picture.Paint{Fill: wash, Pattern: picture.Pattern{Direction: d, SpacingPx: spacingPx, WidthPx: 0.8, Color: c},
		Outline: picture.Stroke{Color: c, WidthPx: 0.7}}
}

// gapStyles of mobile gaps and of fibre, the lightest first: later ones cover them.
var gapStyles = map[string][]gapStyle{
	coverage.GapMobile: {
		{"gap", hatched(picture.Falling, palette.Gap, 5)},
		{"white", hatched(picture.Rising, palette.White, 3)},
	},
	coverage.GapFiber: {
		{coverage.CauseNotConnected, hatched(picture.Level, palette.Gap, 6)},
		{coverage.CauseFiberMixed, hatched(picture.Falling, palette.Gap, 5)},
		{coverage.CauseNotPassed, hatched(picture.Rising, palette.White, 3)},
	},
}

// hamletStyle is the symbol of a class of hamlets.
type hamletStyle struct {
	class    coverage.HamletClass
	radiusPx float64
	fill     color.NRGBA
	rim      color.NRGBA
}

// hamletStyles, the least urgent first: later ones cover them.
var hamletStyles = []hamletStyle{
	{coverage.HamletServed, 1.3, color.NRGBA{0x41, 0xb6, 0xc4, 0xff}, color.NRGBA{0x41, 0xb6, 0xc4, 0xff}},
	{coverage.HamletUnknown, 2, white, grey},
	{coverage.HamletWeak, 2.4, color.NRGBA{0xff, 0xe0, 0x66, 0xff}, ink},
	{coverage.HamletGap, 2.6, palette.Gap, ink},
	{coverage.HamletWhite, 3, palette.White, ink},
}

const rimPx = 0.7

// symbols draws discs with their rims.
func (h *hamletStyle) symbols(p *picture.Picture, at []picture.Point) {
	p.Dots(at, h.radiusPx+rimPx, h.rim)
	p.Dots(at, h.radiusPx, h.fill)
}

func siteSymbols(p *picture.Picture, at []picture.Point) {
	p.Dots(at, 2, white)
	p.Dots(at, 1.3, ink)
}
