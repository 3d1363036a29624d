package prepared

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
)

// headBytes of an executable hold the identity that the linker gives it by its contents.
const headBytes = 64 << 10

// program identifies the running program: what it was built from and with what where the build says so, else
// its executable by size, time and beginning. Another program may read the same files otherwise.
var program = sync.OnceValues(func() ([32]byte, error) {
	var b bytes.Buffer
	clean := false
	if info, ok := debug.ReadBuildInfo(); ok {
		b.WriteString(info.String())
		clean = strings.Contains(b.String(), "vcs.revision=") && strings.Contains(b.String(), "vcs.modified=false")
	}
	if !clean {
		if err := identifyExecutable(&b); err != nil {
			return [32]byte{}, fmt.Errorf("the program does not know itself: %w", err)
		}
	}
	return sha256.Sum256(b.Bytes()), nil
})

func identifyExecutable(b *bytes.Buffer) error {
	path, err := os.Executable()
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	b.Write(binary.LittleEndian.AppendUint64(nil, uint64(info.Size())))
	b.Write(binary.LittleEndian.AppendUint64(nil, uint64(info.ModTime().UnixNano())))
	_, err = io.CopyN(b, f, min(headBytes, info.Size()))
	return err
}
