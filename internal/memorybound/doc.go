// Package memorybound keeps a run within the memory that its user grants: the collector works towards the
// bound, and a run that needs more ends with an error instead of taking it.
package memorybound
