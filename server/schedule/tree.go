package schedule

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// element is one element of an XML file with all that is in it. Each of its parts is taken once by the name it is known
// under; what is left is kept.
type element struct {
	name  string
	attrs []xml.Attr
	text  strings.Builder
	kids  []*element
	notes map[string]string // processing instructions, by target
	taken bool
}

// parseXML reads a file as a tree. There is no document type: nothing can be declared that would grow when it is read.
func parseXML(b []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	var open []*element
	var root *element
	for nodes := 0; ; nodes++ {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 && root != nil {
			return root, nil
		}
		if err != nil {
			return nil, fmt.Errorf("this is not valid XML: %w", err)
		}
		if nodes > maxNodes || len(open) > maxDepth {
			return nil, errors.New("the file goes deeper, or holds more, than a schedule does")
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: t.Name.Local, attrs: append([]xml.Attr(nil), t.Attr...)}
			switch {
			case len(open) > 0:
				open[len(open)-1].kids = append(open[len(open)-1].kids, e)
			case root != nil:
				return nil, errors.New("this is not valid XML: it has two roots")
			default:
				root = e
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text.Write(t)
			}
		case xml.ProcInst:
			if len(open) > 0 {
				top := open[len(open)-1]
				if top.notes == nil {
					top.notes = map[string]string{}
				}
				top.notes[t.Target] = string(t.Inst)
			}
		case xml.Directive:
			return nil, errors.New("the file declares a document type, which no schedule needs")
		}
	}
}

// attr takes an attribute.
func (e *element) attr(name string) string {
	for i, a := range e.attrs {
		if a.Name.Local == name {
			e.attrs = append(e.attrs[:i:i], e.attrs[i+1:]...)
			return a.Value
		}
	}
	return ""
}

// kid takes the first child of a name, or returns an empty one.
func (e *element) kid(name string) *element {
	for _, k := range e.kids {
		if k.name == name && !k.taken {
			k.taken = true
			return k
		}
	}
	return &element{name: name, taken: true}
}

// all takes every child of a name.
func (e *element) all(name string) []*element {
	var list []*element
	for _, k := range e.kids {
		if k.name == name && !k.taken {
			k.taken = true
			list = append(list, k)
		}
	}
	return list
}

// say takes the text of the first child of a name.
func (e *element) say(name string) string { return plain(e.kid(name).text.String()) }

// rest is what nobody took: elements, attributes, and text where none belongs.
func (e *element) rest(r *reader, where string) Kept {
	var kept Kept
	times := map[string]int{}
	keep := func(name, text string) {
		if kept == nil {
			kept = Kept{}
		}
		if times[name]++; times[name] > 1 {
			name = fmt.Sprintf("%s#%d", name, times[name])
		}
		kept[name] = marshalled(text)
	}
	for _, k := range e.kids {
		if !k.taken {
			r.note(where, false, "the element <%s> is unknown; it is kept", k.name)
			keep("xml:"+k.name, k.String())
		}
	}
	for _, a := range e.attrs {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && a.Name.Space != "http://www.w3.org/2001/XMLSchema-instance" {
			r.note(where, false, "the attribute %s is unknown; it is kept", a.Name.Local)
			keep("xml:@"+a.Name.Local, a.Value)
		}
	}
	return kept
}

// String writes the element as it was, without its name spaces.
func (e *element) String() string {
	var b strings.Builder
	e.write(&b)
	return b.String()
}

func (e *element) write(b *strings.Builder) {
	b.WriteString("<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + a.Name.Local + `="` + escaped(a.Value) + `"`)
	}
	b.WriteString(">" + escaped(e.text.String()))
	for _, k := range e.kids {
		k.write(b)
	}
	b.WriteString("</" + e.name + ">")
}

// escaped is a text as XML writes it. What XML cannot hold becomes a replacement character.
func escaped(text string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return ""
	}
	return b.String()
}
