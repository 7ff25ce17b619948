package codec

// Silent reports whether an Opus packet holds no sound but only says that there is none: an encoder that may stop
// (RFC 7587 §3.1.3) makes packets of at most two bytes then, in which all frames are empty (RFC 6716 §3.2).
func Silent(p []byte) bool { return len(p) > 0 && len(p) <= 2 }

// Duration is how long an Opus packet plays, in ticks of its clock of 48 kHz; 0 when it is malformed (RFC 6716 §3).
func Duration(p []byte) int {
	if len(p) == 0 {
		return 0
	}
	frame := 0
	switch config := p[0] >> 3; {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		frame = [...]int{480, 960, 1920, 2880}[config&3]
	case config < 16: // hybrid: 10, 20 ms
		frame = 480 << (config & 1)
	default: // CELT: 2.5, 5, 10, 20 ms
		frame = 120 << (config & 3)
	}
	count := 1
	switch p[0] & 3 {
	case 1, 2:
		count = 2
	case 3:
		if len(p) < 2 {
			return 0
		}
		count = int(p[1] & 0x3f)
	}
	if frame *= count; frame > 5760 { // 120 ms
		return 0
	}
	return frame
}
