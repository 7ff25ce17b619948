package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"

	"plenary/server/conference"
)

// MaxFrame is the most bytes a browser may send in one frame; an SDP offer with 18 sections is the largest.
const MaxFrame = 96 << 10

// Close codes of the socket. 40xx: come back. 41xx: stay away.
const (
	CloseSlow       = 4001 // the seat could not keep up; come back to a fresh snapshot
	CloseRestart    = 4002 // the server is going down for a moment
	CloseBroken     = 4003 // something broke on our side
	CloseRemoved    = 4100 // a moderator removed the person
	CloseSignedOut  = 4101 // the login was revoked
	CloseNotAllowed = 4102 // the person may no longer be here
	CloseMalformed  = 4103 // the browser sent what no browser of ours sends
	CloseClosed     = 4104 // the session goes on behind closed doors; its door says when it is open again
)

// Frame is one message on the socket, in either direction.
type Frame struct {
	Type string          `json:"type"`
	ID   string          `json:"id,omitempty"`  // commands, Done and Refused
	Seq  int64           `json:"seq,omitempty"` // numbered notices
	Data json.RawMessage `json:"data,omitempty"`
}

// DecodeCommand reads one frame of a browser. Errors are [conference.Error]s of kind Invalid; id is filled in whenever
// the frame had a sound one, so that the refusal can name it.
func DecodeCommand(frame []byte) (id string, c Command, err error) {
	var f Frame
	if err := decode(frame, &f); err != nil {
		return "", nil, conference.Errorf(conference.Invalid, "this is not a frame")
	}
	if err := conference.CheckClientID(f.ID); err != nil {
		return "", nil, err
	}
	t, ok := commandTypes[f.Type]
	if !ok {
		return f.ID, nil, conference.Errorf(conference.Invalid, "there is no command of this name")
	}
	v := reflect.New(t)
	if len(f.Data) == 0 {
		f.Data = json.RawMessage("{}")
	}
	if err := decode(f.Data, v.Interface()); err != nil {
		return f.ID, nil, conference.Errorf(conference.Invalid, "the command's data do not fit")
	}
	c, _ = reflect.TypeAssert[Command](v.Elem())
	return f.ID, c, nil
}

// EncodeNotice writes one frame to a browser; seq is 0 for notices that are not numbered.
func EncodeNotice(seq int64, n Notice) ([]byte, error) {
	return encode(Frame{Type: name(n), Seq: seq}, n)
}

// EncodeAnswer writes a [Done] or [Refused] to the command with this id.
func EncodeAnswer(id string, n Notice) ([]byte, error) {
	return encode(Frame{Type: name(n), ID: id}, n)
}

// EncodeCommand writes one frame to the server; programs that are not browsers use it.
func EncodeCommand(id string, c Command) ([]byte, error) {
	return encode(Frame{Type: name(c), ID: id}, c)
}

// DecodeNotice reads one frame of the server; programs that are not browsers use it.
func DecodeNotice(frame []byte) (Frame, Notice, error) {
	var f Frame
	if err := json.Unmarshal(frame, &f); err != nil {
		return f, nil, err
	}
	t, ok := noticeTypes[f.Type]
	if !ok {
		return f, nil, errors.New("unknown notice " + f.Type)
	}
	v := reflect.New(t)
	if err := json.Unmarshal(f.Data, v.Interface()); err != nil {
		return f, nil, err
	}
	n, _ := reflect.TypeAssert[Notice](v.Elem())
	return f, n, nil
}

func encode(f Frame, data any) ([]byte, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	f.Data = raw
	return json.Marshal(f)
}

// decode refuses unknown fields (a forged "role" is an error, not a silent nothing) and anything after the value.
func decode(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

func name(v any) string { return reflect.TypeOf(v).Name() }

var (
	commandTypes = typesOf(Commands)
	noticeTypes  = typesOf(Notices)
)

func typesOf[T any](list []T) map[string]reflect.Type {
	m := make(map[string]reflect.Type, len(list))
	for _, v := range list {
		m[name(v)] = reflect.TypeOf(v)
	}
	return m
}

// List is a list that arrives as [] when it is empty; a nil slice would arrive as null.
type List[T any] []T

// MarshalJSON writes [] for an empty list.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	return json.Marshal([]T(l))
}
