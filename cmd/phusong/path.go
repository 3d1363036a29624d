package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/link"
	"phusong/coverage/propagation"
	"phusong/coverage/report"
	"phusong/geo/terrain"
	"phusong/internal/atomicfile"
	"phusong/internal/progress"
)

type pathCommand struct {
	From   place  `help:"Transmitter, degrees." placeholder:"LON,LAT" group:"Link"`
	To     place  `help:"Receiver, degrees." placeholder:"LON,LAT" group:"Link"`
	Links  string `help:"Table of links, CSV or XLSX: columns from_lon, from_lat, to_lon, to_lat, and any of id, frequency_mhz, tx_height_m and the like, which win over the flags." placeholder:"FILE" complete:"file" group:"Link"`
	Region string `help:"Region whose station sends; its terrain and criterion are used." placeholder:"DIR" complete:"dir" group:"Link"`
	Site   string `help:"Station of the region, or one cell of it." placeholder:"ID[/CELL]" group:"Link"`

	Frequency  *float64 `help:"MHz." placeholder:"MHZ" group:"Radio"`
	TxHeight   *float64 `help:"Transmitting antenna above ground, m." placeholder:"M" group:"Radio"`
	RxHeight   *float64 `help:"Receiving antenna above ground, m (default that of the criterion, else 1.5)." placeholder:"M" group:"Radio"`
	EIRP       *float64 `name:"eirp" help:"Power of the carrier and gain of the antenna, dBm (default 60)." placeholder:"DBM" group:"Radio"`
	Bandwidth  *float64 `help:"Of the carrier, MHz (default 20)." placeholder:"MHZ" group:"Radio"`
	Technology string   `help:"2g, 3g, 4g or 5g: which level is measured (default 4g)." placeholder:"4g" complete:"2g,3g,4g,5g" group:"Radio"`
	Criterion  string   `help:"Preset or YAML file: its threshold, losses and building." complete:"criteria|file" group:"Radio"`
	Indoor     string   `help:"Building around the receiver, without a criterion." enum:",none,o2i-low,o2i-high,p2109-traditional,p2109-efficient" default:"" group:"Radio"`

	Terrain   string  `help:"Folder of elevation tiles, .hgt or GeoTIFF." placeholder:"DIR" complete:"dir" group:"Ground"`
	Surface   string  `help:"What the tiles measure: ${enum} (default surface_model)." enum:",surface_model,bare_earth" default:"" group:"Ground"`
	LandCover string  `help:"GeoTIFF of ESA WorldCover classes: clutter heights, on bare_earth only." placeholder:"FILE" complete:"file" group:"Ground"`
	Step      *metres `help:"Between posts of the profile, such as 30m (default half of that of the finest tile)." placeholder:"LENGTH" group:"Ground"`

	DN           *float64 `name:"dn" help:"Refractivity lapse rate, N-units/km (default 50)." placeholder:"N" group:"Conditions"`
	N0           *float64 `name:"n0" help:"Refractivity at sea level, N-units (default 370)." placeholder:"N" group:"Conditions"`
	PercentTime  *float64 `help:"The loss is not exceeded for this part of the time: 1 to 50 (default 50)." placeholder:"PERCENT" group:"Conditions"`
	Locations    *float64 `help:"A second loss, not exceeded at this part of places: 1 to 99." placeholder:"PERCENT" group:"Conditions"`
	Resolution   *float64 `help:"Side of the square that the receiver stands for, m (default 100)." placeholder:"M" group:"Conditions"`
	Polarisation string   `help:"${enum}." enum:"vertical,horizontal" default:"vertical" group:"Conditions"`
	Zone         string   `help:"Radio climate of the whole path: ${enum}." enum:"inland,coastal,sea" default:"inland" group:"Conditions"`

	Model      []string `help:"Models to ask, such as p1812,rma:h=8 (default all)." placeholder:"NAME,..."`
	Out        string   `short:"o" placeholder:"DIR" complete:"dir" help:"Folder for links.csv, profiles, problems.csv and run.json; without it the table alone is printed."`
	NoProfiles bool     `help:"No profile_*.csv, .svg and .png, which thousands of links would take a minute for."`
	Strict     bool     `help:"Treat problems of the input as errors."`
	Verbose    bool     `short:"v" help:"Print every model of every link, and the stages of P.1812 and ITM."`
	JSON       bool     `name:"json" help:"Print the result as JSON."`
}

// Help is shown below the usage.
func (*pathCommand) Help() string {
	return "Predicts the loss of a link by every model side by side, its median level and how clear the path is. Models over terrain need " +
		"--terrain; where the terrain of a part of the path is not known they say so, and which part.\n\n" +
		"Models without terrain: free-space, hata-urban-large, hata-urban, hata-suburban, hata-open, cost231-urban, cost231-metropolitan, rma, uma, umi. " +
		"Over terrain: p526 (free space and delta-Bullington), p1812, itm, and each law with +terrain.\n\n" +
		"Examples:\n\n  phusong path --from 106.40,10.53 --to 106.45,10.60 \\\n    --frequency 1800 --tx-height 40 --rx-height 1.5 --terrain dem -o out\n" +
		"  phusong path --links links.csv --frequency 1800 --tx-height 40 \\\n    --terrain dem --surface bare_earth -o out\n" +
		"  phusong path --region my-region --site LA0001/1 --to 106.45,10.60 -v\n\n" + exitCodes
}

// The radio of a link unless flags or columns say otherwise.
const (
	defaultPathEIRPdBm      = 60
	defaultPathBandwidthMHz = 20
	defaultPathRxHeightM    = 1.5
)

// place is a position, "106.4,10.53".
type place struct {
	link.Place
	given bool
}

// UnmarshalText reads longitude and latitude.
func (p *place) UnmarshalText(text []byte) error {
	var lon, lat float64
	var rest string
	n, _ := fmt.Sscanf(string(text)+" end", "%g,%g %s", &lon, &lat, &rest)
	if n != 3 || rest != "end" || !(math.Abs(lon) <= 360) || !(math.Abs(lat) <= 90) {
		return fmt.Errorf("%q is no position: write longitude and latitude in degrees, as 106.40,10.53", text)
	}
	*p = place{link.Place{Lon: lon, Lat: lat}, true}
	return nil
}

// Run executes the command.
func (c *pathCommand) Run(a *app) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Out != "" {
		if err := atomicfile.Probe(c.Out); err != nil {
			return hintError{err, "choose a folder that can be written to"}
		}
	}
	log := progress.New(a.stderr, a.tty, c.Verbose)
	var job *pathJob
	err := a.interruptible(func() (err error) {
		job, err = c.prepare(log)
		return err
	})
	if err != nil {
		return err
	}
	defer job.close()
	if c.Strict && len(job.problems) > 0 {
		return hintError{fmt.Errorf("%d problems, and --strict is given; the first: %s", len(job.problems), job.problems[0]), "put the rows right, or leave --strict out"}
	}
	done, err := c.predict(a, job)
	if err != nil {
		return err
	}
	if c.Out != "" {
		log.Printf("%d files in %s", len(done.run.Files), c.Out)
	}
	log.Close()
	return c.print(a, job, done)
}

// check refuses flags that contradict each other.
func (c *pathCommand) check() error {
	ways := 0
	for _, given := range []bool{c.From.given, c.Links != "", c.Region != ""} {
		if given {
			ways++
		}
	}
	const hint = "phusong path --help shows an example of each"
	switch {
	case ways != 1:
		return hintError{errors.New("give one of --from, --links or --region"), hint}
	case c.Links == "" && !c.To.given:
		return hintError{errors.New("--to is missing: where is the receiver?"), hint}
	case c.Links != "" && c.To.given:
		return hintError{errors.New("--to is for one link; those of --links have their own"), hint}
	case c.Region != "" && c.Site == "":
		return hintError{errors.New("--site is missing: which station of the region sends?"), hint}
	case c.Region == "" && c.Site != "":
		return hintError{errors.New("--site names a station of a region"), "add --region DIR"}
	case c.From.given && (c.Frequency == nil || c.TxHeight == nil):
		return hintError{errors.New("--frequency and --tx-height are missing"), "such as --frequency 1800 --tx-height 40"}
	case c.Terrain == "" && (c.LandCover != "" || c.Surface != ""):
		return hintError{errors.New("--surface and --land-cover say more of --terrain"), "add --terrain DIR; what a region's terrain is says region.yaml"}
	case c.LandCover != "" && c.Surface != string(terrain.BareEarth):
		return hintError{terrain.ErrClutterTwice, "add --surface bare_earth if the tiles have no roofs and trees in them; else leave --land-cover out"}
	case c.Criterion != "" && c.Indoor != "":
		return hintError{errors.New("--indoor and --criterion both say where the receiver is"), "leave one out"}
	}
	for _, name := range c.Model {
		if err := link.CheckName(name); err != nil {
			return hintError{err, "separate names by commas: --model p1812,rma"}
		}
	}
	return c.checkRegion()
}

// checkRegion refuses what a cell of the region states itself.
func (c *pathCommand) checkRegion() error {
	if c.Region == "" {
		return nil
	}
	for _, f := range []struct {
		name  string
		given bool
	}{{"--frequency", c.Frequency != nil}, {"--tx-height", c.TxHeight != nil}, {"--eirp", c.EIRP != nil},
		{"--bandwidth", c.Bandwidth != nil}, {"--technology", c.Technology != ""}, {"--indoor", c.Indoor != ""}} {
		if f.given {
			return hintError{fmt.Errorf("%s contradicts --region, whose station and criterion say it", f.name), "leave " + f.name + " out, or give --from instead of --region"}
		}
	}
	return nil
}

// template is a link as the flags have it; what only a row can state is NaN.
func (c *pathCommand) template(crit criterion.Criterion) link.Link {
	value := func(flag *float64, fallback float64) float64 {
		if flag != nil {
			return *flag
		}
		return fallback
	}
	l := link.Link{From: c.From.Place, To: c.To.Place, RxHeightM: value(c.RxHeight, cmp.Or(crit.ReceiverHeightM, defaultPathRxHeightM))}
	if c.Links != "" {
		nowhere := link.Place{Lon: math.NaN(), Lat: math.NaN()}
		l.From, l.To = nowhere, nowhere
	}
	l.Cell = coverage.Cell{FrequencyMHz: value(c.Frequency, math.NaN()), HeightM: value(c.TxHeight, math.NaN()),
		EIRPdBm: value(c.EIRP, defaultPathEIRPdBm), BandwidthMHz: value(c.Bandwidth, defaultPathBandwidthMHz),
		Technology: coverage.Technology(cmp.Or(c.Technology, string(coverage.Tech4G)))}
	zone := map[string]propagation.RadioZone{"coastal": propagation.CoastalLand, "sea": propagation.Sea}[c.Zone]
	l.Conditions = link.Conditions{DN: value(c.DN, propagation.DefaultDN), N0: value(c.N0, propagation.DefaultN0), PercentTime: value(c.PercentTime, 50),
		PercentLocations: value(c.Locations, 50), ResolutionM: value(c.Resolution, 100), Horizontal: c.Polarisation == "horizontal", Zone: zone}
	return l
}

// print shows the result on standard output.
func (c *pathCommand) print(a *app, job *pathJob, done pathResult) error {
	switch {
	case c.JSON:
		return report.WriteLinksJSON(a.stdout, done.run, done.records, job.problems)
	case c.Links != "" && !c.Verbose:
		return report.WriteLinkSummary(a.stdout, done.records, job.problems)
	}
	return nil // printed as they came, see predict
}

// protect refuses an output folder in which a result would replace an input.
func (c *pathCommand) protect(inputs []string) error {
	for _, name := range []string{report.LinksFile, report.ProblemsFile, report.RunFile} {
		for _, input := range inputs {
			if samePath(filepath.Join(c.Out, name), input) {
				return hintError{fmt.Errorf("the results would replace %s, which is read", input), "give another folder with -o; nothing was written"}
			}
		}
	}
	return nil
}
