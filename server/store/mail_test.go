package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func (w *world) mailTo(r conference.Registration, id conference.MailID, state conference.MailState, at time.Time) conference.Mail {
	return conference.Mail{
		ID: id, ConferenceID: w.conference.ID, PersonID: &r.PersonID, RegistrationID: &r.ID, Kind: conference.ApprovedMail, Language: conference.RussianMail,
		Address: string(id) + "@example.org", Subject: "Subject of 100% of " + string(id), Text: "Текст", State: state, CreatedAt: at,
	}
}

func TestMailGoesThroughTheOutbox(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		r := w.register(w.ana, nil)
		var list []conference.Mail
		for i := range 4 {
			list = append(list, w.mailTo(r, conference.MailID(fmt.Sprint("mail-", i)), conference.DraftMail, day.Add(time.Duration(i)*time.Minute)))
		}
		for _, want := range []int64{4, 0} { // once, however often
			n, err := w.AddMails(t.Context(), list)
			must(t, err)
			same(t, "the new mail", n, want)
		}
		page, counts, err := w.Mails(t.Context(), w.conference.ID, store.MailFilter{Query: "100% OF MAIL-2"}, 0, 10)
		must(t, err)
		same(t, "what is found", len(page), 1)
		same(t, "the name", page[0].PersonName, "Ana")
		same(t, "the drafts", counts[conference.DraftMail], 1)

		m := page[0].Mail
		m.Text = "Иначе"
		must(t, w.EditMail(t.Context(), m, w.olga.ID, day))
		refused(t, w.EditMail(t.Context(), m, w.olga.ID, day), conference.Conflict)
		_, err = w.MoveMails(t.Context(), w.conference.ID, store.MailFilter{State: conference.DraftMail}, conference.QueuedMail, 3, w.olga.ID, day)
		refused(t, err, conference.Conflict)
		_, err = w.MoveMails(t.Context(), w.conference.ID, store.MailFilter{IDs: []conference.MailID{"mail-3"}}, conference.DroppedMail, 1, w.olga.ID, day)
		must(t, err)
		n, err := w.MoveMails(t.Context(), w.conference.ID, store.MailFilter{State: conference.DraftMail, Kind: conference.ApprovedMail}, conference.QueuedMail, 3, w.olga.ID, day)
		must(t, err)
		same(t, "what is sent", n, 3)
		refused(t, w.EditMail(t.Context(), m, w.olga.ID, day), conference.Conflict) // it is on its way

		due, err := w.DueMails(t.Context(), day, 10)
		must(t, err)
		same(t, "what is due", len(due), 3)
		must(t, w.UpdateMail(t.Context(), due[0].Refused("550 nobody", true, true, day)))
		must(t, w.UpdateMail(t.Context(), due[1].Refused("451 later", false, false, day)))
		due, err = w.DueMails(t.Context(), day, 10)
		must(t, err)
		same(t, "what is still due", len(due), 1)
		faults, err := w.MailFaults(t.Context(), []conference.RegistrationID{r.ID, "none"})
		must(t, err)
		same(t, "the fault", faults[r.ID].Answer, "550 nobody")
		must(t, w.UpdateMail(t.Context(), due[0].Sent(day))) // which is a later one
		faults, err = w.MailFaults(t.Context(), []conference.RegistrationID{r.ID})
		must(t, err)
		same(t, "the faults after one arrived", len(faults), 0)
		must(t, w.BounceMail(t.Context(), due[0].ID, w.conference.ID, "552 full", day))
		refused(t, w.BounceMail(t.Context(), "none", w.conference.ID, "552 full", day), conference.NotFound)
		entries, err := w.Entries(t.Context(), 3)
		must(t, err)
		var actions []string
		for _, e := range entries {
			actions = append(actions, e.Action)
		}
		same(t, "the audit", strings.Join(actions, " "), "send-mail drop-mail edit-mail")
	})
}

func TestTemplatesOfAConference(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		own := conference.MailTemplate{
			ConferenceID: w.conference.ID, Kind: conference.WaitingMail, Language: conference.RussianMail, Subject: "Ждите", Text: "{name}", ChangedBy: &w.olga.ID, ChangedAt: day,
		}
		says := func() string {
			got, err := w.MailTemplate(t.Context(), w.conference.ID, own.Kind, own.Language)
			must(t, err)
			return got.Subject
		}
		shipped := says()
		must(t, w.PutMailTemplate(t.Context(), own))
		own.Subject = "Подождите"
		must(t, w.PutMailTemplate(t.Context(), own))
		same(t, "the subject", says(), own.Subject)
		must(t, w.DeleteMailTemplate(t.Context(), own))
		must(t, w.DeleteMailTemplate(t.Context(), own))
		same(t, "the subject that is shipped", says(), shipped)
		for _, held := range []bool{false, true, false} {
			must(t, w.SetMailHeld(t.Context(), w.conference.ID, held, w.olga.ID, day))
			got, err := w.MailHeld(t.Context(), w.conference.ID)
			must(t, err)
			same(t, "held", got, held)
		}
		must(t, w.SetMailLanguage(t.Context(), w.ana.ID, conference.RussianMail))
		known, err := w.MailLanguages(t.Context(), w.ana.ID, w.ben.ID)
		must(t, err)
		same(t, "what is known", len(known), 1)
	})
}
