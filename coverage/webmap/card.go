package webmap

import "context"

func (m *Map) cardData(context.Context, *source, []string, string) (content, error) {
	return content{}, errNotFound
}
