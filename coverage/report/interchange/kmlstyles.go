package interchange

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"phusong/coverage"
	"phusong/coverage/report/palette"
	"phusong/geo/encoding/kml"
)

// Pictures of a KMZ. They are white, for Google Earth multiplies them with the colour of the style.
const (
	squareIcon   = "files/square.png"
	triangleIcon = "files/triangle.png"
	circleIcon   = "files/circle.png"
)

// icons are the pictures by name.
func icons() ([]kml.File, error) {
	var files []kml.File
	for name, inside := range map[string]func(x, y int) bool{
		squareIcon:   func(x, y int) bool { return x >= 6 && x < 58 && y >= 6 && y < 58 },
		triangleIcon: func(x, y int) bool { return y >= 6 && y < 58 && 2*abs(x-32) <= y-6 },
		circleIcon:   func(x, y int) bool { return (x-32)*(x-32)+(y-32)*(y-32) < 28*28 },
	} {
		data, err := icon(inside)
		if err != nil {
			return nil, err
		}
		files = append(files, kml.File{Name: name, Data: data})
	}
	return files, nil
}

func abs(v int) int { return max(v, -v) }

// icon draws a white shape with a dark edge on 64 by 64 pixels.
func icon(inside func(x, y int) bool) ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			if !inside(x, y) {
				continue
			}
			c := color.NRGBA{0xff, 0xff, 0xff, 0xff}
			if !inside(x-4, y) || !inside(x+4, y) || !inside(x, y-4) || !inside(x, y+4) {
				c = color.NRGBA{0x30, 0x30, 0x30, 0xff}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// placeStates are the states of places and parts of them with their colours.
var placeStates = []struct {
	name  string
	color color.NRGBA
}{{"covered", covered}, {"uncovered", palette.White}, {"unknown", unknown}}

// transparent is a colour with the alpha of areas: what lies below stays in sight.
func transparent(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

func (s *source) kmlStyles(icons bool) []kml.Style {
	area := func(id string, c color.NRGBA) kml.Style {
		return kml.Style{ID: id, Line: c, LineWidth: 2, Fill: transparent(c, 0x50)}
	}
	styles := []kml.Style{area("gap-white", palette.White), area("gap-gap", palette.Gap), area("gap-"+coverage.CauseNotPassed, palette.White),
		area("gap-"+coverage.CauseFiberMixed, palette.Gap), area("gap-"+coverage.CauseNotConnected, weakSignal), area("gap-other", unknown)}
	shares, _ := palette.Shares() // the thresholds built in are in order
	for i, c := range shares.Classes() {
		styles = append(styles, kml.Style{ID: fmt.Sprintf("class-%d", i), Line: outline, LineWidth: 1, Fill: transparent(c.Color, 0xb0)})
	}
	styles = append(styles, kml.Style{ID: "class-none", Line: outline, LineWidth: 1, NoFill: true})
	point := func(id, file string, c color.NRGBA, scale float64) {
		if !icons {
			file = ""
		}
		styles = append(styles, kml.Style{ID: id, Icon: c, IconFile: file, IconScale: scale, NoLabel: true})
	}
	for _, tech := range coverage.Technologies() {
		point("site-"+string(tech), triangleIcon, technologyColors[string(tech)], 0.5)
	}
	point("site-none", triangleIcon, unknown, 0.5)
	point("hamlet-white", squareIcon, palette.White, 0.5)
	point("hamlet-gap", squareIcon, palette.Gap, 0.5)
	point("hamlet-weak", circleIcon, weakSignal, 0.45)
	point("hamlet-served", circleIcon, covered, 0.35)
	point("hamlet-unknown", circleIcon, unknown, 0.4)
	for _, state := range placeStates {
		point("place-"+state.name, circleIcon, state.color, 0.45)
		styles = append(styles, kml.Style{ID: "part-" + state.name, Line: state.color, LineWidth: 4, Fill: transparent(state.color, 0x50)})
	}
	return styles
}
