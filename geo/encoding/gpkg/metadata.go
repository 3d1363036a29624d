package gpkg

// metadataTables are those of OGC 12-128r18, annex C, and gpkg_ogr_contents, in which GDAL keeps
// the number of rows so that it need not count them.
const metadataTables = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
	organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
	last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
	srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
	z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
	CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
	CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
	CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
	constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
	min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
	CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
	('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write'),
	('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write');
CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL);
`

// styleTable is what QGIS makes when it saves a style into a GeoPackage.
const styleTable = `CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
	f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
	owner TEXT(30), ui TEXT(30), update_time DATETIME)`

// wgs84 is the number of WGS 84 in the EPSG registry, the one system that is written.
const wgs84 = 4326

// referenceSystems are the three that every file must have (requirement 11). The definition of
// WGS 84 is well-known text 1 (OGC 01-009).
var referenceSystems = [][6]any{
	{"Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"},
	{"Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"},
	{"WGS 84", wgs84, "EPSG", wgs84, `GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],` +
		`AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],` +
		`AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]`, "longitude and latitude in degrees on the WGS 84 ellipsoid"},
}

// rtreeTriggers keep the spatial index true when rows are edited (clause F.3 of the standard,
// version 1.3). They call functions that GDAL and QGIS bring. %[1]s is the table, %[2]s the
// geometry column.
const rtreeTriggers = `
CREATE TRIGGER "rtree_%[1]s_%[2]s_insert" AFTER INSERT ON "%[1]s" WHEN (NEW."%[2]s" NOTNULL AND NOT ST_IsEmpty(NEW."%[2]s"))
BEGIN INSERT OR REPLACE INTO "rtree_%[1]s_%[2]s" VALUES (NEW.fid, ST_MinX(NEW."%[2]s"), ST_MaxX(NEW."%[2]s"), ST_MinY(NEW."%[2]s"), ST_MaxY(NEW."%[2]s")); END;
CREATE TRIGGER "rtree_%[1]s_%[2]s_update1" AFTER UPDATE OF "%[2]s" ON "%[1]s" WHEN OLD.fid = NEW.fid AND (NEW."%[2]s" NOTNULL AND NOT ST_IsEmpty(NEW."%[2]s"))
BEGIN INSERT OR REPLACE INTO "rtree_%[1]s_%[2]s" VALUES (NEW.fid, ST_MinX(NEW."%[2]s"), ST_MaxX(NEW."%[2]s"), ST_MinY(NEW."%[2]s"), ST_MaxY(NEW."%[2]s")); END;
CREATE TRIGGER "rtree_%[1]s_%[2]s_update2" AFTER UPDATE OF "%[2]s" ON "%[1]s" WHEN OLD.fid = NEW.fid AND (NEW."%[2]s" ISNULL OR ST_IsEmpty(NEW."%[2]s"))
BEGIN DELETE FROM "rtree_%[1]s_%[2]s" WHERE id = OLD.fid; END;
CREATE TRIGGER "rtree_%[1]s_%[2]s_update3" AFTER UPDATE ON "%[1]s" WHEN OLD.fid != NEW.fid AND (NEW."%[2]s" NOTNULL AND NOT ST_IsEmpty(NEW."%[2]s"))
BEGIN DELETE FROM "rtree_%[1]s_%[2]s" WHERE id = OLD.fid;
	INSERT OR REPLACE INTO "rtree_%[1]s_%[2]s" VALUES (NEW.fid, ST_MinX(NEW."%[2]s"), ST_MaxX(NEW."%[2]s"), ST_MinY(NEW."%[2]s"), ST_MaxY(NEW."%[2]s")); END;
CREATE TRIGGER "rtree_%[1]s_%[2]s_update4" AFTER UPDATE ON "%[1]s" WHEN OLD.fid != NEW.fid AND (NEW."%[2]s" ISNULL OR ST_IsEmpty(NEW."%[2]s"))
BEGIN DELETE FROM "rtree_%[1]s_%[2]s" WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER "rtree_%[1]s_%[2]s_delete" AFTER DELETE ON "%[1]s" WHEN OLD."%[2]s" NOTNULL
BEGIN DELETE FROM "rtree_%[1]s_%[2]s" WHERE id = OLD.fid; END;
`

// countTriggers keep gpkg_ogr_contents true, as GDAL writes them.
const countTriggers = `
CREATE TRIGGER "trigger_insert_feature_count_%[1]s" AFTER INSERT ON "%[1]s"
BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('%[1]s'); END;
CREATE TRIGGER "trigger_delete_feature_count_%[1]s" AFTER DELETE ON "%[1]s"
BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = lower('%[1]s'); END;
`
