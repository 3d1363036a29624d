// Package criterion holds the definition behind every mobile figure as data: what
// level or radius counts as coverage, where it is decided, and by which model.
//
// A criterion is a small YAML file or one of the Presets. Its Hash changes with
// every change of meaning and with nothing else, and Label, "outdoor-110#1a2b3c4d",
// stands beside each number.
//
//	extends: outdoor-110       # optional: start from a preset
//	id: outdoor-105            # small letters, digits, '.', '_', '-'
//	title: ...                 # and title_vi, source: for people, not part of the hash
//	kind: rsrp                 # rsrp: a level; radius: a distance
//	demand_at: cell            # cell: each place for itself; centre: the whole commune as its centre
//	thresholds_dbm: {4g: -105} # per technology; null: the technology is not covered by this criterion
//	location_percent: 50       # share of locations that must reach the level; 50 is the median
//	model: auto                # or {4g: rma, 5g: uma}; names of propagation.ByName and PathModelByName
//	indoor: none               # none, o2i-low, o2i-high, p2109-traditional, p2109-efficient
//	receiver_height_m: 1.5
//	body_loss_db: 0
//	feeder_loss_db: 0
//	max_range_km: 30           # farther away a cell gives no level
//	resource_blocks: by-bandwidth # or one number for all LTE and NR carriers
//	terrain: auto              # auto: where the region has it; ignored; or the surface it must have
//	radius_m: {4g: 3000}       # kind radius: for cells that state none
//	stated_range: wins         # kind radius: wins, or ignored
//
// Keys left out have the values shown, except id, kind and the values per
// technology, which a file without extends must state. Unknown keys, keys without
// meaning for the kind, anchors, tags and duplicates are errors with line and
// column.
package criterion
