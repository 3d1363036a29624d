package dataset

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOperatorIn(t *testing.T) {
	for text, want := range map[string]string{"ds tram viettel": "Viettel", "VNPT - VinaPhone": "VNPT", "tram_MBF_2024": "MobiFone", "viettel va vnpt": "",
		"tram": "", "Tổng công ty Viễn thông MobiFone": "MobiFone", "Viettel Telecom": "Viettel", "gtel mobile": "Gmobile"} {
		if got := operatorIn(text); got != want {
			t.Errorf("operatorIn(%q): got %q, want %q", text, got, want)
		}
	}
}

// TestInspectSeveralFiles: lists of other stations stand beside each other, another
// state of the same stations does not; tables of other communes are one.
func TestInspectSeveralFiles(t *testing.T) {
	const head = "Mã trạm,Công nghệ,Kinh độ,Vĩ độ\n"
	dir := writeFolder(t, map[string]string{
		"ranh gioi.geojson": twoCommunes,
		"tram viettel.csv":  head + "V1,4G,106.05,11.05\nV2,4G,106.06,11.05\n",
		"tram vnpt.csv":     head + "V1,4G,106.07,11.05\nV2,5G,106.08,11.05\n",
		"tram 2023.csv":     "Nhà mạng," + head + "Viettel,V1,4G,106.05,11.05\n",
		"ho a.csv":          "Mã xã,Số hộ\n00097,1.200\n",
		"ho b.csv":          "Mã xã,Số hộ\n00100,900\n",
	})
	got, findings, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []RoleFiles{
		{"sites", TableFiles{{File: "tram viettel.csv", Operator: "Viettel"}, {File: "tram vnpt.csv", Operator: "VNPT"}}},
		{"households", TableFiles{{File: "ho a.csv"}, {File: "ho b.csv"}}},
	}
	if diff := cmp.Diff(want, got.Tables()[:2]); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	var read []ColumnFinding
	for _, f := range findings {
		if f.File == "ho a.csv" {
			read = f.Readings
		}
	}
	if diff := cmp.Diff([]ColumnFinding{{"Mã xã", "code", "00097", "00097"}, {"Số hộ", "households", "1.200", "1200"}}, read); diff != "" {
		t.Errorf("readings (-want +got):\n%s", diff)
	}
	d, err := Load(dir, got)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Sites) != 4 || len(d.Operators) != 2 {
		t.Errorf("%d sites of %v", len(d.Sites), d.Operators)
	}
}
