package dataset

import (
	"io"
	"strings"
	"testing"

	"phusong/geo/encoding/table"
)

// memoryRows is a row source over lines cut at commas, numbered from 2.
type memoryRows struct {
	header []string
	rows   []string
}

func (m *memoryRows) Header() []string { return m.header }

func (m *memoryRows) Next() (int, []string, error) {
	if len(m.rows) == 0 {
		return 0, nil, io.EOF
	}
	fields := strings.Split(m.rows[0], ",")
	m.rows = m.rows[1:]
	return 1000 - len(m.rows), fields, nil
}

// FuzzReaders puts any text through every reader: errors and problems, no panic.
func FuzzReaders(f *testing.F) {
	f.Add(siteHeader + "S1,VTT,LTE,B3,1815,106.4,10.5,42,0/120/240,4,64,3.000\nS1,,4G/5G,n78,,10.5,106.4,,,,,\n")
	f.Add("Mã xã;Số hộ;Dân số\n97;1.907;đang cập nhật\n97;1.908;-1\n")
	f.Add("code,households_passed,households_connected,as_of\n1,5,9,1/2/2025\n")
	f.Add("id,commune,lon,lat,fiber\na,1,106,10,x\na,,\"106,4/10,5\",,\n")
	f.Add("GSM,651,1,117,11201,0,26.9,-29.8,27324,7,1,1369925573,1443966345,0\nLTE,651,1,2,99999,0,26.9,-29.8,0,1,1,1,1,0\n")
	f.Add("code,lon,lat\n1,106°24'B,10.5\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, bounded := range []bool{true, false} {
			env := newTestEnv()
			if !bounded {
				env.Bounds.Max = env.Bounds.Min
				env.Codes = newCodeIndex([]string{"00097", "1"})
			}
			open := func() *tableRows {
				r, err := table.NewCSV(strings.NewReader(text), table.Options{Limits: table.Limits{Bytes: 1 << 14, Rows: 200, Columns: 40, FieldBytes: 500}})
				if err != nil {
					return nil
				}
				src, err := newTableRows(r, env)
				if err != nil {
					return nil
				}
				return src
			}
			if src := open(); src != nil {
				if sites, err := readSites(part{src, env}); err == nil {
					checkSites(t, sites)
				}
			}
			if src := open(); src != nil {
				_, _ = readCounts(part{src, env})
			}
			if src := open(); src != nil {
				_, _ = readFiber(part{src, env})
			}
			if src := open(); src != nil {
				_, _ = readHamlets(part{src, env})
			}
			if src := open(); src != nil {
				_, _ = readCentres(part{src, env})
			}
		}
	})
}
