// Package crosswalk carries counts and figures from one edition of the
// administrative units to another.
//
// The way through it:
//
//	relation, err := crosswalk.ReadRelation(path)         // which old unit went to which new one
//	found := relation.Verify(old, new)                    // against the code lists, another relation, geometry
//	walk := crosswalk.New(relation, editions, evidence)   // shares, both ways
//	restated, err := walk.Restate(table, from, to)        // counts; totals conserved exactly
//
// A unit that went to one successor is carried exactly. One that was split is
// shared out by weights: what a note says, else people, else area, else equal
// parts; every share names its basis. Shares of a unit add up to exactly one and
// counts are cut by largest remainders, so that totals are conserved to the
// millionth, whatever the order of rows.
package crosswalk
