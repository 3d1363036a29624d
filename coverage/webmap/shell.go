package webmap

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
)

// shell is what makes the page into one file that asks nothing of anyone.
type shell struct {
	// Dictionary holds the data by path: JSON or, when Packed, base64 of its gzip.
	Dictionary []byte
	Packed     bool
	// Report is a fragment of HTML for printing and for readers without script, and
	// ReportStyle its style sheet; both are trusted.
	Report, ReportStyle string
	Lang, Title         string
}

// page is the embedded page with everything in it: style, fonts, scripts and data.
// Its policy allows these scripts by their hashes, and no connection at all.
func (s *shell) page() ([]byte, error) {
	parts := map[string]string{}
	for _, name := range []string{pageName, "app.css", "app.js", "map.js"} {
		body, ok := asset(name)
		if !ok {
			return nil, fmt.Errorf("webmap: the page has no %s: run make web and build again", name)
		}
		parts[name] = string(body)
	}
	style, err := inlineFonts(parts["app.css"])
	if err != nil {
		return nil, err
	}
	app, drawing := parts["app.js"], parts["map.js"]
	replacements := []struct{ old, new string }{
		{`<html lang="vi">`, `<html lang="` + html.EscapeString(s.Lang) + `">`},
		{`<meta charset="utf-8">`, `<meta charset="utf-8">` + "\n" + policy(app, drawing)},
		{`<title>Phủ sóng di động và cáp quang</title>`, `<title>` + html.EscapeString(s.Title) + `</title>`},
		{`<link rel="stylesheet" href="assets/app.css">`, "<style>" + style + s.ReportStyle + "</style>"},
		{`<script src="assets/app.js" defer></script>` + "\n", ""},
		{`<script src="assets/map.js" id="map-script" defer></script>` + "\n", ""},
		{`</body>`, s.end(app, drawing) + `</body>`},
	}
	page := parts[pageName]
	for _, r := range replacements {
		if strings.Count(page, r.old) != 1 {
			return nil, fmt.Errorf("webmap: the shell of the page has no single %s", r.old)
		}
		page = strings.Replace(page, r.old, r.new, 1)
	}
	return []byte(page), nil
}

// end is what the body ends with: the report, the data, then the scripts that read them.
func (s *shell) end(app, drawing string) string {
	var b strings.Builder
	if s.Report != "" {
		fmt.Fprintf(&b, "<div id=\"report\">\n%s\n</div>\n", s.Report)
	}
	if s.Packed {
		fmt.Fprintf(&b, `<script type="application/octet-stream" id="phusong-packed">%s</script>`, s.Dictionary)
	} else {
		// JSON may hold "<" in texts only, where this means the same.
		fmt.Fprintf(&b, `<script type="application/json" id="phusong-data">%s</script>`, bytes.ReplaceAll(s.Dictionary, []byte("<"), []byte(`\u003c`)))
	}
	fmt.Fprintf(&b, "\n<script>%s</script>\n<script id=\"map-script\">%s</script>\n", app, drawing)
	return b.String()
}

// policy is a content security policy as an element. Styles are inline, of the page
// and of the report; scripts are these and no others.
func policy(scripts ...string) string {
	var hashes []string
	for _, script := range scripts {
		sum := sha256.Sum256([]byte(script))
		hashes = append(hashes, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	return `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ` + strings.Join(hashes, " ") +
		`; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'">`
}

var fontAddress = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`url\(["']?\./([\w.-]+\.woff2)["']?\)`) })

// inlineFonts puts the font files that a style sheet names into it.
func inlineFonts(style string) (string, error) {
	var err error
	style = fontAddress().ReplaceAllStringFunc(style, func(address string) string {
		name := fontAddress().FindStringSubmatch(address)[1]
		body, ok := asset(name)
		if !ok {
			err = fmt.Errorf("webmap: the style sheet names %s, which the page does not have: run make web and build again", name)
		}
		return "url(data:font/woff2;base64," + base64.StdEncoding.EncodeToString(body) + ")"
	})
	return style, err
}
