package codec

// Echo repeats the packets of a source of sound in those that follow, for viewers with RED. It keeps pointing to what it
// is given, which must not change; one goroutine gives it the packets.
type Echo struct {
	earlier [2]struct {
		data      []byte
		timestamp uint32
	}
}

// Append appends to dst a RED packet with the packet of Opus that has come, and depth of those before it, two at most,
// and remembers it. Silence is not worth repeating, and neither is what is too long ago, such as what was said before a
// pause; a packet that comes late is not repeated.
func (e *Echo) Append(dst []byte, payload uint8, timestamp uint32, data []byte, depth int) []byte {
	var blocks [3]Block
	n := 0
	for i := 2 - min(max(depth, 0), 2); i < 2; i++ {
		b := &e.earlier[i]
		if ago := timestamp - b.timestamp; len(b.data) > 0 && !Silent(b.data) && ago > 0 && ago <= MaxOffset {
			blocks[n] = Block{Payload: payload, Offset: uint16(ago), Data: b.data} //nolint:gosec // checked
			n++
		}
	}
	blocks[n] = Block{Payload: payload, Data: data}
	if last := &e.earlier[1]; last.data == nil || int32(timestamp-last.timestamp) > 0 { //nolint:gosec // serial number arithmetic
		e.earlier[0] = *last
		last.data, last.timestamp = data, timestamp
	}
	return AppendRED(dst, blocks[:n+1]...)
}
