package dataset

import (
	"testing"

	"phusong/coverage/adminname"
)

func TestRowWords(t *testing.T) {
	for text, want := range map[string][2]bool{ // total, note
		"Tổng": {true, false}, "CỘNG": {true, false}, "TONG CONG": {true, false}, "Tổng cộng:": {true, false}, "Tổng số trạm": {true, false},
		"Cộng II": {true, false}, "Cộng (IV)": {true, false}, "Cong III": {true, false}, "cộng huyện Bến Lức": {true, false}, "Total of 12": {true, false},
		"Cống": {}, "Công": {}, "Cống Vị": {}, "CỐNG VỊ": {}, "Cong Vi": {}, "Cộng Hòa": {}, "Công Thành": {}, "Tổng Cọt": {}, "Tòng": {}, "Toàn Thắng": {}, "Tông Số": {},
		"Ghi chú: theo mặt đất": {false, true}, "Ghi chu": {false, true}, "Nguồn: Sở": {false, true}, "Nguồn số liệu 2024": {false, true}, "Trang 2/3": {false, true},
		"TM. ỦY BAN NHÂN DÂN": {false, true}, "TM. UỶ BAN": {false, true}, "KT. GIÁM ĐỐC": {false, true}, "Long An, ngày 5 tháng 3 năm 2024": {false, true}, "(*) ước": {false, true},
		"Nguồn": {}, "Trang Hạ": {}, "Trang": {}, "Tràng 1": {}, "Giam Đức": {}, "Số Liêu": {}, "": {},
	} {
		if got := [2]bool{isTotalText(text), isNoteText(text)}; got != want {
			t.Errorf("%q: total and note: got %v, want %v", text, got, want)
		}
	}
}

// A type in plain letters, or of one letter, begins names of communes too.
func TestStatesKind(t *testing.T) {
	known := newCodeIndex(nil)
	known.setNames([]adminname.Unit{{Code: "00001", Name: "Phường Bến Lức"}})
	for _, test := range []struct {
		text        string
		alone, with bool // without the names of the region's communes, and with them
	}{
		{"Huyện Bến Lức", true, true}, {"H. Bến Lức", true, true}, {"H.Bến Lức", true, true}, {"TP Tân An", true, true}, {"Q1", true, true},
		{"Quan Hoa", false, true}, {"Tinh Ky", false, true}, {"H Bông", false, true}, {"Huyện", false, false},
	} {
		l := &layout{}
		if got := l.statesKind(test.text); got != test.alone {
			t.Errorf("%q: got %v", test.text, got)
		}
		l.env.Codes = known
		if got := l.statesKind(test.text); got != test.with {
			t.Errorf("%q with known communes: got %v", test.text, got)
		}
	}
}
