package geojson

import "sync"

// pipeline hands out the chunks of a text in order, parsed. With several workers it
// reads and parses a round of chunks while its caller uses the round before; which
// parser had which chunk leaves no trace in the results.
type pipeline struct {
	chunker chunker
	parsers []*parser
	ready   []*chunk
	coming  chan []*chunk // the round under way, nil for none
	free    []*chunk      // to be used again
}

// chunksPerRound keeps the workers of a round busy to its end although chunks
// take unequal time.
const chunksPerRound = 3

// take returns the next chunk, nil at the end of the text. chunker.err may be read
// after that.
func (p *pipeline) take() *chunk {
	if len(p.ready) == 0 {
		p.ready = p.round()
	}
	if len(p.ready) == 0 {
		return nil
	}
	c := p.ready[0]
	p.ready = p.ready[1:]
	return c
}

func (p *pipeline) round() []*chunk {
	if len(p.parsers) == 1 {
		return p.parse(1)
	}
	if p.coming == nil {
		p.start()
	}
	round := <-p.coming
	if p.coming = nil; len(round) > 0 {
		p.start()
	}
	return round
}

// start sets a round going. Nothing waits for its receiver, so it may be abandoned.
func (p *pipeline) start() {
	coming := make(chan []*chunk, 1)
	p.coming = coming
	free := p.free // from here on the round's
	p.free = nil
	go func() {
		worker := &pipeline{chunker: p.chunker, parsers: p.parsers, free: free}
		round := worker.parse(chunksPerRound * len(p.parsers))
		p.chunker = worker.chunker
		coming <- round
	}()
}

// parse reads up to n chunks and parses them.
func (p *pipeline) parse(n int) []*chunk {
	var round []*chunk
	for len(round) < n {
		c := p.fresh()
		if !p.chunker.read(c) {
			break
		}
		round = append(round, c)
	}
	if len(p.parsers) == 1 || len(round) == 1 {
		for _, c := range round {
			p.parsers[0].run(c, 0, false)
		}
		return round
	}
	var wait sync.WaitGroup
	for w, parser := range p.parsers {
		wait.Go(func() {
			for i := w; i < len(round); i += len(p.parsers) {
				parser.run(round[i], 0, false)
			}
		})
	}
	wait.Wait()
	return round
}

func (p *pipeline) fresh() *chunk {
	if n := len(p.free); n > 0 {
		c := p.free[n-1]
		p.free = p.free[:n-1]
		return c
	}
	return &chunk{}
}
