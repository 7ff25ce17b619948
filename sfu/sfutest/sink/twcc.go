package sink

import (
	"encoding/binary"
	"slices"
)

// arrival is one packet with a transport-wide number.
type arrival struct {
	number uint32 // extended
	at     int64
}

// feedback says when packets with transport-wide numbers came (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
type feedback struct {
	list    []arrival
	next    uint32 // after the last number that was reported
	started bool
	count   uint8
	marks   []uint16 // statuses, kept for their space
}

// arrivalsAtMost are the numbers of one feedback packet, so that it fits into a datagram.
const arrivalsAtMost = 400

func (f *feedback) arrived(number uint16, at int64) {
	if !f.started {
		f.started, f.next = true, 1<<16+uint32(number)
	}
	n := f.next + uint32(int32(int16(number-uint16(f.next)))) //nolint:gosec // numbers wrap
	if n < f.next || len(f.list) >= 4*arrivalsAtMost {
		return // reported as missing already, as good as lost to an estimate
	}
	f.list = append(f.list, arrival{n, at})
}

const (
	missingMark = 0
	smallMark   = 1
	largeMark   = 2
	tickOfDelta = 250_000 // ns
	tickOfBase  = 64_000_000
)

// appendTo appends a packet about what came since the last, or nothing.
func (f *feedback) appendTo(b []byte, media uint32) []byte {
	if len(f.list) == 0 {
		return b
	}
	slices.SortFunc(f.list, func(a, b arrival) int { return int(int32(a.number - b.number)) }) //nolint:gosec // close to each other
	f.list = slices.CompactFunc(f.list, func(a, b arrival) bool { return a.number == b.number })
	first, n := f.next, len(f.list)
	if f.list[n-1].number-first >= arrivalsAtMost {
		n = slices.IndexFunc(f.list, func(a arrival) bool { return a.number-first >= arrivalsAtMost })
	}
	if n == 0 { // a hole larger than a packet can tell of
		f.next = f.list[0].number
		return f.appendTo(b, media)
	}
	some := f.list[:n]
	start := len(b)
	base := some[0].at / tickOfBase
	last := some[len(some)-1].number
	b = append(b, 0x80|15, 205, 0, 0, 0, 0, 0, 1)
	b = binary.BigEndian.AppendUint32(b, media)
	b = binary.BigEndian.AppendUint16(b, uint16(first))        //nolint:gosec // numbers wrap
	b = binary.BigEndian.AppendUint16(b, uint16(last-first+1)) //nolint:gosec // bounded
	b = append(b, byte(base>>16), byte(base>>8), byte(base), f.count)
	f.count++
	b = f.appendDeltas(b, some, first, last, base*tickOfBase)
	padding := -(len(b) - start) & 3
	if padding > 0 {
		b[start] |= 0x20
		for i := range padding {
			b = append(b, byte((i+1)/padding*padding))
		}
	}
	binary.BigEndian.PutUint16(b[start+2:], uint16((len(b)-start)/4-1)) //nolint:gosec // bounded
	f.next, f.list = last+1, slices.Delete(f.list, 0, n)
	return b
}

// appendDeltas appends the status of each number, then how long after the one before each of those that came did.
func (f *feedback) appendDeltas(b []byte, some []arrival, first, last uint32, reference int64) []byte {
	f.marks = f.marks[:0]
	var space [2 * arrivalsAtMost]byte
	deltas, i, ticks := space[:0], 0, int64(0)
	for n := first; n != last+1; n++ {
		if some[i].number != n {
			f.marks = append(f.marks, missingMark)
			continue
		}
		now := (some[i].at - reference) / tickOfDelta
		delta := now - ticks
		ticks, i = now, min(i+1, len(some)-1)
		if delta >= 0 && delta <= 255 {
			f.marks = append(f.marks, smallMark)
			deltas = append(deltas, byte(delta))
			continue
		}
		f.marks = append(f.marks, largeMark)
		deltas = binary.BigEndian.AppendUint16(deltas, uint16(max(min(delta, 1<<15-1), -1<<15))) //nolint:gosec // bounded
	}
	return append(appendMarks(b, f.marks), deltas...)
}

// appendMarks writes statuses as runs where seven or more are the same, else by sevens.
func appendMarks(b []byte, marks []uint16) []byte {
	for len(marks) > 0 {
		run := 1
		for run < len(marks) && marks[run] == marks[0] {
			run++
		}
		if run >= 7 {
			b = binary.BigEndian.AppendUint16(b, marks[0]<<13|uint16(run)) //nolint:gosec // below 8192
			marks = marks[run:]
			continue
		}
		chunk := uint16(0xc000) // a vector of two bits each
		for i := range min(7, len(marks)) {
			chunk |= marks[i] << (12 - 2*i)
		}
		b = binary.BigEndian.AppendUint16(b, chunk)
		marks = marks[min(7, len(marks)):]
	}
	return b
}
