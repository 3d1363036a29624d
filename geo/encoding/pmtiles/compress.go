package pmtiles

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// compressor gzips. The head of its streams holds neither a time nor a system. The
// tables of a gzip.Writer, a megabyte, serve again.
type compressor struct{ z *gzip.Writer }

func (c *compressor) compress(data []byte) ([]byte, error) {
	var out bytes.Buffer
	if c.z == nil {
		c.z = gzip.NewWriter(&out)
	} else {
		c.z.Reset(&out)
	}
	if _, err := c.z.Write(data); err != nil {
		return nil, err
	}
	if err := c.z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// decompress gives up when more than limit bytes come out.
func decompress(c Compression, data []byte, limit int) ([]byte, error) {
	if c == None {
		if len(data) > limit {
			return nil, fmt.Errorf("more than %d bytes", limit)
		}
		return data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("not gzip: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, int64(limit)+1))
	if err == nil && len(out) > limit {
		err = fmt.Errorf("more than %d bytes", limit)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the gzip stream is cut off")
	}
	return out, err
}
