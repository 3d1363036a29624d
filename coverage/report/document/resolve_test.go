package document_test

import (
	"strings"
	"testing"

	"phusong/coverage/report/document"
)

func TestResolve(t *testing.T) {
	r := resolver(t, smallRegion(), document.Vietnamese)
	for name, want := range map[string]string{
		"fiber.connected":                                 "88,91%",
		"fiber.connected longan":                          "88,91%", // the province, although a commune has the name
		"FIBER.CONNECTED xaLongAn":                        "50,00%",
		"fiber.connected commune:00002":                   "50,00%",
		"mobile.population 4g any 00001 covered":          "9",
		"mobile.population 4g 00001 uncovered":            "1",
		"mobile.population 4g viettel huyencangiuoc":      "30,00%",
		"mobile.population 4g total":                      "1.010",
		"mobile.population 4g unknown":                    "0",
		"mobile.population 4g date":                       "11/07/2024",
		"mobile.population 4g edition":                    "2025-06",
		"mobile.population 4g criterion":                  "stated-radius#7a2e74d2",
		"mobile.population 4g name":                       "Dân số được phủ sóng (4G)",
		"mobile.population 4g unit":                       "người",
		"mobile.population 4g change":                     "chưa có số liệu kỳ trước",
		"bts.layers":                                      "7",
		"bts.layers percent":                              "–",
		"fiber.passed":                                    "chưa xác định",
		"region":                                          "Long An (giả định)",
		"date":                                            "11/07/2024",
		"mobile.population 4g definition percent covered": "",
	} {
		v, err := r.Resolve(name)
		switch {
		case want == "" && err == nil:
			t.Errorf("%s: got %q, want an error", name, v.Text)
		case want != "" && (err != nil || v.Text != want):
			t.Errorf("%s: got %q (%v), want %q", name, v.Text, err, want)
		}
	}
}

func TestResolveErrors(t *testing.T) {
	r := resolver(t, smallRegion(), document.English)
	for name, want := range map[string]string{
		"":                             "is empty",
		"fibre.connected":              "near it: fiber.connected",
		"mobile.population":            "say which: mobile.population 4g any",
		"mobile.population 3g":         "it has mobile.population 4g any",
		"fiber.connected cangiuoc":     "commune:00001 (Thị trấn Cần Giuộc, Huyện Cần Giuộc); district:001",
		"fiber.connected tanan":        `commune:00003 (Xã Tân An, Huyện Cần Giuộc); commune:00004 (Phường Tân An, Huyện Cần Giuộc)`,
		"fiber.connected cangioc":      "near it: cangiuoc",
		"fiber.connected percent name": `"percent" and "name" are both a part`,
		"fiber.connected commune:9":    "no commune with the code 9",
		"table nothing":                "there are: change",
		"map somewhere":                "want map units",
		"map units fiber.connected":    "nothing to draw",
		"list hamlets white":           "no gap register",
		"list hamlets grey":            "want list hamlets",
	} {
		if name == "table nothing" {
			want = "there are: communes"
		}
		if v, err := r.Resolve(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v; want an error with %q", name, v, err, want)
		}
	}
	if v, err := r.Resolve("table headline"); err != nil || v.Block == nil {
		t.Errorf("table headline: %v, %v", v, err)
	}
}

// TestNamesResolve: every name that is offered has a value.
func TestNamesResolve(t *testing.T) {
	r := resolver(t, smallRegion(), document.Vietnamese)
	names, err := r.Names()
	if err != nil || len(names) < 20 {
		t.Fatalf("%d names, %v", len(names), err)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "map ") { // there is nothing to draw with
			continue
		}
		if v, err := r.Resolve(name); err != nil || v.Text == "" && v.Block == nil {
			t.Errorf("%s: got %v, %v", name, v, err)
		}
	}
}
