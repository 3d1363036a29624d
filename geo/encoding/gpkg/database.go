package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// database is an open file of which only ordinary tables are read.
type database struct {
	name    string // for messages
	db      *sql.DB
	conn    *sql.Conn
	limits  Limits
	objects map[string]object // by lower-case name
}

// object is an entry of sqlite_schema.
type object struct {
	kind    string // table, view, index, trigger
	virtual bool
}

// settings are those of the connection: nothing is written, nothing of the file's own
// is trusted, "x" is a name and never a text.
const settings = "mode=ro&immutable=1&_dqs=0&_defensive=1" +
	"&_pragma=trusted_schema(0)&_pragma=query_only(1)&_pragma=cell_size_check(1)&_pragma=temp_store(2)&_pragma=mmap_size(0)"

func openDatabase(path string, limits Limits) (*database, error) {
	d := &database{name: filepath.Base(path), limits: limits.withDefaults()}
	if err := examine(path); err != nil {
		return nil, &ReadError{File: d.name, Err: err}
	}
	err := d.connect(path)
	if err == nil {
		err = d.listObjects()
	}
	if err != nil {
		d.close()
		return nil, &ReadError{File: d.name, Err: explain(err, d.limits)}
	}
	return d, nil
}

func (d *database) connect(path string) error {
	full, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	full = filepath.ToSlash(full)
	if !strings.HasPrefix(full, "/") { // a drive letter
		full = "/" + full
	}
	if d.db, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Path: full, RawQuery: settings}).String()); err != nil {
		return err
	}
	if d.conn, err = d.db.Conn(context.Background()); err != nil {
		return err
	}
	for _, l := range []struct{ id, most int }{
		{sqlite3.SQLITE_LIMIT_LENGTH, d.limits.MaxRowBytes}, {sqlite3.SQLITE_LIMIT_ATTACHED, 0}, {sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1},
		{sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0}, {sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100},
	} {
		if _, err := sqlite.Limit(d.conn, l.id, l.most); err != nil {
			return err
		}
	}
	return nil
}

func (d *database) close() error {
	var errs []error
	if d.conn != nil {
		errs = append(errs, d.conn.Close())
	}
	if d.db != nil {
		errs = append(errs, d.db.Close())
	}
	return errors.Join(errs...)
}

func (d *database) listObjects() error {
	d.objects = map[string]object{}
	return d.each("sqlite_schema", []string{"type", "name", "sql"}, maxObjects, func(row []any) error {
		kind, name, text := textOf(row[0]), textOf(row[1]), strings.ToLower(textOf(row[2]))
		if kind == "table" || kind == "view" {
			d.objects[lower(name)] = object{kind, strings.HasPrefix(strings.Join(strings.Fields(text), " "), "create virtual")}
		}
		return nil
	})
}

// lower folds ASCII letters, as SQLite does with names.
func lower(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// ordinary returns nil where a name is that of a table whose rows lie in the file.
func (d *database) ordinary(table string) error {
	o, ok := d.objects[lower(table)]
	switch {
	case !ok:
		return errors.New("there is no such table in the file")
	case o.kind == "view":
		return errors.New("it is a view, which is not run: save it as a layer of its own in QGIS (Export, Save Features As)")
	case o.virtual:
		return errors.New("it is a virtual table, which is not run: save it as a layer of its own in QGIS (Export, Save Features As)")
	}
	return nil
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// column is one of a table.
type column struct {
	name, declared string
	key            bool // part of the primary key
}

// columns lists those of a table that hold values: no generated and no hidden ones.
func (d *database) columns(table string) ([]column, error) {
	rows, err := d.conn.QueryContext(context.Background(), "SELECT name, type, pk FROM pragma_table_info(?)", table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []column
	for rows.Next() {
		var c column
		var key int
		if err := rows.Scan(&c.name, &c.declared, &key); err != nil {
			return nil, err
		}
		c.key = key > 0
		all = append(all, c)
	}
	return all, rows.Err()
}

// rowNumber finds a name of the row number that no column hides.
func rowNumber(columns []column) (string, error) {
	for _, alias := range []string{"rowid", "_rowid_", "oid"} {
		hidden := false
		for _, c := range columns {
			hidden = hidden || lower(c.name) == alias
		}
		if !hidden {
			return alias, nil
		}
	}
	return "", errors.New("columns named rowid, _rowid_ and oid hide the numbers of the rows: rename one")
}

// open starts the reading of a table, its row numbers first. A unary plus hides the
// declared type of a column, by which the driver would turn texts into times.
func (d *database) open(table string, columns []string, number string) (*cursor, error) {
	var query strings.Builder
	query.WriteString("SELECT " + number)
	for _, c := range columns {
		query.WriteString(", +" + quoted(c))
	}
	fmt.Fprintf(&query, " FROM %s NOT INDEXED ORDER BY %s", quoted(table), number)
	rows, err := d.conn.QueryContext(context.Background(), query.String())
	if err != nil {
		return nil, explain(err, d.limits)
	}
	return &cursor{rows: rows, limits: d.limits}, nil
}

// cursor reads rows whose numbers rise.
type cursor struct {
	rows   *sql.Rows
	limits Limits
	number int64 // of the last row
	count  int
}

// next reads a row into values; io.EOF after the last.
func (c *cursor) next(values []any) error {
	if !c.rows.Next() {
		if err := c.rows.Err(); err != nil {
			return explain(err, c.limits)
		}
		return io.EOF
	}
	var number int64
	if err := c.rows.Scan(append([]any{&number}, values...)...); err != nil {
		return explain(err, c.limits)
	}
	if c.count > 0 && number <= c.number {
		return fmt.Errorf("row %d comes after row %d: %w", number, c.number, errDamaged)
	}
	c.number = number
	c.count++
	return nil
}

// each hands the rows of a table that describes others to use.
func (d *database) each(table string, columns []string, most int, use func([]any) error) error {
	c, err := d.open(table, columns, "rowid")
	if err != nil {
		return fmt.Errorf("table %s: %w", table, err)
	}
	defer c.rows.Close()
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for {
		err := c.next(into)
		if err == io.EOF {
			return nil
		}
		if err == nil && c.count > most {
			err = fmt.Errorf("more than %d rows", most)
		}
		if err == nil {
			err = use(values)
		}
		if err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
	}
}

// textOf is a value as text; empty for null.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}
