package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store/storetest"
)

// nightly says whether there is time for the long form of tests that go through chance.
func nightly() bool { return os.Getenv("PLENARY_TEST_NIGHTLY") != "" }

// seedOf is what chance begins with: another each time, or as in the run that is to be seen again.
func seedOf(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("PLENARY_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("PLENARY_TEST_SEED: %v", err)
		}
	}
	t.Logf("PLENARY_TEST_SEED=%d", seed)
	return seed
}

// enoughDeeds are as many as a life should have, so that it proves something.
const enoughDeeds = 20

// TestAKilledServerKeepsItsWord has people write, ask, vote, moderate and register while the server is killed again and
// again. What was acknowledged is there afterwards, once; what was not is there whole or not at all; nobody was shown
// what is not there; and who comes back misses nothing and is told nothing twice.
func TestAKilledServerKeepsItsWord(t *testing.T) {
	lives, people := 20, 16
	if nightly() {
		lives, people = 200, 200
	}
	storetest.OnEach(t, func(t *testing.T, database string) {
		t.Parallel() // each waits for disks and processes most of the time
		h := newHarness(t, database, people)
		for life := range lives {
			h.live(h.dice.IntN(6 * people))
			if h.faulty(fmt.Sprintf("after life %d", life+1)); t.Failed() {
				return
			}
		}
		h.finish()
		h.faulty("in the end")
		slices.Sort(h.starts)
		t.Logf("%d acknowledged, %d refused; %d times resumed, %d welcomed again; starts took %v at the median, %v at most",
			h.ledger.acknowledged, h.ledger.refused, h.ledger.resumed, h.ledger.welcomed, h.starts[len(h.starts)/2], h.starts[len(h.starts)-1])
		if h.ledger.acknowledged < enoughDeeds*lives || h.ledger.resumed < lives/4 || h.ledger.welcomed < lives {
			t.Error("too little has happened to prove anything")
		}
	})
}

// harness is a conference whose server is killed.
type harness struct {
	*testing.T
	database string
	args     []string
	dice     *rand.Rand
	ledger   *ledger
	pages    []*page
	pile     []string // registrations to decide
	decider  string   // the organizer's cookie
	starts   []time.Duration
}

func newHarness(t *testing.T, database string, people int) *harness {
	h := &harness{
		T: t, database: database, args: []string{"--data", t.TempDir(), "--database", database},
		dice: rand.New(rand.NewPCG(seedOf(t), 4)), ledger: newLedger(),
	}
	h.populate(people)
	return h
}

// live is one life of the server, which is killed in the middle of everything: when it has acknowledged so much; or after
// a while, should people find no more to do, but not before it has acknowledged anything to speak of, however little of the
// machine others leave it.
func (h *harness) live(deeds int) {
	h.Helper()
	p := serveApart(h.T, h.args...)
	h.starts = append(h.starts, p.begun)
	ctx, cancel := context.WithTimeout(h.Context(), time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for _, one := range h.pages {
		one.address = p.address
		dice := rand.New(rand.NewPCG(h.dice.Uint64(), 4))
		all.Go(func() {
			for one.visit(ctx, dice) == nil {
				continue
			}
		})
	}
	all.Go(func() { h.register(ctx, p.address) })
	all.Go(func() { h.decide(ctx, p.address) })
	began, before := time.Now(), h.ledger.done()
	for done := 0; done < deeds; done = h.ledger.done() - before {
		if lasted := time.Since(began); done >= enoughDeeds && lasted > 2*time.Second || lasted > 20*time.Second {
			break
		}
		time.Sleep(time.Millisecond)
	}
	p.kill()
	all.Wait()
	if ctx.Err() != nil {
		h.Errorf("a client did not notice the end\n%s", p.log)
	}
	if strings.Contains(p.log.String(), "panic") {
		h.Errorf("something panicked:\n%s", p.log)
	}
}

// finish is the last life: everybody says again what was not answered, and the server goes as it should.
func (h *harness) finish() {
	h.Helper()
	p := serveApart(h.T, h.args...)
	ctx, cancel := context.WithTimeout(h.Context(), time.Minute)
	defer cancel()
	for _, one := range h.pages {
		one.address = p.address
		c, err := one.dial(ctx)
		if err != nil {
			h.Fatal(err)
		}
		if one.pending != nil {
			if _, err := one.write(ctx, c, true); err != nil {
				h.Errorf("%T is not answered: %v", one.pending, err)
			}
		}
		select {
		case <-c.first:
		case <-ctx.Done():
			h.Errorf("%s is told nothing", one.person)
		}
		c.close()
	}
	for email, claim := range h.ledger.applied {
		if claim.open > 0 {
			h.apply(ctx, p.address, email, true)
			claim.open = 0
		}
	}
	if err := p.stop(); err != nil {
		h.Errorf("it ended with %v\n%s", err, p.log)
	}
}

func (h *harness) faulty(when string) {
	h.Helper()
	c, err := storetest.Look(h.Context(), h.database)
	if err != nil {
		h.Fatal(err)
	}
	for i, fault := range h.ledger.compare(c) {
		if i == 20 {
			h.Error("and more")
			break
		}
		h.Errorf("%s: %s", when, fault)
	}
}

// register registers one stranger after the other.
func (h *harness) register(ctx context.Context, address string) {
	for {
		if !h.apply(ctx, address, strings.ToLower(conference.NewID[string]())+"@stranger.example", false) {
			return
		}
	}
}

// apply sends one registration and says whether it was answered.
func (h *harness) apply(ctx context.Context, address, email string, again bool) bool {
	h.ledger.posts(h.ledger.applied, email)
	status, err := post(ctx, address+"/api/registrations", "", protocol.RegistrationInput{
		Email: email, Name: "A stranger", Organization: "Institute of strangers", Category: conference.Academia,
	})
	if err != nil {
		return false
	}
	h.ledger.posted(h.ledger.applied, email, status == http.StatusOK, again)
	return true
}

// decide approves registrations from the pile.
func (h *harness) decide(ctx context.Context, address string) {
	for len(h.pile) > 0 {
		id := h.pile[0]
		again := h.ledger.decided[id] != nil
		h.ledger.posts(h.ledger.decided, id)
		status, err := post(ctx, address+"/api/registrations/"+id+"/decision", h.decider, protocol.DecisionInput{Decision: conference.Approve})
		if err != nil {
			return // once more in the next life
		}
		h.ledger.posted(h.ledger.decided, id, status == http.StatusOK, again)
		h.pile = h.pile[1:]
	}
}

// post sends JSON as a page does and says what came of it; without an answer there is an error.
func post(ctx context.Context, address, cookie string, body any) (status int, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(text))
	if err != nil {
		return 0, err
	}
	req.Close = true
	origin, _, _ := strings.Cut(address, "/api/")
	req.Header.Set("Origin", origin)
	req.Header.Set("Content-Type", "application/json")
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return 0, err
	}
	return res.StatusCode, nil
}
