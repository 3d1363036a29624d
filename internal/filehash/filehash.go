// Package filehash names the contents of a file for provenance.
package filehash

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
)

// Of returns the size of a file and its SHA-256 in hexadecimal. Errors are those of
// the os package, with the path.
func Of(path string) (bytes int64, sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	if bytes, err = io.Copy(h, f); err != nil {
		return 0, "", err
	}
	return bytes, hex.EncodeToString(h.Sum(nil)), nil
}
