package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// pattern FILE NAME WIDTH DOWNTILT: an invented sector in a Planet file, so many
// degrees wide, 8 high, with an electrical downtilt. It is no manufacturer's.
func writePattern(ts *testscript.TestScript, neg bool, args []string) {
	var angles [2]float64
	for i, text := range args[2:] {
		v, err := strconv.ParseFloat(text, 64)
		ts.Check(err)
		angles[i] = v
	}
	var b strings.Builder
	fmt.Fprintf(&b, "NAME %s\nMAKE invented for tests\nFREQUENCY 1800\nGAIN 17 dBi\nTILT ELECTRICAL\n", args[1])
	cut := func(heading string, peak, width, floor float64) {
		b.WriteString(heading + " 360\n")
		for degree := range 360 {
			x := math.Remainder(float64(degree)-peak, 360) / width
			fmt.Fprintf(&b, "%d %.2f\n", degree, min(12*x*x, floor))
		}
	}
	cut("HORIZONTAL", 0, angles[0], 28)
	cut("VERTICAL", angles[1], 8, 22)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o666))
}
