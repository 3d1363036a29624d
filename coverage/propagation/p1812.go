package propagation

import (
	"errors"
	"fmt"
)

// RadioZone is the radio-climatic zone of one post, P.1812-8 table 2.
type RadioZone uint8

// The zones. A1 (code 3 of ITU files) is land within 50 km of the sea and not
// higher than 100 m; A2 (code 4) all other land; B (code 1) seas and large waters.
const (
	Inland      RadioZone = iota // A2
	CoastalLand                  // A1
	Sea                          // B
)

// Defaults for Viet Nam, a convention of this package: round figures of the
// humid tropics. The digital maps of the Recommendation, which give DN and N0 at
// any place, may not be redistributed and are not shipped; read them there when
// they matter, which is for small percentages of time and beyond the horizon.
const (
	DefaultDN = 50  // N-units/km, at one kilometre, median
	DefaultN0 = 370 // N-units, at sea level, median
)

// P1812Input is a path for P1812. Heights of antennas are above ground. A zero
// value of a field means the default that it names.
type P1812Input struct {
	Profile              Profile
	ClutterM             []float64   // above ground, per post; nil: none. The end posts are taken as free of it
	Zones                []RadioZone // per post; nil: all Inland
	TxCoastKm, RxCoastKm float64     // dct, dcr: over land along the path to the sea; 0: from Zones
	FrequencyMHz         float64     // valid in [30, 6000]
	TxHeightM, RxHeightM float64     // valid in [1, 3000]
	Polarisation         Polarisation
	PercentTime          float64 // p in [1, 50]: the loss is not exceeded for p % of an average year; 0: 50
	PercentLocations     float64 // pL in [1, 99]: nor at pL % of locations; 0: 50
	LocationSigmaDB      float64 // sigma_L, see P1812LocationSigmaDB; 0: no variability
	LatitudeDeg          float64 // phi of the middle of the path; the equator by default; valid in [-80, 80]
	DN                   float64 // refractivity lapse rate, in [-100, 150]; 0: DefaultDN, so give 1e-9 for a true 0
	N0                   float64 // refractivity at the surface of the sea, in [200, 500]; 0: DefaultN0
}

// P1812Result is the loss and every stage on the way to it, in the symbols of
// the Recommendation.
type P1812Result struct {
	LossDB      float64 // Lb, basic transmission loss, (69)
	FieldDBuVpM float64 // Ep for 1 kW of effective radiated power, (70)
	Warnings    Warning // see P1812Validity

	Path        P1812Path
	Lbfs        float64 // free space, (8)
	Lb0p, Lb0b  float64 // with multipath, for p and for beta0 % of time, (10), (11)
	Diffraction P1812Diffraction
	Ducting     P1812Ducting
	Lbs         float64 // troposcatter, (44)
	Combination P1812Combination
}

// P1812Validity is the range of Recommendation ITU-R P.1812-8. Beyond it the
// formulas are continued with a warning; EnvironmentOutside stands for a latitude
// beyond 80 degrees.
func P1812Validity() Validity {
	return Validity{FrequencyMHz: Interval{30, 6000}, DistanceM: Interval{250, 3e6},
		TxHeightM: Interval{1, 3000}, RxHeightM: Interval{1, 3000}}
}

// P1812 predicts the loss of a path by Recommendation ITU-R P.1812-8 (2025-09), a
// path-specific method for point-to-area services: line of sight, diffraction,
// ducting, troposcatter and the variability of locations. The error says which
// input makes no sense; what is merely outside the range is warned of.
func P1812(in P1812Input) (P1812Result, error) {
	in = in.withDefaults()
	if err := in.Validate(); err != nil {
		return P1812Result{}, err
	}
	posts := cover{in.Profile.DistanceKm, in.Profile.HeightM, nil}
	last := len(posts.d) - 1
	f := in.FrequencyMHz / 1000
	h := hop{posts.d[last], posts.h[0] + in.TxHeightM, posts.h[last] + in.RxHeightM, 0.2998 / f}
	r := P1812Result{Warnings: in.warnings()}
	v := r.Path.describe(&in, h)
	r.lineOfSight(&in, h)
	r.Diffraction = diffraction(&in, h, &v, &r)
	r.Ducting = ducting(&in, h, &r.Path)
	r.Lbs = troposcatter(&in, h.d, r.Path.Theta)
	r.Combination = combination(&in, &r)
	r.LossDB = r.Combination.location(&in, r.Lb0p)
	r.FieldDBuVpM = 199.36 + float64(20*log10(f)) - r.LossDB // (70)
	return r, nil
}

func (in P1812Input) withDefaults() P1812Input {
	for _, f := range []struct {
		value    *float64
		fallback float64
	}{{&in.PercentTime, 50}, {&in.PercentLocations, 50}, {&in.DN, DefaultDN}, {&in.N0, DefaultN0}} {
		if *f.value == 0 {
			*f.value = f.fallback
		}
	}
	return in
}

// Validate reports every reason, joined, why no loss can be computed. It takes
// the input with or without its defaults filled in.
func (in P1812Input) Validate() error {
	in = in.withDefaults()
	profile := in.Profile.Validate()
	errs := []error{profile, checkEnds(in.FrequencyMHz, in.TxHeightM, in.RxHeightM)}
	within := func(name string, v float64, i Interval, unit string) {
		if !i.Contains(v) {
			errs = append(errs, fmt.Errorf("%s %v: it must be in %v %s", name, v, i, unit))
		}
	}
	within("time percentage p", in.PercentTime, Interval{1, 50}, "%")
	within("location percentage pL", in.PercentLocations, Interval{1, 99}, "%")
	within("location variability", in.LocationSigmaDB, Interval{0, 30}, "dB")
	within("tx distance to the coast", in.TxCoastKm, everything, "km")
	within("rx distance to the coast", in.RxCoastKm, everything, "km")
	within("latitude", in.LatitudeDeg, Interval{-90, 90}, "degrees")
	within("DN", in.DN, Interval{-100, 150}, "N-units/km")
	within("N0", in.N0, Interval{200, 500}, "N-units")
	if in.Polarisation > Vertical {
		errs = append(errs, fmt.Errorf("polarisation %d: choose horizontal or vertical", in.Polarisation))
	}
	if profile == nil {
		errs = append(errs, in.checkPosts())
	}
	return errors.Join(errs...)
}

// checkPosts checks what is given per post beside the ground.
func (in *P1812Input) checkPosts() error {
	n := len(in.Profile.HeightM)
	if in.ClutterM != nil && len(in.ClutterM) != n {
		return fmt.Errorf("%d clutter heights for %d posts: give one per post, or none", len(in.ClutterM), n)
	}
	if in.Zones != nil && len(in.Zones) != n {
		return fmt.Errorf("%d radio zones for %d posts: give one per post, or none", len(in.Zones), n)
	}
	for i, c := range in.ClutterM {
		if !(c >= 0 && c <= 1000) {
			return fmt.Errorf("clutter of post %d is %v m high: it must be in [0, 1000] m", i, c)
		}
	}
	for i, z := range in.Zones {
		if z > Sea {
			return fmt.Errorf("radio zone of post %d is %d: choose inland, coastal land or sea", i, z)
		}
	}
	return nil
}

func (in *P1812Input) warnings() Warning {
	v := P1812Validity()
	w := v.check(in.FrequencyMHz, in.TxHeightM, in.RxHeightM).warnings
	metres := in.Profile.LengthKm() * 1000
	if metres < v.DistanceM.Lo {
		w |= DistanceBelow
	}
	if metres > v.DistanceM.Hi {
		w |= DistanceAbove
	}
	if !(Interval{-80, 80}).Contains(in.LatitudeDeg) {
		w |= EnvironmentOutside
	}
	return w
}

// lineOfSight is P.1812-8 4.2.
func (r *P1812Result) lineOfSight(in *P1812Input, h hop) {
	dh := (h.hts - h.hrs) / 1000
	slant2 := float64(h.d*h.d) + float64(dh*dh)
	r.Lbfs = 92.4 + float64(20*log10(in.FrequencyMHz/1000)) + float64(10*log10(slant2)) // (8)
	// (9): corrections for multipath and focusing at p and beta0 % of time.
	e := float64(2.6 * (1 - expNegative(float64(-0.1*(r.Path.Dlt+r.Path.Dlr)))))
	r.Lb0p = r.Lbfs + float64(e*log10(in.PercentTime/50))
	r.Lb0b = r.Lbfs + float64(e*log10(r.Path.Beta0/50))
}
