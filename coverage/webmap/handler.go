package webmap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a request.
const (
	maxTarget   = 2048             // bytes of path and query
	maxRequests = 64               // answered at a time, sending apart
	maxLoading  = 16               // downloads at a time, sending included: each may have a file
	queueTime   = 5 * time.Second  // to wait for a place among them
	answerTime  = 90 * time.Second // to make an answer
	chunkBytes  = 64 << 10
	chunkTime   = 20 * time.Second // to take a chunk: slower clients are let go
)

// Handler answers requests for the page and its data. It takes GET and HEAD alone,
// reads no body, and opens no file by name: paths are looked up in what the map holds.
// It may stand below any path of another server that strips that path.
func (m *Map) Handler() (http.Handler, error) {
	assets, err := loadAssets()
	if err != nil {
		return nil, err
	}
	h := &handler{m: m, assets: assets, cache: newCache(m.options), places: make(chan struct{}, maxRequests), loading: make(chan struct{}, maxLoading)}
	if err := h.prepare(); err != nil {
		return nil, err
	}
	go m.readBehind()
	return h, nil
}

// prepare makes the answers of the first sight before anything else is read.
func (h *handler) prepare() error {
	s := h.m.newest()
	paths := []string{indexPath, "data/units/" + unitsName(s)}
	if first := h.m.headlineViews(s); len(first) > 0 {
		paths = append(paths, "data/figures/"+s.id+"/"+first[0].id+".json")
	}
	for _, path := range paths {
		if _, err := h.cache.get(context.Background(), path, func(ctx context.Context) (content, error) { return h.m.data(ctx, path, "") }); err != nil {
			return err
		}
	}
	return nil
}

type handler struct {
	m       *Map
	assets  map[string]*answer
	cache   *cache
	places  chan struct{}
	loading chan struct{}
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	defer func() {
		if p := recover(); p != nil {
			h.refuse(w, &hidden{errBroken, fmt.Errorf("internal error: %v\n%s", p, debug.Stack())})
		}
	}()
	if err := check(r); err != nil {
		if err.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, HEAD")
		}
		h.refuse(w, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerTime)
	defer cancel()
	path, ok := cleanPath(r.URL)
	if !ok {
		h.refuse(w, errNotFound)
		return
	}
	if path != "download" {
		h.answer(ctx, w, r, path)
		return
	}
	if err := enter(ctx, h.loading); err != nil {
		h.refuse(w, err)
		return
	}
	defer func() { <-h.loading }()
	h.download(ctx, w, r)
}

// enter waits for one of the places that there are.
func enter(ctx context.Context, places chan struct{}) error {
	timer := time.NewTimer(queueTime)
	defer timer.Stop()
	select {
	case places <- struct{}{}:
		return nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return errBusy
}

// check refuses what no page of ours asks.
func check(r *http.Request) *refusal {
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return &refusal{http.StatusMethodNotAllowed, Words{"Chỉ được đọc.", "Reading only."}}
	case r.ContentLength != 0 || len(r.TransferEncoding) > 0:
		return &refusal{http.StatusRequestEntityTooLarge, Words{"Yêu cầu không được có nội dung kèm theo.", "A request has no body here."}}
	case len(r.URL.EscapedPath())+len(r.URL.RawQuery) > maxTarget:
		return &refusal{http.StatusRequestURITooLong, Words{"Địa chỉ quá dài.", "The address is too long."}}
	}
	return nil
}

// cleanPath unescapes a path and refuses what could name anything but content: empty
// parts, . and .., separators and control characters within parts.
func cleanPath(u *url.URL) (string, bool) {
	rest, ok := strings.CutPrefix(u.EscapedPath(), "/")
	if !ok {
		return "", false
	}
	if rest == "" {
		return "", true
	}
	parts := strings.Split(rest, "/")
	for i, part := range parts {
		text, err := url.PathUnescape(part)
		if err != nil || text == "" || text == "." || text == ".." || strings.ContainsAny(text, "/\\") || !utf8.ValidString(text) ||
			strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			return "", false
		}
		parts[i] = text
	}
	return strings.Join(parts, "/"), true
}

// answer sends an asset or data.
func (h *handler) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, path string) {
	if a, ok := h.assets[path]; ok {
		h.send(w, r, a)
		return
	}
	query, key := "", path
	if strings.HasPrefix(path, "data/card/") {
		query = r.URL.Query().Get("view")
		if _, ok := h.m.view(query); ok {
			key += "?" + query
		} else {
			query = ""
		}
	}
	a, err := h.made(ctx, key, func(ctx context.Context) (content, error) { return h.m.data(ctx, path, query) })
	if err != nil {
		h.refuse(w, err)
		return
	}
	switch {
	case a.fleeting:
		w.Header().Set("Cache-Control", "no-store")
	case r.URL.Query().Get("v") == h.m.version && path != indexPath:
		w.Header().Set("Cache-Control", "public, max-age=86400, immutable") // a day: a newer program may word answers otherwise
	}
	h.send(w, r, a)
}

// made waits for an answer. The place is free again before the answer is sent: clients
// that take it slowly keep nobody from it.
func (h *handler) made(ctx context.Context, key string, build func(context.Context) (content, error)) (*answer, error) {
	if err := enter(ctx, h.places); err != nil {
		return nil, err
	}
	defer func() { <-h.places }()
	return h.cache.get(ctx, key, build)
}

// setHeaders sets what every answer carries: nothing is loaded from elsewhere, framed,
// sniffed, or read by other origins.
func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "+
		"frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-cache")
}

// send writes an answer, packed for those who take it, or says that it is unchanged.
func (h *handler) send(w http.ResponseWriter, r *http.Request, a *answer) {
	head := w.Header()
	body, tag := a.body, a.etag
	head.Set("Vary", "Accept-Encoding")
	if a.gzipped != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		head.Set("Content-Encoding", "gzip")
		body, tag = a.gzipped, a.etag+"-gz"
	}
	head.Set("ETag", `"`+tag+`"`)
	if matches(r.Header.Get("If-None-Match"), a.etag) {
		head.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	head.Set("Content-Type", a.mediaType)
	if len(a.body) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	writeSlowly(w, bytes.NewReader(body))
}

// takesGzip reads Accept-Encoding; a weight of 0 refuses.
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			v, err := strconv.ParseFloat(q, 64)
			return !ok || err == nil && v > 0
		}
	}
	return false
}

// matches reports whether a list of tags names an answer, packed or not.
func matches(list, etag string) bool {
	for part := range strings.SplitSeq(list, ",") {
		tag := strings.TrimSuffix(strings.Trim(strings.TrimPrefix(strings.TrimSpace(part), "W/"), `"`), "-gz")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}

// writeSlowly sends in chunks, each of which must be taken within chunkTime.
func writeSlowly(w http.ResponseWriter, body interface{ Read([]byte) (int, error) }) {
	control := http.NewResponseController(w)
	chunk := make([]byte, chunkBytes)
	for {
		n, err := body.Read(chunk)
		if n > 0 {
			control.SetWriteDeadline(time.Now().Add(chunkTime)) // writers of tests have none
			if _, err := w.Write(chunk[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// refuse sends an error as words. What lies behind it is for the log alone.
func (h *handler) refuse(w http.ResponseWriter, err error) {
	if behind := (*hidden)(nil); errors.As(err, &behind) {
		h.m.options.Warn(behind.cause)
	}
	known := (*refusal)(nil)
	if !errors.As(err, &known) {
		h.m.options.Warn(err)
		known = errBroken
	}
	if known.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", typeJSON)
	body, _ := json.Marshal(map[string]Words{"error": known.words}) // words are text
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(known.status)
	w.Write(body) // the client may have left
}
