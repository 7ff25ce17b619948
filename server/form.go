package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// formLimit is how large a form may be, with the words in it.
const formLimit = 512 << 10

// form is the registration form: to organizers all of it, to others what is for them.
func (s *Server) form(ctx context.Context, who asker, _ *nothing) (protocol.Form, error) {
	form, err := s.store.Form(ctx, who.Conference.ID)
	if err != nil {
		return protocol.Form{}, err
	}
	organizing := who.Role.Can(conference.DecideRegistrations)
	var counts map[conference.FieldID]int
	if organizing {
		if counts, err = s.store.AnswerCounts(ctx, who.Conference.ID); err != nil {
			return protocol.Form{}, err
		}
	}
	info := protocol.Form{Version: versionOf(form)}
	for _, f := range form {
		if f.OrganizerOnly && !organizing {
			continue
		}
		info.Fields = append(info.Fields, protocol.FormField{
			ID: f.ID, Kind: f.Kind, Label: f.Label, Help: f.Help, Required: f.Required, OrganizerOnly: f.OrganizerOnly,
			Choices: f.ChoiceList(), WhenField: f.WhenField, WhenIs: f.WhenList(), Answers: counts[f.ID],
		})
	}
	return info, nil
}

// versionOf tells forms apart.
func versionOf(form conference.Form) string {
	h := sha256.New()
	for _, f := range form {
		f.ConferenceID, f.Position = "", 0
		fmt.Fprintf(h, "%q\n", fmt.Sprintf("%+v", f))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// setForm replaces the registration form.
func (s *Server) setForm(ctx context.Context, who asker, in *body[protocol.FormInput]) (protocol.Form, error) {
	none := protocol.Form{}
	was, err := s.store.Form(ctx, who.Conference.ID)
	if err != nil {
		return none, err
	}
	kept := map[conference.FieldID]int{} // its rule is set elsewhere
	for _, f := range was {
		kept[f.ID] = f.RetentionDays
	}
	var form conference.Form
	for i, f := range in.Body.Fields {
		form = append(form, conference.FormField{
			ConferenceID: who.Conference.ID, ID: f.ID, Position: i, Kind: f.Kind, Label: strings.TrimSpace(f.Label),
			Help: strings.TrimSpace(f.Help), Required: f.Required, OrganizerOnly: f.OrganizerOnly,
			Choices: strings.Join(f.Choices, "\n"), WhenField: f.WhenField, WhenIs: strings.Join(f.WhenIs, "\n"),
			RetentionDays: kept[f.ID],
		})
	}
	if err := form.Check(); err != nil {
		return none, err
	}
	if versionOf(was) != in.Body.Version {
		return none, conference.Errorf(conference.Conflict, "somebody else has changed the form meanwhile; please look again")
	}
	if err := s.store.PutForm(ctx, who.Conference.ID, was, form, in.Body.Remove, who.Person.ID, who.Now); err != nil {
		return none, err
	}
	return s.form(ctx, who, nil)
}

// answersFor are the answers of a registration that a mover may see, in the order of the form.
func (s *Server) answersFor(ctx context.Context, r conference.Registration, by conference.Mover) (protocol.List[protocol.Answer], error) {
	form, err := s.store.Form(ctx, r.ConferenceID)
	if err != nil {
		return nil, err
	}
	kept, err := s.store.Answers(ctx, r.ID)
	shown := form.Visible(r.AnswersOf(kept), by)
	list := protocol.List[protocol.Answer]{}
	for _, f := range form {
		if value := kept[f.ID]; value != "" && shown[f.ID] {
			list = append(list, protocol.Answer{Field: f.ID, Value: value})
		}
	}
	return list, err
}

// registration is one registration with all answers.
func (s *Server) registration(ctx context.Context, who asker, in *registrationInput) (protocol.RegistrationInfo, error) {
	r, err := s.registrationHere(ctx, who, in.Registration)
	if err != nil {
		return protocol.RegistrationInfo{}, err
	}
	p, err := s.store.Person(ctx, r.PersonID)
	if err != nil {
		return protocol.RegistrationInfo{}, err
	}
	return s.registrationForDesk(ctx, who, r, p.Email)
}

// registrationHere is a registration of the conference that is served.
func (s *Server) registrationHere(ctx context.Context, who asker, id conference.RegistrationID) (conference.Registration, error) {
	r, err := s.store.Registration(ctx, id)
	if err == nil && r.ConferenceID != who.Conference.ID {
		err = conference.Errorf(conference.NotFound, "there is no such registration")
	}
	return r, err
}

// registrationForDesk is a registration as organizers see it.
func (s *Server) registrationForDesk(ctx context.Context, who asker, r conference.Registration, email string) (protocol.RegistrationInfo, error) {
	info, err := s.registrationInfo(ctx, who, r, email)
	if err != nil {
		return info, err
	}
	info.Decisions = r.Decisions()
	if info.Answers, err = s.answersFor(ctx, r, conference.Organizing); err != nil {
		return info, err
	}
	if info.Missing, err = s.missing(ctx, r); err != nil {
		return info, err
	}
	form, err := s.store.Form(ctx, r.ConferenceID)
	if err != nil {
		return info, err
	}
	due := form.Due(who.Conference, who.Now) // what was deleted is not missing
	info.Missing = slices.DeleteFunc(info.Missing, func(id conference.FieldID) bool { return slices.Contains(due, id) })
	list := []protocol.RegistrationInfo{info}
	err = s.mailFaults(ctx, list)
	return list[0], err
}

type organizersInput struct {
	Registration conference.RegistrationID `path:"registration" maxLength:"64"`
	Body         protocol.AnswersInput
}

// fillInForOrganizers fills in the fields that are the organizers' own.
func (s *Server) fillInForOrganizers(ctx context.Context, who asker, in *organizersInput) (protocol.RegistrationInfo, error) {
	none := protocol.RegistrationInfo{}
	r, err := s.registrationHere(ctx, who, in.Registration)
	if err != nil {
		return none, err
	}
	form, err := s.store.Form(ctx, r.ConferenceID)
	if err != nil {
		return none, err
	}
	kept, err := s.store.Answers(ctx, r.ID)
	if err != nil {
		return none, err
	}
	answers, field, err := form.Answer(r.AnswersOf(given(in.Body.Answers)), kept, conference.Organizing)
	if err != nil {
		return none, inField(string(field), err)
	}
	r.ChangedAt = who.Now
	if r, err = s.store.FillIn(ctx, r, r.State, kept, answers, who.Person.ID); err != nil {
		return none, err
	}
	return s.registration(ctx, who, &registrationInput{in.Registration})
}
