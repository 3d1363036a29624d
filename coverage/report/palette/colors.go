package palette

import "image/color"

// Colours of what is in no class.
var (
	// NoData is the ground of a unit without data. In greyscale it resembles a class,
	// so dots in NoDataDots must be drawn upon it.
	NoData     = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	NoDataDots = color.NRGBA{0x80, 0x80, 0x80, 0xff}
	// Land is the ground of a map on which units are not classed.
	Land = color.NRGBA{0xf2, 0xf0, 0xeb, 0xff}
	// Gap is the hatching of areas where other technologies are, and its outline;
	// White that of areas without any.
	Gap   = color.NRGBA{0xe0, 0x5a, 0x00, 0xff}
	White = color.NRGBA{0xc4, 0x00, 0x1d, 0xff}
)

// ylGnBu are sequences from few to many, by number of colours. Source: ColorBrewer
// 2.0 by Cynthia Brewer, YlGnBu.
var ylGnBu = map[int][]uint32{
	3: {0xedf8b1, 0x7fcdbb, 0x2c7fb8},
	4: {0xffffcc, 0xa1dab4, 0x41b6c4, 0x225ea8},
	5: {0xffffcc, 0xa1dab4, 0x41b6c4, 0x2c7fb8, 0x253494},
	6: {0xffffcc, 0xc7e9b4, 0x7fcdbb, 0x41b6c4, 0x2c7fb8, 0x253494},
	7: {0xffffcc, 0xc7e9b4, 0x7fcdbb, 0x41b6c4, 0x1d91c0, 0x225ea8, 0x0c2c84},
	8: {0xffffd9, 0xedf8b1, 0xc7e9b4, 0x7fcdbb, 0x41b6c4, 0x1d91c0, 0x225ea8, 0x0c2c84},
	9: {0xffffd9, 0xedf8b1, 0xc7e9b4, 0x7fcdbb, 0x41b6c4, 0x1d91c0, 0x225ea8, 0x253494, 0x081d58},
}

func colors(hex []uint32) []color.NRGBA {
	var all []color.NRGBA
	for _, c := range hex {
		all = append(all, color.NRGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 0xff})
	}
	return all
}

// DarkGround reports whether text on c must be white.
func DarkGround(c color.NRGBA) bool {
	// Rec. 709 luma of the stored values is enough to choose between two.
	return 2126*int(c.R)+7152*int(c.G)+722*int(c.B) < 1_150_000
}
