package geotiff

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// compression is the value of tag 259.
type compression uint64

const (
	compressionNone       compression = 1
	compressionLZW        compression = 5
	compressionDeflate    compression = 8
	compressionPackBits   compression = 32773
	compressionOldDeflate compression = 32946
	compressionZstd       compression = 50000
)

var compressionNames = map[compression]string{
	compressionNone: "none", compressionLZW: "lzw", compressionDeflate: "deflate", compressionPackBits: "packbits",
	compressionOldDeflate: "deflate", compressionZstd: "zstd",
	2: "CCITT RLE", 3: "CCITT fax 3", 4: "CCITT fax 4", 6: "old JPEG", 7: "JPEG", 34712: "JPEG 2000",
	34887: "LERC", 34925: "LZMA", 50001: "WebP", 50002: "JPEG XL",
}

func (c compression) String() string {
	if n := compressionNames[c]; n != "" {
		return n
	}
	return fmt.Sprintf("number %d", uint64(c))
}

func (c compression) supported() error {
	switch c {
	case compressionNone, compressionLZW, compressionDeflate, compressionPackBits, compressionOldDeflate, compressionZstd:
		return nil
	}
	return fmt.Errorf("compression %s is not supported; convert: gdal_translate -co COMPRESS=DEFLATE IN OUT.tif", c)
}

// predicts reports whether a predictor tag has a meaning for the compression;
// libtiff ignores it for the others.
func (c compression) predicts() bool { return c != compressionNone && c != compressionPackBits }

// streamBytes bounds what one open decompressor keeps in memory: buffers and
// history window.
func (c compression) streamBytes() int64 {
	if c == compressionZstd {
		return 2 * maxZstdWindow
	}
	return 64 << 10
}

// maxZstdWindow admits every zstd level but the "ultra" ones (20 to 22), which
// take up to maxSharedZstdWindow and are read where one decoder is enough.
const (
	maxZstdWindow       = 8 << 20
	maxSharedZstdWindow = 128 << 20
)

// errOldLZW is about files written before TIFF 5.0, bit-reversed.
var errOldLZW = errors.New("LZW data of the old style before TIFF 5.0 is not supported; convert: gdal_translate -co COMPRESS=DEFLATE IN OUT.tif")

// inflater decompresses one block after another and reuses its memory.
type inflater struct {
	method compression
	window uint64 // largest zstd history admitted
	in     *bufio.Reader
	out    io.Reader
	zlib   io.ReadCloser
	zstd   *zstd.Decoder
}

// newSharedInflater serves all blocks of a file in turn, with a zstd history of
// at most half the memory allowed.
func newSharedInflater(method compression, maxMemoryBytes int64) *inflater {
	window := uint64(max(1<<20, min(maxSharedZstdWindow, maxMemoryBytes/2)))
	return &inflater{method: method, window: window, in: bufio.NewReaderSize(nil, 64<<10)}
}

// newBlockInflater serves one of many blocks that are open side by side.
func newBlockInflater(method compression) *inflater {
	return &inflater{method: method, window: maxZstdWindow, in: bufio.NewReaderSize(nil, 4<<10)}
}

// reset starts the block that src holds.
func (f *inflater) reset(src io.Reader) (err error) {
	f.in.Reset(src)
	switch f.method {
	case compressionLZW:
		if b, err := f.in.Peek(2); err == nil && b[0] == 0 && b[1]&1 == 1 {
			return errOldLZW
		}
		f.out = newLZWReader(f.in)
	case compressionDeflate, compressionOldDeflate:
		err = f.resetZlib()
	case compressionZstd:
		err = f.resetZstd()
	case compressionPackBits:
		f.out = &packBits{in: f.in}
	default:
		f.out = f.in
	}
	return err
}

func (f *inflater) resetZlib() (err error) {
	if f.zlib == nil {
		f.zlib, err = zlib.NewReader(f.in)
	} else {
		err = f.zlib.(zlib.Resetter).Reset(f.in, nil)
	}
	f.out = f.zlib
	return err
}

func (f *inflater) resetZstd() (err error) {
	if f.zstd == nil {
		f.zstd, err = zstd.NewReader(f.in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(f.window))
	} else {
		err = f.zstd.Reset(f.in)
	}
	f.out = f.zstd
	return err
}

// read fills b or says that the block ends early.
func (f *inflater) read(b []byte) error {
	_, err := io.ReadFull(f.out, b)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("%s data ends early: %w", f.method, errTruncated)
	}
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return fmt.Errorf("zstd data of an ultra level needs too much memory; convert: gdal_translate -co COMPRESS=DEFLATE IN OUT.tif: %w", err)
	}
	if err != nil {
		return fmt.Errorf("%s data: %w", f.method, err)
	}
	return nil
}

// finish reads up to padding bytes that lie beyond the image and verifies the
// checksum, if the method has one and the data ends there.
func (f *inflater) finish(padding int64) error {
	if f.method != compressionDeflate && f.method != compressionOldDeflate && f.method != compressionZstd {
		return nil
	}
	_, err := io.CopyN(io.Discard, f.out, padding+1)
	if errors.Is(err, zlib.ErrChecksum) || errors.Is(err, zstd.ErrCRCMismatch) {
		return fmt.Errorf("%s data: %w; the file is damaged, copy it again", f.method, err)
	}
	return nil
}

// packBits decodes TIFF 6.0 section 9: a header byte n, then n+1 literal bytes
// (0 to 127) or one byte to repeat 1-n times (-127 to -1); -128 is skipped.
type packBits struct {
	in    *bufio.Reader
	left  int
	run   bool
	value byte
}

func (p *packBits) Read(b []byte) (int, error) {
	n := 0
	for n < len(b) {
		if p.left == 0 {
			if err := p.next(); err != nil {
				return n, err
			}
			continue
		}
		part := b[n:min(len(b), n+p.left)]
		if p.run {
			for i := range part {
				part[i] = p.value
			}
		} else if _, err := io.ReadFull(p.in, part); err != nil {
			return n, err
		}
		n += len(part)
		p.left -= len(part)
	}
	return n, nil
}

func (p *packBits) next() error {
	h, err := p.in.ReadByte()
	if err != nil {
		return err
	}
	switch head := int8(h); {
	case head >= 0:
		p.left, p.run = int(head)+1, false
	case head != -128:
		p.left, p.run = 1-int(head), true
		p.value, err = p.in.ReadByte()
	}
	return err
}
