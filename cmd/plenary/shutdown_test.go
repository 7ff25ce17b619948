package main

import "testing"

// A server that is told to end tells everybody's media so, by whatever kind of leg: nobody waits for packets that do not
// come until the network gives up.
func TestATerminatedServerEndsMedia(t *testing.T) {
	t.Parallel()
	h := newHarness(t, "sqlite:"+t.TempDir()+"/plenary.db", 8)
	p := serveApart(t, h.args...)
	media := newBroadcast(t, p.address, [2]*page{h.pages[1], h.pages[2]}, [2]*page{h.pages[6], h.pages[7]})
	if err := p.stop(); err != nil {
		t.Errorf("it ended with %v\n%s", err, p.log)
	}
	media.ended()
}
