package codec

import "strings"

// Kind is a codec.
type Kind uint8

// The codecs that browsers send. Other is any that is forwarded untouched.
const (
	Other Kind = iota
	VP8
	VP9
	H264
	AV1
	Opus
	RED
)

// KindOf is the codec with a MIME type, such as "video/VP8". Types are compared without regard to case.
func KindOf(mime string) Kind {
	for i, name := range [...]string{"", "video/vp8", "video/vp9", "video/h264", "video/av1", "audio/opus", "audio/red"} {
		if i > 0 && strings.EqualFold(mime, name) {
			return Kind(i) //nolint:gosec // seven of them
		}
	}
	return Other
}

// Video reports whether the codec is one whose frames depend on each other.
func (k Kind) Video() bool { return k >= VP8 && k <= AV1 }
