// Package estimate works out how much the way to one receiver bears: send-side bandwidth estimation for a leg of a
// media server, of which thousands live in one process. It knows bytes, numbers and times; nothing of streams, layers
// or sockets. It starts nothing, locks nothing, reads no clock and, once made, allocates nothing.
//
//	e := estimate.New(estimate.Config{Start: 600_000, Max: 6_000_000})
//	e.Sent(seq, len(packet), now)                    // for every packet with a transport-wide number
//	err := e.Feedback(rtcp, now)                     // for every packet of feedback on them
//	e.Tick(now)                                      // every 100 ms or so
//	choose(e.Target())                               // layers for so many bits per second
//	if c, ok := e.Probe(next, now); ok { pad(c) }    // would the next layer fit?
//
// Times are durations since some moment of the leg, the same for all calls. Rates are bits per second.
//
// # Sources
//
// Transport-wide numbers and feedback: draft-holmer-rmcat-transport-wide-cc-extensions-01. Control by delay and loss:
// draft-ietf-rmcat-gcc-02, with the line of delays that libwebrtc put in place of the draft's Kalman filter. REMB:
// draft-alvestrand-rmcat-remb-03. Receiver reports: RFC 3550 section 6.4.
//
// # What is different
//
// The published controller has well-known faults, most of all for a server that sends what it has and not what it is
// allowed to. Here:
//
//   - An estimate never grows by itself above one and a half times what arrived, and 100 kbit/s. What was not sent has
//     proven nothing. More than that is shown by probes, or not believed.
//   - One large frame is no congestion. A rising delay counts only if a queue stays: the quickest packet of each group
//     of the last 150 ms met it.
//   - Under congestion the estimate becomes what the link delivered since there is a queue, and not what an application
//     happened to send before. When that sends far less than the estimate, the estimate goes down in steps.
//   - Lost capacity is noticed within some 300 ms and a round trip even if no group is ever complete, because every
//     packet meets a long queue; and a long queue drains, since the estimate goes lower for as long as it stands.
//   - Losses that come singly and without a queue belong to the path and are borne, up to 15 %; up to 30 % once it is
//     seen that sending less does not help. An interruption, where all is lost, is no congestion either.
//   - While nothing is heard at all the target falls; the estimate is kept, and is back after some 300 ms.
//   - A queue that another flow keeps, a download say, or a path that became longer, is taken for what it is when sending
//     less does not shorten it. The leg then holds its own instead of giving way to nothing.
//   - Flows that share a link do not outbid each other: near a capacity found a moment ago growth is the same for small
//     and large, and a probe that shows little more than that is not believed.
//
// # Trust
//
// Feedback comes from strangers. It is parsed here, without allocation, and is refused whole if it contradicts itself;
// numbers that were not sent, duplicates, wild times and clocks that jump are passed over. Whatever it says, the target
// stays within the bounds given to [New], and one packet of it costs no more than a look at a thousand packets sent. A
// receiver that lies well gets more sent to itself, up to Max: bound Max by what the leg may cost.
package estimate
