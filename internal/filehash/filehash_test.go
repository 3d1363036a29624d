package filehash_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"phusong/internal/filehash"
)

// The digest of "abc" is the example of FIPS 180-4.
func TestOf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("abc"), 0o666); err != nil {
		t.Fatal(err)
	}
	n, sum, err := filehash.Of(path)
	if n != 3 || sum != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" || err != nil {
		t.Errorf("%d %s %v", n, sum, err)
	}
	if _, _, err := filehash.Of(path + "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, _, err := filehash.Of(filepath.Dir(path)); err == nil {
		t.Error("a folder has no contents")
	}
}
