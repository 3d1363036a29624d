package webmap

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
)

// TestShell: one file with everything in it, whose policy names the very scripts it
// holds, and whose data cannot end their element.
func TestShell(t *testing.T) {
	s := shell{Dictionary: []byte(`{"data/index.json":{"name":"</script><script>alert(1)</script>"}}`), Report: "<h1>Báo cáo</h1>", Lang: "en", Title: `A "B" <C>`}
	body, err := s.page()
	if err != nil {
		t.Fatal(err)
	}
	page := string(body)
	for _, refused := range []string{`src="assets`, `href="assets`, "url(./", "alert(1)</script>", "<C>"} {
		if strings.Contains(page, refused) {
			t.Errorf("the page has %q", refused)
		}
	}
	for _, wanted := range []string{`<html lang="en">`, "<h1>Báo cáo</h1>", "<title>A &#34;B&#34; &lt;C&gt;</title>", "connect-src 'none'", "url(data:font/woff2;base64,"} {
		if !strings.Contains(page, wanted) {
			t.Errorf("the page has no %q", wanted)
		}
	}
	scripts := regexp.MustCompile(`(?s)<script(?: id="map-script")?>(.*?)</script>`).FindAllStringSubmatch(page, -1)
	if len(scripts) != 2 {
		t.Fatalf("%d scripts, want 2", len(scripts))
	}
	for _, script := range scripts {
		sum := sha256.Sum256([]byte(script[1]))
		if !strings.Contains(page, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Error("the policy does not name a script that the page has")
		}
	}
}
