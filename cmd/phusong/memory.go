package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"

	"github.com/alecthomas/kong"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/internal/memorybound"
)

// memoryFlags bound the memory of a run.
type memoryFlags struct {
	Memory string `placeholder:"SIZE" help:"Memory to keep to, such as 2GiB: a run that needs more ends with an error. Never changes a result."`
}

// memoryBytes is the bound, 0 for none.
func (f *memoryFlags) memoryBytes() (int64, error) { return parseSize(f.Memory) }

// runBounded runs the command that was chosen, within its memory bound if it has one.
func (a *app) runBounded(k *kong.Context) error {
	var bounded interface{ memoryBytes() (int64, error) }
	if node := k.Selected(); node != nil && node.Target.CanAddr() {
		bounded, _ = node.Target.Addr().Interface().(interface{ memoryBytes() (int64, error) })
	}
	if bounded == nil {
		return k.Run(a, k)
	}
	bound, err := bounded.memoryBytes()
	if err != nil {
		return err
	}
	if bound == 0 {
		return k.Run(a, k)
	}
	ctx, stop := memorybound.Watch(a.ctx, bound)
	defer stop()
	a.ctx = ctx
	if err = context.Cause(ctx); err == nil {
		err = k.Run(a, k)
	}
	var over *memorybound.Error
	if err != nil && (errors.As(err, &over) || errors.Is(err, context.Canceled) && errors.As(context.Cause(ctx), &over)) {
		hint := "give more with --memory, or ask for less: a part of the region, fewer --technologies, a larger --resolution-deg; nothing was written"
		if own, ok := bounded.(interface{ memoryHint() string }); ok {
			hint = own.memoryHint()
		}
		return hintError{over, hint}
	}
	return err
}

// checkFiles refuses to load a region whose tables and boundaries alone exceed the bound: what they become in
// memory is more than they are as files.
func (f *regionFlags) checkFiles(r dataset.Region, flags memoryFlags) error {
	names := []string{r.Boundaries.File}
	for _, role := range r.Tables() {
		for _, t := range role.Files {
			names = append(names, t.File)
		}
	}
	sum := int64(0)
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(f.Region, name)); err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
	}
	return flags.holds(sum, "loading the region needs")
}

// figuresPerSelection is how many figures a unit has at least under each technology and operator: people,
// households and area.
const figuresPerSelection = 3

// checkResult refuses to compute what the bound cannot hold: the data set as it is and the figures alone.
func (f *memoryFlags) checkResult(d *coverage.Dataset) error {
	figures := int64(0)
	if len(d.Sites) > 0 {
		figures = int64(len(d.Units)) * int64(len(d.Selections())) * figuresPerSelection
	}
	return f.holds(memorybound.InUse()+figures*int64(reflect.TypeFor[coverage.Figure]().Size()), fmt.Sprintf("the figures of %d units need", len(d.Units)))
}

// holds holds an estimate against the bound.
func (f *memoryFlags) holds(need int64, what string) error {
	bound, err := f.memoryBytes()
	if err != nil || bound == 0 || need <= memorybound.Usable(bound) {
		return err
	}
	return &memorybound.Error{Bound: bound, Need: need + bound - memorybound.Usable(bound), What: what}
}
