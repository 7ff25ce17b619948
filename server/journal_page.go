package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"plenary/server/paper"
)

const journalStyle = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 1.5rem; max-width: 48rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0; overflow-wrap: anywhere; }
p, dl { margin: 0 0 .25rem; }
dl div { display: flex; gap: .5rem; }
dd { margin: 0; overflow-wrap: anywhere; }
dt::after { content: ":"; }
ol { list-style: none; margin: 1.5rem 0 0; padding: 0; }
li { display: grid; grid-template-columns: 2.25rem 7rem 1fr; gap: .25rem .5rem; padding: .5rem 0; border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); break-inside: avoid; }
li div { min-width: 0; overflow-wrap: anywhere; white-space: pre-line; }
small { display: block; opacity: .8; }
.kind-deviation div > span, .kind-decision div > span { font-weight: 600; }
@media (max-width: 32rem) { body { padding: 1rem; } li { grid-template-columns: 2.25rem 1fr; } li div { grid-column: 1 / -1; } }
@media print { :root { color-scheme: light; font-size: 11pt; } body { padding: 0; max-width: none; } }
`

// journalPolicy lets the page do nothing but look as it does.
var journalPolicy = func() string {
	sum := sha256.Sum256([]byte(journalStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}()

var journalTemplate = template.Must(template.New("journal").Parse(`<!doctype html>
<html lang="{{.Language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Heading}}: {{.Title}}</title>
<style>` + journalStyle + `</style>
</head>
<body>
<main>
<p>{{.Heading}}</p>
<h1>{{.Title}}</h1>
<p>{{.Conference}}</p>
<p>{{.About}}</p>
<dl>
{{range .Hours}}<div><dt>{{.Label}}</dt><dd>{{.Time}}</dd></div>
{{end}}{{if .Chairs}}<div><dt>{{.ChairLabel}}</dt><dd>{{range $i, $name := .Chairs}}{{if $i}}; {{end}}{{$name}}{{end}}</dd></div>
{{end}}{{with .Rules}}<div><dt>{{$.RulesLabel}}</dt><dd>{{.}}</dd></div>
{{end}}</dl>
<p><strong>{{.Status}}</strong></p>
<ol>
{{range .Entries}}<li class="kind-{{.Kind}}"><b>{{.Number}}.</b><time datetime="{{.At.Format "2006-01-02T15:04:05Z07:00"}}">{{.Time}}</time>` +
	`<div>{{if .Struck}}<s>{{or .Text "—"}}</s>{{else}}<span>{{.Text}}</span>{{end}}{{range .Beneath}}<small>{{.}}</small>{{end}}</div></li>
{{end}}</ol>
</main>
</body>
</html>
`))

// journalPage is the journal as a page to read and to print. It has no script, and nothing of anybody's is more than text.
func (s *Server) journalPage(c *fiber.Ctx) error {
	ctx := c.UserContext()
	j, _, err := s.readJournal(ctx, askerOf(ctx), c.Query("language"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := journalTemplate.Execute(&b, j); err != nil {
		return fmt.Errorf("write a journal: %w", err)
	}
	c.Set(fiber.HeaderContentSecurityPolicy, journalPolicy)
	return personalLeaf(c, "text/html; charset=utf-8", "journal.html", b.Bytes())
}

// journalFile is the journal as a file of the kind that the path names.
func (s *Server) journalFile(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	j, _, err := s.readJournal(ctx, who, c.Query("language"))
	if err != nil {
		return err
	}
	path := c.Path()
	if strings.HasSuffix(path, ".txt") {
		return personalLeaf(c, "text/plain; charset=utf-8", "journal.txt", []byte(j.Text()))
	}
	release, err := s.press(ctx)
	if err != nil {
		return err
	}
	defer release()
	if strings.HasSuffix(path, ".docx") {
		b, err := paper.JournalDOCX(who.Conference, j)
		if err != nil {
			return err
		}
		return personalLeaf(c, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "journal.docx", b)
	}
	b, err := paper.Journal(who.Conference, j, who.Now)
	if err != nil {
		return err
	}
	return personalLeaf(c, "application/pdf", "journal.pdf", b)
}
