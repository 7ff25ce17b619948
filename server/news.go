package server

import (
	"context"
	"encoding/xml"
	"fmt"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// mostNews is how many releases everybody is told of.
const mostNews = 20

// newsKept is what was worked out about releases, which never change.
type newsKept struct {
	mu   sync.Mutex
	news map[conference.ReleaseID]protocol.ReleaseNews
}

// news is what the last releases of the programme changed, the newest first.
func (s *Server) news(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.ReleaseNews], error) {
	releases, err := s.store.Releases(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	list := protocol.List[protocol.ReleaseNews]{}
	kept := map[conference.ReleaseID]protocol.ReleaseNews{}
	s.newsKept.mu.Lock()
	defer s.newsKept.mu.Unlock() // two who ask at once do not work it out twice
	for _, r := range releases[:min(mostNews, len(releases))] {
		news, ok := s.newsKept.news[r.ID]
		if !ok {
			if news, err = s.newsOf(ctx, who, r); err != nil {
				return nil, err
			}
		}
		kept[r.ID] = news
		list = append(list, news)
	}
	s.newsKept.news = kept
	return list, nil
}

func (s *Server) newsOf(ctx context.Context, who asker, r conference.Release) (protocol.ReleaseNews, error) {
	news := protocol.ReleaseNews{Release: releaseInfo(r)}
	if r.Number == 1 {
		return news, nil
	}
	before, after, err := s.compared(ctx, who, &differenceInput{From: r.Number - 1, To: r.Number}, &protocol.Difference{})
	if err != nil {
		return news, err
	}
	halls := append(append([]conference.Hall{}, before.Halls...), after.Halls...)
	news.Changes = changeInfos(conference.PublicChanges(conference.Diff(before, after)), halls)
	return news, nil
}

// atomFeed is a feed of what changed (RFC 4287).
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Content string   `xml:"content"`
}

// feedOfNews is what the last releases of the programme changed, for programs that look at feeds.
func (s *Server) feedOfNews(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := askerOf(ctx)
	list, err := s.news(ctx, who, nil)
	if err != nil {
		return err
	}
	page := s.public.String() + "/changes"
	feed := atomFeed{
		ID: page, Title: "Programme: " + who.Conference.Title, Updated: who.Now.UTC().Format(time.RFC3339), Author: who.Conference.Organizer,
		Links: []atomLink{{Href: page}, {Rel: "self", Href: s.public.String() + "/changes.atom"}},
	}
	for _, n := range list {
		feed.Entries = append(feed.Entries, atomEntry{
			ID: fmt.Sprintf("%s#%d", page, n.Release.Number), Title: n.Release.Name, Updated: n.Release.ReleasedAt.UTC().Format(time.RFC3339),
			Link: atomLink{Href: fmt.Sprintf("%s#%d", page, n.Release.Number)}, Content: n.Release.Notes,
		})
	}
	if len(list) > 0 {
		feed.Updated = feed.Entries[0].Updated
	}
	b, err := xml.Marshal(feed)
	if err != nil {
		return fmt.Errorf("write the feed: %w", err)
	}
	return leaf(c, "application/atom+xml; charset=utf-8", "changes.atom", append([]byte(xml.Header), b...))
}
