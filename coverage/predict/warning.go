package predict

import (
	"math/bits"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

// warningCounts counts receivers per model.
type warningCounts []modelCounts

// modelCounts counts the receivers whose level is a model's: by bit of
// propagation.Warning, all, and those outside the range in any way. A loss that was
// raised to free space is no matter of the range.
type modelCounts struct {
	bits               [16]int64
	predicted, outside int64
}

func (n *Network) newWarnings() warningCounts { return make(warningCounts, len(n.models)) }

func (w warningCounts) add(model int, set propagation.Warning) {
	c := &w[model]
	c.predicted++
	if set&^propagation.FreeSpaceFloor != 0 {
		c.outside++
	}
	for s := uint(set); s != 0; s &= s - 1 {
		c.bits[bits.TrailingZeros(s)]++
	}
}

func (w warningCounts) merge(other warningCounts) {
	for model := range other {
		w[model].predicted += other[model].predicted
		w[model].outside += other[model].outside
		for bit, n := range other[model].bits {
			w[model].bits[bit] += n
		}
	}
}

// plus is the sum of two counts, the second of as many models or fewer.
func (w warningCounts) plus(other warningCounts) warningCounts {
	for len(w) < len(other) {
		w = append(w, modelCounts{})
	}
	w.merge(other)
	return w
}

// less takes other counts from w.
func (w warningCounts) less(other warningCounts) warningCounts {
	minus := make(warningCounts, len(other))
	for i := range other {
		minus[i].predicted, minus[i].outside = -other[i].predicted, -other[i].outside
		for bit, n := range other[i].bits {
			minus[i].bits[bit] = -n
		}
	}
	return w.plus(minus)
}

// list names what was counted, by model and rule.
func (w warningCounts) list(models []named) []coverage.Warning {
	var all []coverage.Warning
	for i, counts := range w {
		for bit, n := range counts.bits {
			if n > 0 {
				rule := models[i].Validity().Rule(propagation.Warning(1) << bit)
				all = append(all, coverage.Warning{Model: models[i].Name(), Rule: rule, Count: n, Predicted: counts.predicted, Outside: counts.outside})
			}
		}
	}
	slices.SortFunc(all, func(a, b coverage.Warning) int {
		return strings.Compare(a.Model+"\x00"+a.Rule, b.Model+"\x00"+b.Rule)
	})
	return all
}
