// Package template fills in a user's own Word document.
//
// A placeholder is a name between double braces, such as {{fiber.connected longan}},
// anywhere in text: paragraphs, tables, headers, footers, notes, text boxes. Word often
// splits such text over several runs; the value takes the format of the run in which
// the braces open. A name that stands for a table or a list must be alone in its
// paragraph; one that stands for a map becomes a picture with its alternative text.
//
// Nothing else changes: parts without placeholders are copied as they are, byte for
// byte and in their order, and within a changed part only the bytes of placeholders
// are replaced. A document is filled whole or not at all: [Error] lists every
// placeholder that has no value.
//
// Documents come from anywhere, so reading has limits: see [Limits].
package template
