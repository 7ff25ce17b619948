package server

import (
	"context"
	"errors"
	"strings"

	"plenary/server/conference"
)

// tellAtOnce is how much of what is to be told a request tells itself.
const tellAtOnce = 20

// tell has mail made of what a change left to be told, so that an organizer finds it in the outbox with the answer. It is
// in the database already: what fails here, or is too much, the teller does a little later.
func (s *Server) tell(ctx context.Context) {
	if _, err := s.teller.tidings(ctx, tellAtOnce); err != nil {
		s.log.Warn("mail is not in the outbox yet; another try follows", "error", err)
	}
	s.teller.wake()
}

// tidings puts mail into the outbox about what is to be told, and says whether there may be more.
func (t *teller) tidings(ctx context.Context, most int) (more bool, err error) {
	list, err := t.server.store.Tidings(ctx, most)
	if err != nil {
		return false, err
	}
	var failed []error
	for _, d := range list { // one that cannot be told keeps no other back
		m, err := t.server.tidingMail(ctx, d)
		if err == nil {
			err = t.server.store.Tell(ctx, d, m)
		}
		failed = append(failed, err)
	}
	t.server.postman.wake()
	return len(list) == most, errors.Join(failed...)
}

// tidingMail is the mail that tells something.
func (s *Server) tidingMail(ctx context.Context, d conference.Tiding) (conference.Mail, error) {
	var none conference.Mail
	c, err := s.store.Conference(ctx, d.ConferenceID)
	if err != nil {
		return none, err
	}
	who := asker{Conference: c, Now: s.now()}
	name, address, err := s.addressee(ctx, d)
	if err != nil {
		return none, err
	}
	m, err := s.blank(ctx, who, d.Kind, d.PersonID, address)
	if err != nil {
		return none, err
	}
	m.ID, m.RegistrationID, m.InvitationID = d.ID, d.RegistrationID, d.InvitationID
	values := s.values(who, name, d.Reason, "")
	values[conference.InvitationPlaceholder] = conference.InvitationMark
	if err := s.aboutDelegation(ctx, d, m.Language, values); err != nil {
		return none, err
	}
	if err := s.worded(ctx, &m, values); err != nil {
		return none, err
	}
	if d.PersonID != nil && (d.Kind == conference.ApprovedMail || d.Kind == conference.PromotedMail) {
		m.Calendar, err = s.invitation(ctx, who, *d.PersonID)
	}
	return m, err
}

// addressee is whom something is told, as she is named in what it is about.
func (s *Server) addressee(ctx context.Context, d conference.Tiding) (name, address string, err error) {
	if d.InvitationID != nil {
		i, err := s.store.Invitation(ctx, *d.InvitationID)
		return i.Name, i.Email, err
	}
	if d.PersonID == nil {
		return "", "", errors.New("a tiding for nobody: " + string(d.ID))
	}
	p, err := s.store.Person(ctx, *d.PersonID)
	if err != nil || d.RegistrationID == nil {
		return p.Name, p.Email, err
	}
	r, err := s.store.Registration(ctx, *d.RegistrationID)
	return r.Name, p.Email, err
}

// aboutDelegation fills in what mail to members and focal points of a delegation says.
func (s *Server) aboutDelegation(ctx context.Context, d conference.Tiding, language conference.MailLanguage, values map[conference.Placeholder]string) error {
	if d.DelegationID != nil {
		delegation, err := s.store.Delegation(ctx, *d.DelegationID)
		if err != nil {
			return err
		}
		values[conference.DelegationPlaceholder] = delegation.Name
	}
	if d.ActorID != nil {
		actor, err := s.store.Person(ctx, *d.ActorID)
		if err != nil {
			return err
		}
		values[conference.ActorPlaceholder] = actor.Email
	}
	if d.Kind != conference.OnBehalfMail || d.RegistrationID == nil {
		return nil
	}
	r, err := s.store.Registration(ctx, *d.RegistrationID)
	if err != nil {
		return err
	}
	names, err := s.missingNames(ctx, r, language)
	if len(names) > 0 {
		values[conference.MissingPlaceholder] = "– " + strings.Join(names, "\n– ")
	}
	return err
}

// missingNames names what a form still asks of a person.
func (s *Server) missingNames(ctx context.Context, r conference.Registration, language conference.MailLanguage) ([]string, error) {
	form, err := s.store.Form(ctx, r.ConferenceID)
	if err != nil {
		return nil, err
	}
	missing, err := s.missing(ctx, r)
	var names []string
	for _, id := range missing {
		for _, f := range form {
			if f.ID == id {
				names = append(names, f.Named(language))
			}
		}
	}
	return names, err
}
