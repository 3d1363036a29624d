package webmap

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// answer is content ready to be sent.
type answer struct {
	content
	gzipped []byte // nil where packing does not help
	etag    string // without quotes; of the bytes before packing
}

func newAnswer(c content) *answer {
	sum := sha256.Sum256(c.body)
	a := &answer{content: c, etag: hex.EncodeToString(sum[:12])}
	if len(c.body) > 512 && c.mediaType != typePNG {
		a.gzipped = pack(c.body)
	}
	return a
}

// pack compresses; nil where that saves less than a tenth.
func pack(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.DefaultCompression)
	w.Write(body) // a bytes.Buffer takes everything
	if w.Close() != nil || b.Len() > len(body)*9/10 {
		return nil
	}
	return bytes.Clone(b.Bytes())
}

func (a *answer) size() int64 { return int64(len(a.body)+len(a.gzipped)) + 512 }

// cache keeps answers up to a number of bytes, the last asked for, and lets each be
// computed once however many ask for it.
type cache struct {
	mu      sync.Mutex
	limit   int64
	bytes   int64
	entries map[string]*list.Element
	recent  *list.List // of *entry
	flights map[string]*flight
	slots   chan struct{} // computations at a time
	warn    func(error)
}

type entry struct {
	key    string
	answer *answer
}

// flight is an answer being computed.
type flight struct {
	done   chan struct{}
	answer *answer
	err    error
}

// Bounds of what is being computed, beside its number at a time.
const (
	maxFlights  = 512
	computeTime = 60 * time.Second
)

func newCache(o Options) *cache {
	return &cache{limit: o.CacheBytes, entries: map[string]*list.Element{}, recent: list.New(), flights: map[string]*flight{},
		slots: make(chan struct{}, o.Workers), warn: o.Warn}
}

// get returns the answer of a key, computed by make where it is not kept. A caller that
// leaves does not stop the computation: others may wait for it.
func (c *cache) get(ctx context.Context, key string, build func(context.Context) (content, error)) (*answer, error) {
	c.mu.Lock()
	if e, ok := c.entries[key]; ok {
		c.recent.MoveToFront(e)
		c.mu.Unlock()
		return e.Value.(*entry).answer, nil
	}
	f, ok := c.flights[key]
	if !ok {
		if len(c.flights) >= maxFlights {
			c.mu.Unlock()
			return nil, errBusy
		}
		f = &flight{done: make(chan struct{})}
		c.flights[key] = f
		go c.fly(key, f, build)
	}
	c.mu.Unlock()
	select {
	case <-f.done:
		return f.answer, f.err
	case <-ctx.Done():
		return nil, errBusy
	}
}

func (c *cache) fly(key string, f *flight, build func(context.Context) (content, error)) {
	ctx, cancel := context.WithTimeout(context.Background(), computeTime)
	defer cancel()
	f.answer, f.err = c.compute(ctx, build)
	c.mu.Lock()
	delete(c.flights, key)
	if f.err == nil && !f.answer.fleeting {
		c.keep(key, f.answer)
	}
	c.mu.Unlock()
	close(f.done)
}

func (c *cache) compute(ctx context.Context, build func(context.Context) (content, error)) (a *answer, err error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, errBusy
	}
	defer func() {
		if p := recover(); p != nil {
			a, err = nil, &hidden{errBroken, fmt.Errorf("internal error: %v\n%s", p, debug.Stack())}
		}
	}()
	made, err := build(ctx)
	if err != nil {
		return nil, err
	}
	return newAnswer(made), nil
}

// keep puts an answer in front and lets the oldest go until all fit.
func (c *cache) keep(key string, a *answer) {
	if a.size() > c.limit/4 {
		return
	}
	c.entries[key] = c.recent.PushFront(&entry{key, a})
	c.bytes += a.size()
	for c.bytes > c.limit {
		last := c.recent.Back()
		e := last.Value.(*entry)
		c.recent.Remove(last)
		delete(c.entries, e.key)
		c.bytes -= e.answer.size()
	}
}
