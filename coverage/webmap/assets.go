package webmap

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

// embedded is the page as its build made it from the folder page.
//
//go:embed assets
var embedded embed.FS

// pageName is the file that is sent for the address of the map itself.
const pageName = "index.html"

// assetTypes are the media types of the page's files.
var assetTypes = map[string]string{".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": typePNG, ".ico": "image/x-icon", ".json": typeJSON, ".txt": "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json"}

// loadAssets lists the page's files by the path that they are asked for, ready to be
// sent; files of other types are not served.
func loadAssets() (map[string]*answer, error) {
	all := map[string]*answer{}
	err := fs.WalkDir(embedded, "assets", func(name string, d fs.DirEntry, err error) error {
		mediaType, ok := assetTypes[path.Ext(name)]
		if err != nil || d.IsDir() || !ok {
			return err
		}
		body, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		all[name] = newAnswer(content{body: body, mediaType: mediaType})
		if name == "assets/"+pageName {
			all[""] = all[name]
			all[pageName] = all[name]
		}
		return nil
	})
	return all, err
}

// asset finds an embedded file below assets by name.
func asset(name string) ([]byte, bool) {
	body, err := embedded.ReadFile("assets/" + strings.TrimPrefix(name, "/"))
	return body, err == nil
}
