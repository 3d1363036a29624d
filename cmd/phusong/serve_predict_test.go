package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/webmap"
)

// TestPredictor: what a card says was tried at a gap behind the ridge is what a station
// on the spot and higher antennas bring there; a region with other files is refused.
func TestPredictor(t *testing.T) {
	region, out := filepath.Join(fixtures(t), "valley-groups"), filepath.Join(t.TempDir(), "out")
	if code := (&app{ctx: context.Background(), stdout: io.Discard, stderr: io.Discard}).run([]string{"analyze", region, "-o", out}); code != exitDone {
		t.Fatalf("analyze: %d", code)
	}
	o, err := output.Read(out)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPredictor(region, []*output.Output{o})
	if err != nil {
		t.Fatal(err)
	}
	var gap output.Gap
	for g, err := range o.Gaps() {
		if err != nil {
			t.Fatal(err)
		}
		gap = g
	}
	for place, want := range map[webmap.Place]string{
		{Output: out, Lon: gap.Anchor[0], Lat: gap.Anchor[1], Unit: "00001", Technology: coverage.Tech4G, Operator: coverage.OperatorAny}: "A: yes: a new 4G station at the place, antenna 30 m: ",
		{Output: out, Hamlet: "00001-01"}: "A (Far spring): yes: a new 4G station at the place, antenna 30 m: ",
	} {
		made, err := p.predict(t.Context(), place)
		if err != nil || len(made.Remedies) < 2 || len(made.Caveats) != 2 {
			t.Errorf("%+v: %+v, %v", place, made, err)
			continue
		}
		if first, second := made.Remedies[0], made.Remedies[1]; !strings.Contains(first.EN, "no: antennas of V1 raised to 60 m: ") || !strings.HasPrefix(second.EN, want) || !strings.Contains(second.VI, "đủ: xây trạm 4G mới") {
			t.Errorf("%+v: %q", place, made.Remedies)
		}
	}
	if made, err := p.predict(t.Context(), webmap.Place{Output: "elsewhere"}); err != nil || made.Remedies != nil {
		t.Errorf("of another output: %+v, %v", made, err)
	}
	if _, err := p.predict(t.Context(), webmap.Place{Output: out, Unit: "99999"}); err == nil {
		t.Error("a place in no unit is predicted")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := p.predict(ended, webmap.Place{Output: out, Hamlet: "00001-01"}); err == nil {
		t.Error("it goes on when nobody waits")
	}
	o.Run.Inputs[1].SHA256 = strings.Repeat("0", 64)
	if _, err := newPredictor(region, []*output.Output{o}); err == nil || !strings.Contains(err.Error(), "SHA-256") {
		t.Errorf("with another file: %v", err)
	}
}
