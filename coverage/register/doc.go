// Package register makes the gap register: every hamlet is white, gap, weak,
// served or unknown under a profile, which is data as a criterion is.
//
// Read a Profile with Preset or Parse, Resolve it, and call Make with the data set
// and its signal map. A profile is a small YAML file:
//
//	extends: nested               # optional: start from a preset
//	id: my-rule                   # small letters, digits, '.', '_', '-'
//	title: ...                    # and title_vi, source: for people, not part of the hash
//	technology: 4g+               # 2g, 3g, 4g, 5g, or cumulative: 4g+, 2g+
//	operator: any                 # any, all, a name, or a number: at least that many operators
//	decides: centre+clusters      # centre: the reference point; clusters: residential groups; or both
//	min_households: 1             # groups with fewer households do not count
//	unserved_share_percent: 0     # gap from this share of the households of groups on; 0: from one group on
//	cluster_radius_m: 0           # groups this near to the reference point are part of it
//	no_power: counted             # hamlets without grid power: counted, or apart
//	special: [special, area-3]    # classes of difficulty with a fund
//	ordinary: [ordinary, area-1, area-2]
//	measured_level_dbm: {4g: -110} # a sample with less has no signal
//	min_down_mbps: {4g: 5}        # a sample with less is weak
//	measured_radius_m: 500        # samples this near to a place are of it
//	measured_points: 5            # fewer decide nothing
//	measured_rule: share          # median, or share
//	measured_share_percent: 95    # of samples that must pass, for the rule share
//	measured_max_age_days: 365    # at the date of the figures; 0: any age
//
// Three-valued logic: what is not known of a station, a position or a group makes
// a class unknown unless the answer does not hang on it.
package register
