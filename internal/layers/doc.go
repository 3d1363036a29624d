// Package layers keeps the direction of imports: docs/ARCHITECTURE.md draws it,
// its test enforces it.
package layers
