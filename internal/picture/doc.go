// Package picture holds a drawing of areas, lines and text, and writes it as SVG
// or as PNG. Both show the same thing: text is set in Liberation Sans, whose widths
// are those of Arial, and the PNG has it drawn in.
//
// A drawing gives the same bytes on every processor: strokes are laid out with
// products kept apart from sums, and areas are filled in fixed-point numbers.
package picture
