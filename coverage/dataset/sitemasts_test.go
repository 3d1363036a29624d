package dataset

import (
	"slices"
	"strings"
	"testing"
)

// TestSharedMasts: two operators with their own IDs on one mast are one site only
// when a column says so.
func TestSharedMasts(t *testing.T) {
	const texts = "Mã trạm,Nhà mạng,Mã cột,Kinh độ,Vĩ độ\nV1,Viettel,C-7,106.4,10.5\nP9,VNPT,c7,106.40001,10.5\nM3,MobiFone,,106.40002,10.5\nV5,Viettel,C7,106.5,10.5\n"
	env := newTestEnv()
	var got []string
	for _, s := range readTestSites(t, texts, env) {
		line := s.ID
		for _, c := range s.Cells {
			line += " " + c.Operator
		}
		got = append(got, line)
	}
	if want := []string{"M3 MobiFone", "P9 VNPT Viettel", "V5 Viettel"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	wantRules(t, "masts", env, "5 mast_id site.position_conflict kept as a site of its own: the mast's other stations stand more than 50 m away")
	notes := strings.Join(env.Found.Notes, "\n")
	for _, want := range []string{"1 masts carry stations of several IDs", "2 stations stand within 10 m of one of another operator"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes %q, want %q", notes, want)
		}
	}
}
