package prepared

import (
	"math"

	"phusong/coverage"
)

// names are the words that many stations share, by number.
type names struct {
	list   []string
	number map[string]uint64
}

func (n *names) add(word string) {
	if _, ok := n.number[word]; !ok {
		n.number[word] = uint64(len(n.list))
		n.list = append(n.list, word)
	}
}

// namesOf collects the shared words of sites.
func namesOf(sites []coverage.Site) *names {
	n := &names{number: map[string]uint64{}}
	for i := range sites {
		n.add(sites[i].Source.File)
		n.add(sites[i].Commune)
		for k := range sites[i].Cells {
			c := &sites[i].Cells[k]
			n.add(c.Operator)
			n.add(string(c.Technology))
			n.add(c.Band)
			n.add(c.Pattern)
		}
	}
	return n
}

// encodeSites writes sites one after the other.
func encodeSites(sites []coverage.Site, n *names) (text []byte, sum totals) {
	var e encoder
	for i := range sites {
		sum[0], sum[1] = sum[0]+len(sites[i].Cells), sum[1]+len(sites[i].Aliases)
		e.site(&sites[i], n)
	}
	return e.b, sum
}

func (e *encoder) site(s *coverage.Site, n *names) {
	e.text(s.ID)
	e.text(s.Name)
	e.length(s.Aliases == nil, len(s.Aliases))
	for _, a := range s.Aliases {
		e.text(a)
	}
	e.bool(s.Located)
	e.float(s.Lon)
	e.float(s.Lat)
	e.uint(n.number[s.Commune])
	e.int(int64(s.Unit))
	e.uint(n.number[s.Source.File])
	e.int(int64(s.Source.Row))
	e.length(s.Cells == nil, len(s.Cells))
	for i := range s.Cells {
		e.cell(&s.Cells[i], n)
	}
}

// cellNumbers are the floats of a cell.
func cellNumbers(c *coverage.Cell) [8]float64 {
	return [8]float64{c.FrequencyMHz, c.BandwidthMHz, c.EIRPdBm, c.HeightM, c.AzimuthDeg, c.DowntiltDeg, c.MechanicalTiltDeg, c.RangeM}
}

func setCellNumbers(c *coverage.Cell, v [8]float64) {
	c.FrequencyMHz, c.BandwidthMHz, c.EIRPdBm, c.HeightM = v[0], v[1], v[2], v[3]
	c.AzimuthDeg, c.DowntiltDeg, c.MechanicalTiltDeg, c.RangeM = v[4], v[5], v[6], v[7]
}

// cell writes a byte with a bit for each number that is not 0, and these numbers only.
func (e *encoder) cell(c *coverage.Cell, n *names) {
	e.text(c.ID)
	e.uint(n.number[c.Operator])
	e.uint(n.number[string(c.Technology)])
	e.uint(n.number[c.Band])
	e.uint(n.number[c.Pattern])
	e.bool(c.Omni)
	e.uint(uint64(c.Assumed))
	given := byte(0)
	numbers := cellNumbers(c)
	for i, v := range numbers {
		if math.Float64bits(v) != 0 {
			given |= 1 << uint(i)
		}
	}
	e.b = append(e.b, given)
	for i, v := range numbers {
		if given&(1<<uint(i)) != 0 {
			e.float(v)
		}
	}
}

// siteReader reads the sites of a block, whose cells share one array.
type siteReader struct {
	decoder
	names   []string
	cells   []coverage.Cell
	aliases []string
}

func (r *siteReader) name() string {
	n := r.uint()
	if n >= uint64(len(r.names)) {
		r.fail()
		return ""
	}
	return r.names[n]
}

// leastCellBytes is how few bytes a cell takes.
const leastCellBytes = 8

// decodeSites reads len(into) sites; the arrays of r, which they fill, are of the block alone.
func decodeSites(into []coverage.Site, r siteReader) bool {
	for i := range into {
		r.site(&into[i])
	}
	return !r.bad && r.rest() == 0 && len(r.cells) == 0 && len(r.aliases) == 0
}

func (r *siteReader) site(s *coverage.Site) {
	s.ID, s.Name = r.text(), r.text()
	s.Aliases, _ = take(&r.decoder, &r.aliases)
	for i := range s.Aliases {
		s.Aliases[i] = r.text()
	}
	s.Located, s.Lon, s.Lat = r.bool(), r.float(), r.float()
	s.Commune, s.Unit = r.name(), int(r.int())
	s.Source = coverage.Source{File: r.name(), Row: int(r.int())}
	s.Cells, _ = take(&r.decoder, &r.cells)
	for i := range s.Cells {
		r.cell(&s.Cells[i])
	}
}

func (r *siteReader) cell(c *coverage.Cell) {
	c.ID = r.text()
	c.Operator, c.Technology, c.Band, c.Pattern = r.name(), coverage.Technology(r.name()), r.name(), r.name()
	c.Omni = r.bool()
	c.Assumed = coverage.Assumed(r.uint())
	given := r.byte()
	var numbers [8]float64
	for i := range numbers {
		if given&(1<<uint(i)) != 0 {
			numbers[i] = r.float()
		}
	}
	setCellNumbers(c, numbers)
}
