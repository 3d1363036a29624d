package webmap

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
)

// dictionaryOf reads the data of an offline file back.
func dictionaryOf(t *testing.T, page []byte) map[string]json.RawMessage {
	t.Helper()
	plain := regexp.MustCompile(`(?s)id="phusong-data">(.*?)</script>`).FindSubmatch(page)
	packed := regexp.MustCompile(`id="phusong-packed">([^<]*)</script>`).FindSubmatch(page)
	var data []byte
	switch {
	case plain != nil:
		data = plain[1]
	case packed != nil:
		raw, err := base64.StdEncoding.DecodeString(string(packed[1]))
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if data, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	default:
		t.Fatal("the page has no data")
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestOffline: the file holds what the server answers, under the same paths; is the
// same each time; and where there is little room says what it leaves out.
func TestOffline(t *testing.T) {
	outputs := read(t, province())
	var whole, again, small bytes.Buffer
	if err := OfflinePage(&whole, outputs, OfflineOptions{Lang: "en", Report: "<p>printed</p>"}); err != nil {
		t.Fatal(err)
	}
	if err := OfflinePage(&again, outputs, OfflineOptions{Lang: "en", Report: "<p>printed</p>"}); err != nil || !bytes.Equal(whole.Bytes(), again.Bytes()) {
		t.Errorf("other bytes the second time, %v", err)
	}
	m := open(t, Options{}, province())
	all := dictionaryOf(t, whole.Bytes())
	for _, path := range paths(m) {
		if path == indexPath || strings.HasPrefix(path, "tiles/") {
			continue
		}
		c, err := m.data(t.Context(), path, "")
		if err != nil {
			t.Fatal(err)
		}
		var kept, want bytes.Buffer
		if json.Compact(&kept, all[path]) != nil || json.Compact(&want, c.body) != nil || !bytes.Equal(kept.Bytes(), want.Bytes()) {
			t.Errorf("%s: %d bytes in the file, %d of the server", path, kept.Len(), want.Len())
		}
	}
	const room = shellBytes + 20_000
	if err := OfflinePage(&small, outputs, OfflineOptions{MaxBytes: room}); err != nil {
		t.Fatal(err)
	}
	few := dictionaryOf(t, small.Bytes())
	var index indexJSON
	if err := json.Unmarshal(few[indexPath], &index); err != nil || index.Cards != "inline" {
		t.Fatalf("%v, cards %s", err, index.Cards)
	}
	if !testing.Short() && (len(few) >= len(all) || len(index.Notes) == 0) {
		t.Errorf("%d of %d answers are kept, notes %v", len(few), len(all), index.Notes)
	}
	for _, i := range index.Outputs[0].Views {
		if path := "data/figures/" + index.Outputs[0].ID + "/" + index.Views[i].ID + ".json"; few[path] == nil {
			t.Errorf("%s is offered and not there", path)
		}
	}
}

// TestLongReport: a report that is too long is not left out without a word.
func TestLongReport(t *testing.T) {
	var page bytes.Buffer
	long := "<p>" + strings.Repeat("x", maxReportBytes) + "</p>"
	if err := OfflinePage(&page, read(t, variant{fixture: "quilt"}), OfflineOptions{Report: long}); err != nil || page.Len() > maxReportBytes || !strings.Contains(page.String(), "The report is too long for this file") {
		t.Errorf("%d bytes, %v", page.Len(), err)
	}
	if short := long[:maxReportBytes]; bounded(short) != short {
		t.Error("a report that fits is left out")
	}
}

// TestTileAt: tiles over the world's corners and Long An.
func TestTileAt(t *testing.T) {
	for _, c := range []struct {
		lon, lat   float64
		zoom, x, y int
	}{{-180, 85, 0, 0, 0}, {179.999, -85, 1, 1, 1}, {106.4, 10.5, 5, 25, 15}, {200, 90, 3, 7, 0}, {-200, -90, 3, 0, 7}} {
		if x, y := tileAt(c.lon, c.lat, c.zoom); x != c.x || y != c.y {
			t.Errorf("%v %v at %d is in %d, %d, want %d, %d", c.lon, c.lat, c.zoom, x, y, c.x, c.y)
		}
	}
}
