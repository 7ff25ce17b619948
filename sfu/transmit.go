package sfu

// write sends bytes as they are.
func (l *link) write(b []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writeHeld(b)
}

func (l *link) writeHeld(b []byte) {
	switch {
	case l.path.tcp != nil:
		l.path.tcp.send(b)
	case l.path.valid():
		_, _ = l.sfu.port.write(b, l.path.to.addr)
	}
}

// header is what of an RTP packet's header a slot decides.
type header struct {
	payload   uint8
	marker    bool
	pad       uint8 // bytes of padding
	sequence  uint16
	rollover  uint32
	timestamp uint32
	ssrc      uint32

	descriptor []byte // dependency descriptor; empty: none
}

var (
	onlyPadding = []byte{1} // RFC 3550 §5.1: how many bytes are padding, itself included
	padding     [padAtMost]byte
)

// packet seals an RTP packet into a batch; an empty payload is padding. Called with mu held, when the link is ready.
func (l *link) packet(b *batch, h header, payload []byte) {
	arena := b.space()
	start := len(arena)
	first, second := byte(0x80), h.payload
	switch {
	case len(payload) == 0:
		first |= 0x20
		payload = onlyPadding
	case h.pad > 0:
		first |= 0x20
		payload = append(append(b.padded[:0], payload...), padding[:h.pad-1]...)
		payload = append(payload, h.pad)
	}
	if l.twccID != 0 || len(h.descriptor) > 0 {
		first |= 0x10
	}
	if h.marker {
		second |= 0x80
	}
	arena = append(arena, first, second, byte(h.sequence>>8), byte(h.sequence),
		byte(h.timestamp>>24), byte(h.timestamp>>16), byte(h.timestamp>>8), byte(h.timestamp),
		byte(h.ssrc>>24), byte(h.ssrc>>16), byte(h.ssrc>>8), byte(h.ssrc))
	switch {
	case len(h.descriptor) > 0:
		arena = l.extend(arena, h.descriptor)
	case l.twccID != 0: // RFC 8285 §4.2
		arena = append(arena, 0xbe, 0xde, 0, 1, l.twccID<<4|1, byte(l.twcc>>8), byte(l.twcc), 0)
	}
	number := l.twcc
	if l.twccID != 0 {
		l.twcc++
	}
	arena = l.seal.packet(arena, len(arena)-start, payload, h.rollover)
	if l.estimator != nil {
		l.register(number, len(arena)-start)
	}
	l.commit(b, arena, start)
}

// shortAtMost is the length of the largest extension of one byte (RFC 8285 §4.2).
const shortAtMost = 16

// extend appends the extensions of a packet with a dependency descriptor: in the short form, or in that of two bytes
// (RFC 8285 §4.3) where it is too long for that.
func (l *link) extend(arena, descriptor []byte) []byte {
	start := len(arena)
	size := uint8(len(descriptor)) //nolint:gosec // see descriptorAtMost
	if size <= shortAtMost {
		arena = append(arena, 0xbe, 0xde, 0, 0)
		if l.twccID != 0 {
			arena = append(arena, l.twccID<<4|1, byte(l.twcc>>8), byte(l.twcc))
		}
		arena = append(arena, l.descriptorID<<4|(size-1))
	} else {
		arena = append(arena, 0x10, 0, 0, 0)
		if l.twccID != 0 {
			arena = append(arena, l.twccID, 2, byte(l.twcc>>8), byte(l.twcc))
		}
		arena = append(arena, l.descriptorID, size)
	}
	arena = append(arena, descriptor...)
	for (len(arena)-start)%4 != 0 {
		arena = append(arena, 0)
	}
	arena[start+3] = uint8((len(arena)-start)/4 - 1) //nolint:gosec // 66 at most
	return arena
}

// register tells the estimator of a packet.
func (l *link) register(number uint16, size int) {
	switch at := l.since(l.now); {
	case l.twccID == 0:
		l.estimator.SentBare(size)
	case l.cluster != 0:
		l.estimator.SentProbe(number, size, l.cluster, at)
	default:
		l.estimator.Sent(number, size, at)
	}
}

// control seals RTCP into a batch.
func (l *link) control(b *batch, plain []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seal == nil || l.closed {
		return
	}
	arena := b.space()
	start := len(arena)
	l.commit(b, l.seal.control(arena, plain), start)
}

func (l *link) commit(b *batch, arena []byte, start int) {
	if l.path.tcp != nil {
		l.path.tcp.send(arena[start:])
		return
	}
	if l.path.valid() {
		b.add(arena, &l.path.to)
	}
}
