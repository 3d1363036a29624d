package dataset

import (
	"testing"

	"phusong/coverage"

	"github.com/paulmach/orb"
)

func count(n int64) coverage.Count { return coverage.Known(coverage.Whole(n)) }

func TestMatchCode(t *testing.T) {
	x := newCodeIndex([]string{"00097", "05665", "27694", "01", "001", "A7"})
	tests := []struct {
		raw, code string
		fixed, ok bool
	}{
		{"00097", "00097", false, true}, {"97", "00097", true, true}, {" 5665 ", "05665", true, true}, {"97.0", "00097", true, true}, {"97,00", "00097", true, true},
		{"27694", "27694", false, true}, {"027694", "27694", true, true}, {"1", "", true, false}, {"01", "01", false, true}, {"97.5", "", false, false},
		{"99999", "", true, false}, {"", "", false, false}, {"A7", "A7", false, true}, {"a7", "", false, false}, {"-97", "", false, false},
	}
	for _, test := range tests {
		code, fixed, ok := x.match(test.raw)
		if ok != test.ok || ok && (code != test.code || fixed != test.fixed) {
			t.Errorf("match(%q): got %q %v %v, want %q %v %v", test.raw, code, fixed, ok, test.code, test.fixed, test.ok)
		}
	}
	var none *codeIndex
	if code, fixed, ok := none.match("97"); code != "97" || fixed || !ok {
		t.Errorf("nil index: got %q %v %v", code, fixed, ok)
	}
}

func TestReadCounts(t *testing.T) {
	env := newTestEnv()
	env.Codes = newCodeIndex([]string{"00097", "00100", "00103", "00106", "00109", "00112"})
	text := "Mã xã;Số hộ;Dân số\n" +
		"97;1.907;7.120\n" + // 2: leading zeros lost
		"00100;đang cập nhật;NaN\n" + // 3
		"00103;-5;\n" + // 4
		"00106;10;20\n00106;10;20\n" + // 5, 6: the same
		"00109;10;20\n00109;11;20\n" + // 7, 8: differ
		"99999;1;1\n;2;2\n" + // 9, 10
		"00112;3;4\n112;3;4\n" // 11, 12: the same unit, spelt apart
	got, err := readCounts(part{source(t, text, env), env})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]coverage.Count{"00097": {count(1907), count(7120)}, "00100": {}, "00103": {},
		"00106": {count(10), count(20)}, "00112": {count(3), count(4)}}
	if len(got) != len(want) {
		t.Errorf("got %d units, want %d: %v", len(got), len(want), got)
	}
	for code, w := range want {
		if g := got[code]; g.Households != w[0] || g.People != w[1] {
			t.Errorf("%s: got %v, want %v", code, g, w)
		}
	}
	wantRules(t, "counts", env,
		"2 Mã xã code.leading_zero read as 00097", "3 Số hộ number.placeholder read as unknown", "3 Dân số number.not_finite read as unknown",
		"4 Số hộ number.negative read as unknown", "6  row.duplicate row dropped: the same as row 5",
		"7 Mã xã code.duplicate row rejected: 2 rows of this code differ, its values are unknown",
		"8 Mã xã code.duplicate row rejected: 2 rows of this code differ, its values are unknown",
		"9 Mã xã code.unknown row rejected", "10 Mã xã code.missing row rejected",
		"12 Mã xã code.leading_zero read as 00112", "12 Mã xã row.duplicate row dropped: says the same as row 11")
	if len(env.Found.Notes) != 2 {
		t.Errorf("got notes %q, want one for each of two columns", env.Found.Notes)
	}
}

func TestReadFiber(t *testing.T) {
	env := newTestEnv()
	text := "code,households_passed,households_connected,subscriptions,fiber_subscriptions,as_of\n" +
		"1,100,40,50,45,2025-06\n2,100,140,50,60,01/07/2025\n3,,x,5,,soon\n"
	got, err := readFiber(part{source(t, text, env), env})
	if err != nil {
		t.Fatal(err)
	}
	one := coverage.FiberAccess{Passed: count(100), Connected: count(40), Subscriptions: count(50), FiberSubscriptions: count(45), AsOf: "2025-06",
		Source: coverage.Source{File: "test.csv", Row: 2}}
	if got["1"] != one {
		t.Errorf("got %v, want %v", got["1"], one)
	}
	if f := got["2"]; f.Connected != count(140) || f.AsOf != "2025-07-01" {
		t.Errorf("got %v: connected must not be clipped", f)
	}
	if f := got["3"]; f.Passed.Known || f.Connected.Known || f.AsOf != "" {
		t.Errorf("got %v, want unknown", f)
	}
	l := &loader{}
	l.checkFiberHouseholds(got["2"], count(120))
	l.checkFiberHouseholds(got["1"], count(120))
	l.checkFiberHouseholds(got["3"], coverage.Count{})
	env.Found.Problems = append(env.Found.Problems, l.data.Problems...)
	wantRules(t, "fiber", env, "3 households_connected fiber.connected_above_passed kept", "3 fiber_subscriptions fiber.subscriptions_above_total kept",
		"3 households_connected fiber.connected_above_households kept", "4 households_connected number.placeholder read as unknown",
		"4 as_of date.invalid date read as unknown")
}

func TestReadCentres(t *testing.T) {
	env := newTestEnv()
	got, err := readCentres(part{source(t, "Mã,Kinh độ,Vĩ độ\n1,\"106,4\",\"10,5\"\n2,10.5,106.4\n3,3,50\n4,,\n5,106,10.6\n5,106.1,10.6\n", env), env})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["1"].at != (orb.Point{106.4, 10.5}) || got["2"].at != (orb.Point{106.4, 10.5}) {
		t.Errorf("got %v", got)
	}
	wantRules(t, "centres", env, "3 Kinh độ position.swapped swapped", "4 Kinh độ position.far row rejected: more than 50 km outside the region",
		"5 Kinh độ position.missing row rejected",
		"6 Mã code.duplicate row rejected: 2 rows of this code differ, its values are unknown",
		"7 Mã code.duplicate row rejected: 2 rows of this code differ, its values are unknown")
}

func TestReadHamlets(t *testing.T) {
	env := newTestEnv()
	env.Codes = newCodeIndex([]string{"27694", "27712"})
	text := "id,commune,name,lon,lat,households,population,grid_power,difficulty,fiber\n" +
		"h2,27694,Ấp 2,106.4,10.5,100,400,có,,x\n" +
		"h1,27712,Ấp 1,,,50,200,không,ĐBKK,0\n" + // no position
		"h1,27694,Ấp 1,106.5,10.6,50,,maybe,,\n" + // ID again
		"h4,99999,Ấp 4,106.6,10.7,1,1,,,\n" + // unknown commune, position tells
		"h5,99999,Ấp 5,,,1,1,,,\n" + // nothing tells
		",27694,Ấp 6,106.45,10.55,1,1,,,\n"
	got, err := readHamlets(part{source(t, text, env), env})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range got {
		ids = append(ids, h.ID+"/"+h.Commune)
	}
	if want := "[27694/Ấp 6/27694 h1/27694 h1#2/27712 h2/27694 h4/]"; want != sprint(ids) {
		t.Errorf("got %v, want %s", ids, want)
	}
	h2 := got[3]
	if !h2.Located || h2.GridPower != "yes" || h2.Fiber == nil || !*h2.Fiber || h2.Households != count(100) || h2.Unit != -1 {
		t.Errorf("got %+v", h2)
	}
	if h := got[2]; h.Located || h.GridPower != "no" || h.Fiber == nil || *h.Fiber || h.Difficulty != "ĐBKK" {
		t.Errorf("got %+v", h)
	}
	wantRules(t, "hamlets", env, "3 lon position.missing kept: hamlet without a position", "4 grid_power flag.invalid read as unknown",
		"3 id hamlet.id_repeated kept as h1#2", "5 commune code.unknown kept: commune taken from the position", "6 commune code.unknown row rejected")
}
