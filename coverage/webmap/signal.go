package webmap

import (
	"context"
	"encoding/json"
)

// signalJSON is a picture of levels.
type signalJSON struct {
	ID         string        `json:"id"`
	Title      Words         `json:"title"`
	Extent3857 []json.Number `json:"extent3857"`
	Width      int           `json:"width"`
	Height     int           `json:"height"`
	Legend     []classJSON   `json:"legend"`
}

func (m *Map) signalData(context.Context, *source, []string) (content, error) {
	return content{}, errNotFound
}
