package codec

// Limits of RED (RFC 2198 §3): 14 bits for how much earlier a redundant block is, ten for its length.
const (
	MaxOffset = 1<<14 - 1
	MaxBlock  = 1<<10 - 1
)

// maxBlocks bounds how many blocks are read from a packet. Browsers send two, and never more than nine.
const maxBlocks = 16

// Block is a part of a RED packet. The last is the primary one, whose Offset is 0; those before it repeat earlier ones.
type Block struct {
	Payload uint8  // payload type
	Offset  uint16 // how much earlier than the packet, in ticks
	Data    []byte
}

// ParseRED reads the blocks of a RED packet (RFC 2198 §3), which keep pointing into it, and returns how many there are.
// It returns false for a packet that is malformed or has more of them than there is room for.
func ParseRED(p []byte, blocks []Block) (n int, ok bool) {
	var sizes [maxBlocks]uint16
	i := 0
	for {
		if i >= len(p) || n == len(blocks) || n == maxBlocks {
			return 0, false
		}
		b := &blocks[n]
		*b = Block{Payload: p[i] & 0x7f}
		if n++; p[i]&0x80 == 0 {
			i++
			break
		}
		if len(p)-i < 4 {
			return 0, false
		}
		b.Offset = uint16(p[i+1])<<6 | uint16(p[i+2])>>2
		sizes[n-1] = uint16(p[i+2]&0x03)<<8 | uint16(p[i+3])
		i += 4
	}
	for k := range n - 1 {
		size := int(sizes[k])
		if size > len(p)-i {
			return 0, false
		}
		blocks[k].Data = p[i : i+size : i+size]
		i += size
	}
	blocks[n-1].Data = p[i:]
	return n, true
}

// Primary returns what a viewer without RED gets: the primary block, and its payload type.
func Primary(p []byte) (payload uint8, data []byte, ok bool) {
	var blocks [maxBlocks]Block
	n, ok := ParseRED(p, blocks[:])
	if !ok {
		return 0, nil, false
	}
	return blocks[n-1].Payload, blocks[n-1].Data, true
}

// AppendRED appends to dst a RED packet with these blocks: one or two earlier ones, oldest first, and the primary one
// last, as NetEq and RFC 2198 §4 want them. An earlier block that is empty, too old or too long is left out; without any
// that fits, the packet has the primary block alone.
func AppendRED(dst []byte, blocks ...Block) []byte {
	if len(blocks) == 0 {
		return dst
	}
	last := len(blocks) - 1
	for _, b := range blocks[:last] {
		if !b.fits() {
			continue
		}
		size := len(b.Data)
		dst = append(dst, 0x80|b.Payload, byte(b.Offset>>6), byte(b.Offset<<2)|byte(size>>8), byte(size)) //nolint:gosec // cut to fields
	}
	dst = append(dst, blocks[last].Payload&0x7f)
	for _, b := range blocks[:last] {
		if b.fits() {
			dst = append(dst, b.Data...)
		}
	}
	return append(dst, blocks[last].Data...)
}

func (b *Block) fits() bool {
	return len(b.Data) > 0 && len(b.Data) <= MaxBlock && b.Offset > 0 && b.Offset <= MaxOffset
}

// Retype gives all blocks of a RED packet, in place, the payload type that a viewer has for them. Every viewer may have
// another; a server that repeats Opus builds a packet once.
func Retype(p []byte, payload uint8) {
	for i := 0; i < len(p); i += 4 {
		more := p[i] & 0x80
		p[i] = more | payload&0x7f
		if more == 0 {
			return
		}
	}
}
