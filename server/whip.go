package server

import (
	"context"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
)

// WHIP (RFC 9725) lets an encoder publish as a speaker, WHEP a player watch, each with a bearer token. Both are the
// room's own legs, with the rights and the place of the person that the token stands for.

const (
	sdpType     = "application/sdp"
	trickleType = "application/trickle-ice-sdpfrag"
)

// program is a leg that a program opened.
type program struct {
	*live.Program
	token conference.TokenID
	offer string // for restarts that send only what has changed

	mu   sync.Mutex // held while it is restarted
	etag string
}

// programs are the legs that are open, by id. The rooms bound how many there are. Each has a goroutine that takes it out
// when it has ended, by whatever: closing the rooms ends them all.
type programs struct {
	watching sync.WaitGroup

	mu   sync.Mutex
	open map[string]*program
}

func newPrograms() *programs { return &programs{open: map[string]*program{}} }

func (p *programs) put(leg *program) {
	p.mu.Lock()
	p.open[leg.ID] = leg
	p.mu.Unlock()
	p.watching.Go(func() {
		<-leg.Ended()
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.open, leg.ID)
	})
}

// of finds a program's leg. Another token's leg is not there.
func (p *programs) of(id string, token conference.TokenID) (*program, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	leg := p.open[id]
	if leg == nil || leg.token != token {
		return nil, conference.Errorf(conference.NotFound, "there is no such leg")
	}
	return leg, nil
}

// preflight tells a browser what a page of another origin may send here: players run anywhere, and the token is all
// that counts.
func (s *Server) preflight(c *fiber.Ctx) error {
	allowOrigins(c)
	c.Set(fiber.HeaderAccessControlAllowMethods, "POST, PATCH, DELETE, OPTIONS")
	c.Set(fiber.HeaderAccessControlAllowHeaders, "Authorization, Content-Type, If-Match")
	c.Set(fiber.HeaderAccessControlMaxAge, "86400")
	c.Set("Accept-Post", sdpType)
	c.Set("Accept-Patch", sdpType+", "+trickleType)
	return c.SendStatus(http.StatusNoContent)
}

func allowOrigins(c *fiber.Ctx) {
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set(fiber.HeaderAccessControlExposeHeaders, "Location, ETag, Accept-Post, Accept-Patch, Retry-After")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set(fiber.HeaderCacheControl, "no-store")
}

// publish opens an encoder's leg.
func (s *Server) publish(c *fiber.Ctx) error {
	return s.openProgram(c, "/whip/", s.rooms.PublishProgram)
}

// play opens a player's leg.
func (s *Server) play(c *fiber.Ctx) error {
	return s.openProgram(c, "/whep/", s.rooms.WatchProgram)
}

func (s *Server) openProgram(c *fiber.Ctx, door string, open func(context.Context, live.Entry, string) (*live.Program, string, error)) error {
	if contentType(c) != sdpType {
		return ofStatus(http.StatusUnsupportedMediaType)
	}
	ctx := c.UserContext()
	who := askerOf(ctx)
	offer := string(c.Body())
	leg, answer, err := open(ctx, live.Entry{
		Session: who.Session, Person: live.Plate(who.Plate), Role: who.Role, Login: loginOf(who.Token.ID),
		Access: who.Session.AccessAt(who.Now),
	}, offer)
	if err != nil {
		return err
	}
	p := &program{Program: leg, token: who.Token.ID, offer: offer, etag: etagOf(answer)}
	s.programs.put(p)
	c.Set(fiber.HeaderLocation, door+string(who.Session.ID)+"/"+leg.ID)
	c.Set(fiber.HeaderETag, p.etag)
	c.Set("Accept-Patch", sdpType+", "+trickleType)
	c.Set(fiber.HeaderContentType, sdpType)
	return c.Status(http.StatusCreated).SendString(answer)
}

// restartProgram changes what a leg negotiated: a whole offer, or a fragment with new ICE credentials, restarts ICE. A
// fragment with the credentials that are in use brings candidates, which a server that is ICE-lite does not need.
func (s *Server) restartProgram(c *fiber.Ctx) error {
	p, err := s.programs.of(c.Params("leg"), askerOf(c.UserContext()).Token.ID)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if match := c.Get(fiber.HeaderIfMatch); match != "" && match != "*" && match != p.etag {
		return &refusal{Problem: protocol.Problem{
			Status: http.StatusPreconditionFailed, Kind: conference.Conflict, Title: "The leg has been restarted meanwhile.",
		}}
	}
	offer, fragment := string(c.Body()), false
	switch contentType(c) {
	case sdpType:
	case trickleType:
		fragment = true
		if restarts, whole := restartedOffer(p.offer, offer); restarts {
			offer = whole
		} else {
			return c.SendStatus(http.StatusNoContent)
		}
	default:
		return ofStatus(http.StatusUnsupportedMediaType)
	}
	answer, err := p.Restart(c.UserContext(), offer)
	if err != nil {
		return err
	}
	p.offer, p.etag = offer, etagOf(answer)
	c.Set(fiber.HeaderETag, p.etag)
	if fragment {
		c.Set(fiber.HeaderContentType, trickleType)
		return c.SendString(fragmentOf(answer))
	}
	c.Set(fiber.HeaderContentType, sdpType)
	return c.SendString(answer)
}

// endProgram ends a leg.
func (s *Server) endProgram(c *fiber.Ctx) error {
	p, err := s.programs.of(c.Params("leg"), askerOf(c.UserContext()).Token.ID)
	if err != nil {
		return err
	}
	p.Close()
	select {
	case <-p.Ended():
	case <-c.UserContext().Done():
		return c.UserContext().Err()
	}
	return c.SendStatus(http.StatusOK)
}

func contentType(c *fiber.Ctx) string {
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil {
		return ""
	}
	return kind
}

// etagOf names an ICE session: the answer's credentials change with it.
func etagOf(answer string) string { return `"` + hashOf(answer)[:24] + `"` }

// restartedOffer is the offer with a fragment's credentials in place of its own, when they are others.
func restartedOffer(offer, fragment string) (restarts bool, whole string) {
	user, password := attribute(fragment, "ice-ufrag"), attribute(fragment, "ice-pwd")
	if user == "" || password == "" || user == attribute(offer, "ice-ufrag") {
		return false, ""
	}
	lines := strings.SplitAfter(offer, "\n")
	for i, line := range lines {
		switch end := line[len(strings.TrimRight(line, "\r\n")):]; {
		case strings.HasPrefix(line, "a=ice-ufrag:"):
			lines[i] = "a=ice-ufrag:" + user + end
		case strings.HasPrefix(line, "a=ice-pwd:"):
			lines[i] = "a=ice-pwd:" + password + end
		}
	}
	return true, strings.Join(lines, "")
}

// fragmentOf is what a restart changes of an answer: credentials and candidates of the first section, which bundles
// all others (RFC 8840 §9).
func fragmentOf(answer string) string {
	var b strings.Builder
	b.WriteString("a=ice-ufrag:" + attribute(answer, "ice-ufrag") + "\r\na=ice-pwd:" + attribute(answer, "ice-pwd") + "\r\n")
	sections := 0
	for line := range strings.Lines(answer) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "m=") {
			sections++
		}
		if sections == 1 && (strings.HasPrefix(line, "m=") || strings.HasPrefix(line, "a=mid:") ||
			strings.HasPrefix(line, "a=candidate:") || line == "a=end-of-candidates") {
			b.WriteString(line + "\r\n")
		}
	}
	return b.String()
}

// attribute is the first value of an attribute in an SDP.
func attribute(sdp, name string) string {
	for line := range strings.Lines(sdp) {
		if value, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "a="+name+":"); ok {
			return value
		}
	}
	return ""
}
