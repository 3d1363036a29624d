package shapefile

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// index reads the .shx along with the .shp.
type index struct {
	r       *bufio.Reader
	records int // by its length
	read    int
}

// openIndex reads the header of a .shx. A damaged one is only a warning: the .shp can
// be read without.
func (r *Reader) openIndex(set parts) error {
	p, ok := set[".shx"]
	if !ok {
		return nil
	}
	in, err := r.stream(set, ".shx")
	if err != nil {
		return err
	}
	x := &index{r: bufio.NewReader(in)}
	var b [shpHeaderBytes]byte
	_, err = io.ReadFull(x.r, b[:])
	length := 2 * int64(binary.BigEndian.Uint32(b[24:]))
	if err != nil || binary.BigEndian.Uint32(b[:]) != shpFileCode || length < shpHeaderBytes || (length-shpHeaderBytes)%8 != 0 {
		r.warn(p.name + " is damaged and not used")
		return nil
	}
	x.records = int((length - shpHeaderBytes) / 8)
	r.index = x
	return nil
}

// followIndex moves to where the .shx has the next record: editors may leave gaps of
// deleted shapes. An index that contradicts the .shp is dropped with a warning.
func (r *Reader) followIndex() error {
	var b [8]byte
	if _, err := io.ReadFull(r.index.r, b[:]); err != nil || r.index.read >= r.index.records {
		r.dropIndex("ends early")
		return nil
	}
	r.index.read++
	offset := 2 * int64(binary.BigEndian.Uint32(b[:]))
	gap := offset - r.shapes.pos
	if gap == 0 {
		return nil
	}
	if gap < 0 || offset >= r.shapes.length {
		r.dropIndex(fmt.Sprintf("has record %d at byte %d, the .shp at %d", r.number+1, offset, r.shapes.pos))
		return nil
	}
	if _, err := io.CopyN(io.Discard, r.shapes.r, gap); err != nil {
		return endOfData(err, "before a record that the .shx lists")
	}
	r.shapes.pos = offset
	r.warn(fmt.Sprintf("%d bytes between records skipped before record %d, as the .shx says", gap, r.number+1))
	return nil
}

func (r *Reader) dropIndex(reason string) {
	r.index = nil
	r.warn("the .shx " + reason + ": not used")
}
