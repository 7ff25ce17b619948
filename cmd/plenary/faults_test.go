package main

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store/storetest"
)

// What happens to a real server when the database cannot be written: who writes is told that nothing was saved, nobody is
// shown it, and the same server on the same connections goes on when the fault has passed.

// fault is a server in whose session somebody writes and somebody else reads.
type fault struct {
	*harness
	server         *process
	writer, reader *page
	writes, reads  *connection
}

func newFault(t *testing.T, database string, args ...string) *fault {
	t.Helper()
	f := &fault{harness: newHarness(t, database, 8)}
	f.server = serveApart(t, append(f.args, args...)...)
	f.writer, f.reader = f.pages[0], f.pages[5] // a moderator, who may write much, and an attendee
	for _, p := range []*page{f.writer, f.reader} {
		p.address = f.server.address
	}
	f.writes, f.reads = f.sit(f.writer), f.sit(f.reader)
	t.Cleanup(f.end)
	return f
}

func (f *fault) sit(p *page) *connection {
	f.Helper()
	c, err := p.dial(f.Context())
	f.must(err)
	return c
}

// say sends a line and returns its answer.
func (f *fault) say(ctx context.Context, text string) protocol.Notice {
	f.Helper()
	n, err := f.writer.send(ctx, f.writes, protocol.Say{Text: text})
	if err != nil {
		f.Fatalf("no answer to %.20q: %v\n%s", text, err, f.server.log)
	}
	return n
}

// refused says things until one is refused by what is at fault, and checks how that is told.
func (f *fault) refused(text string) {
	f.Helper()
	for range 500 {
		n, is := f.say(f.Context(), text).(protocol.Refused)
		switch {
		case !is:
		case n.Kind == conference.TooMany:
			time.Sleep(100 * time.Millisecond) // as a page does
		case n.Kind == conference.Unavailable && n.RetryAfter > 0 && strings.Contains(n.Message, "not saved"):
			return
		default:
			f.Fatalf("the writer is told %+v", n)
		}
	}
	f.Fatal("nothing was refused")
}

// heals says things until one is saved, and has the reader hear of it, on the connections from before.
func (f *fault) heals() {
	f.Helper()
	ctx, cancel := context.WithTimeout(f.Context(), time.Minute)
	defer cancel()
	for {
		if _, done := f.say(ctx, "It is over").(protocol.Done); done {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for !f.heard("It is over") {
		select {
		case <-f.reads.over:
			f.Fatal("the reader has lost her connection")
		case <-ctx.Done():
			f.Fatal("the reader does not hear of it")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// heard says whether the last line that the reader was told is this.
func (f *fault) heard(text string) bool {
	f.reader.mu.Lock()
	defer f.reader.mu.Unlock()
	if len(f.reader.lines) == 0 {
		return false
	}
	last := f.reader.lines[len(f.reader.lines)-1]
	f.ledger.mu.Lock()
	defer f.ledger.mu.Unlock()
	return f.ledger.lines[string(last)].text == text
}

// ready is the status of the readiness check.
func (f *fault) ready() int {
	f.Helper()
	req, err := http.NewRequestWithContext(f.Context(), http.MethodGet, f.server.address+"/readyz", nil)
	f.must(err)
	res, err := http.DefaultClient.Do(req)
	f.must(err)
	defer res.Body.Close()
	return res.StatusCode
}

// end compares what was answered and shown with what is at rest.
func (f *fault) end() {
	f.writes.close()
	f.reads.close()
	if err := f.server.stop(); err != nil {
		f.Errorf("it ended with %v\n%s", err, f.server.log)
	}
	c, err := storetest.Look(context.Background(), f.database)
	if err != nil {
		f.Error(err)
		return
	}
	for _, fault := range f.ledger.compare(c) {
		f.Error(fault)
	}
}

func TestAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	dir := smallDisk(t, 16<<20)
	f := newFault(t, "sqlite:"+dir+"/plenary.db")
	f.say(t.Context(), "Before")
	ballast := dir + "/ballast"
	fill(t, ballast)
	f.refused(strings.Repeat("x", 1000))
	// What is only read goes on: somebody comes in.
	f.reads.close()
	f.reads = f.sit(f.reader)
	<-f.reads.first
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	f.heals()
}

// fill writes until the disk takes nothing more.
func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for size := 64 << 10; size > 0; {
		if _, err := file.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

func TestALockedDatabaseLosesNothing(t *testing.T) {
	t.Parallel()
	f := newFault(t, "sqlite:"+t.TempDir()+"/plenary.db")
	unlock := storetest.Lock(t, f.database)
	answered := make(chan protocol.Notice, 1)
	go func() {
		n, _ := f.writer.send(t.Context(), f.writes, protocol.Say{Text: "Meanwhile"})
		answered <- n
	}()
	select {
	case n := <-answered:
		t.Fatalf("while it is locked, the answer is %+v", n)
	case <-time.After(300 * time.Millisecond):
	}
	if f.heard("Meanwhile") {
		t.Error("what is not saved was shown")
	}
	unlock()
	if n := <-answered; n != (protocol.Done{}) {
		t.Errorf("what waited a moment is answered %+v", n)
	}
	unlock = storetest.Lock(t, f.database)
	f.refused("For too long")
	unlock()
	f.heals()
}

func TestAStoppedPostgreSQLLosesNothing(t *testing.T) {
	if os.Getenv(storetest.Variable) == "" {
		return // as all tests do that need one
	}
	t.Parallel()
	bin, err := exec.CommandContext(t.Context(), "../../.ci/with-postgres", "--where").Output()
	if err != nil {
		t.Fatal(err)
	}
	database := storetest.StartPostgres(t, strings.TrimSpace(string(bin)))
	f := newFault(t, database.Address())
	for range 2 {
		f.heals()
		database.Stop()
		f.refused("Nobody is there")
		if status := f.ready(); status != 503 {
			t.Errorf("without a database, ready is %d", status)
		}
		database.Start()
	}
	f.heals()
	if status := f.ready(); status != 200 {
		t.Errorf("ready is %d", status)
	}
}

// A PostgreSQL that is frozen, or behind a firewall that swallows, keeps its connections and answers nothing. Who writes
// is told so while there is still somebody to tell it, media goes on, and all is well when it answers again.
func TestASilentPostgreSQLLosesNothing(t *testing.T) {
	address := os.Getenv(storetest.Variable)
	if address == "" {
		return // as all tests do that need one
	}
	t.Parallel()
	database := storetest.Schema(t, address)
	valve := storetest.NewValve(t, database)
	f := newFault(t, database, "--database", valve.Address())
	f.heals()
	media := newBroadcast(t, f.server.address, [2]*page{f.pages[1], f.pages[2]}, [2]*page{f.pages[6], f.pages[7]})
	for range 2 {
		valve.Shut()
		f.refused("Nobody answers")
		if f.heard("Nobody answers") {
			t.Error("what is not saved was shown")
		}
		if status := f.ready(); status != 503 {
			t.Errorf("without an answer, ready is %d", status)
		}
		f.reads.close()
		if _, err := f.reader.dial(t.Context()); err == nil || !strings.Contains(err.Error(), "503") {
			t.Errorf("who comes in is told %v", err)
		}
		media.flows("while the database is silent")
		valve.Open()
		f.reads = f.sit(f.reader)
		f.heals()
	}
	if status := f.ready(); status != 200 {
		t.Errorf("ready is %d", status)
	}
}
