package server

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// A mount puts a route's handler behind its door.
type mount func(s *Server, r route)

// nothing is what a handler takes or gives when there is nothing to say.
type nothing struct{}

// body is an input that is a body and no more.
type body[T any] struct {
	Body T
}

// reply is an answer that is a body and no more.
type reply[T any] struct {
	Body T
}

// signing is an answer that signs somebody in or out: a cookie goes with it.
type signing[T any] struct {
	Cookie string `header:"Set-Cookie"`
	Body   T
}

// signingOut is a signing without a body.
type signingOut struct {
	Cookie string `header:"Set-Cookie"`
}

// call lets a plain function answer with a body. Fiber and huma stay on this side of it.
func call[In, Out any](f func(context.Context, asker, *In) (Out, error)) mount {
	return sign(func(ctx context.Context, who asker, in *In) (*reply[Out], error) {
		out, err := f(ctx, who, in)
		if err != nil {
			return nil, err
		}
		return &reply[Out]{Body: out}, nil
	})
}

// do lets a plain function do something there is no more to say about than that it is done.
func do[In any](f func(context.Context, asker, *In) error) mount {
	return sign(func(ctx context.Context, who asker, in *In) (*nothing, error) {
		return &nothing{}, f(ctx, who, in)
	})
}

// sign lets a plain function answer with headers too.
func sign[In, Out any](f func(context.Context, asker, *In) (*Out, error)) mount {
	return func(s *Server, r route) {
		huma.Register(s.api, operation(r), func(ctx context.Context, in *In) (*Out, error) {
			out, err := f(ctx, askerOf(ctx), in)
			if err != nil {
				return nil, s.refuse(err, "method", r.method, "route", r.path)
			}
			return out, nil
		})
	}
}

// raw lets a function of Fiber's answer: what is no JSON.
func raw(f fiber.Handler) mount {
	return func(s *Server, r route) {
		s.app.Add(r.method, fiberPath(r.path), f)
		if !r.open {
			op := operation(r)
			op.Responses = map[string]*huma.Response{"default": {}}
			s.api.OpenAPI().AddOperation(&op)
		}
	}
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// fiberPath writes a path as Fiber wants it.
func fiberPath(path string) string { return parameter.ReplaceAllString(path, ":$1") }

// operation describes a route to huma. Parameters that the handler does not read itself (the door does) are documented
// all the same.
func operation(r route) huma.Operation {
	op := huma.Operation{
		OperationID:  strings.ToLower(r.method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(r.path),
		Method:       r.method,
		Path:         r.path,
		Summary:      r.says,
		Description:  "Needs the right “" + string(r.needs) + "”.",
		MaxBodyBytes: bodyLimit + 1, // Fiber refuses larger ones; huma would refuse this size itself
	}
	if r.most > 0 {
		op.MaxBodyBytes = int64(r.most) + 1
	}
	op.Security = r.security()
	if r.method == http.MethodPost || r.method == http.MethodPut || r.method == http.MethodDelete {
		op.Tags = []string{"changes"}
	}
	for _, found := range parameter.FindAllStringSubmatch(r.path, -1) {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: found[1], In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString},
		})
	}
	return op
}
