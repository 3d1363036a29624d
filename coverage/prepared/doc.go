// Package prepared keeps a region as loading left it, so that the next run need not read, repair and
// partition it again: Make writes the prepared form of a region, Load gives the data set back.
//
// A prepared form belongs to one program, one description of the region and one content of every file that
// loading reads. Load looks at all of them, contents by SHA-256, so that what it returns equals what
// dataset.Load would return; where anything differs, or the form is damaged, it says so and returns no data
// set. Deleting a prepared form costs time only.
//
// The form is a cache and no format for exchange: another version of the program does not read it.
package prepared
