package webmap

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func handle(t testing.TB, options Options, variants ...variant) (*Map, http.Handler) {
	t.Helper()
	m := open(t, options, variants...)
	h, err := m.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return m, h
}

func get(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.Method = method
	if u, err := r.URL.Parse(target); err == nil {
		r.URL, r.RequestURI = u, target
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestAnswers: what the page asks for is there, refusals are words in both languages,
// and every answer carries the headers that keep the page to itself.
func TestAnswers(t *testing.T) {
	m, h := handle(t, Options{}, variant{fixture: "quilt"})
	id := m.outputs[0].id
	long := strings.Repeat("a", maxTarget+1)
	for _, c := range []struct {
		method, target string
		status         int
	}{
		{"GET", "/", 200}, {"HEAD", "/", 200}, {"GET", "/index.html", 200}, {"GET", "/data/index.json", 200}, {"GET", "/data/index.json?v=" + m.version, 200},
		{"GET", "/data/units/0.json", 200}, {"GET", "/data/units/1.json", 404}, {"GET", "/data/units/00.json", 404}, {"GET", "/data", 404}, {"GET", "/data/", 404},
		{"GET", "/data/figures/" + id + "/mobile.population/4g%2B/any.json", 200}, {"GET", "/data/figures/" + id + "/mobile.population/4g+/any.json", 200},
		{"GET", "/data/figures/" + id + "/mobile.population/4g/nobody.json", 404}, {"GET", "/data/figures/2020/mobile.population/4g/any.json", 404},
		{"GET", "/data/geo/" + id + "/units.geojson", 200}, {"GET", "/data/geo/" + id + "/units.json", 404}, {"GET", "/data/geo/" + id + "/gaps/mobile/4g/any.geojson", 200},
		{"GET", "/data/geo/" + id + "/gaps/mobile/9g/any.geojson", 404}, {"GET", "/tiles/" + id + "/units/0/0/0.mvt", 200}, {"GET", "/tiles/" + id + "/units/12/0/0.mvt", 204},
		{"GET", "/data/card/" + id + "/unit/nowhere.json", 404}, {"GET", "/data/card/" + id + "/gap/mobile/4g/any/1/999.json", 404}, {"GET", "/data/card/" + id + "/planet/1.json", 404},
		{"POST", "/data/index.json", 405}, {"PUT", "/", 405}, {"DELETE", "/", 405}, {"OPTIONS", "/", 405}, {"CONNECT", "/", 405}, {"TRACE", "/", 405}, {"get", "/", 405},
		{"GET", "/run.json", 404}, {"GET", "/figures.json", 404}, {"GET", "/../../../etc/passwd", 404}, {"GET", "/..%2f..%2fetc%2fpasswd", 404}, {"GET", "/%2e%2e/%2e%2e/etc/passwd", 404},
		{"GET", "/assets/../handler.go", 404}, {"GET", "/assets/%2e%2e/handler.go", 404}, {"GET", "/assets/..%5chandler.go", 404}, {"GET", "/assets", 404}, {"GET", "/assets/", 404},
		{"GET", "//etc/passwd", 404}, {"GET", "/data//index.json", 404}, {"GET", "/data/index.json%00", 404}, {"GET", "/data/%69ndex.json", 200}, {"GET", "/data/index.json/", 404},
		{"GET", "/" + long, 414}, {"GET", "/data/index.json?" + long, 414}, {"GET", "/download", 404}, {"GET", "/download?output=" + id, 404},
		{"GET", "/download?output=" + id + "&view=mobile.population/4g/any&format=csv", 200}, {"GET", "/download?output=" + id + "&view=mobile.population/4g/any&format=exe", 400},
		{"GET", "/download?output=" + id + "&view=mobile.population/4g/any&format=csv&path=/etc/passwd", 400}, {"GET", "/download?output=" + id + "&view=mobile.population/4g/any&format=csv&format=csv", 400},
		{"GET", "/download?%zz", 400}, {"GET", "/download?output=" + id + "&view=mobile.population/4g/any&format=csv&level=planet", 404},
	} {
		w := get(h, c.method, c.target)
		if w.Code != c.status {
			t.Errorf("%s %.80s: %d, want %d", c.method, c.target, w.Code, c.status)
		}
		checkHeaders(t, c.target, w)
		if w.Code >= 400 {
			var refused struct{ Error Words }
			if err := json.Unmarshal(w.Body.Bytes(), &refused); err != nil || refused.Error.VI == "" || refused.Error.EN == "" {
				t.Errorf("%s %.80s: refused by %q", c.method, c.target, w.Body)
			}
		}
	}
}

func checkHeaders(t testing.TB, target string, w *httptest.ResponseRecorder) {
	t.Helper()
	csp := w.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none'; ") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || strings.Contains(csp, "*") {
		t.Errorf("%.80s: policy %q", target, csp)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": ""} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%.80s: %s is %q", target, name, got)
		}
	}
	if w.Code == 200 && w.Header().Get("Content-Type") == "" {
		t.Errorf("%.80s has no type", target)
	}
}

// TestPacked: an answer is the same bytes packed and not, HEAD says the same of it, and
// who has it is told so.
func TestPacked(t *testing.T) {
	m, h := handle(t, Options{}, variant{fixture: "quilt"})
	path := "/data/figures/" + m.outputs[0].id + "/mobile.area/4g/any.json"
	plain, packed, head := get(h, "GET", path), get(h, "GET", path, "Accept-Encoding", "br, gzip;q=0.5"), get(h, "HEAD", path)
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(body, plain.Body.Bytes()) || len(body) == 0 {
		t.Errorf("%d bytes packed, %d plain: %v", len(body), plain.Body.Len(), err)
	}
	if head.Body.Len() != 0 || head.Header().Get("Content-Length") != plain.Header().Get("Content-Length") || plain.Header().Get("ETag") == packed.Header().Get("ETag") {
		t.Errorf("HEAD %v", head.Header())
	}
	if w := get(h, "GET", path, "Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("packed for one who refuses it")
	}
	for _, tag := range []string{plain.Header().Get("ETag"), "W/" + packed.Header().Get("ETag"), `"x", ` + plain.Header().Get("ETag"), "*"} {
		if w := get(h, "GET", path, "If-None-Match", tag); w.Code != 304 || w.Body.Len() != 0 {
			t.Errorf("%s: %d, %d bytes", tag, w.Code, w.Body.Len())
		}
	}
	if c := get(h, "GET", path+"?v="+m.version).Header().Get("Cache-Control"); !strings.Contains(c, "immutable") {
		t.Errorf("with the version: %s", c)
	}
	for _, target := range []string{path, path + "?v=1", "/data/index.json?v=" + m.version, "/"} {
		if c := get(h, "GET", target).Header().Get("Cache-Control"); c != "no-cache" {
			t.Errorf("%s: %s", target, c)
		}
	}
}

// TestDownloads: files are whole, named alike each time, and hold what is shown.
func TestDownloads(t *testing.T) {
	m, h := handle(t, Options{}, province())
	s := m.outputs[0]
	for _, c := range []struct {
		query, name, begins string
		rows                int
	}{
		{"format=csv&level=" + s.leaf, ".csv", "indicator,technology,", s.count(s.leaf) + 1},
		{"format=csv", ".csv", "indicator,technology,", len(s.out.Units) + 1},
		{"format=csv&level=" + s.leaf + "&sort=-percent&q=&v=1", ".csv", "indicator,technology,", s.count(s.leaf) + 1},
		{"format=csv&level=" + s.leaf + "&sort=name&q=NOWHERE", ".csv", "indicator,technology,", 1},
		{"format=geojson", "_units.geojson", `{"type":"FeatureCollection","name":"units","region":`, s.drawnUnits() + 2},
		{"format=geojson&what=gaps", "_gaps.geojson", `{"type":"FeatureCollection","name":"gaps"`, len(s.gaps.value.byPath["mobile/4g/any"]) + 2},
		{"format=geojson&what=sites&lang=en", "_sites.geojson", `{"type":"FeatureCollection","name":"sites"`, len(s.sites.value.sites) + 2},
	} {
		target := "/download?output=" + s.id + "&view=mobile.area/4g/any&" + c.query
		w := get(h, "GET", target)
		disposition := w.Header().Get("Content-Disposition")
		if w.Code != 200 || !strings.Contains(disposition, c.name) || !strings.HasPrefix(disposition, "attachment") || !strings.HasPrefix(w.Body.String(), c.begins) {
			t.Errorf("%s: %d %s %.60q", c.query, w.Code, disposition, w.Body)
		}
		if rows := strings.Count(w.Body.String(), "\n"); rows != c.rows {
			t.Errorf("%s: %d lines, want %d", c.query, rows, c.rows)
		}
		if again := get(h, "GET", target); !bytes.Equal(again.Body.Bytes(), w.Body.Bytes()) {
			t.Errorf("%s: other bytes the second time", c.query)
		}
	}
}

// TestDownloadOfMap: the request of a map says what is switched on in the page: gaps where
// the view has any, and the unit that is chosen.
func TestDownloadOfMap(t *testing.T) {
	var made *Request
	m, h := handle(t, Options{Exports: []Download{{"svg", "map", Words{"Bản đồ", "Map"}, "svg", "image/svg+xml"}},
		Export: func(_ context.Context, r Request) (io.WriterTo, error) { made = &r; return written{"<svg/>", nil}, nil }}, variant{fixture: "quilt"})
	s := m.outputs[0]
	code := s.out.Units[0].Code
	for query, want := range map[string]Request{
		"view=mobile.area/4g/any":                                      {Unit: -1, Lang: "vi"},
		"view=mobile.area/4g/any&layers=sites,gaps&lang=en":            {Unit: -1, Lang: "en", Gaps: true},
		"view=mobile.area/4g/any&layers=sites&unit=" + code:            {Unit: 0, Lang: "vi"},
		"view=bts.sites/any/any&layers=gaps&sort=-total":               {Unit: -1, Lang: "vi", Sort: "-total"},
		"view=mobile.population/4g/any&layers=gaps&level=" + s.leaf:    {Unit: -1, Lang: "vi", Gaps: true, Level: s.leaf},
		"view=mobile.population/4g/max&layers=gaps&unit=" + code + "&": {Unit: 0, Lang: "vi"},
	} {
		w := get(h, "GET", "/download?what=map&format=svg&output="+s.id+"&"+query)
		if w.Code != 200 || made.Gaps != want.Gaps || made.Unit != want.Unit || made.Lang != want.Lang || made.Level != want.Level || made.Sort != want.Sort {
			t.Errorf("%s: %d, %+v", query, w.Code, made)
		}
	}
}

// TestTable: a table is filtered without marks and sorted as the page does it.
func TestTable(t *testing.T) {
	if testing.Short() {
		t.Skip("wants a province")
	}
	m := open(t, Options{}, province())
	s := m.outputs[0]
	v, _ := m.view("mobile.area/4g/any")
	r := &Request{Output: s.out, View: v.series, Level: s.leaf, Unit: -1, Search: " xa DONG thanh", Sort: "-percent", source: s, view: v}
	found := r.Figures()
	if len(found) == 0 {
		t.Fatal("nothing is found")
	}
	for i, f := range found {
		if name := s.out.Units[f.Unit].Name; name != "Xã Đông Thạnh" {
			t.Errorf("found %s", name)
		}
		if i > 0 && f.Covered > found[i-1].Covered && f.Total < found[i-1].Total {
			t.Errorf("%d is not in order", i)
		}
	}
	r.Search, r.Sort = "", "-uncovered"
	all := r.Figures()
	if len(all) != s.count(s.leaf) {
		t.Errorf("%d figures", len(all))
	}
	for i := 1; i < len(all); i++ {
		if all[i].Uncovered > all[i-1].Uncovered {
			t.Fatalf("%d comes after %d", all[i].Uncovered, all[i-1].Uncovered)
		}
	}
}

// written writes a text, and then an error.
type written struct {
	text string
	err  error
}

func (f written) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, f.text)
	return int64(n), errors.Join(err, f.err)
}

// TestExport: formats of other packages are downloads too; one that fails is an error
// whose cause is told to the log alone, and no file cut short.
func TestExport(t *testing.T) {
	var warned []error
	fail := errors.New("no room in /home/secret")
	var made written
	m, h := handle(t, Options{
		Exports: []Download{{"pdf", "figures", Words{"Báo cáo", "Report"}, "pdf", "application/pdf"}},
		Export:  func(context.Context, Request) (io.WriterTo, error) { return made, nil },
		Warn:    func(err error) { warned = append(warned, err) },
	}, variant{fixture: "quilt"})
	target := "/download?output=" + m.outputs[0].id + "&view=mobile.area/4g/any&format=pdf"
	made = written{strings.Repeat("x", spoolMemory+5), nil}
	if w := get(h, "GET", target); w.Code != 200 || w.Body.Len() != spoolMemory+5 {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
	made = written{strings.Repeat("x", 100), fail}
	w := get(h, "GET", target)
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || len(warned) != 1 || !errors.Is(warned[0], fail) {
		t.Errorf("%d %s, warned %v", w.Code, w.Body, warned)
	}
}

// TestBroken: maps that cannot be read are refused before anything is served.
func TestBroken(t *testing.T) {
	all := read(t, variant{fixture: "quilt"})
	broken := *all[0]
	broken.Dir = t.TempDir()
	if _, err := Open(append(all[:0:0], &broken), Options{}); err == nil {
		t.Error("a folder without maps is served")
	}
}

// TestPlaces: downloads that are taken slowly keep nobody from figures; where all places
// are taken, the answer is to try again.
func TestPlaces(t *testing.T) {
	m, served := handle(t, Options{}, variant{fixture: "quilt"})
	h := served.(*handler)
	impatient, leave := context.WithCancel(t.Context())
	leave()
	status := func(target string) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, http.NoBody).WithContext(impatient))
		if w.Code == 503 && w.Header().Get("Retry-After") == "" {
			t.Errorf("%s does not say when to try again", target)
		}
		return w.Code
	}
	download := "/download?output=" + m.outputs[0].id + "&view=mobile.area/4g/any&format=csv"
	for range maxLoading {
		h.loading <- struct{}{}
	}
	if a, b := get(h, "GET", "/data/index.json").Code, status(download); a != 200 || b != 503 {
		t.Errorf("while %d download: figures %d, another download %d", maxLoading, a, b)
	}
	for range maxRequests {
		h.places <- struct{}{}
	}
	if a, b := get(h, "GET", "/").Code, status("/data/units/0.json"); a != 200 || b != 503 {
		t.Errorf("while %d ask: the page %d, data %d", maxRequests, a, b)
	}
	<-h.loading
	<-h.places
	for range 3 { // places are given back
		if a, b := get(h, "GET", "/data/units/0.json").Code, get(h, "GET", download).Code; a != 200 || b != 200 {
			t.Errorf("afterwards %d and %d", a, b)
		}
	}
}

// TestPanics: a fault of ours is an answer and a warning.
func TestPanics(t *testing.T) {
	c := newCache(Options{}.withDefaults())
	_, err := c.get(context.Background(), "x", func(context.Context) (content, error) { panic("at the disco") })
	known := (*refusal)(nil)
	if !errors.As(err, &known) || known.status != 500 {
		t.Errorf("%v", err)
	}
}

// TestCache: what is kept is bounded, and asked for again it is the same.
func TestCache(t *testing.T) {
	c := newCache(Options{CacheBytes: 10_000, Workers: 1}.withDefaults())
	made := 0
	for i := range 100 {
		key := string(rune('a' + i%7))
		a, err := c.get(context.Background(), key, func(context.Context) (content, error) {
			made++
			return content{body: bytes.Repeat([]byte(key), 1500), mediaType: typePNG}, nil
		})
		if err != nil || string(a.body[:1]) != key || c.bytes > 10_000 || len(c.entries) != c.recent.Len() {
			t.Fatalf("%v, %d bytes are kept in %d", err, c.bytes, len(c.entries))
		}
	}
	if made != 100 { // seven take turns where four fit
		t.Errorf("%d were made", made)
	}
}

// FuzzHandler: no path and no query makes the server panic, fail, answer with another
// status than it declares, or name a file.
func FuzzHandler(f *testing.F) {
	var id string
	m, h := handle(f, Options{TileAbove: LayerLimits{Features: 1}}, variant{fixture: "quilt"})
	id, secret := m.outputs[0].id, m.outputs[0].out.Dir
	for _, seed := range []string{"", "data/index.json", "data/units/0.json", "data/figures/" + id + "/mobile.area/4g/any.json?v=1", "tiles/" + id + "/units/3/6/3.mvt",
		"data/card/" + id + "/unit/1.json?view=fiber.connected", "data/card/" + id + "/gap/mobile/4g/any/1/1.json", "download?output=" + id + "&view=mobile.area/4g/any&format=csv&unit=1",
		"..%2f..%2fetc/passwd", "data/signal/" + id + "/x.png", "assets/app.js", "%", "?%", "data/geo/" + id + "/gaps/mobile/4g/any.geojson"} {
		f.Add("/"+seed, "gzip")
	}
	f.Fuzz(func(t *testing.T, target, accept string) {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		u, err := r.URL.Parse(target)
		if err != nil {
			return
		}
		r.URL, r.RequestURI = u, target
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		switch w.Code {
		case 200, 204, 400, 404, 414:
		default:
			t.Errorf("%q: %d %s", target, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("%q names %s", target, secret)
		}
	})
}
