// Package mapper runs independent pieces of work on several processors. It is
// the one place in which phusong computes in parallel: pieces are numbered, each
// writes only what is its own, and what they give is taken in the order of their
// numbers. A result therefore cannot depend on the number of workers.
package mapper
