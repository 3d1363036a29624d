package webmap

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Bounds of predictions: what is kept, and for how long one may take.
const (
	maxPredictions = 256
	predictTime    = 20 * time.Second
)

// predictions asks Options.Predict for one place at a time and keeps the last answers.
type predictions struct {
	asking chan struct{} // holds one
	mu     sync.Mutex
	kept   map[Place]Prediction
	order  []Place // the first asked for first
}

func newPredictions() *predictions {
	return &predictions{asking: make(chan struct{}, 1), kept: map[Place]Prediction{}}
}

var errPredicting = errors.New("another prediction is under way")

// get predicts at a place. It does not wait for others: that would keep the requests
// for figures waiting too.
func (p *predictions) get(ctx context.Context, at Place, predict func(context.Context, Place) (Prediction, error)) (Prediction, error) {
	p.mu.Lock()
	found, ok := p.kept[at]
	p.mu.Unlock()
	if ok {
		return found, nil
	}
	select {
	case p.asking <- struct{}{}:
		defer func() { <-p.asking }()
	default:
		return Prediction{}, errPredicting
	}
	ctx, cancel := context.WithTimeout(ctx, predictTime)
	defer cancel()
	made, err := predict(ctx, at)
	if err != nil {
		return Prediction{}, err
	}
	p.keep(at, made)
	return made, nil
}

func (p *predictions) keep(at Place, made Prediction) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.order) >= maxPredictions {
		delete(p.kept, p.order[0])
		p.order = p.order[1:]
	}
	p.kept[at] = made
	p.order = append(p.order, at)
}

// predict adds to a card what was tried by prediction, where the region is at hand. A
// card that lacks it for the moment is not kept.
func (m *Map) predict(ctx context.Context, c *answerCard, at Place) {
	if m.options.Predict == nil {
		return
	}
	made, err := m.predicted.get(ctx, at, m.options.Predict)
	switch {
	case err == nil:
		c.Remedies, c.Caveats = append(c.Remedies, made.Remedies...), append(c.Caveats, made.Caveats...)
		return
	case errors.Is(err, errPredicting):
		c.caveat(Words{"Máy chủ đang dự báo biện pháp cho nơi khác: mở lại phiếu này sau ít giây.", "Remedies of another place are being predicted: open this card again in a few seconds."})
	case errors.Is(err, context.DeadlineExceeded):
		c.caveat(Words{"Dự báo biện pháp tại điểm này mất quá nhiều thời gian: dùng phusong card.", "Predicting remedies at this place takes too long: use phusong card."})
	default:
		m.options.Warn(err)
		c.caveat(Words{"Không dự báo được các biện pháp tại điểm này.", "Remedies could not be predicted at this place."})
	}
	c.fleeting = true
}
