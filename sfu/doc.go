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
// A publish leg and an audience leg are each one peer connection (RFC 8825), both offered by the client and answered
// by the server, so that WHIP (RFC 9725) and WHEP clients speak to the same code as a page does. The server is
// ICE-lite on one UDP port, with ICE-TCP (RFC 6544) beside it for networks that block UDP; candidates of clients are
// ignored, all of the server's are in the answer. One certificate serves all legs.
//
// # Slots
//
// An audience leg's offer has all the m-lines it will ever need. Each is a [Slot]: the server puts sources into slots
// and takes them out, keeping one SSRC per slot and rewriting sequence numbers, timestamps and VP8 picture ids, so that
// a decoder sees one stream that never breaks. What is in which slot is told by [AudienceEvents]. After the first
// answer there is no SDP again, but for an ICE restart: speakers come and go, layers, languages and stages change
// without it.
//
// # Stages
//
// A [Stage] is a set of publishers and of viewers who attend it. A publisher is on one stage, a viewer attends one;
// both can be moved at any time. Nothing of one stage reaches the viewers of another.
//
// # Cost
//
// Publish legs use Pion's interceptors for repair and congestion feedback. Audience legs have none: Pion's NACK
// responder keeps a copy of every packet for every viewer. Here every source layer has one ring of packets, shared by
// all viewers, who remember only numbers. Keyframe requests of all viewers are merged: a camera sees at most one for
// each layer and 500 ms.
package sfu
