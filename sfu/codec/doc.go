// Package codec reads and rewrites what a forwarding server must know of the payloads that browsers send: where frames
// and keyframes begin, to which spatial and temporal layer a packet belongs, how large the picture is, which packets a
// viewer with less bandwidth can do without, and how the numbers in the rest are to be corrected so that a decoder does
// not see that anything is missing.
//
//   - VP8: RFC 7741, with the frame header of RFC 6386.
//   - VP9: RFC 9628.
//   - H264: RFC 6184, with the sequence parameter set of H.264 §7.3.2.1.
//   - AV1: the RTP payload format of the Alliance for Open Media, with its dependency descriptor, which may accompany
//     any of the video codecs.
//   - Opus: RFC 7587, and RED, which repeats it: RFC 2198.
//
// [Inspect] says once for each packet of a publisher's encoding what it is; a [Selector], one for each place where a
// viewer shows a picture, decides from that whether the viewer gets the packet, and under which numbers.
//
// Everything here is a function of its arguments: no goroutine, no clock, no lock, no input or output, and no allocation
// for a packet. All lengths and loops are bounded by the packet, which may come from a stranger and say anything.
package codec
