package sfu

import (
	"fmt"
	"strings"
)

// offer is what must be known of an offer before anything parses it.
type offer struct {
	sdp         string // as Pion shall see it: without candidates, and each section in one direction
	sections    []string
	fingerprint string // of the client's certificate
}

// The directions in which a client may send or receive, as its offer says them.
const (
	sends    = "sendonly"
	receives = "recvonly"
)

// readOffer refuses an offer by its size and by counting lines, before anything parses it: ten thousand candidates
// would cost two seconds of CPU. Candidates are left out: the server is ICE-lite, it answers and never calls. The client
// only sends or only receives, whatever else it offers.
func readOffer(text string, direction string, l Limits) (offer, error) {
	var o offer
	if len(text) > l.Offer {
		return o, fmt.Errorf("%w: %d bytes", ErrOffer, len(text))
	}
	var b strings.Builder
	b.Grow(len(text) + 64)
	candidates, said := 0, "sendrecv"
	end := func() error { // of a section
		if len(o.sections) == 0 {
			return nil
		}
		if said == "sendrecv" {
			said = direction
		}
		if direction == receives && said != receives {
			return fmt.Errorf("%w: section %d is %s", ErrOffer, len(o.sections)-1, said)
		}
		b.WriteString("a=" + said + "\r\n")
		return nil
	}
	whole := "sendrecv" // what the session says for all sections
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch key, value, _ := strings.Cut(strings.TrimPrefix(line, "a="), ":"); {
		case strings.HasPrefix(line, "m="):
			if err := end(); err != nil {
				return o, err
			}
			kind, _, _ := strings.Cut(line[2:], " ")
			if kind != "audio" && kind != "video" {
				return o, fmt.Errorf("%w: section %d is %.20q", ErrOffer, len(o.sections), kind)
			}
			o.sections, said = append(o.sections, kind), whole
		case key == line: // not an attribute
		case key == "candidate", key == "end-of-candidates":
			candidates++
			continue
		case key == "fingerprint":
			o.fingerprint = strings.ToLower(value)
		case key == "sendrecv", key == sends, key == receives, key == "inactive":
			if said = key; len(o.sections) == 0 {
				whole = key
			}
			continue
		}
		b.WriteString(line)
		b.WriteString("\r\n")
	}
	if err := end(); err != nil {
		return o, err
	}
	if len(o.sections) == 0 || len(o.sections) > l.Sections || candidates > l.Candidates {
		return o, fmt.Errorf("%w: %d sections, %d candidates", ErrOffer, len(o.sections), candidates)
	}
	o.sdp = b.String()
	return o, nil
}

// restarts reports whether an offer may follow another of the same leg: new ICE credentials, nothing else. A new
// certificate would be somebody else.
func (o offer) restarts(first offer) error {
	if len(o.sections) != len(first.sections) {
		return fmt.Errorf("%w: a restart cannot change sections", ErrOffer)
	}
	if o.fingerprint != first.fingerprint {
		return fmt.Errorf("%w: a restart cannot change the certificate", ErrOffer)
	}
	return nil
}
