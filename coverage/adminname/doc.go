// Package adminname reads and compares names of Vietnamese administrative units.
//
// Parse separates the type (xã, phường, thị trấn, ...) from the proper name.
// Compare says how strictly two names agree: Exact, or only after differences
// that people do not mean have been folded away, each fold a Level of its own.
// An Index finds a unit by its name within its district and province: one
// result, or a refusal that lists the candidates.
//
// Names alone are weak: 156 names occur twice within one province of the 63
// (domain notes, section 4), and two thirds of the codes that the lists of June
// and July 2025 share carry another name in each. So nothing is ever matched to
// the nearest spelling: a fold is one of the list, or names differ.
package adminname
