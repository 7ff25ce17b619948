package live

import (
	"errors"
	"sync"
	"time"
)

// tape is a wire that keeps what is written, as much as it has space for.
type tape struct {
	mu     sync.Mutex
	bytes  []byte
	limit  int // of bytes that were not read yet; 0: none; negative: nothing is taken
	gone   bool
	code   int
	reason string
	ended  int
	wrote  int           // calls
	pinged int           // frames
	slow   time.Duration // for which a call takes
}

func (t *tape) Write(b []byte) (int, error) {
	t.mu.Lock()
	slow := t.slow
	t.mu.Unlock()
	time.Sleep(slow)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wrote++
	if t.gone {
		return 0, errors.New("there is nobody")
	}
	n := len(b)
	if t.limit != 0 {
		n = min(n, max(0, t.limit-len(t.bytes)))
	}
	t.bytes = append(t.bytes, b[:n]...)
	return n, nil
}

func (t *tape) End(code int, reason string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.code, t.reason = code, reason
	t.ended++
}

// frames reads the notices that are complete.
func (t *tape) frames() (list [][]byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.bytes) >= 2 {
		head := map[byte]int{126: 4, 127: 10}[t.bytes[1]]
		if head = max(head, 2); len(t.bytes) < head {
			return list
		}
		end := frameEnd(t.bytes, 1)
		if len(t.bytes) < end {
			return list
		}
		switch t.bytes[0] {
		case 0x81:
			list = append(list, t.bytes[head:end:end])
		case ping[0]:
			t.pinged++
		}
		t.bytes = t.bytes[end:]
	}
	return list
}

func (t *tape) over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended > 0
}

func (t *tape) closed() (int, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.code, t.reason
}

func (t *tape) writes() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.wrote
}

func (t *tape) pings() int {
	t.frames()
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.pinged
}

// takes has each write take a while, as in a kernel with much to do.
func (t *tape) takes(slow time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.slow = slow
}

// vanish is a browser that has gone without a word.
func (t *tape) vanish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.gone = true
}

// space says how much is taken from now on.
func (t *tape) space(limit int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.limit = limit
}

// written waits until the seat's shard has written what the room has told.
func (s *Seat) written() {
	_ = s.room.look(func() {})
	sh, ready := s.outlet.shard, make(chan struct{})
	sh.do(func() { sh.do(func() { close(ready) }) }) // the second is read after the first's letters were written
	select {
	case <-ready:
	case <-sh.done:
	}
}
