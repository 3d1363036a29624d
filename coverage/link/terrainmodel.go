package link

import (
	"math"

	"phusong/coverage/propagation"
)

// p1812 is P.1812-8 for the time of the Conditions: the median over locations, with
// the spread and the floor (69) that propagation.P1812Median has too.
func (p *path) p1812() (answer, error) {
	in := propagation.P1812Input{Profile: p.ground.profile(), ClutterM: p.ground.ClutterM, FrequencyMHz: p.link.Cell.FrequencyMHz,
		TxHeightM: p.link.Cell.HeightM, RxHeightM: p.link.RxHeightM, Polarisation: p.c.polarisation(),
		PercentTime: p.c.PercentTime, DN: p.c.DN, N0: p.c.N0, LatitudeDeg: p.ground.Lat[len(p.ground.Lat)/2]}
	if p.c.Zone != propagation.Inland {
		in.Zones = make([]propagation.RadioZone, len(p.ground.Lat))
		for i := range in.Zones {
			in.Zones[i] = p.c.Zone
		}
	}
	if err := in.Validate(); err != nil {
		return answer{}, err
	}
	sigmaDB, err := p.sigmaDB()
	if err != nil {
		return answer{}, err
	}
	median, err := propagation.P1812(in)
	if err != nil {
		return answer{}, err
	}
	in.PercentLocations, in.LocationSigmaDB = p.c.PercentLocations, sigmaDB
	spread, err := propagation.P1812(in)
	if err != nil {
		return answer{}, err
	}
	return answer{prediction: single(median.LossDB, median.Lb0p, sigmaDB), locationsDB: spread.LossDB,
		warnings: rules(median.Warnings, propagation.P1812Validity()), stages: &median}, nil
}

// sigmaDB is the spread over the locations of the receiver's square, who stands
// below the tops around; beyond the frequencies that it is stated for it is that of
// the nearest. At sea there is none, P.1812-8 4.8.
func (p *path) sigmaDB() (float64, error) {
	if p.c.Zone == propagation.Sea {
		return 0, nil
	}
	within := propagation.P1812Validity().FrequencyMHz
	mhz := min(max(p.link.Cell.FrequencyMHz, within.Lo), within.Hi)
	return propagation.P1812LocationSigmaDB(mhz, p.c.ResolutionM, p.link.RxHeightM, p.link.RxHeightM)
}

// Ground constants of ITM, the values that NTIA report 82-100 suggests for average
// ground and for sea water.
const (
	landPermittivity, landConductivity = 15, 0.005
	seaPermittivity, seaConductivity   = 81, 5
)

// itm is ITM 1.2.2 from point to point, equatorial climate, broadcast service, half
// of the situations.
func (p *path) itm() (answer, error) {
	m := propagation.ITM{TxHeightM: p.link.Cell.HeightM, RxHeightM: p.link.RxHeightM, FrequencyMHz: p.link.Cell.FrequencyMHz,
		Polarization: propagation.ITMVertical, Climate: propagation.ITMEquatorial, Refractivity: p.c.N0,
		Permittivity: landPermittivity, ConductivitySPerM: landConductivity}
	if p.c.Horizontal {
		m.Polarization = propagation.ITMHorizontal
	}
	if p.c.Zone == propagation.Sea {
		m.Permittivity, m.ConductivitySPerM = seaPermittivity, seaConductivity
	}
	profile := p.ground.profile()
	if err := profile.Validate(); err != nil {
		return answer{}, err
	}
	over, err := m.PointToPoint(1000*profile.LengthKm()/float64(len(profile.HeightM)-1), profile.HeightM)
	if err != nil {
		return answer{}, err
	}
	service := propagation.ITMVariability{Service: propagation.ITMBroadcast}
	median, err := over.Loss(service, propagation.ITMShares{TimePct: p.c.PercentTime, LocationPct: 50, SituationPct: 50})
	if err != nil {
		return answer{}, err
	}
	spread, err := over.Loss(service, propagation.ITMShares{TimePct: p.c.PercentTime, LocationPct: p.c.PercentLocations, SituationPct: 50})
	if err != nil {
		return answer{}, err
	}
	a := answer{prediction: single(median.LossDB, 0, median.SigmaLDB), locationsDB: spread.LossDB, itm: &over}
	if w := over.Warnings | median.Warnings | spread.Warnings; w != 0 {
		a.warnings = []string{w.String()}
	}
	return a, nil
}

// p526 is free space over the slant distance and the diffraction of P.526-15 4.5.4
// over bare ground, in the median of time.
func (p *path) p526() (answer, error) {
	at := propagation.DiffractionLink{FrequencyMHz: p.link.Cell.FrequencyMHz, TxHeightM: p.link.Cell.HeightM, RxHeightM: p.link.RxHeightM,
		EffectiveRadiusKm: earthRadiusKm * p.c.EarthFactor(), Polarisation: p.c.polarisation()}
	if p.c.Zone == propagation.Sea {
		at.SeaShare = 1
	}
	r, err := propagation.DeltaBullington(p.ground.profile(), at)
	if err != nil {
		return answer{}, err
	}
	ends := len(p.ground.GroundM) - 1
	rise := p.ground.GroundM[0] + p.link.Cell.HeightM - p.ground.GroundM[ends] - p.link.RxHeightM
	slant := math.Sqrt(float64(p.distanceM*p.distanceM) + float64(rise*rise))
	free := propagation.FreeSpace{}.Predict(propagation.Link{FrequencyMHz: p.link.Cell.FrequencyMHz, DistanceM: slant, TxHeightM: 1, RxHeightM: 1})
	return answer{prediction: single(free.LOSdB+r.LossDB, 0, 0), warnings: rules(r.Warnings, propagation.DeltaBullingtonValidity())}, nil
}
