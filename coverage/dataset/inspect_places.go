package dataset

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"phusong/coverage"
	"sync"
)

// placePhrases in the name of a file or layer say that it holds places that should
// have signal, folded.
var placePhrases = []string{"truong", "truong hoc", "schools", "school", "tram y te", "y te", "benh vien", "health", "hospitals", "hospital", "clinics", "cho", "markets",
	"kcn", "ccn", "khu cong nghiep", "cum cong nghiep", "khu kinh te", "industrial", "zones", "khu du lich", "di tich"}

// namesPlaces reports whether a name says places, and neither a list of hamlets nor one
// of centres.
func namesPlaces(name string) bool {
	text := " " + strings.Join(words(stem(name)), " ") + " "
	for _, role := range []string{hamletSchema.role, centreSchema.role, siteSchema.role} {
		for _, w := range fileWords[role] {
			if w != "tram" && strings.Contains(text, " "+w+" ") { // tram y te is a health post
				return false
			}
		}
	}
	return slices.ContainsFunc(placePhrases, func(p string) bool { return strings.Contains(text, " "+p+" ") })
}

var notInLayerID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^a-z0-9]+`) })

// addPlaces enters a layer of places; what says so is for people to look at.
func (in *inspector) addPlaces(from layerOf, kind coverage.PlaceKind, rows int, note string) {
	if len(in.region.Places) == maxLayers {
		in.unused(from.label(), "a region has at most %d layers of places", maxLayers)
		return
	}
	id := strings.Trim(notInLayerID().ReplaceAllString(strings.Join(words(stem(from.nameOf())), "-"), "-"), "-")
	if id = strings.TrimRight(id[:min(len(id), 36)], "-"); id == "" {
		id = "places"
	}
	taken := func(id string) bool {
		return slices.ContainsFunc(in.region.Places, func(p PlacesFile) bool { return p.ID == id })
	}
	unique := id
	for n := 2; taken(unique); n++ {
		unique = fmt.Sprintf("%s-%d", id, n)
	}
	in.region.Places = append(in.region.Places, PlacesFile{ID: unique, Kind: string(kind), File: from.file, Layer: from.layer, Sheet: from.sheet})
	in.found(Finding{File: from.label(), Role: "places", Rows: rows, Note: note, Check: "counted as " + coverage.PlacesPrefix + unique + ", a layer of " + string(kind) + "; remove the entry if it is none"})
}

// takePlaces enters tables of points that their names call places, which lists of
// hamlets and of centres would else seem to be.
func (in *inspector) takePlaces(t *tableFile, roles []string) bool {
	if slices.ContainsFunc(roles, func(r string) bool { return r != hamletSchema.role && r != centreSchema.role }) || !namesPlaces(t.nameOf()) {
		return false
	}
	if _, err := placeSchema.match(t.headerFor(placeSchema), readEnv{File: t.label(), Found: &findings{}}); err != nil {
		return false
	}
	in.addPlaces(t.layerOf, coverage.PlacePoints, len(t.rows), "points, by its name")
	return true
}
