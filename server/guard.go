package server

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
)

// guard stands before everything: it refuses requests that could mean two things, keeps a panic from ending more than
// its own request (and from being shown), sets the headers that every answer has, and counts.
func (s *Server) guard(c *fiber.Ctx) error {
	began := time.Now()
	s.setHeaders(c)
	err := ambiguous(c)
	if err != nil {
		c.Context().SetConnectionClose()
	} else {
		err = s.survive(c)
	}
	if err != nil {
		if err := s.fail(c, err); err != nil {
			return err
		}
	}
	s.metrics.answered(c.Method(), pattern(c), c.Response().StatusCode(), time.Since(began))
	return nil
}

// survive runs the rest and turns a panic into an error that nobody outside reads.
func (s *Server) survive(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic in a request", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
			c.Response().ResetBody()
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return c.Next()
}

// ambiguous refuses what another server, a proxy say, could read as another request. The rest of what can be smuggled
// fasthttp refuses itself; the tests hold both to it.
func ambiguous(c *fiber.Ctx) error {
	header := &c.Request().Header
	lines := header.RawHeaders()
	chunked, encoded := header.ContentLength() == -1, hasLine(lines, "transfer-encoding")
	switch {
	case bytes.Contains(lines, []byte("\n ")) || bytes.Contains(lines, []byte("\n\t")):
		return ofStatus(http.StatusBadRequest) // a folded line (RFC 9112 §5.2)
	case bytes.Count(lines, []byte("\n")) != bytes.Count(lines, []byte("\r\n")):
		return ofStatus(http.StatusBadRequest) // a line that ends for some only
	case encoded && (!chunked || hasLine(lines, "content-length")):
		return ofStatus(http.StatusBadRequest) // two lengths, or one that nobody knows (RFC 9112 §6.1)
	case !bytes.HasPrefix(header.RequestURI(), []byte("/")):
		return ofStatus(http.StatusBadRequest) // another host in the address, or "*"
	case string(header.Protocol()) != "HTTP/1.1" && string(header.Protocol()) != "HTTP/1.0":
		return ofStatus(http.StatusBadRequest)
	case (c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead) && (encoded || header.ContentLength() > 0):
		return ofStatus(http.StatusBadRequest) // its body could be read as the next request
	case len(header.Peek(fiber.HeaderContentEncoding)) > 0:
		return ofStatus(http.StatusUnsupportedMediaType) // it would be unpacked beyond the limit
	}
	return nil
}

// hasLine says whether there is a header of this name, given in lower case, as it came over the wire.
func hasLine(lines []byte, name string) bool {
	for line := range bytes.Lines(lines) {
		if len(line) > len(name) && line[len(name)] == ':' && strings.EqualFold(string(line[:len(name)]), name) {
			return true
		}
	}
	return false
}

// setHeaders sets what every answer says to browsers.
func (s *Server) setHeaders(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, s.policy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), "+
		"screen-wake-lock=(self), geolocation=(), payment=(), usb=()")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	if s.public.Scheme == "https" {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
	if strings.HasPrefix(c.Path(), "/api") {
		c.Set(fiber.HeaderCacheControl, "no-store")
		c.Set("Cross-Origin-Resource-Policy", "same-origin")
	}
}

// policyFor is what pages from an address may load, and where from.
func policyFor(public *url.URL) string {
	socket := "wss://" + public.Host
	if public.Scheme == "http" {
		socket = "ws://" + public.Host
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; " +
		"img-src 'self' data: blob:; font-src 'self'; connect-src 'self' " + socket + "; media-src 'self' blob:; " +
		"worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// checkOrigin refuses what a page of somebody else's makes a browser of ours do. Reading is harmless, since no other
// origin may see an answer; programs with bearer tokens send no cookie that could be abused.
func (s *Server) checkOrigin(c *fiber.Ctx, r route) error {
	site, origin := c.Get("Sec-Fetch-Site"), c.Get(fiber.HeaderOrigin)
	foreign := conference.Errorf(conference.Forbidden, "this request comes from another site's page")
	switch {
	case r.bearer != "" || !r.socket && c.Get(fiber.HeaderAuthorization) != "":
		return nil
	case r.socket: // browsers always send the origin with these, and not all of them say "same-origin" of ws: and http:
		if !s.ours(origin, string(c.Request().Host())) {
			return foreign
		}
	case c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead:
		return nil
	case site != "" && site != "same-origin" && site != "none":
		return foreign
	case origin != "" && !s.ours(origin, string(c.Request().Host())):
		return foreign
	case site == "" && origin == "" && c.Cookies(s.cookieName()) != "":
		return foreign // every browser that could be made to send the cookie says where from
	}
	return nil
}

// ours says whether an origin is the public address, or, for those who come by another name, the host they ask. With
// TLS in front, a page that came without it is not ours. Compared exactly: browsers write an origin in one way.
func (s *Server) ours(origin, host string) bool {
	return origin == s.public.Scheme+"://"+s.public.Host ||
		host != "" && (origin == "https://"+host || origin == "http://"+host && s.public.Scheme == "http")
}

// pattern is the route of a request as the table has it: a label without anything that somebody typed.
func pattern(c *fiber.Ctx) string {
	if r := c.Route(); r != nil && r.Path != "" && r.Path != "/" {
		return r.Path
	}
	return "/*"
}
