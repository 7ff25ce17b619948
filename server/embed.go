package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
)

const embedStyle = `
:root { color-scheme: light dark; font: 1rem/1.45 system-ui, sans-serif; }
body { margin: 0; padding: .75rem; }
h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
p { margin: 0 0 .25rem; }
ul { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 7.5rem 1fr; gap: .25rem .75rem; padding: .5rem 0; border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
li div { min-width: 0; overflow-wrap: anywhere; }
small { display: block; }
a { color: inherit; }
a:focus-visible { outline: 3px solid; outline-offset: 2px; }
@media (max-width: 30rem) { li { grid-template-columns: 1fr; } }
`

// embedPolicy lets any page frame this one, and this one do nothing but look as it does.
var embedPolicy = func() string {
	sum := sha256.Sum256([]byte(embedStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors *"
}()

var embedPage = template.Must(template.New("embed").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Programme: {{.Title}}</title>
<style>` + embedStyle + `</style>
</head>
<body>
<main>
<h1><a href="{{.Address}}" target="_blank" rel="noopener">{{.Title}}</a></h1>
<p>All times are in the zone {{.Zone}}.</p>
{{range .Days}}<section aria-labelledby="d{{.Date}}">
<h2 id="d{{.Date}}">{{.Name}}</h2>
<ul>
{{range .Items}}<li><time datetime="{{.At}}">{{.Times}}</time><div><a href="{{.Address}}" target="_blank" rel="noopener" lang="">{{.Title}}</a>
<small>{{.Hall}}{{with .Note}} · {{.}}{{end}}</small>{{with .People}}<small>{{.}}</small>{{end}}</div></li>
{{end}}</ul>
</section>
{{else}}<p>Nothing has been scheduled yet.</p>
{{end}}</main>
</body>
</html>
`))

type embedDay struct {
	Date, Name string
	Items      []embedItem
}

type embedItem struct {
	At, Times, Title, Hall, Note, People, Address string
}

// embed is the public programme as a page that other sites may frame. It has no script, no cookie and nothing private.
func (s *Server) embed(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	l, err := s.listing(ctx, who, "")
	if err != nil {
		return err
	}
	page := struct {
		Title, Address, Zone string
		Days                 []embedDay
	}{Title: l.Conference.Title, Address: l.Address + "/", Zone: l.Conference.TimeZone}
	for _, item := range l.Items {
		start := item.Session.ExpectedStart().In(l.Conference.Zone())
		date := start.Format(time.DateOnly)
		if n := len(page.Days); n == 0 || page.Days[n-1].Date != date {
			page.Days = append(page.Days, embedDay{Date: date, Name: start.Format("Monday, 2 January 2006")})
		}
		day := &page.Days[len(page.Days)-1]
		day.Items = append(day.Items, embedded(l, item, start))
	}
	var b bytes.Buffer
	if err := embedPage.Execute(&b, page); err != nil {
		return fmt.Errorf("write the embedded programme: %w", err)
	}
	c.Set(fiber.HeaderContentSecurityPolicy, embedPolicy)
	c.Response().Header.Del(fiber.HeaderXFrameOptions)
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set(fiber.HeaderCacheControl, "public, max-age=60")
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return c.Send(b.Bytes())
}

func embedded(l conference.Listing, item conference.ListingItem, start time.Time) embedItem {
	e := embedItem{
		At: start.Format(time.RFC3339), Title: item.Session.Title, Hall: item.Hall,
		Times:   start.Format("15:04") + "–" + item.Session.ExpectedEnd().In(l.Conference.Zone()).Format("15:04"),
		Address: fmt.Sprintf("%s/sessions/%s", l.Address, item.Session.ID),
	}
	if item.Session.State == conference.Open {
		e.Note = "now open"
	}
	for i, p := range item.People {
		if i > 0 {
			e.People += ", "
		}
		e.People += p.Name
	}
	return e
}
