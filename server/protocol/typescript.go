package protocol

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

// enums lists the string types that have a fixed set of values; each becomes a union of literals.
var enums = []enum{
	enumOf(conference.Roles), enumOf(conference.Actions), enumOf(conference.Categories),
	enumOf(conference.SessionKinds), enumOf(conference.Accesses), enumOf(conference.SessionStates), enumOf(conference.Discussions), enumOf(conference.Identities),
	enumOf(conference.SubjectKinds), enumOf(conference.WarningKinds), enumOf(conference.Fields),
	enumOf(conference.RegistrationStates), enumOf(conference.IntakeDeeds), enumOf(conference.Decisions), enumOf(conference.Modifications), enumOf(conference.FieldKinds), enumOf(conference.Participations), enumOf(conference.InvitationStates), enumOf(conference.ParticipantLists), enumOf(conference.QuestionStates),
	enumOf(conference.Reactions), enumOf(conference.PollKinds), enumOf(conference.PollStates), enumOf(conference.Disclosures), enumOf(conference.ProposalStates),
	enumOf(conference.RequestKinds), enumOf(conference.RequestStates),
	enumOf(conference.JournalKinds), enumOf(conference.JournalStates), enumOf(conference.JournalEdits),
	enumOf(conference.CheckInOutcomes), enumOf(conference.Doors), enumOf(DoorAnswers), enumOf(StageSlates), enumOf(conference.Places), enumOf(SourceKinds), enumOf(LegKinds), enumOf(TroubleKinds),
	enumOf(conference.AuditFaults), enumOf(conference.Scopes), enumOf(conference.Happenings), enumOf(conference.DeliveryStates),
	enumOf(conference.StatementStates), enumOf(conference.MailKinds), enumOf(conference.MailLanguages), enumOf(conference.MailStates),
	enumOf([]conference.LinkPurpose{conference.ConfirmRegistration, conference.SignIn}),
	enumOf([]conference.TokenKind{conference.PublishToken, conference.WatchToken}),
	enumOf([]conference.Kind{
		conference.Invalid, conference.Unauthenticated, conference.Forbidden, conference.NotFound,
		conference.Conflict, conference.TooMany, conference.Unavailable, "internal",
	}),
}

type enum struct {
	typ    reflect.Type
	values []string
}

func enumOf[T ~string](values []T) enum {
	e := enum{typ: reflect.TypeFor[T]()}
	for _, v := range values {
		e.values = append(e.values, string(v))
	}
	return e
}

// TypeScript writes the browser's side of the wire: an interface for every struct, a union for every enumeration, and
// one discriminated union for each direction of the socket.
func TypeScript() string {
	w := &writer{seen: map[reflect.Type]bool{}}
	w.line("// Made from server/protocol by `go test ./server/protocol -update`. Do not edit.")
	w.line("")
	for _, e := range enums {
		name := e.typ.Name()
		w.line("export const %s = [%s] as const;", plural(name), quoted(e.values))
		w.line("export type %s = (typeof %s)[number];", name, plural(name))
	}
	w.line("")
	for _, b := range Bodies {
		w.declare(reflect.TypeOf(b))
	}
	for _, c := range Commands {
		w.declare(reflect.TypeOf(c))
	}
	for _, n := range Notices {
		w.declare(reflect.TypeOf(n))
	}
	union(w, "Command", Commands)
	union(w, "Notice", Notices)
	w.line("export const MaxLine = %d;", conference.MaxLine)
	w.line("export const MaxLineReason = %d;", conference.MaxLineReason)
	w.line("export const MaxQuestion = %d;", conference.MaxQuestion)
	w.line("export const MaxStatement = %d;", conference.MaxStatement)
	w.line("export const MaxAnswer = %d;", conference.MaxAnswer)
	w.line("export const MaxLabel = %d;", conference.MaxLabel)
	w.line("export const LabelsQuestion = %d;", conference.LabelsQuestion)
	w.line("export const UndoSeconds = %d;", int(conference.UndoTime.Seconds()))
	w.line("export const MaxUpload = %d;", conference.MaxUpload)
	w.line("export const CountryCodes = [%s] as const;", quoted(conference.Countries))
	w.line("export const MaxDocument = %d;", conference.MaxDocument)
	w.line("export const MaxJournalText = %d;", conference.MaxJournalText)
	w.line("export const MaxReason = %d;", conference.MaxReason)
	w.line("export const MaxNote = %d;", conference.MaxNote)
	w.line("export const MaxOnBehalf = %d;", conference.MaxOnBehalf)
	for _, c := range closeCodes {
		w.line("export const %s = %d;", c.name, c.code)
	}
	return w.b.String()
}

var closeCodes = []struct {
	name string
	code int
}{
	{"CloseSlow", CloseSlow},
	{"CloseRestart", CloseRestart},
	{"CloseBroken", CloseBroken},
	{"CloseRemoved", CloseRemoved},
	{"CloseSignedOut", CloseSignedOut},
	{"CloseNotAllowed", CloseNotAllowed},
	{"CloseMalformed", CloseMalformed},
	{"CloseClosed", CloseClosed},
}

type writer struct {
	b    strings.Builder
	seen map[reflect.Type]bool
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

// declare writes t, after every struct it is made of.
func (w *writer) declare(t reflect.Type) {
	if w.seen[t] {
		return
	}
	w.seen[t] = true
	fields := []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		optional := ""
		if strings.Contains(opts, "omitempty") {
			optional = "?"
		}
		fields = append(fields, fmt.Sprintf("  %s%s: %s;", name, optional, w.typeOf(f.Type)))
	}
	if len(fields) == 0 {
		w.line("export type %s = Record<string, never>;", t.Name())
		return
	}
	w.line("export interface %s {\n%s\n}", t.Name(), strings.Join(fields, "\n"))
}

func (w *writer) typeOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "string"
	case slices.ContainsFunc(enums, func(e enum) bool { return e.typ == t }):
		return t.Name()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.typeOf(t.Elem())
	case reflect.Slice:
		return w.typeOf(t.Elem()) + "[]"
	case reflect.Struct:
		w.declare(t)
		return t.Name()
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	default:
		panic("protocol: no TypeScript for " + t.String())
	}
}

func union[T any](w *writer, name string, list []T) {
	w.line("export type %s =", name)
	for i, v := range list {
		end := ""
		if i == len(list)-1 {
			end = ";"
		}
		t := reflect.TypeOf(v).Name()
		w.line("  | { type: %q; data: %s }%s", t, t, end)
	}
}

func plural(name string) string {
	if before, ok := strings.CutSuffix(name, "y"); ok {
		return before + "ies"
	}
	if strings.HasSuffix(name, "s") {
		return name + "es"
	}
	return name + "s"
}

func quoted(values []string) string {
	q := make([]string, len(values))
	for i, v := range values {
		q[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(q, ", ")
}
