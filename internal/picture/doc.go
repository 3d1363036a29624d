// Package picture holds a drawing of areas, lines, dots and text, and writes it as
// SVG, PNG or PDF. All three show the same thing: there is one list of shapes and
// no shape that only one of them can draw. Hatchings are laid out as lines and dots
// before any is written, so they need nothing of a viewer. Text is set in Liberation
// Sans, whose widths are those of Arial; the PNG has it drawn in, the PDF holds the
// letters that are used and their Unicode, the SVG names the font.
//
// A pixel is 1/96 inch: 0.75 points on paper.
//
// A drawing gives the same bytes on every processor: strokes are laid out with
// products kept apart from sums, and areas are filled in fixed-point numbers.
package picture
