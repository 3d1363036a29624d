package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"phusong/coverage/radius"
	"phusong/geo/crs"
	"phusong/internal/atomicfile"
	"phusong/internal/memorybound"
	"phusong/internal/progress"
)

type radiusCommand struct {
	regionFlags
	Out      string   `short:"o" required:"" placeholder:"DIR" complete:"dir" help:"Folder for the results."`
	Jobs     []string `help:"What to compute: ${enum}." enum:"population,gaps,fiber,area" default:"population,gaps,fiber,area" placeholder:"JOB,..."`
	CRS      string   `name:"crs" help:"Plane in which distances are measured, such as EPSG:32648 (default: that of the raster, else the UTM zone of the stations)." placeholder:"EPSG:CODE"`
	Radius4G string   `name:"radius-4g" help:"Radius of 4G in metres instead of what cells state (without: 3000 where they state none)." placeholder:"M"`
	Radius5G string   `name:"radius-5g" help:"Radius of 5G in metres instead of what cells state (without: 800 where they state none)." placeholder:"M"`
	memoryFlags
	Workers int  `help:"Parallel workers, 0 for one per processor. Never changes a result."`
	Verbose bool `short:"v" help:"Print every stage with its time."`
}

// Help is shown below the usage.
func (*radiusCommand) Help() string {
	return "A place is covered when a station is within a fixed radius of it, by distance in a plane. Writes population.csv, gaps-4g.geojson, gaps-5g.geojson, " +
		"fiber.csv, area.csv, and run.json with the definition in words and every row that matched nothing; whole or not at all. " +
		"Of the entries of a region it reads boundaries, sites, population, households and fiber; flags of others are refused.\n\n" +
		"Examples:\n\n  phusong radius my-region -o out\n  phusong radius my-region -o out --jobs population,area --radius-4g 2500\n" +
		"  phusong radius my-region -o out --population pop-utm.tif --memory 1GiB -v\n\n" + exitCodes
}

// Run executes the command.
func (c *radiusCommand) Run(a *app) error {
	options, err := c.options()
	if err != nil {
		return err
	}
	log := progress.New(a.stderr, a.tty, c.Verbose)
	if !c.Verbose && !a.tty {
		log = nil
	}
	options.Log = log
	if err := c.protectInputs(options.Region, c.Out, radius.FileNames()); err != nil {
		return err
	}
	if err := c.holds(memorybound.InUse(), "the run needs"); err != nil {
		return err
	}
	if err := atomicfile.Probe(c.Out); err != nil {
		return hintError{err, "choose a folder that can be written to"}
	}
	if err := radius.Run(a.ctx, options, c.Out); err != nil {
		return err
	}
	log.Close()
	_, err = fmt.Fprintf(a.stdout, "results in %s\n", c.Out)
	return err
}

// options resolves the flags.
func (c *radiusCommand) options() (o radius.Options, err error) {
	if err := c.refuseUnread(); err != nil {
		return o, err
	}
	o = radius.Options{Dir: c.Region, Workers: c.Workers, Technologies: radius.DefaultTechnologies(), Version: version()}
	if o.Region, err = c.region(); err != nil {
		return o, err
	}
	if o.Jobs, err = radius.ParseJobs(c.Jobs); err != nil {
		return o, hintError{err, "phusong radius --help lists the jobs"}
	}
	for i, text := range []string{c.Radius4G, c.Radius5G} {
		if text == "" {
			continue
		}
		t := &o.Technologies[i]
		if t.RadiusM, err = strconv.ParseFloat(text, 64); err != nil || !(t.RadiusM > 0) || math.IsInf(t.RadiusM, 0) {
			return o, hintError{fmt.Errorf("--radius-%s %q is no radius", t.ID, text), "write metres, such as 3000"}
		}
		t.Fixed = true
	}
	if c.CRS != "" {
		code, err := strconv.Atoi(strings.TrimPrefix(strings.ToUpper(c.CRS), "EPSG:"))
		if err != nil {
			return o, hintError{fmt.Errorf("--crs %q is no code of EPSG", c.CRS), "write a code, such as EPSG:32648"}
		}
		if o.CRS, err = crs.ByEPSG(code); err != nil {
			return o, hintError{fmt.Errorf("--crs %q: %w", c.CRS, err), "write the code of one of them, such as EPSG:32648"}
		}
	}
	return o, nil
}

// refuseUnread refuses the flags of entries that a fixed radius does not read: results must not look as if they had followed them.
func (c *radiusCommand) refuseUnread() error {
	for _, flag := range []struct {
		name  string
		given bool
	}{{"hamlets", c.Hamlets != ""}, {"centres", c.Centres != ""}, {"criterion", c.Criterion != ""}, {"register", c.Register != ""},
		{"technologies", len(c.Technologies) > 0}, {"demand", c.Demand != ""}, {"resolution-deg", c.ResolutionDeg != 0}} {
		if flag.given {
			return hintError{fmt.Errorf("radius does not read --%s", flag.name), "leave it out, or use phusong analyze; --radius-4g, --radius-5g and --jobs say what radius computes"}
		}
	}
	return nil
}

// memoryHint says what takes less memory.
func (*radiusCommand) memoryHint() string {
	return "give more with --memory, or ask for fewer --jobs at a time: area takes the most, then gaps; nothing was written"
}

// parseSize reads a size such as 1GiB or 500MB; nothing is 0.
func parseSize(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	upper := strings.ToUpper(strings.TrimSpace(text))
	scale := 1.0
	for _, unit := range []struct {
		suffix string
		bytes  float64
	}{{"GIB", 1 << 30}, {"MIB", 1 << 20}, {"GB", 1e9}, {"MB", 1e6}, {"G", 1 << 30}, {"M", 1 << 20}} {
		if rest, ok := strings.CutSuffix(upper, unit.suffix); ok {
			upper, scale = strings.TrimSpace(rest), unit.bytes
			break
		}
	}
	v, err := strconv.ParseFloat(upper, 64)
	if err != nil || !(v*scale >= 1<<20 && v*scale <= 1<<50) {
		return 0, hintError{fmt.Errorf("--memory %q is no size", text), "write a size such as 1GiB, at least 1MiB"}
	}
	return int64(v * scale), nil
}
