package server

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// internal is the kind of everything that nobody outside can correct.
const internal conference.Kind = "internal"

// statuses is where a kind becomes a status.
var statuses = map[conference.Kind]int{
	conference.Invalid:         http.StatusUnprocessableEntity,
	conference.Unauthenticated: http.StatusUnauthorized,
	conference.Forbidden:       http.StatusForbidden,
	conference.NotFound:        http.StatusNotFound,
	conference.Conflict:        http.StatusConflict,
	conference.TooMany:         http.StatusTooManyRequests,
	conference.Unavailable:     http.StatusServiceUnavailable,
	internal:                   http.StatusInternalServerError,
}

// refusal is an error on its way out: a problem in the form that people and pages read.
type refusal struct {
	protocol.Problem
	headers http.Header
}

// Error returns the sentence.
func (r *refusal) Error() string { return r.Title }

// GetStatus tells huma the status.
func (r *refusal) GetStatus() int { return r.Status }

// GetHeaders tells huma the headers.
func (r *refusal) GetHeaders() http.Header { return r.headers }

// ContentType tells huma the type of the body (RFC 9457).
func (r *refusal) ContentType(string) string { return "application/problem+json" }

// blamed is a refusal that one field of what was sent is to blame for.
type blamed struct {
	error
	field string
}

// Unwrap returns the refusal itself.
func (b blamed) Unwrap() error { return b.error }

// inField says which field an error is about.
func inField(field string, err error) error {
	if err == nil {
		return nil
	}
	return blamed{err, field}
}

// refuse is the one place where an error becomes what the asker is told. What it does not know is our fault: it is
// logged here, once, and nothing of it is shown.
func (s *Server) refuse(err error, facts ...any) *refusal {
	var (
		known   *refusal
		refused *conference.Error
		ofFiber *fiber.Error
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &refused):
		return ofKind(refused, err)
	case errors.As(err, &ofFiber) && ofFiber.Code < http.StatusInternalServerError:
		return ofStatus(ofFiber.Code)
	case errors.Is(err, context.DeadlineExceeded):
		s.log.Warn("request took too long", append(facts, slog.Any("error", err))...)
		return ofKind(conference.Errorf(conference.Unavailable, "this took too long; please try again"), nil)
	case errors.Is(err, context.Canceled):
		return ofKind(conference.Errorf(conference.Unavailable, "the server is restarting; please try again"), nil)
	}
	s.log.Error("request failed", append(facts, slog.Any("error", err))...)
	return &refusal{Problem: protocol.Problem{
		Status: statuses[internal], Kind: internal, Title: "Something broke on our side. It is in our log; please try again.",
	}}
}

func ofKind(refused *conference.Error, err error) *refusal {
	r := &refusal{Problem: protocol.Problem{Status: statuses[refused.Kind], Kind: refused.Kind, Title: sentence(refused.Message)}}
	if b, ok := errors.AsType[blamed](err); ok {
		r.Field = b.field
	}
	if refused.RetryAfter > 0 {
		seconds := int(math.Ceil(refused.RetryAfter.Seconds()))
		r.headers = http.Header{"Retry-After": {strconv.Itoa(seconds)}}
	}
	return r
}

// ofStatus is for what HTTP itself refuses before a handler of ours sees it.
func ofStatus(status int) *refusal {
	kind, title := conference.Invalid, "This request makes no sense to us."
	switch status {
	case http.StatusNotFound:
		kind, title = conference.NotFound, "There is nothing here."
	case http.StatusMethodNotAllowed:
		title = "This cannot be done here."
	case http.StatusRequestTimeout:
		kind, title = conference.Unavailable, "The request took too long to arrive."
	case http.StatusRequestEntityTooLarge:
		title = "This is more than we take at once."
	case http.StatusRequestHeaderFieldsTooLarge:
		title = "The request's headers are too large; deleting this site's cookies may help."
	case http.StatusUnsupportedMediaType:
		title = "We do not understand this type of content."
	case http.StatusNotAcceptable:
		title = "We have no answer of the type that was asked for."
	case http.StatusUpgradeRequired:
		title = "This address is for WebSockets."
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
	}
	return &refusal{Problem: protocol.Problem{Status: status, Kind: kind, Title: title}}
}

// sentence makes a message of ours begin and end as a sentence does.
func sentence(message string) string {
	if message == "" {
		return message
	}
	message = strings.ToUpper(message[:1]) + message[1:]
	if !strings.HasSuffix(message, ".") && !strings.HasSuffix(message, "?") {
		message += "."
	}
	return message
}

// fail writes an error as the answer; Fiber calls it for what it could not even route.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	r := s.refuse(err, slog.String("method", c.Method()), slog.String("route", pattern(c)))
	for name, values := range r.headers {
		c.Set(name, values[0])
	}
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Status(r.Status).JSON(r.Problem, "application/problem+json")
}

// plain turns huma's own errors, which are about what was sent, into problems of ours.
func plain(_ huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	r := ofStatus(model.Status)
	if model.Status >= http.StatusInternalServerError {
		r.Kind, r.Title = internal, "Something broke on our side; please try again."
	}
	if len(model.Errors) > 0 && r.Kind == conference.Invalid && model.Status != http.StatusUnsupportedMediaType {
		first := model.Errors[0]
		_, r.Field, _ = strings.Cut(first.Location, ".")
		r.Title = sentence(first.Message)
		if r.Field != "" {
			r.Title = "Please correct “" + r.Field + "”: " + first.Message + "."
		}
	}
	return r.Problem, nil
}
