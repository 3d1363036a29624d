package coverage

// Observation is a figure with its unit by name, as files and other dates have it.
// Figure.Unit is -1.
type Observation struct {
	Figure
	Level, Code, Name, Edition string
	Source                     string // the folder, file or document
	// Printed is the percentage of a document that states no counts, "" where there are counts.
	Printed string
}

// Observations lists the figures of a result by the names of their units.
func (r *Result) Observations() []Observation {
	all := make([]Observation, len(r.Figures))
	for i, f := range r.Figures {
		u := &r.Dataset.Units[f.Unit]
		f.Unit = -1
		all[i] = Observation{Figure: f, Level: u.Level, Code: u.Code, Name: u.Name, Edition: u.Edition, Source: r.Dataset.Name}
	}
	return all
}
