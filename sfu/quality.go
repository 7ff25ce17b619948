package sfu

import "time"

// Fault is on whose side lies what makes a picture or a sound bad.
type Fault string

// The faults.
const (
	NoFault        Fault = ""
	ViewerFault    Fault = "viewer"    // her downlink, or her device
	PublisherFault Fault = "publisher" // the uplink of somebody whom she watches
	ServerFault    Fault = "server"
)

// Quality is how good what somebody gets is, from 1 (hardly to be followed) to 5 (nothing to complain about), and who is
// to blame if it is 3 or less. 0 is not known: nothing is sent.
type Quality struct {
	Score int
	Fault Fault
}

// blamedFrom is the best score for which somebody is to blame.
const blamedFrom = 3

// Signs are what a [Quality] is made of, of the last seconds. Zero is good.
type Signs struct {
	Loss, Uplink  float64       // shares of packets lost on the way to the viewer, and on the way from publishers after repair
	Jitter, Round time.Duration // on the way to the viewer
	Away          time.Duration // round trip to the publishers
	Frozen        float64       // share of time in which a picture stood still, as her page says
	Concealed     float64       // share of sound that was made up, as her page says
	Held          int           // steps by which a picture is smaller or slower than suits, for her way bears no more
	Paused        bool          // a picture is not sent at all, for the same reason
	Dead          bool          // nothing comes of a source that may be seen or heard
	Late          float64       // share of frames that stayed in the server for long, or were lost in it
}

// graded is how good a measured value is: bounds are the most for 5, 4, 3 and 2.
func graded[T float64 | time.Duration](v T, bounds [4]T) int {
	for i, b := range bounds {
		if v <= b {
			return 5 - i
		}
	}
	return 1
}

// roundBounds are those of a round trip: from the third on, people talk into each other.
var roundBounds = [4]time.Duration{250 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond, 2 * time.Second}

// Judge returns the worst that the signs say. Who is blamed is who comes first in the chain, since loss before the server
// and in it freezes everybody's picture.
func Judge(s Signs) Quality {
	server := graded(s.Late, [4]float64{0.01, 0.05, 0.2, 0.5})
	publisher := min(graded(s.Uplink, [4]float64{0.005, 0.02, 0.06, 0.15}), graded(s.Away, roundBounds))
	if s.Dead {
		publisher = 1
	}
	viewer := min(
		graded(s.Loss, [4]float64{0.01, 0.03, 0.08, 0.2}), // most of it is repaired
		graded(s.Jitter, [4]time.Duration{30 * time.Millisecond, 60 * time.Millisecond, 120 * time.Millisecond, 250 * time.Millisecond}),
		graded(s.Round, roundBounds),
		max(2, 5-s.Held),
	)
	if s.Paused {
		viewer = min(viewer, 2)
	}
	// What her page sees has a cause: if neither publisher nor server shows one, it is on her side.
	seen := min(
		graded(s.Frozen, [4]float64{0.005, 0.02, 0.06, 0.15}),
		graded(s.Concealed, [4]float64{0.01, 0.03, 0.08, 0.2}),
	)
	q := Quality{Score: min(server, publisher, viewer, seen)}
	switch {
	case q.Score > blamedFrom:
	case server <= blamedFrom:
		q.Fault = ServerFault
	case publisher <= blamedFrom:
		q.Fault = PublisherFault
	default:
		q.Fault = ViewerFault
	}
	return q
}
