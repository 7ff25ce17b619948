package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
)

// long is a journal with everything that is hard to set: many entries, a time of another day, long words, other scripts.
func long() conference.Journal {
	j := conference.Journal{
		Language: "ru", Heading: "Журнал заседания", Conference: "Конференция", Title: strings.Repeat("Международное сотрудничество ", 8), Date: "14 сентября 2020", Status: "Проект",
		Hours: []conference.JournalHour{{Label: "Открытие", Time: "10 ч. 05 мин."}}, Chairs: []string{"Ана Пример", "陈例"}, ChairLabel: "Председатель",
	}
	for i := range 80 {
		j.Entries = append(j.Entries, conference.JournalEntry{
			Number: i + 1, Time: "15 September 2020, 10.05 a.m.", Text: strings.Repeat("Заявление ", i) + strings.Repeat("x", 120) + "\n<b> & \x01 вторая строка", Note: "4 мин 12 с", Struck: i%7 == 0,
		})
	}
	return j
}

func TestJournalOnPaper(t *testing.T) {
	at := time.Date(2020, 9, 14, 12, 0, 0, 0, time.UTC)
	c := conference.Conference{Title: "Conference", TimeZone: "Europe/Vienna", Demo: true}
	first, err := Journal(c, long(), at)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Journal(c, long(), at)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("printed twice it is another file (%v)", err)
	}
	if pages := bytes.Count(first, []byte("/Type /Page\n")); pages < 5 {
		t.Errorf("%d pages", pages)
	}
}

func TestJournalAsADocument(t *testing.T) {
	b, err := JournalDOCX(conference.Conference{}, long())
	if err != nil {
		t.Fatal(err)
	}
	packed, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range packed.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for err == nil {
			_, err = d.Token()
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s is not well formed: %v", part.Name, err)
		}
	}
}
