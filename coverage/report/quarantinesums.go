package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// ChecksumsFile lists what was written to the folder quarantine, as sha256sum does: by it
// the next run tells whether somebody has put rows right there.
const ChecksumsFile = "SHA256SUMS"

// ErrEdited says that rows put right in the folder quarantine would be replaced.
var ErrEdited = errors.New("changed since phusong wrote it, and would be replaced")

// CheckQuarantine refuses an output folder whose quarantine holds a file that is not as
// it was written, or that was not written there. Hidden files do not count. Its error
// is an ErrEdited, unless files cannot be read.
func CheckQuarantine(dir string) error {
	folder := filepath.Join(dir, QuarantineFolder)
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	written, err := os.ReadFile(filepath.Join(folder, ChecksumsFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("output folder: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() || e.Name() == ChecksumsFile || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		file := filepath.Join(folder, e.Name())
		sum, err := fileSum(file)
		if err != nil {
			return fmt.Errorf("output folder: %w", err)
		}
		if !bytes.Contains(written, []byte(checksumLine(sum, e.Name()))) {
			return fmt.Errorf("%s: %w", file, ErrEdited)
		}
	}
	return nil
}

func fileSum(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}

func checksumLine(sum []byte, name string) string {
	return hex.EncodeToString(sum) + "  " + name + "\n"
}

// withChecksums adds the list of their checksums to files, which are written in order.
func withChecksums(files []File) []File {
	if len(files) == 0 {
		return nil
	}
	sums := make([]hash.Hash, len(files))
	var all []File
	for i, f := range files {
		all = append(all, File{f.Name, func(w io.Writer) error {
			sums[i] = sha256.New()
			return f.Fill(io.MultiWriter(w, sums[i]))
		}})
	}
	return append(all, File{QuarantineFolder + "/" + ChecksumsFile, func(w io.Writer) error {
		for i, f := range files {
			if _, err := io.WriteString(w, checksumLine(sums[i].Sum(nil), path.Base(f.Name))); err != nil {
				return err
			}
		}
		return nil
	}})
}
