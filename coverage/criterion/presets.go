package criterion

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed presets/*.yaml
var presetFiles embed.FS

// Presets lists the criteria that come with the program, sorted.
func Presets() []string {
	entries, err := presetFiles.ReadDir("presets")
	if err != nil {
		panic("criterion: the embedded presets are missing: " + err.Error())
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(ids) // not by file name: '.' sorts after '-'
	return ids
}

// Preset returns a criterion by its id. "official-1603" is returned too, but does
// not Resolve. An unknown id gives an error that lists the known ones.
func Preset(id string) (Criterion, error) {
	if !slices.Contains(Presets(), id) {
		return Criterion{}, fmt.Errorf("no preset criterion %q; known: %s", id, strings.Join(Presets(), ", "))
	}
	data, err := presetFiles.ReadFile("presets/" + id + ".yaml")
	if err != nil {
		return Criterion{}, fmt.Errorf("reading preset criterion %s: %w", id, err)
	}
	c, err := decode("preset "+id, data)
	if err != nil {
		return Criterion{}, fmt.Errorf("preset criterion: %w", err)
	}
	return c, nil
}
