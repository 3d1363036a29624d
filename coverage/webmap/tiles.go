package webmap

import "context"

func (m *Map) tileData(context.Context, *source, []string) (content, error) {
	return content{}, errNotFound
}
