package propagation

import (
	"fmt"
	"math"
)

// Profile is the ground along a path. Post i is DistanceKm[i] from the
// transmitter; the first is under the transmitter at 0, the last under the
// receiver. HeightM is of bare ground above sea level.
type Profile struct {
	DistanceKm []float64
	HeightM    []float64
}

// Limits of a profile that formulas are evaluated over. Heights leave room
// around the land of the Earth; a void marker such as -32768 is outside.
var (
	profileHeightM  = Interval{LowestGroundM, 10000}
	profileLengthKm = Interval{0.01, 20015} // to half the circumference of the Earth
)

// LowestGroundM is the lowest height that a post may have.
const LowestGroundM = -1000

// closestPostsKm is the least spacing of posts: a millimetre.
const closestPostsKm = 1e-6

// Validate reports why the profile cannot be used: fewer than 3 posts, slices of
// unequal length, a first distance that is not 0, distances that do not increase
// by a millimetre or more, a length outside [0.01, 20015] km, or a height outside
// [-1000, 10000] m, NaN included.
func (p Profile) Validate() error {
	n := len(p.DistanceKm)
	if n != len(p.HeightM) {
		return fmt.Errorf("profile has %d distances but %d heights: give one height per post", n, len(p.HeightM))
	}
	if n < 3 {
		return fmt.Errorf("profile has %d posts: give at least 3, with one between the ends", n)
	}
	if p.DistanceKm[0] != 0 {
		return fmt.Errorf("profile starts at %v km: distances count from the transmitter, at 0", p.DistanceKm[0])
	}
	if length := p.LengthKm(); !profileLengthKm.Contains(length) {
		return fmt.Errorf("profile is %v km long: the length must be in %v km", length, profileLengthKm)
	}
	last := math.Inf(-1)
	for i, d := range p.DistanceKm {
		if !(d-last >= closestPostsKm) {
			return fmt.Errorf("profile post %d is at %v km, after one at %v km: distances must increase", i, d, last)
		}
		if h := p.HeightM[i]; !(h >= profileHeightM.Lo && h <= profileHeightM.Hi) {
			return fmt.Errorf("profile post %d has height %v m: fill voids, heights must be in %v m", i, h, profileHeightM)
		}
		last = d
	}
	return nil
}

// LengthKm is the distance of the last post, d of the formulas; 0 without posts.
func (p Profile) LengthKm() float64 {
	if len(p.DistanceKm) == 0 {
		return 0
	}
	return p.DistanceKm[len(p.DistanceKm)-1]
}
