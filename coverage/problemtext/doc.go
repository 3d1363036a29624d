// Package problemtext says what the rules of problems mean, in Vietnamese and in
// English, for the people who put rows right. docs/data.md lists the same rules.
package problemtext
