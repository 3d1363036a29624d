package webmap

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// hash names the contents of the map: it changes with every figure, boundary and file
// size of the outputs. Addresses that carry it never change their answer.
func (m *Map) hash() (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, s := range m.outputs {
		if err := e.Encode([]any{s.id, s.out.Run, s.out.Units, s.shapes.points, s.out.Targets}); err != nil {
			return "", err
		}
		for _, name := range []string{"gaps.geojson", "sites.geojson", "units.geojson", "register.csv"} {
			fmt.Fprintln(h, fileBytes(s.out, name))
		}
		fmt.Fprintln(h, m.options.Predict != nil) // cards say more then
		for _, level := range s.signal {
			fmt.Fprintln(h, level.id, level.grid)
		}
		var row []byte
		for i := range s.out.Figures {
			f := &s.out.Figures[i]
			row = append(append(append(row[:0], f.Indicator...), f.Technology...), f.Operator...)
			for _, v := range []int64{int64(f.Unit), int64(f.Covered), int64(f.Uncovered), int64(f.Unknown), int64(f.Total), f.Assumed} {
				row = binary.LittleEndian.AppendUint64(row, uint64(v))
			}
			h.Write(row)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:10]), nil
}
