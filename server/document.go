package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

func documentInfo(d conference.Document) protocol.DocumentInfo {
	info := protocol.DocumentInfo{ID: d.ID, Title: d.Title, Language: d.Language, Address: d.Address, FileName: d.FileName, Size: d.Size}
	if d.Address == "" {
		info.Address = fmt.Sprintf("/api/sessions/%s/documents/%s", url.PathEscape(string(d.SessionID)), url.PathEscape(string(d.ID)))
	}
	return info
}

func documentInfos(list []conference.Document) protocol.List[protocol.DocumentInfo] {
	infos := protocol.List[protocol.DocumentInfo]{}
	for _, d := range list {
		infos = append(infos, documentInfo(d))
	}
	return infos
}

// draftDocuments lists the documents of a session, for the organizers.
func (s *Server) draftDocuments(ctx context.Context, who asker, in *draftPath) (protocol.List[protocol.DocumentInfo], error) {
	if _, err := s.ownDraft(ctx, who, in.Draft); err != nil {
		return nil, err
	}
	list, err := s.store.Documents(ctx, in.Draft)
	return documentInfos(list), err
}

type linkDocumentInput struct {
	Draft conference.SessionID `path:"draft"`
	Body  protocol.DocumentInput
}

// linkDocument adds a document that is kept elsewhere to a session.
func (s *Server) linkDocument(ctx context.Context, who asker, in *linkDocumentInput) (protocol.DocumentInfo, error) {
	if in.Body.Address == "" {
		return protocol.DocumentInfo{}, inField("address", conference.Errorf(conference.Invalid, "please give its address"))
	}
	return s.addDocument(ctx, who, in.Draft, conference.Document{Title: in.Body.Title, Language: in.Body.Language, Address: in.Body.Address}, nil)
}

type uploadDocumentInput struct {
	Draft    conference.SessionID `path:"draft"`
	Title    string               `query:"title" maxLength:"1200"`
	Language string               `query:"language" maxLength:"10"`
	Name     string               `query:"name" maxLength:"1000" doc:"of the file"`
	RawBody  []byte               `contentType:"application/octet-stream"`
}

// uploadDocument adds a file to a session.
func (s *Server) uploadDocument(ctx context.Context, who asker, in *uploadDocumentInput) (protocol.DocumentInfo, error) {
	return s.addDocument(ctx, who, in.Draft, conference.Document{
		Title: in.Title, Language: in.Language, FileName: conference.CleanFileName(in.Name),
		MediaType: http.DetectContentType(in.RawBody), Size: len(in.RawBody),
	}, in.RawBody)
}

func (s *Server) addDocument(ctx context.Context, who asker, draft conference.SessionID, d conference.Document, content []byte) (protocol.DocumentInfo, error) {
	if _, err := s.ownDraft(ctx, who, draft); err != nil {
		return protocol.DocumentInfo{}, err
	}
	var err error
	if d.Title, err = conference.CleanText(d.Title, 300); err != nil {
		return protocol.DocumentInfo{}, inField("title", err)
	}
	if err := d.Check(); err != nil {
		return protocol.DocumentInfo{}, inField("address", err)
	}
	d.ID, d.SessionID = conference.NewID[conference.DocumentID](), draft
	d.AddedBy, d.AddedAt = &who.Person.ID, who.Now
	d, err = s.store.AddDocument(ctx, d, content)
	return documentInfo(d), err
}

type documentPath struct {
	Draft    conference.SessionID  `path:"draft"`
	Document conference.DocumentID `path:"document"`
}

// deleteDocument takes a document off a session.
func (s *Server) deleteDocument(ctx context.Context, who asker, in *documentPath) error {
	if _, err := s.ownDraft(ctx, who, in.Draft); err != nil {
		return err
	}
	return s.store.DeleteDocument(ctx, in.Draft, in.Document, store.Entry{At: who.Now, PersonID: who.Person.ID})
}

// document is a file of a session, for those who may be in it. A browser does nothing with it but keep it: it may be
// anything.
func (s *Server) document(c *fiber.Ctx) error {
	ctx := c.UserContext()
	d, err := s.store.Document(ctx, askerOf(ctx).Session.ID, conference.DocumentID(c.Params("document")))
	if err != nil {
		return err
	}
	content, err := s.store.DocumentContent(ctx, d.ID)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, d.MediaType)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderContentSecurityPolicy, "sandbox; default-src 'none'")
	c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(d.FileName)) // RFC 6266 §4.3
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return c.Send(content)
}
