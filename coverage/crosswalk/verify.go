package crosswalk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
)

// Editions are the code lists at both ends of a relation.
type Editions struct{ Old, New *codelist.List }

// Disagreement is a point on which the inputs do not agree, or that the relation
// leaves open. It changes nothing: the relation stands.
type Disagreement struct {
	Rule     string // stable identifier
	Old, New string // codes, "" where it is about one unit
	Row      int    // of the relation, 0 where it has none
	Reason   string // in words
}

// Rules of disagreements.
const (
	RuleOldAbsent      = "old.absent"      // a code of the old list that the relation does not have
	RuleNewAbsent      = "new.absent"      // a code of the new list without a predecessor
	RuleOldUnknown     = "old.unknown"     // a code that the old list does not have
	RuleNewUnknown     = "new.unknown"     // a code that the new list does not have
	RuleOldName        = "old.name"        // the relation names a unit otherwise than its list
	RuleMiscoded       = "old.miscoded"    // a row has the name of a code that is absent, and another code
	RuleNewName        = "new.name"        // likewise, a new unit
	RuleOldProvince    = "old.province"    // the province or district of a row is not that of its code
	RuleNewProvince    = "new.province"    // likewise, of a new unit
	RuleNoOldCode      = "row.no_old_code" // a row names a territory that has no commune code
	RuleRepeated       = "row.repeated"    // a pair stands twice
	RuleNote           = "note.contradicts"
	RuleNoteUnread     = "note.unread"
	RuleWeights        = "weight.sum"
	RuleOnlyHere       = "source.only_here"      // a pair that the other relation lacks
	RuleOnlyThere      = "source.only_there"     // a pair that only the other relation has
	RuleGeometry       = "geometry.successor"    // most of its area lies in a unit that is no successor
	RuleGeometryUnseen = "geometry.not_compared" // polygons of codes that the lists do not have
)

// Verify compares the relation with both code lists and with itself.
func (r *Relation) Verify(e Editions) []Disagreement {
	v := verifier{relation: r, editions: e}
	v.coverLists()
	for _, p := range r.Pairs {
		v.checkPair(p)
	}
	for _, group := range groups(r.Pairs) {
		v.checkGroup(group)
	}
	for _, p := range r.Loose {
		v.add(Disagreement{RuleNoOldCode, "", p.New, p.Row, fmt.Sprintf("%s became part of %s %s and has no commune code: nothing can be carried over for it",
			cmp.Or(p.OldName, p.Note, "an unnamed territory"), p.New, p.NewName)})
		v.checkNew(p)
	}
	for _, p := range r.Repetitions {
		v.add(Disagreement{RuleRepeated, p.Old, p.New, p.Row, "the pair stands twice; the first row is used"})
	}
	return sortDisagreements(v.found)
}

type verifier struct {
	relation *Relation
	editions Editions
	found    []Disagreement
}

func (v *verifier) add(d Disagreement) { v.found = append(v.found, d) }

func (v *verifier) coverLists() {
	old, now := map[string]bool{}, map[string]bool{}
	for _, p := range slices.Concat(v.relation.Pairs, v.relation.Loose) {
		old[p.Old], now[p.New] = true, true
	}
	for _, u := range v.editions.Old.Units {
		if !old[u.Code] {
			v.add(Disagreement{RuleOldAbsent, u.Code, "", 0, fmt.Sprintf("%s %s, %s is in the list of %s and nowhere in the relation: its counts cannot be carried over",
				u.Code, u.Name, u.Province, v.editions.Old.Edition)})
		}
	}
	for _, u := range v.editions.New.Units {
		if !now[u.Code] {
			v.add(Disagreement{RuleNewAbsent, "", u.Code, 0, fmt.Sprintf("%s %s, %s is in the list of %s and nowhere in the relation",
				u.Code, u.Name, u.Province, v.editions.New.Edition)})
		}
	}
}

func (v *verifier) checkPair(p Pair) {
	u, ok := v.editions.Old.Find(p.Old)
	if !ok {
		v.add(Disagreement{RuleOldUnknown, p.Old, p.New, p.Row, fmt.Sprintf("the list of %s has no code %s (%s)", v.editions.Old.Edition, p.Old, p.OldName)})
	} else {
		v.checkOldName(p, u)
		if p.OldProvince != "" && p.OldProvince != u.ProvinceCode || p.OldDistrict != "" && p.OldDistrict != u.DistrictCode {
			v.add(Disagreement{RuleOldProvince, p.Old, p.New, p.Row, fmt.Sprintf("the row puts %s %s into district %s of province %s; the list has it in %s %s, %s %s",
				p.Old, u.Name, cmp.Or(p.OldDistrict, "?"), cmp.Or(p.OldProvince, "?"), u.DistrictCode, u.District, u.ProvinceCode, u.Province)})
		}
	}
	v.checkNew(p)
	if p.Part == Unstated && (p.Note != "" || v.relation.Kind == "official") {
		v.add(Disagreement{RuleNoteUnread, p.Old, p.New, p.Row, fmt.Sprintf("the note %q does not say whether the whole or a part", p.Note)})
	}
}

func (v *verifier) checkNew(p Pair) {
	u, ok := v.editions.New.Find(p.New)
	if !ok {
		v.add(Disagreement{RuleNewUnknown, p.Old, p.New, p.Row, fmt.Sprintf("the list of %s has no code %s (%s)", v.editions.New.Edition, p.New, p.NewName)})
		return
	}
	v.checkName(RuleNewName, p.NewName, u, p)
	if p.NewProvince != "" && p.NewProvince != u.ProvinceCode {
		v.add(Disagreement{RuleNewProvince, p.Old, p.New, p.Row, fmt.Sprintf("the row puts %s %s into province %s; the list has it in %s %s", p.New, u.Name, p.NewProvince, u.ProvinceCode, u.Province)})
	}
}

func (v *verifier) checkName(rule, stated string, u codelist.Unit, p Pair) {
	if stated == "" {
		return
	}
	if _, same := adminname.Compare(stated, u.Name); !same {
		v.add(Disagreement{rule, p.Old, p.New, p.Row, fmt.Sprintf("the row calls %s %q, the list %q", u.Code, stated, u.Name)})
	}
}

// checkOldName looks for the unit that a row names, where its code is another's.
func (v *verifier) checkOldName(p Pair, u codelist.Unit) {
	meant := v.relation.meant(p, v.editions.Old)
	if meant == "" {
		v.checkName(RuleOldName, p.OldName, u, p)
		return
	}
	v.add(Disagreement{RuleMiscoded, p.Old, p.New, p.Row, fmt.Sprintf("the row calls %s %q, which the list names %q; %s has that name and is nowhere in the relation: the code is a slip",
		p.Old, p.OldName, u.Name, meant)})
}

// meant is the one code of the old list, absent from the relation and in the
// district of the row, that has the row's name where the row's own code has
// another; else "". Two codes of the official table are such slips: 01615 for
// 01651 and 02485 for 02482.
func (r *Relation) meant(p Pair, old *codelist.List) string {
	u, ok := old.Find(p.Old)
	if _, same := adminname.Compare(p.OldName, u.Name); !ok || same || p.OldName == "" {
		return ""
	}
	found := ""
	for _, other := range old.Units {
		if other.DistrictCode != u.DistrictCode || other.ProvinceCode != u.ProvinceCode || r.has(other.Code) {
			continue
		}
		if _, same := adminname.Compare(p.OldName, other.Name); same {
			if found != "" {
				return ""
			}
			found = other.Code
		}
	}
	return found
}

// has reports whether an old code is in the relation.
func (r *Relation) has(old string) bool {
	_, ok := slices.BinarySearchFunc(r.Pairs, old, func(p Pair, code string) int { return cmp.Compare(p.Old, code) })
	return ok
}

// Correct returns the relation with the codes that are slips (RuleMiscoded)
// put right, and how many these were.
func (r *Relation) Correct(old *codelist.List) (corrected *Relation, slips int) {
	c := *r
	c.Pairs = slices.Clone(r.Pairs)
	for i, p := range c.Pairs {
		if code := r.meant(p, old); code != "" {
			c.Pairs[i].Old = code
			slips++
		}
	}
	c.finish()
	return &c, slips
}

// checkGroup holds the notes of one old unit against each other.
func (v *verifier) checkGroup(group []Pair) {
	allPeople := 0
	for _, p := range group {
		if p.AllPeople {
			allPeople++
		}
		switch {
		case p.Part == Whole && len(group) > 1:
			v.add(Disagreement{RuleNote, p.Old, p.New, p.Row, fmt.Sprintf("the note %q says the whole, and %d new units have some of %s", p.Note, len(group), p.Old)})
		case p.Part == PartOf && len(group) == 1 && !p.Weight.Known:
			v.add(Disagreement{RuleNote, p.Old, p.New, p.Row, fmt.Sprintf("the note %q says a part, and no other new unit has the rest of %s: all of it is carried to %s", p.Note, p.Old, p.New)})
		}
	}
	if sum, all := statedSum(group); all && sum != coverage.One {
		v.add(Disagreement{RuleWeights, group[0].Old, "", group[0].Row, fmt.Sprintf("the weights of %s add up to %s: they are taken in proportion", group[0].Old, sum)})
	}
	if allPeople > 1 {
		v.add(Disagreement{RuleNote, group[0].Old, "", group[0].Row, fmt.Sprintf("%d rows of %s say that they have all of its people: weights decide", allPeople, group[0].Old)})
	}
}

// statedSum adds up the weights of a unit; all says that every pair has one.
func statedSum(group []Pair) (sum coverage.Micro, all bool) {
	for _, p := range group {
		if !p.Weight.Known {
			return 0, false
		}
		sum += p.Weight.Value
	}
	return sum, true
}

// Difference lists the pairs that only one of two relations has.
func (r *Relation) Difference(other *Relation) (common int, found []Disagreement) {
	type key struct{ old, now string }
	there := make(map[key]bool, len(other.Pairs))
	for _, p := range other.Pairs {
		there[key{p.Old, p.New}] = true
	}
	here := make(map[key]bool, len(r.Pairs))
	for _, p := range r.Pairs {
		here[key{p.Old, p.New}] = true
		if there[key{p.Old, p.New}] {
			common++
			continue
		}
		found = append(found, Disagreement{RuleOnlyHere, p.Old, p.New, p.Row, fmt.Sprintf("%s has no part of %s in %s; %s says %s",
			other.Input.File, withName(p.Old, p.OldName), withName(p.New, p.NewName), r.Input.File, cmp.Or(strings.TrimSpace(p.Note), string(p.Part)))})
	}
	for _, p := range other.Pairs {
		if !here[key{p.Old, p.New}] {
			found = append(found, Disagreement{RuleOnlyThere, p.Old, p.New, p.Row, fmt.Sprintf("only %s has a part (%s) of %s in %s",
				other.Input.File, p.Part, withName(p.Old, p.OldName), withName(p.New, p.NewName))})
		}
	}
	return common, sortDisagreements(found)
}

func withName(code, name string) string {
	if name == "" {
		return code
	}
	return code + " (" + name + ")"
}

func sortDisagreements(found []Disagreement) []Disagreement {
	slices.SortFunc(found, func(a, b Disagreement) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Old, b.Old), cmp.Compare(a.New, b.New), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Reason, b.Reason))
	})
	return found
}
