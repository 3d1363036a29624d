package document_test

import (
	"testing"

	"phusong/coverage/report/document"
)

// TestTitleParts: only a Vietnamese report has its kind above what it is about.
func TestTitleParts(t *testing.T) {
	for _, c := range []struct{ language, title, kind, subject string }{
		{document.Vietnamese, "Báo cáo hiện trạng phủ sóng", "Báo cáo", "Hiện trạng phủ sóng"},
		{document.Vietnamese, "Báo cáo đợt 2", "Báo cáo", "Đợt 2"},
		{document.Vietnamese, "Báo cáo", "", "Báo cáo"},
		{document.Vietnamese, "Kết quả rà soát", "", "Kết quả rà soát"},
		{document.English, "Report on coverage", "", "Report on coverage"},
		{document.Vietnamese, "", "", ""},
	} {
		d := document.Document{Language: c.language, Title: c.title}
		if kind, subject := d.TitleParts(); kind != c.kind || subject != c.subject {
			t.Errorf("%q has the parts %q, %q, want %q, %q", c.title, kind, subject, c.kind, c.subject)
		}
	}
}
