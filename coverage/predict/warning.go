package predict

import (
	"math/bits"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

// warningCounts counts receivers per model and bit of propagation.Warning.
type warningCounts [][16]int64

func (n *Network) newWarnings() warningCounts { return make(warningCounts, len(n.models)) }

func (w warningCounts) add(model int, set propagation.Warning) {
	for s := uint(set); s != 0; s &= s - 1 {
		w[model][bits.TrailingZeros(s)]++
	}
}

func (w warningCounts) merge(other warningCounts) {
	for model := range other {
		for bit, n := range other[model] {
			w[model][bit] += n
		}
	}
}

// list names what was counted, by model and rule.
func (w warningCounts) list(models []named) []coverage.Warning {
	var all []coverage.Warning
	for i, counts := range w {
		for bit, n := range counts {
			if n > 0 {
				rule := models[i].Validity().Rule(propagation.Warning(1) << bit)
				all = append(all, coverage.Warning{Model: models[i].Name(), Rule: rule, Count: n})
			}
		}
	}
	slices.SortFunc(all, func(a, b coverage.Warning) int {
		return strings.Compare(a.Model+"\x00"+a.Rule, b.Model+"\x00"+b.Rule)
	})
	return all
}
