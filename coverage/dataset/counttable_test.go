package dataset

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage/adminname"
)

// Invented units: two of one name in one province, told apart by their district.
var namedUnits = []adminname.Unit{
	{Code: "00001", Name: "Xã Ân Hòa", District: "Huyện H", Province: "Tỉnh Đông"},
	{Code: "00002", Name: "Xã Ân Hòa", District: "Huyện K", Province: "Tỉnh Đông"},
	{Code: "00003", Name: "Thị trấn Bình", District: "Huyện K", Province: "Tỉnh Đông"},
	{Code: "00004", Name: "Xã Bình", District: "Huyện L", Province: "Tỉnh Tây"},
}

func TestReadCountTableByName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.csv")
	for _, c := range []struct{ text, want, refused string }{
		{"Huyện,Xã,Số hộ\nH,Ân Hoà,5\nHuyện K,Xã Ân Hòa,7\nK,Binh,9\n", "00001=5 00002=7 00003=9; h.csv: 3 rows found their commune by name: ", ""},
		{"Tỉnh,Xã,Số hộ\nĐông,Bình,5\nTây,Bình,7\n", "00003=5 00004=7; h.csv: 2 rows found", ""},
		{"code,name,households\n1,Ân Hòa,5\n00009,Xa,7\n", "00001=5 00009=7", ""},
		{"code,name,households\n00001,Ân Hòa,5\n,\"Xã Bình\",7\n", "00001=5 00004=7; h.csv: 1 rows found", ""},
		{"Tỉnh,Xã,Số hộ\nĐông,Ân Hòa,5\nTây,Bình,7\n", "", "1 rows are of no single commune of e1:\n  row 2: Ân Hòa: \"Ân Hòa, Đông\" can be 2 units: 00001 Xã Ân Hòa, Huyện H, Tỉnh Đông; 00002 "},
		{"Tỉnh,Xã,Số hộ\nTây,Ân Hòa,5\n", "", "elsewhere: 00001 Xã Ân Hòa"},
		{"Tỉnh,Xã,Số hộ\nTây,Xyz,5\n", "", "no unit is named \"Xyz, Tây\""},
		{"Tỉnh,Xã,Số hộ\nTây,Bình,5\nTây,Xã Bình,6\n", "", "2 rows of this code differ"},
	} {
		if err := os.WriteFile(path, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := ReadCountTable(path, "", "e1", namedUnits)
		if c.refused != "" {
			if unfound := (*UnfoundNamesError)(nil); !errors.As(err, &unfound) || !strings.Contains(err.Error(), c.refused) {
				t.Errorf("%q: got %v, want %s", c.text, err, c.refused)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		var rows []string
		for _, r := range got.Rows {
			rows = append(rows, r.Code+"="+r.Counts[0].Value.String())
		}
		if text := strings.Join(rows, " ") + "; " + strings.Join(got.Notes, "; "); !strings.HasPrefix(text, c.want) {
			t.Errorf("%q: got %s, want %s", c.text, text, c.want)
		}
	}
}

// Both schemas read the file: rows found by name are counted once.
func TestReadCountTableNotesNamesOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.csv")
	if err := os.WriteFile(path, []byte("Huyện,Xã,Số hộ,households_passed\nH,Ân Hòa,5,3\nK,Ân Hòa,7,1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := ReadCountTable(path, "", "e1", namedUnits)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"households", "households_passed"}; !slices.Equal(got.Columns, want) {
		t.Errorf("columns %v, want %v", got.Columns, want)
	}
	if n := strings.Count(strings.Join(got.Notes, "\n"), "by name"); n != 1 {
		t.Errorf("%d notes of names, want 1: %q", n, got.Notes)
	}
}
