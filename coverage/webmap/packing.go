package webmap

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
)

// packing collects answers into the room that there is.
type packing struct {
	m       *Map
	index   *indexJSON
	kept    map[string]json.RawMessage
	room    int64   // bytes, packed
	missing []Words // what was left out
}

// take keeps the answers of some paths when they fit together; what names them in the
// note of what is left out.
func (p *packing) take(paths []string, what Words) (bool, error) {
	group := map[string]json.RawMessage{}
	var raw bytes.Buffer
	for _, path := range paths {
		if _, ok := p.kept[path]; ok {
			continue
		}
		c, err := p.m.data(context.Background(), path, "")
		if err != nil {
			return false, err
		}
		if len(c.body) == 0 {
			continue // an empty tile
		}
		value := c.body
		if c.mediaType == typeTile || c.mediaType == typePNG {
			if value, err = json.Marshal(c.body); err != nil { // in base64
				return false, err
			}
		}
		group[path] = value
		raw.Write(value)
	}
	size, err := packedSize(raw.Bytes())
	if err != nil {
		return false, err
	}
	if size > p.room {
		if what.VI != "" && !slices.Contains(p.missing, what) {
			p.missing = append(p.missing, what)
		}
		return false, nil
	}
	p.room -= size
	maps.Copy(p.kept, group)
	return true, nil
}

func packedSize(raw []byte) (int64, error) {
	n := counting(0)
	z := gzip.NewWriter(&n)
	if _, err := z.Write(raw); err != nil {
		return 0, err
	}
	err := z.Close()
	return int64(n), err
}

// counting counts what is written.
type counting int64

func (c *counting) Write(p []byte) (int, error) {
	*c += counting(len(p))
	return len(p), nil
}

func (p *packing) note(w Words) {
	if !slices.Contains(p.missing, w) {
		p.missing = append(p.missing, w)
	}
}

// dictionary is all that was taken, by path; packed when it is large.
func (p *packing) dictionary() (text []byte, packed bool, err error) {
	index, err := json.Marshal(p.index)
	if err != nil {
		return nil, false, err
	}
	p.kept[indexPath] = index
	var b bytes.Buffer
	for i, path := range slices.Sorted(maps.Keys(p.kept)) {
		name, err := json.Marshal(path)
		if err != nil {
			return nil, false, err
		}
		b.WriteString(map[bool]string{true: "{", false: ",\n"}[i == 0])
		b.Write(name)
		b.WriteByte(':')
		b.Write(p.kept[path])
	}
	b.WriteString("}")
	if b.Len() <= plainBytes {
		return b.Bytes(), false, nil
	}
	var z bytes.Buffer
	w, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return nil, false, err
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return nil, false, err
	}
	if err := w.Close(); err != nil {
		return nil, false, err
	}
	return []byte(base64.StdEncoding.EncodeToString(z.Bytes())), true, nil
}
