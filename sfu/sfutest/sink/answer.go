package sink

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// answered is what an answer says that matters to a viewer.
type answered struct {
	name, password string
	fingerprint    string // in lower case
	active         bool   // the server begins DTLS
	candidates     []netip.AddrPort
	twccID         uint8
	streams        []*stream
}

// errAnswer is why an answer cannot be used.
var errAnswer = errors.New("the answer cannot be used")

const twccURI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

// readAnswer parses an answer to an offer of this package.
func readAnswer(text string) (*answered, error) {
	a := &answered{}
	sections := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\nm=")
	for i, section := range sections {
		lines := strings.Split(section, "\n")
		a.common(lines)
		if i > 0 {
			if err := a.section(lines); err != nil {
				return nil, err
			}
		}
	}
	if a.name == "" || a.password == "" || a.fingerprint == "" || len(a.candidates) == 0 || len(a.streams) == 0 {
		return nil, fmt.Errorf("%w: it lacks credentials, a fingerprint, a UDP candidate or streams", errAnswer)
	}
	return a, nil
}

// common reads what belongs to the transport, which all sections share.
func (a *answered) common(lines []string) {
	for _, line := range lines {
		key, value, _ := strings.Cut(strings.TrimPrefix(line, "a="), ":")
		switch key {
		case "ice-ufrag":
			a.name = value
		case "ice-pwd":
			a.password = value
		case "fingerprint":
			a.fingerprint = strings.ToLower(value)
		case "setup":
			a.active = value == "active"
		case "candidate":
			f := strings.Fields(value)
			if len(f) < 8 || f[1] != "1" || !strings.EqualFold(f[2], "udp") {
				continue
			}
			ip, err := netip.ParseAddr(f[4])
			port, perr := strconv.ParseUint(f[5], 10, 16)
			if c := netip.AddrPortFrom(ip, uint16(port)); err == nil && perr == nil && !slices.Contains(a.candidates, c) { //nolint:gosec // 16 bits
				a.candidates = append(a.candidates, c)
			}
		}
	}
}

// section reads the streams of one m-line.
func (a *answered) section(lines []string) error {
	kind, formats, _ := strings.Cut(lines[0], " ")
	if strings.HasPrefix(formats, "0 ") {
		return nil // refused
	}
	video, vp8 := kind == "video", false
	repairs := map[uint64]uint64{} // what repairs whose packets
	var ssrcs []uint64
	for _, line := range lines {
		key, value, _ := strings.Cut(strings.TrimPrefix(line, "a="), ":")
		f := strings.Fields(value)
		switch {
		case len(f) < 2:
		case key == "rtpmap":
			vp8 = vp8 || strings.EqualFold(f[1], "VP8/90000")
		case key == "extmap" && f[1] == twccURI:
			if id, err := strconv.ParseUint(f[0], 10, 4); err == nil {
				a.twccID = uint8(id)
			}
		case key == "ssrc-group" && f[0] == "FID" && len(f) == 3:
			from, err1 := strconv.ParseUint(f[1], 10, 32)
			by, err2 := strconv.ParseUint(f[2], 10, 32)
			if err := errors.Join(err1, err2); err != nil {
				return fmt.Errorf("%w: %w", errAnswer, err)
			}
			repairs[by] = from
		case key == "ssrc":
			n, err := strconv.ParseUint(f[0], 10, 32)
			if err != nil {
				return fmt.Errorf("%w: %w", errAnswer, err)
			}
			if !slices.Contains(ssrcs, n) {
				ssrcs = append(ssrcs, n)
			}
		}
	}
	a.add(ssrcs, repairs, video, vp8)
	return nil
}

func (a *answered) add(ssrcs []uint64, repairs map[uint64]uint64, video, vp8 bool) {
	by := map[uint64]*stream{}
	for _, n := range ssrcs {
		by[n] = &stream{ssrc: uint32(n), video: video, vp8: vp8} //nolint:gosec // parsed as 32 bits
		a.streams = append(a.streams, by[n])
	}
	for n, from := range repairs {
		if by[n] != nil {
			by[n].media = by[from]
		}
	}
}
