package dataset

import (
	"math"
	"regexp"
	"strings"

	"phusong/coverage"
	"sync"
)

// Ranges of powers and gains, and of what is only counted.
var (
	powerKind    = numberKind{min: 0, minOpen: true, max: 2000}
	powerDBmKind = numberKind{min: -10, max: 63}
	gainKind     = numberKind{min: -10, max: 40}
	subCountKind = numberKind{min: 0, max: 100}
)

// configuration is a power by branch: 2x40W, 2 × 20.
var configuration = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^(\d{1,2})\s*[x×*]\s*(\d.*)$`) })

// eirp is as stated, else of the stated power and gain, else the default. A power of
// several branches, 2x40W, counts once: levels are those of a reference signal, which
// one branch sends. A gain that is not stated is 17 dBi, 24 dBi of an active
// antenna for 5G from 2300 MHz, and makes the EIRP an assumed one.
func (s *siteReader) eirp(r record, ctx *radioContext, c *coverage.Cell, defaultDBm float64) float64 {
	if v, ok := s.single(r, eirpDBm, ctx); ok {
		return v
	}
	dBm, ok := s.power(r, ctx)
	if !ok {
		c.Assumed |= coverage.AssumedEIRP
		return defaultDBm
	}
	gain, stated := s.single(r, gainDBi, ctx)
	if !stated {
		c.Assumed |= coverage.AssumedEIRP
		gain = 17
		if c.Technology == coverage.Tech5G && c.FrequencyMHz >= 2300 {
			gain = 24
		}
	}
	v := math.Round(1000*(dBm+gain)) / 1000
	if !eirpKind.accepts(v) {
		s.env.problem(r.row, s.heading("power_w"), decimal(v), "number.range", "default used: no EIRP in dBm")
		c.Assumed |= coverage.AssumedEIRP
		return defaultDBm
	}
	s.powered++
	return v
}

// power is that of one branch, dBm.
func (s *siteReader) power(r record, ctx *radioContext) (float64, bool) {
	if v, ok := s.single(r, powerDBm, ctx); ok {
		return v, true
	}
	text := s.pick(r, "power_w", ctx, false)
	if text == "" {
		return 0, false
	}
	if m := configuration().FindStringSubmatch(text); m != nil {
		text = m[2]
	}
	if number, ok := strings.CutSuffix(strings.ToLower(strings.ReplaceAll(text, " ", "")), "dbm"); ok {
		return s.numbers[powerDBm].valueOf(r, number, "not used")
	}
	w, ok := s.numbers[powerW].valueOf(r, text, "not used")
	return math.Round(1000*(10*math.Log10(w)+30)) / 1000, ok
}

// Antenna heights where only the kind of mast is stated. Circular 14/2013/TT-BTTTT
// tells A1, unobtrusive, and A2a, on buildings, from A2b, on the ground, and A2c, others.
// Roofs of towns are some 15 m high. Masts on the ground carry antennas at 30 to 42 m:
// the least of it is taken, so that no coverage rests on a higher guess.
const (
	roofHeightM   = 15
	groundHeightM = 30
)

// height is as stated, else the mast's where it stands on the ground, else by its kind.
func (s *siteReader) height(r record, ctx *radioContext, c *coverage.Cell) float64 {
	if v, ok := s.single(r, heightM, ctx); ok {
		return v
	}
	c.Assumed |= coverage.AssumedHeight
	onRoof := s.onRoof(r)
	if mast, ok := s.single(r, mastHeightM, ctx); ok && !onRoof {
		return mast
	}
	if onRoof {
		return roofHeightM
	}
	return defaultHeightM
}

var (
	roofMasts   = []string{"a1", "a2a", "tren mai", "mai nha", "san thuong", "roof", "tren cong trinh", "khong cong kenh", "nguy trang", "than thien"}
	groundMasts = []string{"a2b", "a2c", "mat dat", "day co", "tu dung", "duoi dat", "ground", "monopole", "guyed", "lattice", "self support", "cong kenh", "cot khac"}
)

// onRoof reports a mast on a building, or an unobtrusive one; what is not known is no roof.
func (s *siteReader) onRoof(r record) bool {
	text := s.text(r, "mast_type")
	if text == "" {
		return false
	}
	folded := fold(text)
	for _, w := range roofMasts {
		if strings.HasPrefix(folded, w) || len(w) > 3 && strings.Contains(folded, w) {
			return true
		}
	}
	for _, w := range groundMasts {
		if strings.HasPrefix(folded, w) || len(w) > 3 && strings.Contains(folded, w) {
			return false
		}
	}
	if wordState(text) != numberPlaceholder {
		s.env.problem(r.row, s.heading("mast_type"), text, "site.mast", "not used: no kind of mast that is known")
	}
	return false
}

// Words of stations that send and of those that do not.
var (
	onAirWords = []string{"dang hoat dong", "hoat dong", "da phat song", "phat song", "dang phat song", "on air", "onair", "active", "dang van hanh", "van hanh", "in service", "live",
		"da hoan thanh", "hoan thanh", "binh thuong", "dang su dung", "da lap dat", "operational", "on", "da hoat dong", "hien huu", "hien trang", "da dua vao khai thac", "dang khai thac", "khai thac"}
	offAirWords = []string{"quy hoach", "chua phat song", "du kien", "ke hoach", "dang xay dung", "dang trien khai", "chua trien khai", "chua hoat dong", "chua xay dung", "thao do", "da thao do",
		"thanh ly", "da thanh ly", "ngung hoat dong", "dung hoat dong", "tam dung", "tam ngung", "ngung", "huy", "da huy", "thu hoi", "planned", "plan", "off", "off air", "inactive",
		"dismantled", "removed", "decommissioned", "under construction", "xay moi", "dang lap dat", "chua lap dat", "cho phat song", "mat song", "off service", "out of service", "khong hoat dong"}
)

// offAir reports a station that is planned, being built or taken down: it covers nobody,
// and its row is left out.
func (s *siteReader) offAir(r record) bool {
	text := s.text(r, "status")
	folded := fold(text)
	if folded == "" || matchesWords(folded, onAirWords) && !matchesWords(folded, offAirWords) {
		return false
	}
	if !matchesWords(folded, offAirWords) {
		if wordState(text) != numberPlaceholder {
			s.env.problem(r.row, s.heading("status"), text, "site.status", "kept as on air: the status is not known")
		}
		return false
	}
	s.off++
	s.env.problem(r.row, s.heading("status"), text, "site.not_on_air", "row rejected: the station does not send")
	return true
}

// matchesWords reports a text that is one of the words or begins with one of two or more.
func matchesWords(folded string, words []string) bool {
	for _, w := range words {
		if folded == w || strings.Contains(w, " ") && strings.HasPrefix(folded, w+" ") || strings.HasPrefix(folded, w+" ") && len(w) > 4 {
			return true
		}
	}
	return false
}
