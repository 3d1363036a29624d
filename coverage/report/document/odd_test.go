package document_test

import (
	"strings"
	"testing"

	"phusong/coverage/report/document"
)

// TestOddFigures: sentences of figures that reports seldom have stay true.
func TestOddFigures(t *testing.T) {
	row := func(indicator, technology, operator, measure string, v ...string) func(*region) {
		return func(r *region) {
			r.figures = nil
			r.figure("province", "80", indicator, technology, operator, measure, v[0], v[1], v[2], v[3])
		}
	}
	for _, c := range []struct {
		name   string
		make   func(*region)
		vi, en string
		never  string // in neither
	}{
		{"more connected than there are", row("fiber.connected", "", "", "household", "120", "-20", "0", "100"),
			"tại 120,00% số hộ gia đình (120/100 hộ gia đình); số đã đạt lớn hơn tổng số 20 hộ gia đình",
			"connects 120.00 % of households (120 of 100 households); the count exceeds the total by 20 households", "100%"},
		{"a little more", row("fiber.connected", "", "", "household", "1000001", "-1", "0", "1000000"),
			"tại 100,01% số hộ gia đình (1.000.001/1.000.000 hộ gia đình); số đã đạt lớn hơn tổng số 1 hộ gia đình", "connects 100.01 % of households", "100%"},
		{"more in one part, another unknown", row("fiber.connected", "", "", "household", "120", "-20", "50", "150"),
			"tại ít nhất 80,00% số hộ gia đình (120/150 hộ gia đình); trong phần đã có số liệu, số đã đạt lớn hơn tổng số 20 hộ gia đình, cần đối chiếu lại số liệu, 50 hộ gia đình chưa xác định.",
			"of what is known the count exceeds the total by 20 households: the data need checking, 50 households unknown.", "còn"},
		{"wholly unknown", row("mobile.population", "4g", "any", "person", "0", "0", "10", "10"),
			"Mức độ phủ sóng 4G chưa xác định.", "The coverage of 4G is unknown.", "Tổng số để tính tỷ lệ: ."},
		{"of nobody", row("mobile.population", "4g", "any", "person", "0", "0", "0", "0"),
			"Mức độ phủ sóng 4G chưa xác định.", "The coverage of 4G is unknown.", "Phủ sóng 4G theo doanh nghiệp"},
		{"none known to be covered", row("mobile.population", "4g", "any", "person", "0", "10", "5", "15"),
			"Chưa xác định được nơi nào có sóng 4G (0/15 người), 5 người chưa xác định.", "No place is known to have 4G (0 of 15 people), 5 people unknown.", "ít nhất 0%"},
		{"no area", row("mobile.area", "4g", "any", "km2", "0", "10.5", "0", "10.5"),
			"Chưa có nơi nào được phủ sóng 4G (0/10,50 km²).", "There is no coverage of 4G (0 of 10.50 km²).", "nobody"},
		{"hardly any area", row("mobile.area", "4g", "any", "km2", "0.000000000001", "10.5", "0", "10.500000000001"),
			"phủ sóng đến 0,01% diện tích (&lt; 0,01/10,51 km²), còn 10,51 km² chưa được phủ sóng", "reaches 0.01 % of the area", "(0%)"},
		{"nearly all", row("mobile.population", "4g", "any", "person", "999999.999999", "0.000001", "0", "1000000"),
			"phủ sóng đến 99,99% dân số (999.999/1.000.000 người), còn 1 người chưa được phủ sóng", "reaches 99.99 % of the population (999,999 of 1,000,000 people), with 1 person not covered", "100%"},
	} {
		for language, want := range map[string]string{"vi": c.vi, "en": c.en} {
			r := smallRegion()
			c.make(r)
			if _, text := compose(t, r.write(t), document.Options{Language: language}); !strings.Contains(text, want) || strings.Contains(text, c.never) {
				t.Errorf("%s, %s: want %q, never %q, in %s", c.name, language, want, c.never, text)
			}
		}
	}
}

// TestTargetByCount: less than one thing above an aim is not less than a hundredth of it.
func TestTargetByCount(t *testing.T) {
	r := fullRegion()
	r.figures = nil
	r.figure("province", "80", "fiber.connected", "", "", "household", "500.5", "499.5", "0", "1000")
	r.targets = r.targets[:1]
	target := &r.targets[0]
	target.Indicator, target.Technology, target.Operator, target.Of, target.IsCount, target.Aim, target.Value = "fiber.connected", "", "", "", true, "500", "500.5"
	d, _ := compose(t, r.write(t), document.Options{Language: "vi"})
	if got := tableOf(t, d, "targets").Rows[0].Cells[6].Text; got != "cao hơn mục tiêu dưới 1 hộ gia đình" {
		t.Errorf("got %q", got)
	}
}

// TestNoName: units without a name go by their codes.
func TestNoName(t *testing.T) {
	r := &region{name: "Vùng (giả định)", asOf: "2025-07-01", edition: "2025-07", sites: 1, criterion: "7a2e74d2"}
	r.unit("commune", "00001", "", 2)
	r.unit("commune", "00002", "Bến Lức", 2)
	r.unit("province", "80", "", -1)
	r.figure("commune", "00001", "mobile.population", "4g", "any", "person", "1", "9", "0", "10")
	r.figure("commune", "00002", "mobile.population", "4g", "any", "person", "10", "0", "0", "10")
	r.figure("province", "80", "mobile.population", "4g", "any", "person", "11", "9", "0", "20")
	d, text := compose(t, r.write(t), document.Options{Language: "vi"})
	for _, want := range []string{"Các chỉ số chính của 80", "Số còn lại thuộc 1 xã, phường: 00001 (9 người)."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
	if rows := tableOf(t, d, "communes mobile").Rows; rows[0].Cells[1].Text != "00001" && rows[1].Cells[1].Text != "00001" {
		t.Errorf("got %v", rows)
	}
}
