package sfu

import "net/netip"

const (
	runBytes    = 60_000 // of a run; the kernel takes less than 64 KiB
	runSegments = 60     // of a run; the kernel takes 64 (128 since Linux 6.9)
	batchRuns   = 64     // of a batch
	packetSize  = 1500   // more than any packet that is sent
)

// run is packets of one size, but for the last which may be smaller, that go to one address: a single super-datagram for
// a kernel with UDP segmentation offload (UDP_SEGMENT, Linux 4.18).
type run struct {
	to         destination
	start, end int // in the arena
	size       int // of each packet
	count      int
}

// destination is an address and what the socket needs to send there.
type destination struct {
	addr netip.AddrPort
	raw  rawAddress
}

// batch collects packets for many viewers and hands them to the kernel with few system calls. It belongs to one
// goroutine at a time.
type batch struct {
	out    *datagrams
	arena  []byte
	runs   []run
	system batchSystem

	scratch, again []byte    // for payloads that are changed, and for those that are sent again
	padded         []byte    // for those that get padding
	described      []byte    // for dependency descriptors
	frame          []*packet // for those of a burst
}

func newBatch(out *datagrams) *batch {
	return &batch{
		out: out, arena: make([]byte, 0, batchRuns*16<<10), runs: make([]run, 0, batchRuns), scratch: make([]byte, 0, packetSize),
		padded: make([]byte, 0, packetSize+padAtMost), described: make([]byte, 0, 256), frame: make([]*packet, 0, flightPackets),
	}
}

// space returns the arena for one packet to be appended to; add takes it over.
func (b *batch) space() []byte {
	if cap(b.arena)-len(b.arena) < packetSize {
		b.flush()
	}
	return b.arena
}

// add takes a packet that was appended to what space returned.
func (b *batch) add(arena []byte, to *destination) {
	start, end := len(b.arena), len(arena)
	b.arena = arena
	size := end - start
	if size == 0 {
		return
	}
	if n := len(b.runs); n > 0 {
		r := &b.runs[n-1]
		full := r.end - r.start
		if r.to.addr == to.addr && size <= r.size && full == r.size*r.count && full+size <= runBytes && r.count < runSegments {
			r.end = end
			r.count++
			return
		}
	}
	if len(b.runs) == batchRuns {
		last := run{to: *to, start: start, end: end, size: size, count: 1}
		b.out.send(b.arena, b.runs, &b.system)
		b.runs = append(b.runs[:0], last)
		return
	}
	b.runs = append(b.runs, run{to: *to, start: start, end: end, size: size, count: 1})
}

// flush sends what has been collected. What the network does not take is lost, as on any network.
func (b *batch) flush() {
	if len(b.runs) > 0 {
		b.out.send(b.arena, b.runs, &b.system)
	}
	b.arena, b.runs = b.arena[:0], b.runs[:0]
}
