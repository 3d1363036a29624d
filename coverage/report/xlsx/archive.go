package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/xml"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"phusong/coverage/report/document"
)

// archive takes the parts of a workbook as they come and writes them in one order: the
// library gives streamed sheets in the order of a map. Parts are kept compressed.
type archive struct {
	parts []*part
	core  string // properties in place of the library's, which name an author and a time
}

type part struct {
	name       string
	compressed bytes.Buffer
	deflate    *flate.Writer
	sum        hash.Hash32
	size       uint64
}

// Create begins a part and ends the one before.
func (a *archive) Create(name string) (io.Writer, error) {
	if err := a.Close(); err != nil {
		return nil, err
	}
	p := &part{name: name, sum: crc32.NewIEEE()}
	deflate, err := flate.NewWriter(&p.compressed, compression)
	p.deflate = deflate
	a.parts = append(a.parts, p)
	return p, err
}

// compression takes a third of the time of the default for sheets of figures, which
// get a tenth larger.
const compression = 3

func (p *part) Write(data []byte) (int, error) {
	p.sum.Write(data) // a hash takes everything
	p.size += uint64(len(data))
	return p.deflate.Write(data)
}

// AddFS is of the library's interface; workbooks of tables have no files to add.
func (a *archive) AddFS(fs.FS) error { return errors.New("no files are added to a workbook") }

// Close ends the last part; it is harmless after the end.
func (a *archive) Close() error {
	if len(a.parts) == 0 {
		return nil
	}
	return a.parts[len(a.parts)-1].deflate.Close()
}

// archiveTime stands for no time: the first that the format can hold.
var archiveTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// contentTypes is the part that programs know the kind of file by when it is the first.
const contentTypes = "[Content_Types].xml"

func (a *archive) writeTo(w io.Writer) error {
	slices.SortFunc(a.parts, func(p, q *part) int {
		if first := p.name == contentTypes; first != (q.name == contentTypes) {
			if first {
				return -1
			}
			return 1
		}
		return strings.Compare(p.name, q.name)
	})
	out := zip.NewWriter(w)
	for _, p := range a.parts {
		if err := a.writePart(out, p); err != nil {
			return err
		}
	}
	return out.Close()
}

func (a *archive) writePart(out *zip.Writer, p *part) error {
	header := &zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: archiveTime}
	if own := map[string]string{"docProps/core.xml": a.core, "docProps/app.xml": appProperties}[p.name]; own != "" {
		f, err := out.CreateHeader(header)
		if err != nil {
			return err
		}
		_, err = io.WriteString(f, own)
		return err
	}
	header.CRC32, header.UncompressedSize64, header.CompressedSize64 = p.sum.Sum32(), p.size, uint64(p.compressed.Len())
	//lint:ignore SA1019 CreateRaw takes the time as the format has it: 1980-01-01
	header.ModifiedDate, header.ModifiedTime = 1<<5|1, 0
	f, err := out.CreateRaw(header)
	if err != nil {
		return err
	}
	_, err = p.compressed.WriteTo(f)
	return err
}

// coreProperties are title, subject, source, language and date (ECMA-376 part 2, 11):
// no author.
func coreProperties(d *document.Document) string {
	date := ""
	if day, err := time.Parse(time.DateOnly, d.Date); err == nil {
		for _, name := range []string{"created", "modified"} {
			date += `<dcterms:` + name + ` xsi:type="dcterms:W3CDTF">` + day.Format(time.RFC3339) + `</dcterms:` + name + `>`
		}
	}
	return xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		element("dc:title", d.Title) + element("dc:subject", d.Subject) + element("dc:description", d.Source) + element("dc:language", d.Language) +
		date + `</cp:coreProperties>`
}

const appProperties = xml.Header + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>phusong</Application></Properties>`

func element(name, text string) string {
	if text == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("<" + name + ">")
	xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	b.WriteString("</" + name + ">")
	return b.String()
}
