package dataset

import (
	"cmp"
	"fmt"
	"slices"

	"phusong/coverage"
)

var clusterSchema = tableSchema{
	role: "clusters",
	columns: append([]columnSpec{
		{name: "id", aliases: []string{"cluster_id", "mã cụm", "mã cụm dân cư", "mã nhóm hộ", "mã"}},
		{name: "hamlet", aliases: []string{"hamlet_id", "mã thôn", "mã thôn bản", "mã bản", "mã ấp", "thôn", "bản", "ấp", "hamlet_name", "tên thôn", "tên bản", "thôn bản"}},
		{name: "commune", aliases: append([]string{"xã", "phường xã", "xã phường"}, codeAliases[1:]...)},
		{name: "name", aliases: []string{"cluster_name", "tên cụm", "tên cụm dân cư", "cụm dân cư", "cụm", "tên", "nhóm hộ", "tên nhóm hộ", "điểm dân cư"}},
		{name: "households", aliases: countSchema.columns[1].aliases},
		{name: "population", aliases: countSchema.columns[2].aliases},
	}, positionSpecs()...),
	required: [][]string{{"hamlet"}},
}

// hamletIndex finds hamlets as clusters name them.
type hamletIndex struct {
	byID   map[string]int
	byName map[string][]int // folded name
	byUnit func(hamlet int) string
}

func (l *loader) hamletIndex() *hamletIndex {
	x := &hamletIndex{byID: map[string]int{}, byName: map[string][]int{},
		byUnit: func(i int) string { return l.data.Units[l.data.Hamlets[i].Unit].Code }}
	for i, h := range l.data.Hamlets {
		x.byID[h.ID] = i
		x.byName[squash(h.Name)] = append(x.byName[squash(h.Name)], i)
	}
	return x
}

// find returns the hamlet of an ID, else the only one of a name, in the commune where one is
// stated.
func (x *hamletIndex) find(text, commune string) (int, bool) {
	if i, ok := x.byID[text]; ok && text != "" {
		return i, true
	}
	found := -1
	for _, i := range x.byName[squash(text)] {
		if commune != "" && x.byUnit(i) != commune {
			continue
		}
		if found >= 0 {
			return 0, false
		}
		found = i
	}
	return found, found >= 0 && squash(text) != ""
}

// loadClusters reads residential groups, sorted by hamlet, then ID.
func (l *loader) loadClusters() error {
	return l.readTables(clusterSchema.role, l.region.Clusters, func(parts []part) error {
		tables, err := readAll(parts, clusterSchema)
		if err != nil {
			return err
		}
		hamlets := l.hamletIndex()
		all := l.data.Clusters
		for _, t := range tables {
			c := clusterReader{records: t, place: t.locator(), hamlets: hamlets,
				households: t.number("households", countKind, householdUnits), people: t.number("population", countKind, peopleUnits)}
			for _, r := range t.rows {
				if cluster, ok := c.read(r); ok {
					all = append(all, cluster)
				}
			}
		}
		slices.SortFunc(all, compareClusters)
		l.data.Clusters = all
		l.endRepeatedClusters()
		slices.SortFunc(all, compareClusters)
		l.checkClusterHouseholds()
		return nil
	})
}

func compareClusters(a, b coverage.Cluster) int {
	return cmp.Or(cmp.Compare(a.Hamlet, b.Hamlet), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Lat, b.Lat),
		cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Households.Value, b.Households.Value), cmp.Compare(a.People.Value, b.People.Value))
}

type clusterReader struct {
	*records
	place              *locator
	hamlets            *hamletIndex
	households, people *numberColumn
}

func (c *clusterReader) read(r record) (coverage.Cluster, bool) {
	at := c.place.locate(r)
	if at.rejected {
		return coverage.Cluster{}, false
	}
	commune := c.text(r, "commune")
	if code, _, ok := c.env.Codes.match(commune); ok {
		commune = code
	} else if commune != "" {
		c.env.problem(r.row, c.heading("commune"), commune, "code.unknown", "kept: hamlet looked for in all communes")
		commune = ""
	}
	hamlet, ok := c.hamlets.find(c.text(r, "hamlet"), commune)
	if !ok {
		c.env.problem(r.row, c.heading("hamlet"), c.text(r, "hamlet"), "cluster.hamlet", "row rejected: no hamlet, or several, of this ID or name")
		return coverage.Cluster{}, false
	}
	cluster := coverage.Cluster{ID: c.text(r, "id"), Name: c.text(r, "name"), Hamlet: hamlet, Located: at.located, Lon: at.lon, Lat: at.lat,
		People: c.people.count(r), Households: c.households.count(r), Source: c.env.source(r.row)}
	if cluster.ID == "" {
		cluster.ID = cmp.Or(cluster.Name, formatDegrees(at.lon)+" "+formatDegrees(at.lat))
	}
	if !at.located && !at.problem {
		c.env.problem(r.row, c.heading("lon"), "", "position.missing", "kept: residential group without a position")
	}
	return cluster, true
}

// endRepeatedClusters gives clusters of one hamlet that share an ID, neighbours in
// all, IDs of their own.
func (l *loader) endRepeatedClusters() {
	all := l.data.Clusters
	for i := 0; i < len(all); {
		first := i
		for i++; i < len(all) && all[i].Hamlet == all[first].Hamlet && all[i].ID == all[first].ID; i++ {
		}
		id := all[first].ID
		for k := first + 1; k < i; k++ {
			all[k].ID = fmt.Sprintf("%s#%d", id, k-first+1)
			l.problem(all[k].Source, "id", id, "cluster.id_repeated", "kept as "+all[k].ID)
		}
	}
}

// checkClusterHouseholds reports hamlets whose groups have more households than they.
func (l *loader) checkClusterHouseholds() {
	sums := make([]coverage.Micro, len(l.data.Hamlets))
	for _, c := range l.data.Clusters {
		h, before := &l.data.Hamlets[c.Hamlet], sums[c.Hamlet]
		sums[c.Hamlet] += c.Households.Value
		if h.Households.Known && sums[c.Hamlet] > h.Households.Value && before <= h.Households.Value {
			l.problem(c.Source, "households", sums[c.Hamlet].String(), "cluster.households", "kept: hamlet "+h.ID+" has "+h.Households.Value.String())
		}
	}
}
