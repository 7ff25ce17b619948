package server

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"plenary/server/conference"
)

// mostManuscript is how many bytes of text there may be in a file, however small it is packed.
const mostManuscript = 8 << 20

var errManuscript = errors.New("the text could not be read; please save it as DOCX or plain text, or paste it")

// readManuscript returns the text of a DOCX file (ECMA-376, WordprocessingML) or of a plain one, in UTF-8 or UTF-16. Its
// errors are for a person.
func readManuscript(file []byte) (text string, err error) {
	switch {
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		text, err = readDOCX(file)
	case bytes.HasPrefix(file, []byte("%PDF")):
		return "", errors.New("a PDF has no text that can be relied on; please choose the DOCX it was made from, or paste the text")
	case bytes.HasPrefix(file, []byte("\xff\xfe")), bytes.HasPrefix(file, []byte("\xfe\xff")):
		var plain []byte
		plain, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(file)
		text = string(plain)
	default:
		text = strings.TrimPrefix(string(file), "\ufeff")
	}
	if err != nil {
		return "", err
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", errManuscript
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	if text, err = conference.CleanText(text, conference.MaxStatement); err != nil {
		return "", fmt.Errorf("the text cannot be taken: %w", err)
	}
	return text, nil
}

// readDOCX reads the paragraphs of a document's main part. Notes, headers, and what a reviewer has struck out are no text
// that is said.
func readDOCX(file []byte) (string, error) {
	packed, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return "", errManuscript
	}
	part, err := packed.Open("word/document.xml")
	if err != nil {
		return "", errManuscript
	}
	defer part.Close()
	bounded := &io.LimitedReader{R: part, N: mostManuscript}
	d := xml.NewDecoder(bounded)
	d.Entity = map[string]string{} // none but XML's own: nothing grows
	var b strings.Builder
	reading := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			if bounded.N <= 0 {
				return "", errors.New("the file is too large when it is unpacked")
			}
			return "", errManuscript
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "t":
				reading = true
			case "tab":
				b.WriteByte('\t')
			case "br", "cr":
				b.WriteByte('\n')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				reading = false
			case "p":
				b.WriteByte('\n')
			}
		case xml.CharData:
			if reading {
				b.Write(t)
			}
		}
	}
}
