package analysis

import (
	"fmt"
	"slices"

	"phusong/coverage"
	"phusong/coverage/register"
)

// addRegister makes the gap register of the hamlets. A profile that was asked for and
// whose technologies the criterion says nothing of is an error; without one the
// register is left out.
func addRegister(r *coverage.Result, o Options, signal *coverage.SignalMap, reach map[coverage.Technology]float64) error {
	profile, err := registerProfile(r.Dataset, o.Register)
	if err != nil {
		return err
	}
	if t := profile.Technology; !slices.ContainsFunc(t.Members(), o.Criterion.Covers) {
		if o.Register.ID == "" {
			o.Log.Printf("no gap register: criterion %s says nothing of %s", o.Criterion.ID, t)
			return nil
		}
		return fmt.Errorf("register profile %s asks for %s, of which criterion %s says nothing: choose another profile or criterion", profile.ID, t, o.Criterion.ID)
	}
	stage := o.Log.Stage("register", "hamlets")
	r.Register = register.Make(register.Input{Dataset: r.Dataset, Signal: signal, Criterion: o.Criterion.Label(), Profile: profile, ReachM: reach})
	counts := map[coverage.HamletClass]int{}
	for i := range r.Register.Records {
		counts[r.Register.Records[i].Class]++
	}
	stage.Done("%d hamlets by %s: %d white, %d gap, %d weak, %d served, %d unknown", len(r.Register.Records), profile.Label(),
		counts[coverage.HamletWhite], counts[coverage.HamletGap], counts[coverage.HamletWeak], counts[coverage.HamletServed], counts[coverage.HamletUnknown])
	return nil
}

// registerProfile is the profile that was asked for, else the default.
func registerProfile(d *coverage.Dataset, p register.Profile) (register.Profile, error) {
	if p.ID == "" {
		id := "centre"
		if len(d.Clusters) > 0 {
			id = "nested"
		}
		var err error
		if p, err = register.Preset(id); err != nil {
			return p, err
		}
	}
	return p.Resolve()
}
