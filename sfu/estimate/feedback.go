package estimate

import (
	"encoding/binary"
	"time"
)

const (
	clockJump = 2 * time.Second // of the receiver's clock against ours: it was set, or another device answers
	farAhead  = 8 * time.Second // of an arrival after its feedback's reference time: nobody waits so long
	outage    = 700 * time.Millisecond
)

// Feedback takes in one RTCP packet of transport-wide feedback that came at this time. Packets of a compound are cut
// apart by [Split]. Feedback that contradicts itself is refused whole; what it says of packets that were never sent,
// are too old or were told of before is passed over. At most ringSize packets are looked at, whatever it claims.
func (e *Estimator) Feedback(rtcp []byte, at time.Duration) error {
	e.gone = 0
	f, err := parse(rtcp)
	if err != nil {
		return err
	}
	at = e.clock(at)
	arrival := e.unwrap(f.reference, at)
	latest := arrival + farAhead
	outage := e.heard && at-e.lastFeedback > outage
	newest := time.Duration(-1) // age of the youngest packet told of
	seq, left := f.base, f.count
	for i := 0; left > 0; i += 2 {
		c := chunk(binary.BigEndian.Uint16(f.chunks[i:]))
		n := min(c.covers(), left)
		left -= n
		if c.run() && width(c.symbol(0)) == 0 {
			e.missing(seq, n, c.symbol(0) == missing, outage)
			seq += uint16(n)
			continue
		}
		for j := range n {
			switch c.symbol(j) {
			case smallDelta:
				arrival += time.Duration(f.deltas[0]) * deltaUnit
				f.deltas = f.deltas[1:]
			case largeDelta:
				arrival += time.Duration(int16(binary.BigEndian.Uint16(f.deltas))) * deltaUnit
				f.deltas = f.deltas[2:]
			default:
				e.missing(seq, 1, c.symbol(j) == missing, outage)
				seq++
				continue
			}
			if age, ok := e.arrived(seq, arrival, arrival <= latest, at); ok && (newest < 0 || age < newest) {
				newest = age
			}
			seq++
		}
	}
	if newest >= 0 {
		e.sample(newest)
		e.late = 0
	} else if behind := e.newest - f.base; behind >= ringSize && behind < 1<<15 {
		e.late++
	}
	e.conclude(at)
	return nil
}

// LostAtMost is how many lost packets an estimator names.
const LostAtMost = 64

// Lost names the packets that the last feedback was the first to say are lost, [LostAtMost] at most. The list is valid until
// the next feedback.
func (e *Estimator) Lost() []uint16 { return e.lost[:e.gone] }

// Crowded says that there is a queue: what is sent again makes it longer.
func (e *Estimator) Crowded() bool { return e.delay.slow != 0 || e.delay.standing() > lossQueue }

// Inherent is the share of packets that the path loses whatever is sent.
func (e *Estimator) Inherent() float64 { return e.loss.inherent }

// unwrap turns the 24 bits of a reference time into a time of the receiver's clock that does not wrap, and is above
// zero. When that clock jumps, all that was learnt of delays is of no use.
func (e *Estimator) unwrap(reference int32, at time.Duration) time.Duration {
	step := int64((reference - int32(e.reference)) << 8 >> 8)
	jump := time.Duration(step)*referenceUnit - (at - e.referenceAt)
	if e.heard && jump >= -clockJump && jump <= clockJump {
		e.reference += step
	} else {
		e.reference = 1<<24 + int64(reference&(1<<24-1))
		e.delay.restart()
		e.delivered = delivered{}
		e.probe.abandon(at)
	}
	e.referenceAt = at
	return time.Duration(e.reference) * referenceUnit
}

// arrived takes in that a packet came, at this time of the receiver's clock if that is credible. It says how old the
// packet is now, and whether that was news.
func (e *Estimator) arrived(seq uint16, arrival time.Duration, credible bool, at time.Duration) (time.Duration, bool) {
	p, ok := e.find(seq)
	if !ok || p.fate() == arrived {
		return 0, false
	}
	age := p.age(at)
	if age > time.Minute {
		return 0, false
	}
	e.loss.came(p.fate() == lost)
	*p = *p&^fates | arrived
	e.told(seq)
	if !credible {
		return 0, false
	}
	size := p.size()
	e.delivered.add(arrival, size)
	e.delay.add(at-age, arrival, size)
	e.probe.arrived(seq, size, at-age, arrival)
	return age, true
}

// missing takes in that n packets did not come, or came without a time. Only those in the ring are looked at.
func (e *Estimator) missing(seq uint16, n int, really, outage bool) {
	oldest := e.newest - (ringSize - 1)
	if skip := int(int16(oldest - seq)); skip > 0 {
		skip = min(skip, n)
		seq, n = seq+uint16(skip), n-skip
	}
	n = min(n, int(int16(e.newest-seq))+1)
	for ; n > 0; n-- {
		if p, ok := e.find(seq); ok && p.fate() == unknown && really {
			*p |= lost
			if e.gone < len(e.lost) {
				e.lost[e.gone] = seq
				e.gone++
			}
			e.told(seq)
			e.probe.missed(seq)
			if !outage {
				e.loss.missed()
			}
		}
		seq++
	}
}

// told keeps the highest number that feedback told of.
func (e *Estimator) told(seq uint16) {
	if int16(seq-e.highest) > 0 || !e.heard {
		e.highest = seq
	}
}

// sample takes in a round trip: the age of the youngest packet when feedback on it came. It includes what the receiver
// waited to send feedback, so the smallest counts most.
func (e *Estimator) sample(rtt time.Duration) {
	switch {
	case e.rtt == 0:
		e.rtt = rtt
	case rtt < e.rtt:
		e.rtt += (rtt - e.rtt) / 2
	default:
		e.rtt += (rtt - e.rtt) / 8
	}
}
