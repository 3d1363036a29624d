package antenna

// Names of the patterns that need no file.
const (
	NameMacro   = "macro"   // MacroSector
	NameOmni    = "omni"    // MacroOmni
	NameTR36814 = "tr36814" // TR36814Macro
	NameTR36942 = "tr36942" // TR36942, without a vertical cut
	NameTR38901 = "tr38901" // TR38901Element
	NameF1336   = "f1336"   // F1336 of 17 dBi and 65 degrees, the default macro antenna's
)

// BuiltInNames lists the names that BuiltIn knows, sorted.
func BuiltInNames() []string {
	return []string{NameF1336, NameMacro, NameOmni, NameTR36814, NameTR36942, NameTR38901}
}

// BuiltIn is the pattern of a name of BuiltInNames with an electrical downtilt. It
// is false for another name. Without an azimuth a sector is its vertical cut alone,
// alike in all azimuths. F.1336 has no downtilt of 90 degrees: one beyond 80 is
// held there.
func BuiltIn(name string, omni bool, electricalDowntiltDeg float64) (Bounded, bool) {
	var p Parabolic
	switch name {
	case NameMacro:
		p = MacroSector(electricalDowntiltDeg)
	case NameOmni:
		p = MacroOmni(electricalDowntiltDeg)
	case NameTR36814:
		p = TR36814Macro(electricalDowntiltDeg)
	case NameTR36942:
		p = TR36942()
	case NameTR38901:
		p = TR38901Element()
		p.ElectricalDowntiltDeg = electricalDowntiltDeg
	case NameF1336:
		return builtInF1336(omni, electricalDowntiltDeg), true
	default:
		return nil, false
	}
	if omni {
		p.HorizontalBeamwidthDeg = 0
	}
	return p, true
}

func builtInF1336(omni bool, downtiltDeg float64) Bounded {
	tilt := min(max(downtiltDeg, -80), 80)
	p, err := NewF1336(F1336Sector{PeakDBi: 17, HorizontalBeamwidthDeg: 65, ElectricalDowntiltDeg: tilt})
	if err != nil {
		return Omni{} // cannot be: the parameters are within their ranges
	}
	if omni {
		return p.Omnidirectional()
	}
	return p
}
