package server

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestAStatementIsReadByOthersWhenItIsMade(t *testing.T) {
	w := newWorld(t)
	at := "/api/sessions/" + string(w.press.ID) + "/statements"
	stranger := w.addPerson(conference.Attendee)
	w.tamper(`update registration set delegation_id = null, organization = 'Institute', category = 'academia' where person_id = '` + string(stranger.ID) + `'`)
	outside := w.visitor()
	outside.signIn(stranger.ID)
	own, chair := w.as(conference.Attendee), w.as(conference.Chair)

	made := want[protocol.StatementText](own, 200, "POST", at, protocol.StatementInput{Text: strings.Repeat("word ", 330), Language: "en"})
	if made.About.Words != 330 || made.About.Slow != 180 || made.About.Fast != 165 || made.About.Person.Delegation != "Albania" || made.About.Version != 1 {
		t.Errorf("handed in: %+v", made.About)
	}
	one := at + "/" + string(made.About.ID)
	for name, c := range map[string]struct {
		by     *browser
		before int // what reading it says while it is under embargo
	}{
		"her delegation":  {w.as(conference.Speaker), 200},
		"interpreters":    {w.as(conference.Interpreter), 200},
		"the chair":       {chair, 200},
		"others":          {outside, 404},
		"the registered":  {w.as(conference.Registered), 403},
		"nobody we know ": {w.visitor(), 401},
	} {
		if a := c.by.send("GET", one, nil); a.status != c.before {
			t.Errorf("%s get %d %s", name, a.status, a.body)
		}
	}
	if list := want[protocol.StatementList](outside, 200, "GET", at, nil); len(list.Statements) != 0 || !list.Writes || list.Runs {
		t.Errorf("others see %+v", list)
	}
	for way, body := range map[string]any{
		"POST " + one + "/spoken": nil, "PUT " + one + "/symbol": protocol.SymbolInput{}, "DELETE " + one: nil, "POST " + one + "/delivered": protocol.DeliveryInput{},
	} {
		method, path, _ := strings.Cut(way, " ")
		if a := outside.send(method, path, body); a.status != 403 && a.status != 404 {
			t.Errorf("others: %s says %d %s", way, a.status, a.body)
		}
	}
	if a := w.as(conference.Speaker).send("POST", at, protocol.StatementInput{Text: "Ours too"}); a.status != http.StatusConflict {
		t.Errorf("a second one: %d %s", a.status, a.body)
	}
	if a := own.send("POST", at, protocol.StatementInput{Text: "For us", Grouped: true}); a.status != 422 {
		t.Errorf("on nobody's behalf: %d %s", a.status, a.body)
	}
	changed := want[protocol.StatementText](w.as(conference.Speaker), 200, "POST", at, protocol.StatementInput{ID: made.About.ID, Version: 1, Text: "Madam Moderator, thank you."})
	if a := own.send("POST", at, protocol.StatementInput{ID: made.About.ID, Version: 1, Text: "Mine"}); a.status != http.StatusConflict || !strings.Contains(string(a.body), "look at it again") {
		t.Errorf("over a colleague's change: %d %s", a.status, a.body)
	}

	if list := want[protocol.StatementList](own, 200, "GET", at, nil); list.Limit != 180 || list.GroupLimit != 300 {
		t.Errorf("she has %d s, and %d s for a group", list.Limit, list.GroupLimit)
	}
	if list := want[protocol.StatementList](chair, 200, "GET", at, nil); list.Next != "DEL/1/20" || !list.Runs || len(list.Statements) != 1 {
		t.Errorf("the chair sees %+v", list)
	}
	want[protocol.StatementText](chair, 200, "PUT", one+"/symbol", protocol.SymbolInput{Symbol: "CTC.DEL/4/20"})
	want[protocol.StatementText](chair, 200, "POST", one+"/spoken", nil)
	list := want[protocol.StatementList](outside, 200, "GET", at, nil)
	if len(list.Statements) != 1 || list.Statements[0].State != conference.StatementSpoken || list.Statements[0].Symbol != "CTC.DEL/4/20" || list.Statements[0].Mends {
		t.Fatalf("when it is made others see %+v", list)
	}
	if text := want[protocol.StatementText](outside, 200, "GET", one, nil); text.Text != changed.Text || text.Prepared != "" {
		t.Errorf("they read %+v", text)
	}
	if a := own.send("DELETE", one, nil); a.status != http.StatusConflict {
		t.Errorf("taken back: %d %s", a.status, a.body)
	}
	delivered := want[protocol.StatementText](own, 200, "POST", one+"/delivered", protocol.DeliveryInput{Version: list.Statements[0].Version, Text: "Madam Moderator, many thanks."})
	if delivered.About.State != conference.StatementDelivered || delivered.Prepared != changed.Text {
		t.Errorf("as delivered: %+v", delivered)
	}
	if next := want[protocol.StatementList](chair, 200, "GET", at, nil).Next; next != "CTC.DEL/5/20" {
		t.Errorf("the next symbol is %s", next)
	}
}

// docx is a file with these parts.
func docx(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestManuscriptsAreRead(t *testing.T) {
	const ns = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("Уважаемая г-жа Модератор"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		text string // or what the refusal says
		bad  bool
	}{
		"plain":         {[]byte("\ufeffMadam Moderator,\r\nthank you.\r"), "Madam Moderator,\nthank you.", false},
		"UTF-16":        {utf16, "Уважаемая г-жа Модератор", false},
		"Windows-1251":  {[]byte("\xd3\xe2\xe0\xe6"), "paste it", true},
		"empty":         {[]byte(" \n"), "nothing in it", true},
		"PDF":           {[]byte("%PDF-1.7"), "DOCX", true},
		"DOCX":          {docx(t, map[string]string{"word/document.xml": ns + `<w:p><w:r><w:t>Madam </w:t></w:r><w:r><w:t>Moderator,</w:t></w:r></w:p><w:p><w:r><w:t>thank</w:t><w:tab/><w:t>you</w:t></w:r><w:del><w:r><w:delText>never</w:delText></w:r></w:del></w:p></w:body></w:document>`}), "Madam Moderator,\nthank\tyou", false},
		"no document":   {docx(t, map[string]string{"xl/workbook.xml": "<x/>"}), "paste it", true},
		"broken":        {docx(t, map[string]string{"word/document.xml": ns + `<w:p>`}), "paste it", true},
		"an entity":     {docx(t, map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY a "aaaa">]>` + ns + `<w:p><w:t>&a;</w:t></w:p></w:body></w:document>`}), "paste it", true},
		"a bomb":        {docx(t, map[string]string{"word/document.xml": ns + strings.Repeat(" ", 9<<20)}), "too large", true},
		"too long":      {bytes.Repeat([]byte("a "), conference.MaxStatement), "are allowed", true},
		"cut":           {[]byte("PK\x03\x04 and no more"), "paste it", true},
		"a binary file": {[]byte("MZ\x00\x00"), "paste it", true},
	} {
		text, err := readManuscript(c.file)
		if c.bad && (err == nil || !strings.Contains(err.Error(), c.text)) || !c.bad && (err != nil || text != c.text) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}
