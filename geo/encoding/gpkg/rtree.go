package gpkg

import (
	"encoding/binary"
	"fmt"
	"math"

	"phusong/geo"
	"phusong/geo/feature"
)

// The R-tree of SQLite (ext/rtree/rtree.c, "Database Format of R-Tree Tables"): nodes of at most
// 51 cells in the table %_node, number 1 the root; a cell is a row or node number and the four
// sides as float32, all big-endian. %_rowid and %_parent say in which node a row or node stands.
const (
	rtreeCells     = 51
	rtreeCellBytes = 24
	rtreeNodeBytes = 4 + rtreeCells*rtreeCellBytes
)

// rtreeCell is an entry of a node.
type rtreeCell struct {
	id  int64
	box [4]float32 // west, east, south, north
}

// writeTree writes an index packed along a Hilbert curve. SQLite would build the same tree row by
// row with sums of float64 areas, which another processor may round otherwise, and in many times
// the time.
func (f *File) writeTree(table string, boxes []feature.Box, ids []int64) {
	f.exec(fmt.Sprintf("CREATE VIRTUAL TABLE %q USING rtree(id, minx, maxx, miny, maxy)", table))
	if len(boxes) == 0 {
		return
	}
	level := make([]rtreeCell, len(boxes))
	for i, k := range feature.HilbertOrder(boxes) {
		level[i] = rtreeCell{ids[k], outside(boxes[k])}
	}
	t := treeWriter{file: f, table: table, next: 2}
	for depth := 0; ; depth++ {
		if len(level) <= rtreeCells {
			t.node(1, depth, level, depth == 0)
			return
		}
		level = t.level(level, depth == 0)
	}
}

type treeWriter struct {
	file  *File
	table string
	next  int64 // number of the next node; 1 is the root's
}

// level writes the nodes of one level, filled evenly, and returns their cells.
func (t *treeWriter) level(cells []rtreeCell, leaf bool) []rtreeCell {
	count := (len(cells) + rtreeCells - 1) / rtreeCells
	parents := make([]rtreeCell, count)
	for i := range parents {
		part := cells[i*len(cells)/count : (i+1)*len(cells)/count]
		parents[i] = rtreeCell{t.next, part[0].box}
		for _, c := range part[1:] {
			b := &parents[i].box
			b[0], b[1], b[2], b[3] = min(b[0], c.box[0]), max(b[1], c.box[1]), min(b[2], c.box[2]), max(b[3], c.box[3])
		}
		t.node(t.next, 0, part, leaf)
		t.next++
	}
	return parents
}

// node writes one node and where its cells stand. Only the root says how deep the tree is.
func (t *treeWriter) node(number int64, depth int, cells []rtreeCell, leaf bool) {
	data := make([]byte, 0, rtreeNodeBytes)
	data = binary.BigEndian.AppendUint16(data, uint16(depth))
	data = binary.BigEndian.AppendUint16(data, uint16(len(cells)))
	for _, c := range cells {
		data = binary.BigEndian.AppendUint64(data, uint64(c.id))
		for _, side := range c.box {
			data = binary.BigEndian.AppendUint32(data, math.Float32bits(side))
		}
	}
	t.file.exec(fmt.Sprintf("INSERT OR REPLACE INTO \"%s_node\" VALUES (?, ?)", t.table), number, data[:rtreeNodeBytes])
	where := "_parent"
	if leaf {
		where = "_rowid"
	}
	for _, c := range cells {
		t.file.exec(fmt.Sprintf("INSERT INTO \"%s%s\" VALUES (?, ?)", t.table, where), c.id, number)
	}
}

// outside is a box rounded to float32 away from its inside, as SQLite rounds.
func outside(b feature.Box) [4]float32 {
	return [4]float32{below(b.West), above(b.East), below(b.South), above(b.North)}
}

func below(e geo.E7) float32 {
	f := float32(e.Degrees())
	if float64(f) > e.Degrees() {
		return math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func above(e geo.E7) float32 {
	f := float32(e.Degrees())
	if float64(f) < e.Degrees() {
		return math.Nextafter32(f, float32(math.Inf(1)))
	}
	return f
}
