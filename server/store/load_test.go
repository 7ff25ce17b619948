package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
	"plenary/server/store/storetest"
)

// The loads of docs/store-bench.md: what a large session asks of the database, at the times at which it would, whether
// or not what came before has been answered. Latencies run from when a command was due until it is committed.

func BenchmarkChatOfTwoThousandLinesASecond(b *testing.B) {
	onEachLoad(b, func(b *testing.B, s *store.Store, round int) []time.Duration {
		const rate, seconds = 2000, 3
		return offered(b, rate*seconds, time.Second/rate, func(i int) error {
			line := aLine(fmt.Sprintf("line-%d-%012d", round, i))
			line.PersonID = somebody(i % 5000)
			_, err := s.Say(b.Context(), line)
			return err
		})
	})
}

func BenchmarkFiveThousandVotesInASecond(b *testing.B) {
	onEachLoad(b, func(b *testing.B, s *store.Store, round int) []time.Duration {
		const votes = 5000
		q := conference.Question{
			ID: conference.QuestionID(fmt.Sprintf("question-%012d", round)), SessionID: "session", PersonID: somebody(0),
			Text: "Which document is meant?", State: conference.Queued, AskedAt: day, ChangedAt: day,
		}
		if _, err := s.Ask(b.Context(), q); err != nil {
			b.Fatal(err)
		}
		all := offered(b, votes, time.Second/votes, func(i int) error {
			_, err := s.Upvote(b.Context(), q.ID, somebody(i), true, day)
			return err
		})
		if q, err := s.Question(b.Context(), q.ID); err != nil || q.Votes != votes {
			b.Errorf("%d votes are counted, %v", q.Votes, err)
		}
		return all
	})
}

func somebody(i int) conference.PersonID { return conference.PersonID(fmt.Sprintf("person-%d", i)) }

// onEachLoad runs a load on SQLite, and on PostgreSQL where there is one, before an audience of 5,000.
func onEachLoad(b *testing.B, load func(b *testing.B, s *store.Store, round int) []time.Duration) {
	databases := map[string]func(b *testing.B) string{
		"sqlite": func(b *testing.B) string { return filepath.Join(b.TempDir(), "plenary.db") },
	}
	if address := os.Getenv("PLENARY_TEST_POSTGRES"); address != "" {
		databases["postgres"] = func(b *testing.B) string { return storetest.Schema(b, address) }
	}
	for _, name := range []string{"sqlite", "postgres"} {
		if databases[name] == nil {
			continue
		}
		b.Run(name, func(b *testing.B) {
			s := open(b, databases[name](b))
			crowd(b, s)
			var all []time.Duration
			for round := 0; b.Loop(); round++ {
				all = append(all, load(b, s, round)...)
			}
			slices.Sort(all)
			for _, percent := range []int{50, 99, 100} {
				at := all[min(len(all)-1, len(all)*percent/100)]
				b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("p%d-ms", percent))
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// crowd makes a session and 5,000 people.
func crowd(b *testing.B, s *store.Store) {
	b.Helper()
	newWorld(b, s)
	people := make([]string, 5000)
	for i := range people {
		people[i] = fmt.Sprintf("('person-%d', '%d@conference.example', 'Person %d', false, '', '2020-09-14T00:00:00Z')", i, i, i)
	}
	for part := range slices.Chunk(people, 500) {
		err := s.Change(b.Context(), func(exec func(string, ...any) error) error {
			return exec(`insert into person (id, email, name, administrator, password_hash, created_at) values ` + strings.Join(part, ","))
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// offered starts n commands, one every period, and returns how long each took from when it was due.
func offered(b *testing.B, n int, period time.Duration, do func(i int) error) []time.Duration {
	b.Helper()
	took := make([]time.Duration, n)
	var all sync.WaitGroup
	began := time.Now()
	for i := range n {
		due := began.Add(time.Duration(i) * period)
		time.Sleep(time.Until(due))
		all.Go(func() {
			if err := do(i); err != nil {
				b.Error(err)
			}
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	return took
}
