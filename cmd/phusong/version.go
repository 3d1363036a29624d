package main

import (
	"fmt"
	"runtime"
)

// release is the version in CHANGELOG.md.
const release = "0.1.0"

// version is written into run.json. It names no build time and no machine.
func version() string { return "phusong " + release }

type versionCommand struct{}

// Help is shown below the usage.
func (*versionCommand) Help() string {
	return "Examples:\n\n  phusong version\n\n" + exitCodes
}

// Run executes the command.
func (*versionCommand) Run(a *app) error {
	_, err := fmt.Fprintf(a.stdout, "%s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
