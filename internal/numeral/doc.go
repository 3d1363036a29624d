// Package numeral prints exact rational numbers and reads numbers as documents
// print them, in English and in Vietnamese.
//
// Vietnamese documents write a comma before decimals and a dot between thousands;
// domain of use and rounding are the caller's: every function says which way it rounds.
package numeral
