package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"plenary/server/conference"
)

// post sends mail outside of requests: who asks learns nothing from how long it takes, or from whether there is any.
type post struct {
	mail Mailer
	log  *slog.Logger

	ctx     context.Context // ends when waiting mail is given up
	stop    context.CancelFunc
	workers sync.WaitGroup

	mu     sync.Mutex
	closed bool
	queue  chan letter
}

// letter is a mail to be written: what finds out whether there is one, and what it says, may ask the database.
type letter struct {
	about string // for the log
	write func(ctx context.Context) (m Mail, send bool, err error)
}

const (
	postWorkers = 2
	postQueue   = 500 // more is refused: whoever asks is told to try again
	letterTime  = time.Minute
)

// again is how long to wait before another try at a mail.
var again = []time.Duration{2 * time.Second, 15 * time.Second}

func newPost(mail Mailer, log *slog.Logger) *post {
	p := &post{mail: mail, log: log, queue: make(chan letter, postQueue)}
	p.ctx, p.stop = context.WithCancel(context.Background())
	for range postWorkers {
		p.workers.Go(func() {
			for l := range p.queue {
				p.deliver(l)
			}
		})
	}
	return p
}

// put queues a letter.
func (p *post) put(about string, write func(ctx context.Context) (Mail, bool, error)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return conference.Errorf(conference.Unavailable, "the server is restarting; please try again")
	}
	select {
	case p.queue <- letter{about, write}:
		return nil
	default:
		return conference.Errorf(conference.Unavailable, "too much mail is waiting to be sent; please try again in a few minutes")
	}
}

func (p *post) deliver(l letter) {
	ctx, cancel := context.WithTimeout(p.ctx, letterTime)
	defer cancel()
	m, send, err := l.write(ctx)
	if err == nil && send {
		err = p.mail.Send(ctx, m)
		for _, wait := range again {
			if err == nil || isKind(err, conference.Invalid) || !pause(ctx, wait) {
				break
			}
			err = p.mail.Send(ctx, m)
		}
	}
	if err != nil {
		p.log.Error("mail was not sent", "about", l.about, "error", err)
	}
}

// pause waits, and says whether ctx let it.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// close sends what waits, as long as ctx allows, and gives the rest up.
func (p *post) close(ctx context.Context) {
	p.mu.Lock()
	if !p.closed {
		p.closed = true
		close(p.queue)
	}
	p.mu.Unlock()
	done := make(chan struct{})
	go func() {
		p.workers.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		p.stop()
		<-done
	}
	p.stop()
}

// sendNotice queues a mail about something that is committed. That it cannot be queued does not undo it: it is ours to
// look after, and goes to the log.
func (s *Server) sendNotice(about, to string, words func() (subject, text string)) {
	subject, text := words()
	err := s.post.put(about, func(context.Context) (Mail, bool, error) {
		return Mail{To: to, Subject: subject, Text: text}, true, nil
	})
	if err != nil {
		s.log.Error("mail was not queued", "about", about, "error", err)
	}
}
