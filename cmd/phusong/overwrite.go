package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"phusong/coverage/check"
	"phusong/coverage/dataset"
	"phusong/coverage/report"
)

// protectInputs refuses an output folder in which a file of one of these names
// would replace what the region is read from or compared with. It looks at files
// by name and by identity, so that links and other spellings of a path count.
func (f *regionFlags) protectInputs(r dataset.Region, out string, names []string) error {
	inputs := append(f.inputFiles(r), f.filesBesides(r)...)
	for _, name := range names {
		target := filepath.Join(out, name)
		for _, input := range inputs {
			if samePath(target, input) {
				return hintError{fmt.Errorf("the results would replace %s, which the region is read from", input),
					"give another folder with -o; nothing was written"}
			}
		}
	}
	for _, input := range inputs {
		if samePath(filepath.Join(out, report.QuarantineFolder), filepath.Dir(input)) {
			return hintError{fmt.Errorf("the results would replace the folder of %s, which the region is read from", input),
				"put corrections into a folder of the region that is not named quarantine, or give another folder with -o; nothing was written"}
		}
	}
	if samePath(out, filepath.Join(f.Region, check.Folder)) {
		return hintError{fmt.Errorf("%s holds what the region is compared with", out),
			"give another folder with -o; phusong check --update rewrites " + check.Folder}
	}
	if r.Terrain != nil && samePath(out, filepath.Join(f.Region, r.Terrain.Dir)) {
		return hintError{fmt.Errorf("%s holds the elevation tiles: results among them would be taken for tiles", out),
			"give another folder with -o; nothing was written"}
	}
	return nil
}

// filesBesides lists the files that region.yaml names and a flag has set aside: a run does not read them, the next may.
func (f *regionFlags) filesBesides(r dataset.Region) []string {
	named, err := dataset.ReadRegion(f.Region)
	if f.Region == "" || err != nil {
		return nil // nothing was set aside: region has told what is wrong
	}
	known := f.inputFiles(r)
	return slices.DeleteFunc(f.inputFiles(named), func(path string) bool { return slices.Contains(known, path) })
}

// inputFiles lists the files that a region names, itself included.
func (f *regionFlags) inputFiles(r dataset.Region) []string {
	names := []string{dataset.RegionFile, check.PublishedFile, r.Boundaries.File}
	for _, role := range r.Tables() {
		for _, t := range role.Files {
			names = append(append(names, t.File), t.Corrections...)
		}
	}
	for _, c := range r.Codes {
		names = append(names, c.File)
	}
	if r.Population != nil {
		names = append(names, r.Population.File)
	}
	if r.Terrain != nil && r.Terrain.LandCover != "" {
		names = append(names, r.Terrain.LandCover)
	}
	if r.Targets != nil {
		names = append(names, r.Targets.File)
	}
	if r.History != nil {
		names = append(names, r.History.File)
	}
	names = append(names, check.ClaimsFile)
	var paths []string
	for _, name := range names {
		paths = append(paths, filepath.Join(f.Region, name))
	}
	if path, ok := f.criterionFile(r); ok {
		paths = append(paths, path)
	}
	if path, ok := f.profileFile(r); ok {
		paths = append(paths, path)
	}
	return paths
}

// samePath reports whether two paths name one file, be it there or not.
func samePath(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return os.SameFile(infoA, infoB)
	}
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absA == absB
}

// protectEdits refuses an output folder in which rows have been put right.
func protectEdits(out string) error { return hintWrite(report.CheckQuarantine(out)) }

// hintWrite says what to do where results could not be written.
func hintWrite(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, report.ErrEdited):
		return hintError{err, "move it into the region and name it with corrections: in region.yaml, or delete it, or give another folder with -o; nothing was written"}
	}
	return hintError{err, "check that the folder can be written to and has room"}
}
