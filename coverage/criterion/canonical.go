package criterion

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"phusong/coverage"
)

// canonicalVersion begins what is hashed. It changes when the program gives the
// same file another meaning, for example another choice behind model auto.
const canonicalVersion = "phusong criterion 1\n"

// Hash is the first 8 hexadecimal digits of SHA-256 over canonicalVersion and the
// lines of Text from "kind:" on. The id, the titles and the source are not in it,
// nor keys that the kind does not use: the hash changes with the meaning alone.
func (c Criterion) Hash() string {
	sum := sha256.Sum256([]byte(canonicalVersion + c.meaning()))
	return hex.EncodeToString(sum[:4])
}

// Label is id and hash, "outdoor-110#1a2b3c4d", as printed beside figures.
func (c Criterion) Label() string { return c.ID + "#" + c.Hash() }

// Text is the criterion as canonical YAML, every default written out: fixed
// order, one key a line. Parse reads it back to the same Label.
func (c Criterion) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "id: %s\n", strconv.Quote(c.ID))
	for _, line := range [][2]string{{"title", c.Title}, {"title_vi", c.TitleVI}, {"source", c.Source}} {
		if line[1] != "" {
			fmt.Fprintf(&b, "%s: %s\n", line[0], quote(line[1]))
		}
	}
	return b.String() + c.meaning()
}

// meaning is the part of Text that decides figures.
func (c Criterion) meaning() string {
	var b strings.Builder
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, value) }
	line("kind", string(c.Kind))
	line("demand_at", string(c.DemandAt))
	if c.Kind == KindRadius {
		line("radius_m", flow(c.RadiusM))
		line("stated_range", string(c.StatedRange))
	} else {
		line("thresholds_dbm", flow(c.ThresholdsDBm))
		line("location_percent", decimal(c.LocationPercent))
		line("model", c.flowModels())
		line("indoor", string(c.Indoor))
		line("receiver_height_m", decimal(c.ReceiverHeightM))
		line("body_loss_db", decimal(c.BodyLossDB))
		line("feeder_loss_db", decimal(c.FeederLossDB))
		line("max_range_km", decimal(c.MaxRangeKm))
		line("resource_blocks", c.blocksText())
		if word := c.terrainText(); word != terrainAuto {
			line("terrain", word) // else nothing, so that labels from before terrain hold
		}
	}
	if len(c.Pending) > 0 {
		line("pending", "["+strings.Join(c.Pending, ", ")+"]")
	}
	return b.String()
}

func (c Criterion) blocksText() string {
	if c.ResourceBlocks == 0 {
		return byBandwidth
	}
	return strconv.Itoa(c.ResourceBlocks)
}

// flow prints values in the order of the technologies, null when there are none.
func flow(values PerTechnology) string {
	var parts []string
	for _, t := range coverage.Technologies() {
		if v, ok := values[t]; ok {
			parts = append(parts, string(t)+": "+decimal(v))
		}
	}
	if len(parts) == 0 {
		return "null"
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// flowModels prints the models of the technologies that have a threshold; the
// others decide nothing.
func (c Criterion) flowModels() string {
	var parts []string
	for _, t := range coverage.Technologies() {
		if c.Covers(t) {
			parts = append(parts, string(t)+": "+strconv.Quote(c.modelName(t)))
		}
	}
	if len(parts) == 0 {
		return ModelAuto
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// quote writes printable text as a double-quoted YAML scalar.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// decimal prints the shortest decimal that reads back.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
