package sfu

import (
	"fmt"
	"strings"
)

// checkOffer refuses an offer by its size and by counting lines, before anything parses it: ten thousand candidates
// would cost two seconds of CPU.
func checkOffer(offer string, l Limits) (withoutCandidates string, sections int, err error) {
	if len(offer) > l.Offer {
		return "", 0, fmt.Errorf("%w: %d bytes", ErrOffer, len(offer))
	}
	var b strings.Builder
	b.Grow(len(offer))
	candidates := 0
	for line := range strings.Lines(offer) {
		switch {
		case strings.HasPrefix(line, "m="):
			sections++
		case strings.HasPrefix(line, "a=candidate:"):
			candidates++
			continue // the server is ICE-lite: it answers, and never calls
		}
		b.WriteString(line)
	}
	if sections == 0 || sections > l.Sections || candidates > l.Candidates {
		return "", 0, fmt.Errorf("%w: %d sections, %d candidates", ErrOffer, sections, candidates)
	}
	return b.String(), sections, nil
}

// kinds returns "audio" or "video" for each m-line of an offer.
func kinds(offer string) []string {
	var list []string
	for line := range strings.Lines(offer) {
		if rest, ok := strings.CutPrefix(line, "m="); ok {
			kind, _, _ := strings.Cut(rest, " ")
			list = append(list, kind)
		}
	}
	return list
}
