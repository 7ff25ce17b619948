package store

import (
	"context"
	"encoding/base64"
	"fmt"

	"plenary/server/conference"
)

const (
	noDocument      = "there is no such document"
	documentColumns = `d.id, d.session_id, d.title, d.language, d.address, d.file_name, d.media_type, d.size, d.position, d.added_by, d.added_at`
)

// Documents returns the documents of a session in their order, without what is in them.
func (s *Store) Documents(ctx context.Context, session conference.SessionID) (list []conference.Document, err error) {
	err = s.list(ctx, &list, `select `+documentColumns+` from document d where d.session_id = ? order by d.position, d.id`, session)
	return list, err
}

// DocumentsOf returns the documents of all sessions of a conference, without what is in them.
func (s *Store) DocumentsOf(ctx context.Context, id conference.ConferenceID) (list []conference.Document, err error) {
	err = s.list(ctx, &list, `
		select `+documentColumns+` from document d join draft s on s.id = d.session_id
		where s.conference_id = ? order by d.session_id, d.position, d.id`, id)
	return list, err
}

// Document returns one document of a session.
func (s *Store) Document(ctx context.Context, session conference.SessionID, id conference.DocumentID) (d conference.Document, err error) {
	err = s.get(ctx, noDocument, &d, `select `+documentColumns+` from document d where d.session_id = ? and d.id = ?`, session, id)
	return d, err
}

// DocumentContent returns what is in a document that is kept here.
func (s *Store) DocumentContent(ctx context.Context, id conference.DocumentID) ([]byte, error) {
	var text string
	if err := s.get(ctx, noDocument, &text, `select content from document_file where document_id = ?`, id); err != nil {
		return nil, err
	}
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("read document %s: %w", id, err)
	}
	return content, nil
}

// AddDocument adds a document behind the others of its session, with what is in it, if it is kept here.
func (s *Store) AddDocument(ctx context.Context, d conference.Document, content []byte) (conference.Document, error) {
	added := d
	err := s.write(ctx, func(t *tx) error {
		added = d
		var there []conference.Document
		err := t.list(&there, `select `+documentColumns+` from document d where d.session_id = ? order by d.position`, d.SessionID)
		if err != nil {
			return err
		}
		if len(there) >= conference.MaxDocuments {
			return conference.Errorf(conference.Invalid, "a session has %d documents at most", conference.MaxDocuments)
		}
		if len(there) > 0 {
			added.Position = there[len(there)-1].Position + 1
		}
		_, err = t.put(`
			insert into document (id, session_id, title, language, address, file_name, media_type, size, position, added_by, added_at)
			values (:id, :session_id, :title, :language, :address, :file_name, :media_type, :size, :position, :added_by, :added_at)`, added)
		if err == nil && d.Address == "" {
			_, err = t.exec(`insert into document_file (document_id, content) values (?, ?)`, d.ID, base64.StdEncoding.EncodeToString(content))
		}
		if err != nil {
			return err
		}
		return t.record(Entry{At: d.AddedAt, PersonID: addedBy(d), Action: "document-added", Subject: string(d.SessionID), Detail: d.Title})
	})
	return added, err
}

func addedBy(d conference.Document) conference.PersonID {
	if d.AddedBy == nil {
		return ""
	}
	return *d.AddedBy
}

// DeleteDocument deletes a document and what is in it; e says who does.
func (s *Store) DeleteDocument(ctx context.Context, session conference.SessionID, id conference.DocumentID, e Entry) error {
	return s.write(ctx, func(t *tx) error {
		var d conference.Document
		err := t.get(noDocument, &d, `select `+documentColumns+` from document d where d.session_id = ? and d.id = ?`, session, id)
		if err != nil {
			return err
		}
		if _, err := t.exec(`delete from document_file where document_id = ?`, id); err != nil {
			return err
		}
		if _, err := t.exec(`delete from document where id = ?`, id); err != nil {
			return err
		}
		e.Action, e.Subject, e.Detail = "document-deleted", string(session), d.Title
		return t.record(e)
	})
}
