package codelist_test

import (
	"testing"

	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
)

// TestReformIsTold holds the rule of adminname.OtherUnits against the real lists: the
// communes of June 2025 are refused as those of July in every province, and no older list
// of the same kind of communes is refused as that of June.
func TestReformIsTold(t *testing.T) {
	june := real(t, "gso_communes_until_2025-06.csv.gz", "2025-06")
	july := real(t, "gso_communes_from_2025-07.json.gz", "2025-07")
	refused, all := judge(june, july)
	if refused != all || all != 34 {
		t.Errorf("the list of June is refused in %d of %d provinces of July, want all of 34", refused, all)
	}
	for _, older := range []string{"2018-10-16", "2020-11-01", "2025-03-01"} {
		refused, all := judge(real(t, "gso_communes_at_"+older+".csv.gz", older), june)
		if refused != 0 || all != 63 {
			t.Errorf("the list of %s is refused in %d of %d provinces of June 2025, want none of 63", older, refused, all)
		}
	}
}

func real(t *testing.T, name, edition string) *codelist.List {
	t.Helper()
	l, err := codelist.Read(codes+name, edition)
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	return l
}

// judge counts the provinces of the units that refuse a table of their codes with the
// names of another list.
func judge(table, units *codelist.List) (refused, all int) {
	different, compared := map[string]int{}, map[string]int{}
	for _, u := range units.Units {
		row, ok := table.Find(u.Code)
		if !ok {
			continue
		}
		compared[u.ProvinceCode]++
		if _, same := adminname.Compare(row.Name, u.Name); !same {
			different[u.ProvinceCode]++
		}
	}
	for province, n := range compared {
		if all++; adminname.OtherUnits(different[province], n) {
			refused++
		}
	}
	return refused, all
}
