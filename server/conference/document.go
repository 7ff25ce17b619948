package conference

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
)

// DocumentID names a [Document].
type DocumentID string

// Document is a paper of a session: an agenda, a statement, a decision. It is a file that is kept here, or the address of one
// that is kept elsewhere.
type Document struct {
	ID        DocumentID
	SessionID SessionID
	Title     string
	Language  string // of [TextLanguages]; empty: of none in particular
	Address   string // elsewhere; empty: the file is here
	FileName  string
	MediaType string
	Size      int // bytes
	Position  int
	AddedBy   *PersonID
	AddedAt   time.Time
}

// The bounds of documents.
const (
	MaxDocument  = 20 << 20 // bytes of one
	MaxDocuments = 50       // of one session
)

// Check says what is wrong with a document, or returns nil.
func (d Document) Check() error {
	if _, err := CleanText(d.Title, 300); err != nil {
		return err
	}
	if d.Language != "" && !slices.Contains(TextLanguages, d.Language) {
		return Errorf(Invalid, "%q is none of the languages that texts are in", d.Language)
	}
	if d.Address == "" {
		return nil
	}
	at, err := url.Parse(d.Address)
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Host == "" || at.User != nil || len(d.Address) > 2000 {
		return Errorf(Invalid, "please give an address that begins with https://")
	}
	return nil
}

// CleanFileName is a file's name as it may stand in a header and on a disk: no folders, nothing that cannot be printed,
// nothing that hides the file or what it is.
func CleanFileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`"\/:*?<>|;%`, r) {
			return '-'
		}
		return r
	}, strings.ToValidUTF8(path.Base(strings.ReplaceAll(name, `\`, "/")), ""))
	name = strings.Trim(name, ". ")
	if letters := []rune(name); len(letters) > 120 {
		kind := []rune(path.Ext(name))
		kind = kind[:min(len(kind), 10)]
		name = string(letters[:120-len(kind)]) + string(kind)
	}
	if name == "" {
		return "document"
	}
	return name
}
