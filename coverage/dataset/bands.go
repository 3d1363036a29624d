package dataset

import (
	"strconv"
	"strings"

	"phusong/coverage"
)

// band is an operating band: 3GPP TS 36.104 table 5.5-1 and TS 38.104 tables
// 5.2-1, 5.2-2. LowMHz to HighMHz spans uplink and downlink, for files give
// either; DownMHz is the middle of the downlink.
type band struct {
	number          int
	lowMHz, highMHz float64
	downMHz         float64
}

var bands = []band{
	{1, 1920, 2170, 2140}, {2, 1850, 1990, 1960}, {3, 1710, 1880, 1842.5}, {4, 1710, 2155, 2132.5}, {5, 824, 894, 881.5},
	{7, 2500, 2690, 2655}, {8, 880, 960, 942.5}, {12, 699, 746, 737.5}, {13, 746, 787, 751}, {17, 704, 746, 740},
	{20, 791, 862, 806}, {25, 1850, 1995, 1962.5}, {26, 814, 894, 876.5}, {28, 703, 803, 780.5}, {34, 2010, 2025, 2017.5},
	{38, 2570, 2620, 2595}, {39, 1880, 1920, 1900}, {40, 2300, 2400, 2350}, {41, 2496, 2690, 2593}, {42, 3400, 3600, 3500},
	{43, 3600, 3800, 3700}, {48, 3550, 3700, 3625}, {66, 1710, 2200, 2155}, {71, 617, 698, 634.5}, {77, 3300, 4200, 3750},
	{78, 3300, 3800, 3550}, {79, 4400, 5000, 4700}, {257, 26500, 29500, 28000}, {258, 24250, 27500, 25875},
}

// nominalBands names the band that a round frequency stands for.
var nominalBands = map[int]int{600: 71, 700: 28, 800: 20, 850: 5, 900: 8, 1800: 3, 1900: 2, 2100: 1, 2300: 40, 2500: 41, 2600: 7,
	3500: 42, 3600: 43, 3700: 77, 3800: 77, 3900: 77, 4700: 79, 26000: 258, 28000: 257}

// nominalNR are those that differ for 5G.
var nominalNR = map[int]int{2600: 41, 3500: 78, 3600: 78}

func findBand(number int) (band, bool) {
	for _, b := range bands {
		if b.number == number {
			return b, true
		}
	}
	return band{}, false
}

// holds reports whether a frequency is in the band, within 3 % for round names
// such as 1800 (1805-1880) or 900 (925-960).
func (b band) holds(mhz float64) bool { return mhz >= b.lowMHz*0.97 && mhz <= b.highMHz*1.03 }

// bandText is what the band field of a row says.
type bandText struct {
	number     int // a band number, or 0
	nominalMHz int // a round frequency, or 0
	nr         bool
	technology coverage.Technology // that its spelling implies, or ""
}

// readBandText understands B3, b3, n78, LTE B3, Band 3, 3, 1800, L1800, GSM900,
// "1800 MHz", DCS1800.
func readBandText(text string) (bandText, bool) {
	key := squash(text)
	var b bandText
	for prefix, technology := range bandPrefixes {
		if rest, ok := strings.CutPrefix(key, prefix); ok && rest != "" && len(prefix) > 1 {
			b.technology, key = technology, rest
			break
		}
	}
	key = strings.TrimSuffix(strings.TrimPrefix(key, "band"), "mhz")
	if key == "" {
		return b, false
	}
	switch key[0] {
	case 'b':
		key = key[1:]
	case 'n':
		b.nr, b.technology, key = true, coverage.Tech5G, key[1:]
	case 'g', 'u', 'l':
		if b.technology == "" {
			b.technology = map[byte]coverage.Technology{'g': coverage.Tech2G, 'u': coverage.Tech3G, 'l': coverage.Tech4G}[key[0]]
		}
		key = key[1:]
	}
	n, err := strconv.Atoi(key)
	if err != nil {
		return b, false
	}
	if _, ok := findBand(n); ok && (n < 300 || b.nr) {
		b.number = n
		return b, true
	}
	nominal, ok := nearestNominal(n)
	b.nominalMHz = nominal
	return b, ok
}

// nearestNominal finds the round frequency that is meant: 1801 and 1845 are typed for 1800, too.
func nearestNominal(mhz int) (int, bool) {
	for off := 0; off <= 50; off++ {
		for _, n := range [2]int{mhz - off, mhz + off} {
			if _, ok := nominalBands[n]; ok && off <= n/40 {
				return n, true
			}
		}
	}
	return 0, false
}

// bandPrefixes are distinct in their first letter, so that map order decides nothing.
var bandPrefixes = map[string]coverage.Technology{"gsm": coverage.Tech2G, "dcs": coverage.Tech2G, "umts": coverage.Tech3G,
	"wcdma": coverage.Tech3G, "lte": coverage.Tech4G, "eutra": coverage.Tech4G, "nr": coverage.Tech5G}

// resolve gives the band for a technology; false when they do not go together.
func (b bandText) resolve(t coverage.Technology) (band, bool) {
	if b.technology != "" && b.technology != t || b.nr && t != coverage.Tech5G {
		return band{}, false
	}
	number := b.number
	if number == 0 {
		number = nominalBands[b.nominalMHz]
		if nr, ok := nominalNR[b.nominalMHz]; ok && t == coverage.Tech5G {
			number = nr
		}
	}
	return findBand(number)
}

// bandName is the 3GPP name: n78 for NR, B3 for the others.
func bandName(b band, t coverage.Technology) string {
	if t == coverage.Tech5G {
		return "n" + strconv.Itoa(b.number)
	}
	return "B" + strconv.Itoa(b.number)
}

// technologyNames, folded without spaces.
var technologyNames = map[string]coverage.Technology{
	"2g": coverage.Tech2G, "gsm": coverage.Tech2G, "gprs": coverage.Tech2G, "edge": coverage.Tech2G, "dcs": coverage.Tech2G, "bts": coverage.Tech2G,
	"3g": coverage.Tech3G, "umts": coverage.Tech3G, "wcdma": coverage.Tech3G, "hspa": coverage.Tech3G, "hsdpa": coverage.Tech3G, "nodeb": coverage.Tech3G,
	"4g": coverage.Tech4G, "lte": coverage.Tech4G, "ltea": coverage.Tech4G, "lteadvanced": coverage.Tech4G, "4glte": coverage.Tech4G,
	"lte4g": coverage.Tech4G, "4gltea": coverage.Tech4G, "ltefdd": coverage.Tech4G, "ltetdd": coverage.Tech4G, "enodeb": coverage.Tech4G, "enb": coverage.Tech4G,
	"5g": coverage.Tech5G, "nr": coverage.Tech5G, "5gnr": coverage.Tech5G, "nr5g": coverage.Tech5G, "5gsa": coverage.Tech5G, "5gnsa": coverage.Tech5G,
	"nrsa": coverage.Tech5G, "nrnsa": coverage.Tech5G, "gnodeb": coverage.Tech5G, "gnb": coverage.Tech5G,
}

// technologiesOf reads one technology or a list such as 2G/3G/4G; nil when any
// part is unknown. "4G+" and "LTE+" are marketing names of 4G here.
func technologiesOf(text string) []coverage.Technology {
	if t, ok := technologyNames[squash(text)]; ok {
		return []coverage.Technology{t}
	}
	found := make(map[coverage.Technology]bool)
	for _, part := range splitList(text) {
		t, ok := technologyNames[squash(part)]
		if !ok {
			// GSM900 and LTE 1800 stand in technology columns too.
			b, isBand := readBandText(part)
			if !isBand || b.technology == "" {
				return nil
			}
			t = b.technology
		}
		found[t] = true
	}
	var all []coverage.Technology
	for _, t := range coverage.Technologies() {
		if found[t] {
			all = append(all, t)
		}
	}
	return all
}
