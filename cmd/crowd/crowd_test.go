package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/sfu"
)

// TestCrowdFillsARoom is the whole program against a real server: speakers are brought on stage and are seen and heard,
// attendees chat, ask and upvote, and everything ends when the parent does.
func TestCrowdFillsARoom(t *testing.T) {
	w := newWorld(t)
	w.add(conference.Moderator)
	for range 2 {
		w.add(conference.Speaker)
		w.add(conference.Attendee)
	}
	parent, pipe := io.Pipe()
	var out, log bytes.Buffer
	ended := make(chan error, 1)
	go func() {
		ended <- run(t.Context(), []string{
			"--url", w.base, "--token-file", w.passFile(), "--speakers", "2", "--attendees", "4", "--ramp", "100ms", "--duration", "0",
			"--chat-rate", "1", "--question-rate", "1", "--moderate", "--share", "--upvotes", "1", "--json", "--with-parent",
		}, parent, &out, &log)
	}()
	waitForLife(t, w)
	_ = pipe.Close() // the parent dies
	if err := <-ended; err != nil {
		t.Fatalf("crowd: %v\n%s", err, log.String())
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	if r.Joined != 7 || r.NotLetIn != 0 || r.FailedLegs != 0 || r.Legs < 4 {
		t.Errorf("joined %d, not let in %d, legs %d, failed %d; want 7, 0, at least 4, 0", r.Joined, r.NotLetIn, r.Legs, r.FailedLegs)
	}
	if r.Received.Pictures == 0 || r.Published.Keyframes == 0 {
		t.Errorf("received %+v, published %+v", r.Received, r.Published)
	}
	for _, what := range []string{"join", "connect", "first packet", "first keyframe", "forwarding", "chat delivery", "BringOnStage", "Upvote"} {
		if r.Times[what].Count == 0 {
			t.Errorf("no %s was timed; there are %v", what, r.Times)
		}
	}
	if t.Failed() {
		t.Logf("%s\n%s", out.String(), log.String())
	}
}

// waitForLife waits until both speakers are on stage, all four attendees get both of their cameras, a question has been
// asked, approved and upvoted, and a few lines were said: when is left to chance.
func waitForLife(t *testing.T, w *world) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 45*time.Second)
	defer cancel()
	for sleep(ctx, 50*time.Millisecond) {
		questions, err := w.store.Questions(ctx, w.session.ID)
		w.must(err)
		voted := slices.ContainsFunc(questions, func(q conference.Question) bool { return q.Votes > 0 })
		lines, err := w.store.LastLines(ctx, w.session.ID, 3)
		w.must(err)
		seen := 0
		media := w.media.Stats()
		for _, p := range media.Publishers {
			for _, l := range p.Layers {
				if l.Source == sfu.Camera {
					seen += l.Viewers
				}
			}
		}
		if voted && len(lines) == 3 && seen >= 8 && media.Packets > 2000 {
			return
		}
	}
	t.Errorf("the room did not come to life in time: %+v", w.media.Stats())
}

func TestCrowdSaysWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	w.add(conference.Speaker)
	_, err := newCrowd(options{url: w.base, speakers: 2, tokenFile: w.passFile()}, slog.New(slog.DiscardHandler))
	if err == nil {
		t.Error("two speakers with one login were accepted")
	}
	c, err := newCrowd(options{url: w.base}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.run(t.Context()); err == nil {
		t.Error("a crowd of nobody found a session")
	}
}
