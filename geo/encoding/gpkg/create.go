package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"phusong/geo/feature"
)

// CreateOptions are what a file says beside its layers.
type CreateOptions struct {
	// LastChange is the date of the contents, to the second in UTC; required, for a clock in a
	// file would make every run another file.
	LastChange time.Time
}

// Style is how QGIS draws a layer: a row of its table layer_styles.
type Style struct {
	Name        string
	Description string
	QML         string
	Default     bool // taken when the layer is opened
}

// File writes a GeoPackage 1.3 (OGC 12-128r18), layer after layer. It is not safe for
// concurrent use. The file is a temporary thing until Close has returned: see Create.
type File struct {
	path   string
	db     *sql.DB
	tx     *sql.Tx
	opts   CreateOptions
	styles []styleRow
	names  map[string]bool
	err    error // the first error of the database; sticky
}

type styleRow struct {
	table, column string
	Style
}

// Create begins a file, which must not exist. The same layers give the same bytes. The caller
// gives a path that nobody looks at, and renames the file after Close; when Close is not reached
// or returns an error, Discard removes what is there.
func Create(path string, opts CreateOptions) (*File, error) {
	if opts.LastChange.IsZero() {
		return nil, fmt.Errorf("%s: a GeoPackage needs the date of its contents", filepath.Base(path))
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is there already", path)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	full = filepath.ToSlash(full)
	if !strings.HasPrefix(full, "/") { // a drive letter
		full = "/" + full
	}
	// No journal: a file that is not finished is thrown away. Shadow tables of the R-tree are
	// written by hand, which SQLite allows unless it is told to be defensive.
	query := "mode=rwc&_dqs=0&_pragma=journal_mode(off)&_pragma=synchronous(off)&_pragma=locking_mode(exclusive)&_pragma=page_size(4096)" +
		"&_pragma=temp_store(2)&_pragma=mmap_size(0)&_pragma=auto_vacuum(0)"
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: full, RawQuery: query}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &File{path: path, db: db, opts: opts, names: map[string]bool{}}
	if err := f.begin(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", filepath.Base(path), err), f.Discard())
	}
	return f, nil
}

func (f *File) begin() error {
	for _, pragma := range []string{"PRAGMA application_id = 0x47504B47", "PRAGMA user_version = 10300", "PRAGMA encoding = 'UTF-8'"} {
		if _, err := f.db.Exec(pragma); err != nil {
			return err
		}
	}
	tx, err := f.db.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	f.tx = tx
	f.exec(metadataTables)
	for _, s := range referenceSystems {
		f.exec("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", s[:]...)
	}
	return f.err
}

// exec runs a statement unless one before has failed.
func (f *File) exec(statement string, values ...any) {
	if f.err == nil {
		_, f.err = f.tx.Exec(statement, values...)
	}
}

// Close finishes the file. An error leaves a file that is of no use: Discard removes it.
func (f *File) Close() error {
	f.writeStyles()
	if f.err == nil {
		f.err = f.tx.Commit()
		f.tx = nil
	}
	if f.err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(f.path), f.err)
	}
	db := f.db
	f.db, f.err = nil, errClosed
	return db.Close()
}

var errClosed = errors.New("the file is closed")

// Discard closes and removes the file; after a Close without an error it does nothing.
func (f *File) Discard() error {
	if f.db == nil {
		return nil
	}
	var errs []error
	if f.tx != nil {
		errs = append(errs, f.tx.Rollback())
	}
	errs = append(errs, f.db.Close())
	f.db, f.tx, f.err = nil, nil, errClosed
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// writeStyles writes the table that QGIS looks for.
func (f *File) writeStyles() {
	if len(f.styles) == 0 || f.err != nil {
		return
	}
	f.exec(styleTable)
	f.exec("INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)", f.lastChange())
	for _, s := range f.styles {
		f.exec(`INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD,
			useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '', NULL, ?)`,
			s.table, s.column, s.Name, s.QML, s.Default, s.Description, f.lastChange())
	}
}

func (f *File) lastChange() string { return f.opts.LastChange.UTC().Format("2006-01-02T15:04:05.000Z") }

// AddStyle adds a style for a layer that has been written.
func (f *File) AddStyle(s *feature.Schema, style Style) {
	column := geometryColumn
	if s.Shape == feature.None {
		column = ""
	}
	f.styles = append(f.styles, styleRow{s.Name, column, style})
}
