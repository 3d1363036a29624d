package coverage

// Difficulty is the class of difficulty of the area in which a hamlet lies, as
// decisions of the government name it; "" is unknown.
type Difficulty string

// The classes. The areas I to III are of communes with ethnic minorities and
// mountains, the third being specially difficult (Decision 33/2020/QD-TTg);
// a hamlet of an area I or II can be specially difficult by itself.
const (
	DifficultySpecial  Difficulty = "special"  // đặc biệt khó khăn
	DifficultyArea1    Difficulty = "area-1"   // xã khu vực I
	DifficultyArea2    Difficulty = "area-2"   // xã khu vực II
	DifficultyArea3    Difficulty = "area-3"   // xã khu vực III
	DifficultyOrdinary Difficulty = "ordinary" // none of these
)

// Difficulties lists the classes.
func Difficulties() []Difficulty {
	return []Difficulty{DifficultySpecial, DifficultyArea1, DifficultyArea2, DifficultyArea3, DifficultyOrdinary}
}

// Measurement is one sample of a drive test or of i-Speed. At least one of level,
// download and upload is known.
type Measurement struct {
	Lon, Lat   float64
	Operator   string // "" when not stated
	Technology Technology
	// LevelCentiDBm is RxLev, RSCP, RSRP or SS-RSRP by the technology, in 0.01 dBm.
	LevelCentiDBm int
	HasLevel      bool
	DownKbps      int64
	HasDown       bool
	UpKbps        int64
	HasUp         bool
	Date          string // YYYY-MM-DD, "" when not stated
	Source        Source
}

// HamletClass is what the gap register says of a hamlet.
type HamletClass string

// The classes; every hamlet has one.
const (
	HamletWhite   HamletClass = "white"  // trắng sóng: no signal where the profile asks for it
	HamletGap     HamletClass = "gap"    // lõm sóng: signal, but not for some residential group
	HamletWeak    HamletClass = "weak"   // signal, measured below the speed that the profile asks for
	HamletServed  HamletClass = "served" // none of these
	HamletUnknown HamletClass = "unknown"
)

// HamletClasses lists the classes, worst first, unknown last.
func HamletClasses() []HamletClass {
	return []HamletClass{HamletWhite, HamletGap, HamletWeak, HamletServed, HamletUnknown}
}

// NameVI is the class in Vietnamese, as reports write it.
func (c HamletClass) NameVI() string {
	return map[HamletClass]string{HamletWhite: "trắng sóng", HamletGap: "lõm sóng", HamletWeak: "sóng yếu",
		HamletServed: "đã phủ sóng", HamletUnknown: "chưa xác định"}[c]
}

// Bases of a class.
const (
	BasisModel    = "model"    // nothing was measured that counts
	BasisMeasured = "measured" // measured, and the model alone cannot tell
	BasisBoth     = "both"     // the model alone says the same
	BasisAgainst  = "measured against model"
)

// Routes: who must act for a hamlet that is not served (Decision
// 1110/QD-BTTTT splits the work so).
const (
	RouteNone      = ""          // served
	RouteFund      = "fund"      // grid power and special difficulty: universal-service programme
	RouteOperators = "operators" // grid power elsewhere: the operators' duty
	RouteWait      = "wait"      // no grid power: wait for it, or satellite
	RouteUnknown   = "unknown"
)

// Register is the gap register: one record for every hamlet of a data set, in
// the order of Dataset.Hamlets.
type Register struct {
	Profile    string // id#hash
	Text       string // of the profile, canonical
	Criterion  string // id#hash
	Technology Technology
	Operator   string // rule or name
	Records    []HamletRecord
	// Notes say in fixed words which measurements were not used.
	Notes []string
}

// Label names the definitions behind a register: criterion, "+", profile.
func (r *Register) Label() string { return r.Criterion + "+" + r.Profile }

// HamletRecord is what the register says of one hamlet.
type HamletRecord struct {
	Class HamletClass
	Model HamletClass // without measurements
	Basis string
	// Signal, Whole and Fast are the three questions in order: is there signal, do
	// all residential groups have it, is it fast enough. A question that the answer
	// before makes idle, as Whole of a white hamlet, is Covered.
	Signal, Whole, Fast State
	Apart               bool // counted apart by the profile: no grid power
	// Missing says in stable words what would have to be known, of the class or the
	// route: position, coverage, clusters, cluster households, grid power, difficulty.
	Missing []string

	Groups        GroupCount
	Serving       []Serving
	Stations      []OperatorStation // one an operator
	Cause         string            // as of gaps, at the place that lacks signal; "" when served
	ShortCentiDB  int               // there, of the best operator
	HasShort      bool
	Route         string
	Measured      []MeasuredPlace
	ClusterStates []State // of the hamlet's clusters, in the order of Dataset.Clusters
}

// GroupCount counts the residential groups of a hamlet that the profile counts.
type GroupCount struct {
	All, Out, Unknown int
	HouseholdsOut     Count // of those without signal; unknown when that of one is
}

// Serving lists who serves the reference point of a hamlet with a technology.
type Serving struct {
	Technology Technology
	Operators  []string
	Unknown    []string // who may
}

// OperatorStation is the nearest station of an operator that has a technology of
// the profile, and the best level of the operator at the reference point.
type OperatorStation struct {
	Operator      string
	SiteID        string // "" when there is none
	DistanceM     float64
	LevelCentiDBm int // 0.01 dBm, where HasLevel
	HasLevel      bool
}

// What a MeasuredPlace is about.
const (
	MeasuredLevel = "level"
	MeasuredSpeed = "speed"
)

// MeasuredPlace is the verdict of the measurements of one operator and technology around a place.
type MeasuredPlace struct {
	Cluster    int // index in Dataset.Clusters, -1 for the reference point
	Operator   string
	Technology Technology
	What       string // MeasuredLevel or MeasuredSpeed
	Points     int
	Passed     int
	NearestM   float64
	FarthestM  float64
	Sufficient bool          // the verdict
	Samples    []Measurement // the nearest few
}
