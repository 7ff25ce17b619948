package server

import "plenary/server/protocol"

// part is a message that has begun. It grows with what has come, not with what was announced.
type part struct {
	head [maxHead]byte
	have int    // bytes of head
	now  header // of the frame whose payload is being read, if one is
	in   bool
	done int // bytes of that payload

	kind    byte // of the message whose fragments are being read, or 0
	text    []byte
	control [maxControl]byte
}

// keptText is how much space for text is kept for the next one.
const keptText = 4 << 10

// empty says that nothing has begun.
func (p *part) empty() bool { return p.have == 0 && !p.in && p.kind == 0 }

// giveBack leaves the part to whoever needs one.
func (p *part) giveBack() {
	if p.text = p.text[:0]; cap(p.text) > keptText {
		p.text = nil
	}
	parts.Put(p)
}

// read is next of frames.
func (p *part) read(b []byte) (m message, rest []byte, err error) {
	for {
		if !p.in {
			if b, err = p.readHead(b); err != nil || !p.in {
				return message{}, nil, err
			}
		}
		piece := b[:min(len(b), p.now.size-p.done)]
		b = b[len(piece):]
		unmask(piece, p.now.mask, p.done)
		isControl := p.now.opcode&controlBit != 0
		if isControl {
			copy(p.control[p.done:], piece)
		} else {
			p.text = append(p.text, piece...)
		}
		if p.done += len(piece); p.done < p.now.size {
			return message{}, nil, nil
		}
		p.in, p.have = false, 0
		switch {
		case isControl:
			return whole(p.now.opcode, p.control[:p.done], b)
		case p.now.final:
			m = message{p.kind, p.text}
			p.kind, p.text = 0, p.text[:0]
			return m, b, nil
		}
	}
}

// readHead reads the header of a frame, and checks that it has its place.
func (p *part) readHead(b []byte) (rest []byte, err error) {
	for i, c := range b {
		p.head[p.have] = c
		p.have++
		h, n, err := readHeader(p.head[:p.have])
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		p.now, p.in, p.done = h, true, 0
		switch {
		case h.opcode&controlBit != 0:
			return b[i+1:], nil
		case (h.opcode == continuation) != (p.kind != 0):
			return nil, wrong("a fragment has no message, or a message not all its fragments")
		case len(p.text)+h.size > protocol.MaxFrame:
			return nil, errTooBig
		case h.opcode != continuation:
			p.kind = h.opcode
		}
		return b[i+1:], nil
	}
	return nil, nil
}
