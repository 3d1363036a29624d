package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"phusong/coverage/dataset"
	"phusong/coverage/register"
)

// profileFile is the file that holds the profile of the gap register, unless it is a
// preset.
func (f *regionFlags) profileFile(r dataset.Region) (path string, ok bool) {
	switch {
	case r.Register == "", slices.Contains(register.Presets(), r.Register):
		return "", false
	case f.Register != "":
		return f.Register, true
	}
	return filepath.Join(f.Region, r.Register), true
}

// loadProfile resolves a preset name, or a YAML file relative to the region or the
// current folder; the zero profile where none is named.
func (f *regionFlags) loadProfile(r dataset.Region) (register.Profile, error) {
	if r.Register == "" {
		return register.Profile{}, nil
	}
	p, err := register.Preset(r.Register)
	if path, ok := f.profileFile(r); ok {
		data, readErr := readSmall(path)
		if readErr != nil {
			return p, hintError{fmt.Errorf("register profile %q is neither a preset nor a file: %w", r.Register, readErr), "presets are centre, nested and official-1603"}
		}
		p, err = register.Parse(r.Register, data)
	}
	if err != nil {
		return p, err
	}
	return p.Resolve()
}
