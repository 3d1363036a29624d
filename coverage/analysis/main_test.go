package analysis_test

import (
	"flag"
	"os"
	"testing"
)

// lawChecks is how many regions each law is tried on unless -rapid.checks says
// otherwise: every try writes, loads and analyses a whole region.
const lawChecks = "20"

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", lawChecks); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
