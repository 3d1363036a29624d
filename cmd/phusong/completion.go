package main

import "errors"

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Run executes the command.
func (c *completionCommand) Run(a *app) error { return errors.New("completion: being written") }
