package radius

import (
	"testing"

	"phusong/coverage"
)

func TestParseJobs(t *testing.T) {
	if j, err := ParseJobs([]string{"population", " area"}); err != nil || j != (Jobs{Population: true, Area: true}) {
		t.Error(j, err)
	}
	if _, err := ParseJobs([]string{"people"}); err == nil {
		t.Error("an unknown job is taken")
	}
}

func TestOptionsCheck(t *testing.T) {
	good := Options{Jobs: AllJobs(), Technologies: DefaultTechnologies()}
	if err := good.check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Options){
		"no job":        func(o *Options) { o.Jobs = Jobs{} },
		"no technology": func(o *Options) { o.Technologies = nil },
		"unknown":       func(o *Options) { o.Technologies[0].ID = "6g" },
		"twice":         func(o *Options) { o.Technologies[1].ID = coverage.Tech4G },
		"radius":        func(o *Options) { o.Technologies[0].RadiusM = 0 },
		"far":           func(o *Options) { o.Technologies[0].RadiusM = 1e9 },
	} {
		o := Options{Jobs: AllJobs(), Technologies: DefaultTechnologies()}
		if spoil(&o); o.check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
