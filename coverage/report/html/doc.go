// Package html writes a document as HTML: a fragment for a page that has a head of its
// own, or one file that opens from a memory stick and prints on A4.
//
// There is no script, and nothing is fetched: maps are SVG within the text, the one
// style sheet is in the head, and a content security policy refuses everything else.
// No element has a style attribute, so that a page with the fragment can be as strict.
//
// Tables have captions, heads with scopes and heads that repeat on every printed page;
// headings step down one level at a time; maps are images with a name and a
// description. Whatever a name holds is text: markup is escaped, characters that HTML
// cannot hold become the replacement character, and marks that turn the direction of
// text end with the text that has them.
package html
