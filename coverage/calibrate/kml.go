package calibrate

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"phusong/geo/encoding/table"
)

// maxKMLFields bounds the data of one placemark.
const maxKMLFields = 512

// ReadKML reads placemarks with ExtendedData as rows, the export of G-NetTrack:
// names of Data are headings, the Point is the position when Data has none. Rows
// are counted by placemark, from 1. Placemarks without data or without a point
// (tracks, legends) are no rows. Text must be UTF-8.
func ReadKML(r io.Reader, name string, limits Limits) (*Log, error) {
	limits = limits.withDefaults()
	counted := &limitedReader{r: r, left: limits.Bytes}
	k := kmlReader{decoder: xml.NewDecoder(counted), builder: newLogBuilder(name, "kml"), maxRows: limits.Rows, layouts: map[string]*layout{}}
	if err := k.run(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return k.builder.finish()
}

// limitedReader fails, rather than ends, beyond a limit.
type limitedReader struct {
	r    io.Reader
	left int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, table.ErrLimit
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

type kmlReader struct {
	decoder   *xml.Decoder
	builder   *logBuilder
	maxRows   int
	placemark int
	layouts   map[string]*layout // by headings
}

// kmlPlacemark is the part of a placemark that is read.
type kmlPlacemark struct {
	Data []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value"`
	} `xml:"ExtendedData>Data"`
	Coordinates string `xml:"Point>coordinates"`
}

func (k *kmlReader) run() error {
	seen := false
	for {
		token, err := k.decoder.Token()
		if errors.Is(err, io.EOF) {
			if !seen {
				return errors.New("XML, but not KML: there is no kml element")
			}
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		seen = seen || start.Name.Local == "kml"
		if start.Name.Local != "Placemark" {
			continue
		}
		var p kmlPlacemark
		if err := k.decoder.DecodeElement(&p, &start); err != nil {
			return err
		}
		if err := k.add(p); err != nil {
			return err
		}
	}
}

// add makes a row of a placemark.
func (k *kmlReader) add(p kmlPlacemark) error {
	k.placemark++
	switch {
	case k.placemark > k.maxRows:
		return fmt.Errorf("more than %d placemarks: %w", k.maxRows, table.ErrLimit)
	case len(p.Data) > maxKMLFields:
		return fmt.Errorf("placemark %d has more than %d fields: %w", k.placemark, maxKMLFields, table.ErrLimit)
	case len(p.Data) == 0 || strings.TrimSpace(p.Coordinates) == "":
		return nil
	}
	var headings, fields []string
	for _, d := range p.Data {
		headings, fields = append(headings, d.Name), append(fields, d.Value)
	}
	position := strings.Split(strings.TrimSpace(p.Coordinates), ",")
	if len(position) < 2 {
		position = []string{p.Coordinates, ""}
	}
	headings, fields = append(headings, "lon", "lat"), append(fields, position[0], position[1])
	l, err := k.layout(headings)
	if err != nil {
		return fmt.Errorf("placemark %d: %w", k.placemark, err)
	}
	k.builder.add(l, k.placemark, fields)
	return nil
}

// layout finds columns once for all placemarks alike.
func (k *kmlReader) layout(headings []string) (*layout, error) {
	key := strings.Join(headings, "\x00")
	if l, ok := k.layouts[key]; ok {
		return l, nil
	}
	l, err := newLayout(logColumns, headings)
	if err == nil {
		err = l.missing()
	}
	if err != nil {
		return nil, err
	}
	if len(k.layouts) < 1000 {
		k.layouts[key] = &l
	}
	return &l, nil
}
