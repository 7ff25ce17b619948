package server

import (
	"context"
	"strings"

	"github.com/valyala/fasthttp"
)

// bound lets who is signed in send as much as the route that is asked for takes, and nobody else more than the usual: a
// body is read before any door is asked.
func (s *Server) bound(header *fasthttp.RequestHeader) (bound fasthttp.RequestConfig) {
	most := s.mostOf(string(header.Method()), string(header.RequestURI()))
	token := string(header.Cookie(s.cookieName()))
	if most == 0 || token == "" {
		return bound
	}
	ctx, cancel := context.WithTimeout(s.base, requestTimeout)
	defer cancel()
	who := asker{Now: s.now()}
	var err error
	if who.Conference, err = s.conference(ctx); err != nil {
		return bound
	}
	if err := s.login(ctx, &who, token); err == nil && who.Person.ID != "" {
		bound.MaxRequestBodySize = most
	}
	return bound
}

// mostOf is the bound of the route with this method and address, where it has one of its own.
func (s *Server) mostOf(method, address string) int {
	path, _, _ := strings.Cut(address, "?")
	for _, r := range s.generous {
		if r.method == method && fits(r.path, path) {
			return r.most
		}
	}
	return 0
}

// fits says whether a path is one of a route's: a parameter is whatever stands between two strokes.
func fits(route, path string) bool {
	for {
		asked, route2, more := strings.Cut(route, "/")
		given, path2, there := strings.Cut(path, "/")
		if more != there || asked != given && (!strings.HasPrefix(asked, "{") || given == "") {
			return false
		}
		if !more {
			return true
		}
		route, path = route2, path2
	}
}
