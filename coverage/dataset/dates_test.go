package dataset

import (
	"strings"
	"testing"
)

// datesOf reads a column.
func datesOf(t *testing.T, texts ...string) (got []string, env readEnv) {
	t.Helper()
	env = newTestEnv()
	src := source(t, "code;as_of\n"+"1;"+strings.Join(texts, "\n1;")+"\n", env)
	table, err := readRecords(part{src, env}, fiberSchema0)
	if err != nil {
		t.Fatal(err)
	}
	dates := table.dates("as_of")
	for _, r := range table.rows {
		got = append(got, dates.date(r))
	}
	return got, env
}

// fiberSchema0 asks for a date alone.
var fiberSchema0 = tableSchema{role: "dates", columns: fiberSchema.columns, required: [][]string{{"as_of"}}}

func TestDatesByColumn(t *testing.T) {
	tests := []struct{ column, want string }{
		{"2023-12-31|2023-12|2023|2023-12-31T10:20:30|2023/12/31", "2023-12-31|2023-12|2023|2023-12-31|2023-12-31"},
		{"31/12/2023|1/2/2024|01.02.2024|1-2-2024|31/12/23", "2023-12-31|2024-02-01|2024-02-01|2024-02-01|2023-12-31"},
		{"12/31/2023|1/2/2024", "2023-12-31|2024-01-02"},
		{"12/31/2023|31/12/2023|1/2/2024|2/2/2024", "2023-12-31|2023-12-31||2024-02-02"},
		{"12/2023|tháng 6/2024|Tháng 6 năm 2024|6-2024|T6/2024", "2023-12|2024-06|2024-06|2024-06|2024-06"},
		{"quý II/2024|Quý 4 năm 2023|Q1/2024|Q3 2024", "2024-06|2023-12|2024-03|2024-09"},
		{"năm 2023|ngày 31 tháng 12 năm 2023|Ngày 31/12/2023", "2023|2023-12-31|2023-12-31"},
		{"45291|45291.5|60", "2023-12-31|2023-12-31|"},
		{"30/2/2024|13/13/2024|31/4/2023|cuối năm|6 tháng đầu năm 2024|đang cập nhật|1899|0/1/2024", "|||||||"},
	}
	for _, test := range tests {
		got, _ := datesOf(t, strings.Split(test.column, "|")...)
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s: got %s, want %s", test.column, strings.Join(got, "|"), test.want)
		}
	}
}

func TestDateDecisionsAreNoted(t *testing.T) {
	for column, want := range map[string]string{
		"31/12/2023|1/2/2024": "dates read as day/month/year, by 1 of them",
		"12/31/2023":          "dates read as month/day/year, by 1 of them",
		"12/31/2023|31/12/23": "1 dates have the day first and 1 the month",
		"45291":               "1 numbers read as days that a spreadsheet counts from 1900",
	} {
		if _, env := datesOf(t, strings.Split(column, "|")...); !strings.Contains(strings.Join(env.Found.Notes, "\n"), want) {
			t.Errorf("%s: notes %q, want %q", column, env.Found.Notes, want)
		}
	}
	_, env := datesOf(t, "đang cập nhật", "1/2/2024", "31/1/2024", "1/31/2024")
	wantRules(t, "dates", env, "2 as_of date.placeholder date read as unknown",
		"3 as_of date.invalid date read as unknown: the column writes days and months in both orders")
}
