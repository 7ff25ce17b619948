package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

const killedVariable = "PLENARY_TEST_KILLED"

// This test binary is also the process that the test below kills: it says things and tells which were acknowledged.
func TestMain(m *testing.M) {
	if path := os.Getenv(killedVariable); path != "" {
		fmt.Fprintln(os.Stderr, chatter(context.Background(), path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func chatter(ctx context.Context, path string) error {
	s, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	for speaker := range 20 {
		all.Go(func() {
			for i := 0; ; i++ {
				id := conference.LineID(fmt.Sprintf("line-%d-%012d", speaker, i))
				_, err := s.Say(ctx, conference.Line{ID: id, SessionID: "session", PersonID: "person-ana", Text: "Present", SaidAt: day})
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
				fmt.Println(id) // one write each: it is there whatever happens next
			}
		})
	}
	all.Wait()
	return nil
}

// What was acknowledged outlives the process however it ends, and the file is free at once for the next.
func TestAcknowledgedLinesOutliveAKilledProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plenary.db")
	s, err := store.Open(t.Context(), path)
	must(t, err)
	newWorld(t, s)
	must(t, s.Close())

	own, err := os.Executable()
	must(t, err)
	child := exec.CommandContext(t.Context(), own)
	child.Env = append(os.Environ(), killedVariable+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	var acknowledged []conference.LineID
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		acknowledged = append(acknowledged, conference.LineID(lines.Text()))
		if len(acknowledged) == 500 {
			must(t, child.Process.Kill())
		}
	}
	_ = child.Wait() // killed, as it should be
	if len(acknowledged) < 500 {
		t.Fatalf("it ended by itself after %d lines", len(acknowledged))
	}

	s = open(t, path)
	kept, err := s.LastLines(t.Context(), "session", 1<<20)
	must(t, err)
	there := map[conference.LineID]int{}
	for i, line := range kept {
		there[line.ID]++
		same(t, "the number", line.Number, int64(i+1))
	}
	for _, id := range acknowledged {
		same(t, "how often "+string(id)+" is there", there[id], 1)
	}
}
