package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// newAPI makes the part that reads, checks and documents typed bodies. It adds no address of its own: no page with
// foreign scripts, no schema links made from the Host header.
func newAPI(app *fiber.App, build string) huma.API {
	config := huma.DefaultConfig("Plenary", build)
	config.CreateHooks = nil
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	config.Transformers = []huma.Transformer{plain}
	config.Info.Description = "The live sessions of a conference. Refusals are of the type Problem (RFC 9457)."
	return humafiber.New(app, config)
}

// strictJSON writes JSON as usual and reads only what has one meaning: no key twice, in whatever case, since of two
// readers each would take another one.
var strictJSON = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) {
			return errors.New("this is not valid UTF-8")
		}
		if err := unambiguous(data); err != nil {
			return err
		}
		return json.Unmarshal(data, v)
	},
}

// deepest is how far values may be nested; our own bodies go two levels down.
const deepest = 16

// unambiguous walks a JSON text once and says what is ambiguous in it.
func unambiguous(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	type level struct {
		object bool
		key    bool // the next token is a key
		seen   map[string]bool
	}
	var open []level
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("this is not valid JSON: %w", err)
		}
		top := len(open) - 1
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			open = open[:top]
			top--
		} else if top >= 0 && open[top].key {
			name, _ := token.(string)
			if name = strings.ToLower(name); open[top].seen[name] {
				return fmt.Errorf("the key %q is there twice", name)
			}
			open[top].seen[name], open[top].key = true, false
			continue
		} else if ok {
			if len(open) == deepest {
				return errors.New("values are nested too deep")
			}
			open = append(open, level{object: delim == '{', key: delim == '{', seen: map[string]bool{}})
			continue
		}
		if top >= 0 && open[top].object {
			open[top].key = true
		}
	}
}

// values are the types that have a fixed set of values.
var values = map[reflect.Type][]any{
	reflect.TypeFor[conference.Role]():              list(conference.Roles),
	reflect.TypeFor[conference.Action]():            list(conference.Actions),
	reflect.TypeFor[conference.Category]():          list(conference.Categories),
	reflect.TypeFor[conference.SessionKind]():       list(conference.SessionKinds),
	reflect.TypeFor[conference.Access]():            list(conference.Accesses),
	reflect.TypeFor[conference.Discussion]():        list(conference.Discussions),
	reflect.TypeFor[conference.SubjectKind]():       list(conference.SubjectKinds),
	reflect.TypeFor[conference.WarningKind]():       list(conference.WarningKinds),
	reflect.TypeFor[conference.Field]():             list(conference.Fields),
	reflect.TypeFor[conference.SessionState]():      list(conference.SessionStates),
	reflect.TypeFor[conference.RegistrationState](): list(conference.RegistrationStates),
	reflect.TypeFor[conference.Decision]():          list(conference.Decisions),
	reflect.TypeFor[conference.FieldKind]():         list(conference.FieldKinds),
	reflect.TypeFor[conference.Modification]():      list(conference.Modifications),
	reflect.TypeFor[conference.IntakeDeed]():        list(conference.IntakeDeeds),
	reflect.TypeFor[conference.Place]():             list(conference.Places),
	reflect.TypeFor[conference.CheckInOutcome]():    list(conference.CheckInOutcomes),
	reflect.TypeFor[conference.TokenKind]():         list([]conference.TokenKind{conference.PublishToken, conference.WatchToken}),
	reflect.TypeFor[conference.Scope]():             list(conference.Scopes),
	reflect.TypeFor[conference.DeliveryState]():     list(conference.DeliveryStates),
	reflect.TypeFor[conference.AuditFault]():        list(conference.AuditFaults),
	reflect.TypeFor[conference.MailKind]():          list(conference.MailKinds),
	reflect.TypeFor[conference.MailLanguage]():      list(conference.MailLanguages),
	reflect.TypeFor[conference.MailState]():         list(conference.MailStates),
	reflect.TypeFor[conference.LinkPurpose]():       list([]conference.LinkPurpose{conference.ConfirmRegistration, conference.SignIn}),
}

func list[T ~string](all []T) []any {
	out := make([]any, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

// document finishes the schemas, which also check what is sent, and writes the OpenAPI document.
func document(api huma.API) ([]byte, error) {
	schemas := api.OpenAPI().Components.Schemas
	problem := schemas.Schema(reflect.TypeFor[protocol.Problem](), true, "")
	for name, schema := range schemas.Map() {
		t := schemas.TypeFromRef("#/components/schemas/" + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, field := range reflect.VisibleFields(t) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			property := schema.Properties[name]
			if property == nil {
				continue
			}
			property.Nullable = false
			if among := values[field.Type]; among != nil && t != reflect.TypeFor[protocol.Problem]() {
				property.Enum = among
				property.PrecomputeMessages()
			}
		}
	}
	for _, item := range api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op == nil || op.Responses["default"] == nil {
				continue
			}
			op.Responses["default"].Description = "A refusal"
			op.Responses["default"].Content = map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}
		}
	}
	for _, foreign := range []string{"ErrorModel", "ErrorDetail"} {
		delete(schemas.Map(), foreign)
	}
	api.OpenAPI().Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"cookie": {Type: "apiKey", In: "cookie", Name: "__Host-login", Description: "A browser's login"},
		"token":  {Type: "http", Scheme: "bearer", Description: "A program's token, made on the desk"},
	}
	spec, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document: %w", err)
	}
	return spec, nil
}

// openAPI shows the document.
func (s *Server) openAPI(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/openapi+json")
	return c.Send(s.spec)
}
