package claim

import (
	"fmt"
	"strings"

	"phusong/coverage"
)

// contradictions marks claims of one unit and date that cannot both be true, by what
// the words mean: two values of one figure, a part above the whole that it is of.
// Where the data says that one holds, the other does not; where it says nothing of
// either, both are marked, for one of them is wrong. What the data decided stays.
func contradictions(all []Judgement) {
	type mark struct{ of, by int }
	var marks []mark
	for a := range all {
		for b := range all {
			x, y := &all[a], &all[b]
			if a == b || !x.contradicts(y) && !y.contradicts(x) || x.Verdict != Undecidable || y.Verdict == Inconsistent {
				continue
			}
			marks = append(marks, mark{a, b})
		}
	}
	for _, m := range marks {
		other := &all[m.by]
		all[m.of].decide(Inconsistent, "not both this and claim "+other.ID+" ("+other.Value+") can be true: "+contradictionEN(&all[m.of], other),
			"không thể cùng đúng với phát biểu "+other.ID+" ("+other.Value+"): "+contradictionVI(&all[m.of], other))
	}
}

func contradictionEN(x, y *Judgement) string {
	if sameFigure(x, y) {
		return "they are of one figure"
	}
	return "one counts a part of what the other counts (5G within at least 4G, one operator within any)"
}

func contradictionVI(x, y *Judgement) string {
	if sameFigure(x, y) {
		return "cùng một chỉ số"
	}
	return "một bên là một phần của bên kia (5G nằm trong \"từ 4G trở lên\", một doanh nghiệp nằm trong mọi doanh nghiệp)"
}

func sameFigure(x, y *Judgement) bool {
	return strings.EqualFold(x.Technology, y.Technology) && strings.EqualFold(operatorOf(x), operatorOf(y))
}

func operatorOf(j *Judgement) string {
	if j.Operator == "" && family(j.Indicator) != familyFiber {
		return coverage.OperatorAny
	}
	return j.Operator
}

// contradicts reports whether x is too high beside y: above it where both are one
// figure, or where x is of a part of what y is of.
func (j *Judgement) contradicts(y *Judgement) bool {
	if !strings.Contains(j.Indicator, ".") || j.Indicator != y.Indicator || j.Level != y.Level || j.Code != y.Code || j.Date != y.Date ||
		j.Edition != y.Edition || j.Criterion != y.Criterion || j.Per != y.Per || !j.within(y) {
		return false
	}
	vx, errX := readValue(j.Value, j.counts())
	vy, errY := readValue(y.Value, y.counts())
	if errX != nil || errY != nil || vx.kind == noValue || vy.kind == noValue || vx.kind == change || vy.kind == change || vx.percent != vy.percent || vx.unit != vy.unit || vx.of != nil || vy.of != nil {
		return false
	}
	low, high := vx.allowed(), vy.allowed()
	c := low.low.Cmp(high.high)
	return c > 0 || c == 0 && (low.lowOpen || high.highOpen)
}

// within reports whether what x covers is covered in y too: the same figure, fewer
// technologies or fewer operators.
func (j *Judgement) within(y *Judgement) bool {
	technology := strings.EqualFold(j.Technology, y.Technology) ||
		family(j.Indicator) == familyMobile && y.Technology == string(coverage.Tech4GPlus) && (j.Technology == string(coverage.Tech5G) || j.Technology == string(coverage.Tech4G))
	operator := strings.EqualFold(operatorOf(j), operatorOf(y)) || family(j.Indicator) == familyMobile && operatorOf(y) == coverage.OperatorAny
	return technology && operator
}

// Together compares claims of one unit and family that sound contrary, all of one and
// little of another, and says why both can hold.
func Together(all []Judgement) []Text {
	var texts []Text
	seen := map[[4]string]bool{}
	for i := range all {
		for k := range all {
			x, y := &all[i], &all[k]
			pair := [4]string{x.Indicator, x.Technology, y.Indicator, y.Value}
			if !contrary(x, y) || seen[pair] {
				continue
			}
			seen[pair] = true
			texts = append(texts, Text{
				fmt.Sprintf("%s (%s %s) beside %s (%s %s): consistent together, for they count different things; %s", x.ID, x.Indicator, x.Value, y.ID, y.Indicator, y.Value, whyEN(x.Indicator)),
				fmt.Sprintf("%s (%s %s) bên cạnh %s (%s %s): cùng đúng, vì đếm những đối tượng khác nhau; %s", x.ID, x.Indicator, x.Value, y.ID, y.Indicator, y.Value, whyVI(x.Indicator)),
			})
		}
	}
	return texts
}

// contrary reports whether x says all and y says less than all, of other indicators.
func contrary(x, y *Judgement) bool {
	vx, errX := readValue(x.Value, x.counts())
	vy, errY := readValue(y.Value, y.counts())
	if errX != nil || errY != nil {
		return false
	}
	all := vx.kind == equals && vx.percent && vx.number.Cmp(hundred) == 0
	little := vy.kind == mostNot || vy.kind == equals && vy.percent && vy.number.Cmp(hundred) < 0
	return all && little && x.Indicator != y.Indicator && strings.Contains(y.Indicator, ".") && family(x.Indicator) == family(y.Indicator) && x.Code == y.Code && x.Level == y.Level && x.Date == y.Date &&
		x.Technology == y.Technology && x.Verdict == Consistent && y.Verdict == Consistent
}

func whyEN(indicator string) string {
	switch indicator {
	case coverage.FiberCommunes:
		return "a commune counts with one connected household, so all communes can have fibre while many hamlets and households in them have none"
	case coverage.FiberSubscriptions:
		return "its denominator is subscriptions, not households: households without any are not in it"
	case coverage.MobileCentres:
		return "a commune counts with its centre, wherever its people live"
	case coverage.MobileCommunes:
		return "a commune counts with one station, whatever it covers"
	}
	return "numerators and denominators differ"
}

func whyVI(indicator string) string {
	switch indicator {
	case coverage.FiberCommunes:
		return "một xã được tính khi có một hộ kết nối, nên mọi xã có thể đã có cáp quang trong khi nhiều thôn, nhiều hộ trong xã chưa có"
	case coverage.FiberSubscriptions:
		return "mẫu số là thuê bao chứ không phải hộ: hộ không có thuê bao không được tính"
	case coverage.MobileCentres:
		return "một xã được tính khi trung tâm xã được phủ, dù dân sống ở đâu"
	case coverage.MobileCommunes:
		return "một xã được tính khi có một trạm, dù trạm phủ được bao nhiêu"
	}
	return "tử số và mẫu số khác nhau"
}
