package main

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"phusong/coverage/output"
	"phusong/coverage/webmap"
)

type serveCommand struct {
	From    []string `arg:"" name:"out" complete:"dir" help:"Folders that phusong analyze wrote: one region at one or several dates."`
	Addr    string   `help:"Address to serve at (default: 127.0.0.1:8080); port 0 takes any that is free." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Public  bool     `help:"Let other machines reach the map: it has no password."`
	Host    []string `sep:"none" placeholder:"NAME" help:"Name under which a proxy in front asks for the map; can be repeated."`
	Signal  string   `complete:"dir" placeholder:"DIR" help:"Folder of phusong coverage whose levels are shown as a layer (default: those in the outputs' own folders)."`
	Region  string   `complete:"dir" placeholder:"DIR" help:"The region that was analyzed: cards of gaps and hamlets then say what was tried by prediction."`
	Verbose bool     `short:"v" help:"Log every request."`
}

// Help is shown below the usage.
func (*serveCommand) Help() string {
	return "Serves what an analysis found as a web map: figures, table, map and answer cards, with everything embedded; the page asks nothing of any other " +
		"machine. It reads only, and only what the outputs hold. Outputs of several dates are shown together, with the change between them.\n\n" +
		"It listens on this machine alone unless --public is given, until it is interrupted (Ctrl-C), and then ends with 0.\n\n" +
		"Examples:\n\n  phusong serve out\n  phusong serve out-2024 out-2025 --addr 127.0.0.1:9000\n\n" + exitCodes
}

// Run executes the command.
func (c *serveCommand) Run(a *app) error {
	listener, err := webmap.Listen(c.Addr, c.Public)
	if err != nil {
		return err
	}
	defer listener.Close()
	var m *webmap.Map
	err = a.interruptible(func() error {
		m, err = c.open(a)
		return err
	})
	if err != nil {
		return err
	}
	handler, err := m.Handler()
	if err != nil {
		return err
	}
	options := webmap.ServeOptions{Hosts: c.Host, Public: c.Public, Warn: a.warn}
	if c.Verbose {
		options.Log = a.logAccess
	}
	fmt.Fprintf(a.stderr, "phusong: serving %s at http://%s/ until interrupted (Ctrl-C)\n", strings.Join(c.From, ", "), visible(listener.Addr()))
	return webmap.Serve(a.ctx, listener, handler, options)
}

// open reads the outputs.
func (c *serveCommand) open(a *app) (*webmap.Map, error) {
	var all []*output.Output
	for _, dir := range c.From {
		o, err := readOutput(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	options := exporting(webmap.Options{Warn: a.warn, Signal: c.Signal})
	if c.Region != "" {
		p, err := newPredictor(c.Region, all)
		if err != nil {
			return nil, err
		}
		options.Predict = p.predict
	}
	m, err := webmap.Open(all, options)
	if err != nil {
		return nil, hintError{err, "analyze the region again, or serve other folders"}
	}
	return m, nil
}

func (a *app) warn(err error) {
	if !errors.Is(err, net.ErrClosed) {
		fmt.Fprintf(a.stderr, "phusong: serve: %v\n", err)
	}
}

func (a *app) logAccess(r webmap.Access) {
	fmt.Fprintf(a.stderr, "phusong: serve: %s %s %q %d, %d bytes, %d ms\n", r.Remote, r.Method, r.Target, r.Status, r.Bytes, r.Took.Milliseconds())
}

// visible is an address as a browser takes it: all interfaces are this machine too.
func visible(at net.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return at.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
