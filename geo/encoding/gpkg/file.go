package gpkg

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// The database file format of SQLite (sqlite.org/fileformat2.html), as far as it is
// looked at before SQLite opens the file.
const (
	sqliteMagic   = "SQLite format 3\x00"
	headerBytes   = 100
	interiorTable = 0x05
	leafTable     = 0x0D
)

// examine looks at a file before SQLite does: what it is, whether it is whole, and
// whether the tree of its schema is one.
func examine(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("opening GeoPackage: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return errors.New("is a folder, not a GeoPackage")
	}
	var header [headerBytes]byte
	n, err := io.ReadFull(f, header[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	if err := recognise(header[:n]); err != nil {
		return err
	}
	p, err := pagesOf(header[:], info.Size())
	if err != nil {
		return err
	}
	if err := besides(name); err != nil {
		return err
	}
	return p.walkSchema(f)
}

// recognise refuses what is no SQLite database with a word on what it is.
func recognise(head []byte) error {
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case len(head) == 0:
		return errors.New("the file is empty: get it again")
	case has("\x1F\x8B"):
		return errors.New("the file is gzipped: unpack it first")
	case has("PK\x03\x04"):
		return errors.New("the file is a zip archive: unpack it first")
	case !has(sqliteMagic) && !bytes.HasPrefix([]byte(sqliteMagic), head):
		return fmt.Errorf("not a GeoPackage: it begins with %q, not with %q", head[:min(len(head), 16)], sqliteMagic[:15])
	case len(head) < headerBytes:
		return cutShort(fmt.Sprintf("the file is cut short after %d bytes: get the whole file again", len(head)))
	}
	return nil
}

// pages are those of a database file.
type pages struct {
	size  int64 // bytes of each
	count int64
}

func pagesOf(header []byte, fileBytes int64) (pages, error) {
	size := int64(binary.BigEndian.Uint16(header[16:]))
	if size == 1 {
		size = 65536
	}
	if size < 512 || size&(size-1) != 0 {
		return pages{}, fmt.Errorf("pages of %d bytes: %w", size, errDamaged)
	}
	count := int64(binary.BigEndian.Uint32(header[28:]))
	// The count is valid only where the file was last changed by a program that keeps it.
	kept := bytes.Equal(header[24:28], header[92:96])
	if kept && fileBytes < count*size {
		return pages{}, cutShort(fmt.Sprintf("the file is cut short after %d of %d bytes: get the whole file again", fileBytes, count*size))
	}
	return pages{size, fileBytes / size}, nil
}

// besides refuses a file whose newest content lies in another one.
func besides(name string) error {
	for _, ending := range []string{"-wal", "-journal"} {
		if info, err := os.Stat(name + ending); err == nil && info.Size() > 0 {
			return fmt.Errorf("changes that are not in the file yet lie beside it in *%s: close the program that has it open, such as QGIS, "+
				"or copy the layer into a new file", ending)
		}
	}
	return nil
}

// walkSchema follows the tree of sqlite_schema from page 1. SQLite would follow a circle
// for as long as rows come out of it.
func (p pages) walkSchema(r io.ReaderAt) error {
	seen := map[int64]bool{}
	todo := []int64{1}
	page := make([]byte, p.size)
	for len(todo) > 0 {
		number := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if number < 1 || number > p.count || seen[number] || len(seen) >= maxSchemaPages {
			return fmt.Errorf("the list of tables: %w", errDamaged)
		}
		seen[number] = true
		if _, err := r.ReadAt(page, (number-1)*p.size); err != nil {
			return fmt.Errorf("the list of tables: page %d: %w", number, err)
		}
		start := 0
		if number == 1 {
			start = headerBytes
		}
		children, err := childrenOf(page, start)
		if err != nil {
			return fmt.Errorf("the list of tables: %w", err)
		}
		todo = append(todo, children...)
	}
	return nil
}

// childrenOf lists the pages below a page of a table; a leaf has none.
func childrenOf(page []byte, start int) ([]int64, error) {
	switch page[start] {
	case leafTable:
		return nil, nil
	case interiorTable:
	default:
		return nil, errDamaged
	}
	cells := int(binary.BigEndian.Uint16(page[start+3:]))
	if start+12+2*cells > len(page) {
		return nil, errDamaged
	}
	children := []int64{int64(binary.BigEndian.Uint32(page[start+8:]))}
	for i := range cells {
		at := int(binary.BigEndian.Uint16(page[start+12+2*i:]))
		if at+4 > len(page) {
			return nil, errDamaged
		}
		children = append(children, int64(binary.BigEndian.Uint32(page[at:])))
	}
	return children, nil
}
