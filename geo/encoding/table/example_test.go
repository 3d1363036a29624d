package table_test

import (
	"fmt"
	"io"
	"strings"

	"phusong/geo/encoding/table"
)

func Example() {
	r, err := table.NewCSV(strings.NewReader("mã;kinh độ\n00097;105,34808\n"), table.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Format())
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row.Number, row.Fields)
	}
	// Output:
	// csv, delimiter ";"
	// 1 [mã kinh độ]
	// 2 [00097 105,34808]
}
