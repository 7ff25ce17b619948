package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"plenary/server/conference"
)

// JournalDOCX writes the journal of a session as a document (ECMA-376, WordprocessingML), for who wants to go on with it
// in an office program.
func JournalDOCX(c conference.Conference, j conference.Journal) ([]byte, error) {
	var d docx
	d.paragraph("Subtitle", j.Heading)
	d.paragraph("Title", j.Title)
	d.paragraph("Normal", j.Conference)
	for _, line := range journalHead(j) {
		d.paragraph("Normal", line)
	}
	for _, e := range j.Entries {
		d.paragraph("Entry", e.Line())
		for _, beneath := range e.Beneath() {
			d.paragraph("Beneath", beneath)
		}
	}
	if c.Demo {
		d.paragraph("Beneath", "A demonstration with fictional people; unaffiliated, and no proof of anything.")
	}
	return d.pack(j.Language)
}

type docx struct{ body strings.Builder }

// paragraph adds a paragraph; what has lines of its own keeps them.
func (d *docx) paragraph(style, text string) {
	d.body.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r>`)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			d.body.WriteString("<w:br/>")
		}
		d.body.WriteString(`<w:t xml:space="preserve">`)
		_ = xml.EscapeText(&d.body, []byte(line)) // a Builder takes all
		d.body.WriteString("</w:t>")
	}
	d.body.WriteString("</w:r></w:p>")
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordML  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

	docxTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
	docxRelation  = `<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	docxRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	docxPage      = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`
)

// docxStyle is a style of paragraphs: sizes are half points, distances twentieths of a point.
func docxStyle(id, name, paragraph string, size int, more string) string {
	return fmt.Sprintf(`<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:pPr>%s</w:pPr><w:rPr><w:sz w:val="%d"/>%s</w:rPr></w:style>`,
		id, name, paragraph, size, more)
}

func docxStyles(language string) string {
	return xmlHead + `<w:styles ` + wordML + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:lang w:val="` +
		language + `"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		docxStyle("Normal", "Normal", `<w:spacing w:after="40"/>`, 21, "") +
		docxStyle("Title", "Title", `<w:spacing w:after="120"/>`, 36, "<w:b/>") +
		docxStyle("Subtitle", "Subtitle", `<w:spacing w:after="60"/>`, 20, `<w:b/><w:color w:val="555555"/>`) +
		docxStyle("Entry", "Entry", `<w:spacing w:before="140" w:after="20"/><w:ind w:left="567" w:hanging="567"/>`, 21, "") +
		docxStyle("Beneath", "Beneath", `<w:spacing w:after="20"/><w:ind w:left="567"/>`, 18, `<w:color w:val="555555"/>`) + `</w:styles>`
}

func (d *docx) pack(language string) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", docxTypes},
		{"_rels/.rels", xmlHead + docxRelations + docxRelation + `officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", xmlHead + docxRelations + docxRelation + `styles" Target="styles.xml"/></Relationships>`},
		{"word/styles.xml", docxStyles(language)},
		{"word/document.xml", xmlHead + `<w:document ` + wordML + `><w:body>` + d.body.String() + docxPage + `</w:body></w:document>`},
	} {
		f, err := w.Create(part.name)
		if err == nil {
			_, err = f.Write([]byte(part.content))
		}
		if err != nil {
			return nil, fmt.Errorf("write a document: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	return b.Bytes(), nil
}
