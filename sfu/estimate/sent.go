package estimate

import "time"

// ringSize is how many of the last packets are remembered: 1.7 s of 5 Mbit/s in packets of 1,100 bytes, and more than
// that of anything smaller. Feedback on older packets is of no use any more. A power of two.
const ringSize = 1024

// A packet is what is remembered of one sent: 64 bits, so that the ring is eight KiB a viewer.
//
//	bits 32–63  when, in ticks of 1,024 ns, modulo 73 minutes
//	bits 16–31  transport-wide sequence number
//	bits  5–15  size in bytes, at least 1, at most 2,047
//	bits  2–4   probe cluster, 0 for none
//	bits  0–1   fate
type packet uint64

// What is known of a packet that was sent.
const (
	unknown packet = iota
	lost           // told to be missing; it may still turn up
	arrived
	fates packet = 3
)

const largest = 1<<11 - 1 // size that a packet remembers

func ticks(at time.Duration) uint32 { return uint32(at >> 10) }

func (p packet) sequence() uint16 { return uint16(p >> 16) }
func (p packet) size() int        { return int(p>>5) & largest }
func (p packet) fate() packet     { return p & fates }

// age is how long before at the packet was sent.
func (p packet) age(at time.Duration) time.Duration {
	return time.Duration(ticks(at)-uint32(p>>32)) << 10
}

// Sent takes note of a packet that carries the transport-wide sequence number seq
// (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 2). Numbers are to grow by one with every packet of the
// leg. Size is in bytes, as the link is to be charged for: the whole UDP payload, say.
func (e *Estimator) Sent(seq uint16, size int, at time.Duration) { e.note(seq, size, 0, at) }

// SentProbe takes note of a packet, like [Estimator.Sent], that was sent for a probe: padding, or media once more.
func (e *Estimator) SentProbe(seq uint16, size int, cluster uint8, at time.Duration) {
	e.note(seq, size, cluster, at)
	e.probe.sent(seq, size, cluster)
}

// SentBare takes note of bytes that carry no transport-wide number, on a leg that has not agreed on them. Such a leg
// is estimated by [Estimator.Report] and [Estimator.REMB] alone.
func (e *Estimator) SentBare(size int) { e.bytes += uint64(size) }

func (e *Estimator) note(seq uint16, size int, cluster uint8, at time.Duration) {
	e.ring[seq%ringSize] = packet(ticks(at))<<32 | packet(seq)<<16 |
		packet(min(max(size, 1), largest))<<5 | packet(cluster&7)<<2
	e.bytes += uint64(size)
	e.newest = seq
	e.lastSent = at
}

// find is the packet of this number, if it is still remembered.
func (e *Estimator) find(seq uint16) (*packet, bool) {
	p := &e.ring[seq%ringSize]
	return p, p.sequence() == seq && p.size() > 0
}
