package crs

import (
	"fmt"
	"strconv"
	"strings"
)

// Limits of a WKT text. Real ones have some 500 to 3,000 bytes and a depth of 6.
const (
	wktMaxBytes = 64 << 10
	wktMaxDepth = 32
	wktMaxNodes = 4096
)

// node is KEYWORD[...] of well-known text, with its arguments in order.
type node struct {
	keyword  string   // upper case
	texts    []string // quoted arguments
	numbers  []float64
	words    []string // bare words, such as EAST
	children []*node
}

// child is the first child with one of the keywords, or nil.
func (n *node) child(keywords ...string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		for _, k := range keywords {
			if c.keyword == k {
				return c
			}
		}
	}
	return nil
}

// name is the first quoted argument.
func (n *node) name() string {
	if n == nil || len(n.texts) == 0 {
		return ""
	}
	return n.texts[0]
}

// number is the argument at an index, if there.
func (n *node) number(i int) (float64, bool) {
	if n == nil || i >= len(n.numbers) {
		return 0, false
	}
	return n.numbers[i], true
}

// wktReader reads the grammar that OGC 01-009, ESRI and OGC 18-010 share:
//
//	node := word ( "[" | "(" ) argument { "," argument } ( "]" | ")" )
//	argument := node | number | "text" | word
type wktReader struct {
	text  string
	at    int
	nodes int
}

func parseNode(text string) (*node, error) {
	if len(text) > wktMaxBytes {
		return nil, fmt.Errorf("WKT of %d bytes: the limit is %d", len(text), wktMaxBytes)
	}
	r := &wktReader{text: strings.TrimPrefix(text, "\ufeff")}
	word := r.word()
	if word == "" || !r.open() {
		return nil, fmt.Errorf("no WKT: it begins with %q", clip(text))
	}
	n, err := r.node(word, 1)
	if err != nil {
		return nil, err
	}
	if r.space(); strings.Trim(r.text[r.at:], "\x00") != "" {
		return nil, fmt.Errorf("WKT goes on after its end with %q", clip(r.text[r.at:]))
	}
	return n, nil
}

// clip shortens text for a message.
func clip(text string) string {
	if len(text) > 60 {
		return text[:60] + "..."
	}
	return text
}

func (r *wktReader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

// open eats an opening bracket.
func (r *wktReader) open() bool { return r.eat("[(") }

func (r *wktReader) eat(set string) bool {
	r.space()
	if r.at < len(r.text) && strings.IndexByte(set, r.text[r.at]) >= 0 {
		r.at++
		return true
	}
	return false
}

// word eats a bare word or a number.
func (r *wktReader) word() string {
	r.space()
	start := r.at
	for r.at < len(r.text) && !strings.ContainsRune(" \t\r\n,[]()\"", rune(r.text[r.at])) {
		r.at++
	}
	return r.text[start:r.at]
}

// node reads the arguments of a keyword whose bracket is open.
func (r *wktReader) node(word string, depth int) (*node, error) {
	if r.nodes++; r.nodes > wktMaxNodes || depth > wktMaxDepth {
		return nil, fmt.Errorf("WKT with more than %d parts or %d levels", wktMaxNodes, wktMaxDepth)
	}
	n := &node{keyword: strings.ToUpper(word)}
	for {
		if err := r.argument(n, depth); err != nil {
			return nil, err
		}
		switch {
		case r.eat(","):
		case r.eat("])"):
			return n, nil
		default:
			return nil, fmt.Errorf("WKT breaks off in %s at %q", clip(n.keyword), clip(r.text[r.at:]))
		}
	}
}

func (r *wktReader) argument(n *node, depth int) error {
	if r.eat(`"`) {
		text, err := r.quoted()
		n.texts = append(n.texts, text)
		return err
	}
	word := r.word()
	if word == "" {
		return fmt.Errorf("WKT lacks an argument in %s at %q", clip(n.keyword), clip(r.text[r.at:]))
	}
	if r.open() {
		c, err := r.node(word, depth+1)
		n.children = append(n.children, c)
		return err
	}
	if x, err := strconv.ParseFloat(word, 64); err == nil {
		n.numbers = append(n.numbers, x)
	} else {
		n.words = append(n.words, strings.ToUpper(word))
	}
	return nil
}

// quoted reads to the closing quote; two quotes are one of the text.
func (r *wktReader) quoted() (string, error) {
	var text strings.Builder
	for r.at < len(r.text) {
		c := r.text[r.at]
		r.at++
		if c == '"' {
			if r.at == len(r.text) || r.text[r.at] != '"' {
				return text.String(), nil
			}
			r.at++
		}
		text.WriteByte(c)
	}
	return "", fmt.Errorf("WKT ends inside a quoted text, %q", clip(text.String()))
}
