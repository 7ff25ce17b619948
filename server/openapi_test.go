package server

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"plenary/server/conference"
)

func TestTheDocumentDescribesEveryTypedRoute(t *testing.T) {
	w := newWorld(t)
	a := w.visitor().send("GET", "/api", nil)
	var doc struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
		Schemas struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Enum      []string `json:"enum"`
					MaxLength int      `json:"maxLength"`
					Type      any      `json:"type"`
				} `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(a.body, &doc); err != nil || a.status != 200 || !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Fatalf("%d %v %q", a.status, err, doc.OpenAPI)
	}
	for _, r := range w.srv.routes() {
		if r.open {
			continue
		}
		if doc.Paths[r.path][strings.ToLower(r.method)] == nil {
			t.Errorf("%s %s is not in the document", r.method, r.path)
		}
	}
	in := doc.Schemas.Schemas["RegistrationInput"].Properties
	if len(in["category"].Enum) != len(conference.Categories) || in["email"].MaxLength != 254 {
		t.Errorf("RegistrationInput = %+v", in)
	}
	if doc.Schemas.Schemas["Problem"].Properties["title"].Type != "string" {
		t.Error("no Problem")
	}
	for _, foreign := range []string{"$schema", "ErrorModel", "unpkg", "cdn", w.base} {
		if strings.Contains(string(a.body), foreign) {
			t.Errorf("the document has %s", foreign)
		}
	}
	for _, path := range []string{"/docs", "/openapi.json", "/openapi.yaml", "/openapi-3.0.json", "/schemas/Problem.json"} {
		if a := w.visitor().send("GET", path, nil); a.status != http.StatusNotFound && a.status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := w.visitor().send("GET", "/api/conference", nil); strings.Contains(string(a.body), "$schema") || a.headers.Get("Link") != "" {
		t.Errorf("a schema link: %s %v", a.body, a.headers)
	}
}

func TestUnambiguous(t *testing.T) {
	for text, good := range map[string]bool{
		`{}`: true, `[]`: true, `"x"`: true, `{"a":{"a":1},"b":[{"a":1},{"a":2}]}`: true, `{"a":1,"b":"a"}`: true,
		`{"a":1,"a":2}`: false, `{"a":1,"A":2}`: false, `{"b":{"a":1,"a":2}}`: false, `[{"x":[{"a":1,"\u0061":2}]}]`: false,
		`{"a":`: false, `{"a" 1}`: false,
		strings.Repeat("[", deepest) + strings.Repeat("]", deepest):     true,
		strings.Repeat("[", deepest+1) + strings.Repeat("]", deepest+1): false,
	} {
		if err := unambiguous([]byte(text)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// twice says whether two keys of an object differ in their case only.
func twice(v any) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, twice)
	case map[string]any:
		seen := map[string]bool{}
		for key, value := range v {
			if key = strings.ToLower(key); seen[key] || twice(value) {
				return true
			}
			seen[key] = true
		}
	}
	return false
}

func FuzzUnambiguous(f *testing.F) {
	f.Add([]byte(`{"a":{"b":[1,2,{"c":null}]},"d":"e"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if unambiguous(text) == nil && json.Valid(text) {
			var v any
			if err := json.Unmarshal(text, &v); err != nil || twice(v) {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// The document is in docs/, for those who write programs, and for the client that the end-to-end tests are driven with.
func TestTheDocumentInDocsIsFresh(t *testing.T) {
	w := newWorld(t)
	var doc map[string]any
	if err := json.Unmarshal(w.visitor().send("GET", "/api", nil).body, &doc); err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(doc, "", " ")
	w.must(err)
	golden(t, "../docs/openapi.json", string(got)+"\n")
}
