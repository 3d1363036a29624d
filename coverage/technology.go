package coverage

// Technology is a radio generation as reports name it: 2g, 3g, 4g, 5g; or 4g+,
// at least 4G, and 2g+, which are never a cell's own technology.
type Technology string

// The technologies of cells, and the cumulative one of SDG 9.c.1.
const (
	Tech2G     Technology = "2g"
	Tech3G     Technology = "3g"
	Tech4G     Technology = "4g"
	Tech5G     Technology = "5g"
	Tech4GPlus Technology = "4g+"
	TechAny    Technology = "2g+" // any generation at all
)

// Technologies lists the technologies of cells in order of generation.
func Technologies() []Technology { return []Technology{Tech2G, Tech3G, Tech4G, Tech5G} }

// MobileTechnologies lists those that mobile figures are made for unless a region says otherwise.
func MobileTechnologies() []Technology { return []Technology{Tech4G, Tech4GPlus, Tech5G} }

// Members returns the cell technologies that count for t: 4g and 5g for 4g+, all
// for 2g+, else t alone.
func (t Technology) Members() []Technology {
	switch t {
	case Tech4GPlus:
		return []Technology{Tech4G, Tech5G}
	case TechAny:
		return Technologies()
	}
	return []Technology{t}
}

// Operator rules, beside each operator by name.
const (
	OperatorAny = "any" // the union: at least one operator
	OperatorAll = "all" // the intersection: every operator of the data set
	OperatorMax = "max" // the operator with the largest covered count, as SDG 9.c.1 asks
)
