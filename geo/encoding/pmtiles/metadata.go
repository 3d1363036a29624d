package pmtiles

import (
	"bytes"
	"encoding/json"
)

// Metadata is what an archive says of itself. Viewers show Name and Attribution, and
// need Layers to know what may be styled.
type Metadata struct {
	Name        string
	Description string
	Attribution string
	Version     string // of the tiles, such as a date
	Layers      []VectorLayer
}

// VectorLayer describes a layer of the tiles (TileJSON 3.0.0, section 3.3).
type VectorLayer struct {
	ID               string
	Description      string
	MinZoom, MaxZoom int
	Fields           []Field
}

// Field is a property that features of a layer have. Type is Number, String or Boolean.
type Field struct{ Name, Type string }

type metadataJSON struct {
	Name        string      `json:"name,omitempty"`
	Description string      `json:"description,omitempty"`
	Attribution string      `json:"attribution,omitempty"`
	Type        string      `json:"type,omitempty"`
	Version     string      `json:"version,omitempty"`
	Layers      []layerJSON `json:"vector_layers"`
}

type layerJSON struct {
	ID          string  `json:"id"`
	Description string  `json:"description,omitempty"`
	MinZoom     int     `json:"minzoom"`
	MaxZoom     int     `json:"maxzoom"`
	Fields      ordered `json:"fields"`
}

// ordered is a JSON object that keeps the order of its members.
type ordered []Field

func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		kind, err := json.Marshal(f.Type)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(kind)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func (m Metadata) marshal() ([]byte, error) {
	out := metadataJSON{Name: m.Name, Description: m.Description, Attribution: m.Attribution, Type: "overlay", Version: m.Version, Layers: []layerJSON{}}
	for _, l := range m.Layers {
		out.Layers = append(out.Layers, layerJSON{l.ID, l.Description, l.MinZoom, l.MaxZoom, l.Fields})
	}
	return json.Marshal(out)
}
