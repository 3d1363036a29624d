package webmap

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
)

// TestPredict: a card has what was tried at its place, which is asked for once; one that
// lacks it for the moment says so and is kept by nobody.
func TestPredict(t *testing.T) {
	var asked []Place
	var fails error
	_, h := handle(t, Options{Warn: func(error) {}, Predict: func(_ context.Context, at Place) (Prediction, error) {
		asked = append(asked, at)
		return Prediction{Remedies: []Words{{"đã thử", "tried"}}, Caveats: []Words{{"giả định", "assumed"}}}, fails
	}}, variant{fixture: "valley-groups"})
	card := func(path string) (c answerCard, keeping string) {
		w := get(h, "GET", "/data/card/2024-07-01/"+path)
		if err := json.Unmarshal(w.Body.Bytes(), &c); err != nil || w.Code != 200 {
			t.Fatalf("%s: %d, %v", path, w.Code, err)
		}
		return c, w.Header().Get("Cache-Control")
	}
	fails = errors.New("no ground")
	for range 2 {
		if c, keeping := card("gap/mobile/4g/any/00001/1.json"); last(c.Remedies).EN == "tried" || keeping != "no-store" {
			t.Errorf("failed: %v, %s", c.Remedies, keeping)
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked %d times while it fails", len(asked))
	}
	fails = nil
	for _, path := range []string{"gap/mobile/4g/any/00001/1.json", "unit/00001.json", "gap/mobile/4g/any/00001/1.json"} {
		c, keeping := card(path)
		if last(c.Remedies).EN != "tried" || last(c.Caveats).VI != "giả định" || keeping != "no-cache" {
			t.Errorf("%s: %v %v, %s", path, c.Remedies, c.Caveats, keeping)
		}
	}
	card("hamlet/00001-01.json")
	if len(asked) != 4 || asked[2].Unit != "00001" || asked[2].Technology != "4g" || asked[2].Operator != "any" || asked[3].Hamlet != "00001-01" {
		t.Errorf("asked for %+v", asked[2:])
	}
}

func last(all []Words) Words { return append([]Words{{}}, all...)[len(all)] }

// TestPredictions: one place at a time, without waiting; the first go when there are
// many.
func TestPredictions(t *testing.T) {
	p := newPredictions()
	none := func(context.Context, Place) (Prediction, error) { return Prediction{}, nil }
	_, err := p.get(t.Context(), Place{Unit: "1"}, func(ctx context.Context, _ Place) (Prediction, error) {
		if _, limited := ctx.Deadline(); !limited {
			t.Error("a prediction may take any time")
		}
		_, err := p.get(ctx, Place{Unit: "2"}, none)
		return Prediction{}, err
	})
	if !errors.Is(err, errPredicting) {
		t.Errorf("%v", err)
	}
	for i := range 2 * maxPredictions {
		if _, err := p.get(t.Context(), Place{Lon: float64(i)}, none); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.kept) != maxPredictions || len(p.order) != maxPredictions {
		t.Errorf("%d are kept, %d in order", len(p.kept), len(p.order))
	}
}
