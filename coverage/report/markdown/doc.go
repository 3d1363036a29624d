// Package markdown writes a document as GitHub Flavored Markdown, as a page or as a
// fragment to be put into another.
package markdown
