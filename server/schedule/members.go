package schedule

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// members are the members of one JSON object. Each is taken once by the name it is known under; what is left is kept.
type members struct {
	r     *reader
	where string
	of    map[string]json.RawMessage
	kept  Kept
}

// membersOf opens an object; anything else has no members, and is noted.
func (r *reader) membersOf(where string, raw json.RawMessage) *members {
	m := &members{r: r, where: where, of: map[string]json.RawMessage{}}
	if err := json.Unmarshal(raw, &m.of); err != nil {
		r.note(where, true, "it is no object")
	}
	return m
}

// take removes a member and returns it; null is none.
func (m *members) take(name string) json.RawMessage {
	raw := m.of[name]
	delete(m.of, name)
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// text takes a member that is a string, or a number that stands for one.
func (m *members) text(name string) string {
	raw := m.take(name)
	if raw == nil {
		return ""
	}
	var text string
	if err := json.Unmarshal(raw, &text); err == nil {
		return plain(text)
	}
	var number json.Number
	if err := json.Unmarshal(raw, &number); err == nil {
		return number.String()
	}
	m.keep(name, raw)
	m.r.note(m.where, false, "%q is no text; it is kept as it is", name)
	return ""
}

// plain is a text without what the two forms would write differently: the ends of lines, and space around it.
func plain(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\x00", "").Replace(text))
}

// number takes a member that is a whole number, or a string that holds one.
func (m *members) number(name string) int {
	raw := m.take(name)
	if raw == nil {
		return 0
	}
	var n int
	if err := json.Unmarshal(bytes.Trim(raw, `"`), &n); err != nil {
		if string(raw) != `""` {
			m.keep(name, raw)
			m.r.note(m.where, false, "%q is no whole number; it is kept as it is", name)
		}
		return 0
	}
	return n
}

// yes takes a member that is true or false.
func (m *members) yes(name string) bool {
	raw := m.take(name)
	switch string(raw) {
	case "true", `"true"`, "1", `"1"`:
		return true
	case "", "false", `"false"`, "0", `"0"`, `""`:
		return false
	}
	m.keep(name, raw)
	m.r.note(m.where, false, "%q is neither true nor false; it is kept as it is", name)
	return false
}

// list takes a member that is a list.
func (m *members) list(name string) []json.RawMessage {
	raw := m.take(name)
	if raw == nil {
		return nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		m.keep(name, raw)
		m.r.note(m.where, false, "%q is no list; it is kept as it is", name)
	}
	return list
}

func (m *members) keep(name string, raw json.RawMessage) {
	if m.kept == nil {
		m.kept = Kept{}
	}
	m.kept[name] = compacted(raw)
}

// rest is what nobody took. A part of the file where anything may stand is not worth a note.
func (m *members) rest(anything bool) Kept {
	for name, raw := range m.of {
		m.keep(name, raw)
		if !anything {
			m.r.note(m.where, false, "%q is unknown; it is kept and written out again", name)
		}
	}
	return m.kept
}

func compacted(raw json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return raw
	}
	return b.Bytes()
}

// bounded walks a JSON text once and says whether it goes deeper, or holds more, than any schedule does.
func bounded(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	depth := 0
	for nodes := 0; ; nodes++ {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("this is not valid JSON: %w", err)
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > maxDepth || nodes > maxNodes {
			return errors.New("the file goes deeper, or holds more, than a schedule does")
		}
	}
}

// ordered are the members of an object in their order, which a map would lose: of rooms it is a meaning.
func ordered(raw json.RawMessage) (names []string, values []json.RawMessage, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil, nil, errors.New("it is no object")
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, nil, fmt.Errorf("read a name: %w", err)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, nil, fmt.Errorf("read a value: %w", err)
		}
		text, _ := name.(string)
		names, values = append(names, text), append(values, value)
	}
	return names, values, nil
}
