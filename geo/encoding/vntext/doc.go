// Package vntext turns Vietnamese text of the time before Unicode into Unicode in
// Normalization Form C, and tells by evidence which encoding a text is in.
//
// Such text reaches a program in two forms: as bytes of a file that is not UTF-8,
// and as the same bytes taken for Latin-1 or Windows-1252 and saved as UTF-8, so
// that Tân Châu reads T©n Ch©u. Here both are the second: characters that stand for
// bytes (Latin1 makes them of bytes).
//
// A reading is judged by the spelling of Vietnamese: which initials, rimes and tones
// go together (Syllable). Text is converted only where one reading makes syllables
// of what is none in any other; text in ASCII proves nothing and is never changed.
package vntext
