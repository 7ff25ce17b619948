// Package sfu is a selective forwarding unit for one-to-many sessions: a few people publish, many watch. It knows
// nothing of conferences: strings, booleans and options go in, callbacks and [Stats] come out.
//
//	media, err := sfu.New(sfu.WithUDPAddr(":7000"))
//	hall := media.Stage("hall")
//	speaker, answer, err := media.Publish(ctx, sfu.PublishRequest{ID: "ada", Offer: offer, Grant: grant})
//	hall.Add(speaker)
//	viewer, answer, err := media.Watch(ctx, sfu.WatchRequest{ID: "bob", Offer: offer, Stage: hall})
//
// # Legs
//
// A publish leg is one peer connection of Pion (RFC 8825). An audience leg is one, too, as far as a client can see, but
// thin: ICE-lite, DTLS, SRTP and nothing else, without goroutines once it is connected. Both are offered by the client and
// answered by the server, so that WHIP (RFC 9725) and WHEP clients speak to the same code as a page does. They share one
// UDP port, with ICE-TCP (RFC 6544) beside it for networks that block UDP; candidates of clients are ignored, all of the
// server's are in the answer. One certificate serves all legs.
//
// # Slots
//
// An audience leg's offer has all the m-lines it will ever need. Each is a [Slot]: the server puts sources into slots
// and takes them out, keeping one SSRC per slot and rewriting sequence numbers, timestamps and VP8 picture ids, so that
// a decoder sees one stream that never breaks. What is in which slot is told by [AudienceEvents]. After the first
// answer there is no SDP again, but for an ICE restart: speakers come and go, layers, languages and stages change
// without it.
//
// What a viewer's way bears is shared among the pictures that she shows, in steps: fewer frames of the smallest encoding,
// all of them, larger spatial layers and encodings, up to the size that she shows. Screens come first, then who speaks.
//
// # Stages
//
// A [Stage] is a set of publishers and of viewers who attend it. A publisher is on one stage, a viewer attends one;
// both can be moved at any time. Nothing of one stage reaches the viewers of another.
//
// # Cost
//
// Publish legs use Pion's interceptors for repair and congestion feedback. On the audience's side, every source layer has
// one ring of packets, shared by all viewers, who remember only numbers. The packets of a frame are gathered and handed to
// one shard for each core, which owns its share of the viewers: for each, headers are rewritten and the shared payload is
// encrypted straight into what is sent, as one super-datagram (UDP_SEGMENT) for each viewer, many viewers for each system
// call. Who joins begins with the newest keyframe and what came since, if that is not long ago; else the camera is asked,
// at most once for each layer and 400 ms, for all viewers together.
package sfu
