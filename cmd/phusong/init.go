package main

import "errors"

type initCommand struct {
	Dir string `arg:"" help:"Folder with the files."`
}

// Run executes the command.
func (c *initCommand) Run(a *app) error { return errors.New("init: being written") }
