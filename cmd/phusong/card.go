package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/report"
	"phusong/geo/index"
	"phusong/internal/progress"
)

type cardCommand struct {
	regionFlags
	Hamlet  string `help:"Hamlet, by ID or name." placeholder:"ID"`
	Commune string `help:"Code of its commune, where several hamlets have the name." placeholder:"CODE"`
	At      place  `help:"A place instead, degrees." placeholder:"LON,LAT"`
	Lang    string `help:"Language of the text: ${enum}." enum:"en,vi" default:"en" placeholder:"LANG" aliases:"language"`
	Strict  bool   `help:"Treat problems of the input as errors."`
	Verbose bool   `short:"v" help:"Say more about what is done."`
	JSON    bool   `name:"json" help:"Print the card as JSON."`
}

// Help is shown below the usage.
func (*cardCommand) Help() string {
	return "Prints a card for one hamlet of the region, with its residential groups without signal, or for a place: of every operator and technology the two nearest " +
		"stations, what stands in the way, the best level against the threshold, what would be enough by prediction, and who must act.\n\n" +
		"Examples:\n\n  phusong card fixtures/hamlets --hamlet 00017-32\n  phusong card fixtures/hamlets --hamlet \"Thôn 32\" --commune 00017 --lang vi\n" +
		"  phusong card my-region --at 106.45,10.60 --json\n\n" + exitCodes
}

// Run executes the command.
func (c *cardCommand) Run(a *app) error {
	if (c.Hamlet == "") == !c.At.given {
		return hintError{errors.New("give one of --hamlet or --at"), "phusong card --help shows examples"}
	}
	log := progress.New(a.stderr, a.tty, c.Verbose)
	region, err := c.region()
	if err != nil {
		return err
	}
	o := analysis.CardOptions{Hamlet: -1}
	if o.Criterion, err = c.loadCriterion(region); err != nil {
		return err
	}
	if o.Register, err = c.loadProfile(region); err != nil {
		return err
	}
	var d *coverage.Dataset
	var card *coverage.Card
	err = a.interruptible(func() error {
		if d, err = c.load(region, 0, log); err != nil {
			return err
		}
		if err := (&runFlags{Strict: c.Strict}).refuse(d); err != nil {
			return err
		}
		if err := c.aim(&o, d); err != nil {
			return err
		}
		card, err = analysis.Card(a.ctx, d, o)
		return err
	})
	if err != nil {
		return err
	}
	log.Close()
	if c.JSON {
		return report.WriteCardJSON(a.stdout, d, card)
	}
	return report.WriteCard(a.stdout, d, card, c.Lang)
}

// aim finds the hamlet or the unit that is asked about.
func (c *cardCommand) aim(o *analysis.CardOptions, d *coverage.Dataset) error {
	if len(d.Sites) == 0 {
		return hintError{errors.New("the region has no stations: nothing is known of its signal"), "add sites: {file} to region.yaml"}
	}
	if c.At.given {
		polygons := make([]orb.MultiPolygon, d.Leaves)
		for i := range polygons {
			polygons[i] = d.Units[i].Geometry
		}
		units, err := index.NewPolygons(polygons)
		if err != nil {
			return err
		}
		o.Lon, o.Lat = c.At.Lon, c.At.Lat
		unit, ok := units.Locate(o.Lon, o.Lat)
		if !ok {
			return hintError{fmt.Errorf("%v, %v lies in no commune of the region", o.Lon, o.Lat), "longitude comes first: --at 106.45,10.60"}
		}
		o.Unit = unit
		return nil
	}
	found := c.hamlets(d)
	switch len(found) {
	case 0:
		return hintError{fmt.Errorf("no hamlet %q%s", c.Hamlet, c.inCommune()), "give its ID or its name as in the table of hamlets; register.csv lists them"}
	case 1:
		o.Hamlet = found[0]
		return nil
	}
	var ids []string
	for _, i := range found[:min(5, len(found))] {
		ids = append(ids, d.Hamlets[i].ID+" in "+d.Units[d.Hamlets[i].Unit].Code)
	}
	return hintError{fmt.Errorf("%d hamlets are called %q%s: %s", len(found), c.Hamlet, c.inCommune(), strings.Join(ids, ", ")), "add --commune CODE, or give the ID"}
}

func (c *cardCommand) inCommune() string {
	if c.Commune == "" {
		return ""
	}
	return " in commune " + c.Commune
}

// hamlets lists those of the ID, else those of the name, whatever its case.
func (c *cardCommand) hamlets(d *coverage.Dataset) []int {
	var byID, byName []int
	for i, h := range d.Hamlets {
		if c.Commune != "" && d.Units[h.Unit].Code != c.Commune {
			continue
		}
		if h.ID == c.Hamlet {
			byID = append(byID, i)
		}
		if strings.EqualFold(strings.Join(strings.Fields(h.Name), " "), strings.Join(strings.Fields(c.Hamlet), " ")) {
			byName = append(byName, i)
		}
	}
	if len(byID) > 0 {
		return byID
	}
	return byName
}
