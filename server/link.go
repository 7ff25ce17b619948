package server

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// linksPerHour is how many mails with links one address gets in an hour, whoever asks for them.
const linksPerHour = 3

// sendLink queues a mail with a link for a person. Whether there is such a person, and whether she gets one, is found
// out after the answer has gone.
func (s *Server) sendLink(who asker, email string, purpose conference.LinkPurpose) error {
	return s.post.put(string(purpose), func(ctx context.Context) (Mail, bool, error) {
		p, err := s.store.PersonByEmail(ctx, email)
		if isKind(err, conference.NotFound) {
			return Mail{}, false, nil
		}
		if err != nil {
			return Mail{}, false, err
		}
		secret, made, err := s.makeLink(ctx, p.ID, purpose, who.Now)
		if err != nil || !made {
			return Mail{}, false, err
		}
		m := Mail{To: p.Email}
		if address := s.linkAddress(secret); purpose == conference.ConfirmRegistration {
			m.Subject, m.Text = confirmMail(who.Conference, address)
		} else {
			m.Subject, m.Text = signInMail(who.Conference, address)
		}
		return m, true, nil
	})
}

// makeLink stores a link asked for at a time, unless the person had enough of them by then: what waited its turn counts
// for the hour in which it was asked for.
func (s *Server) makeLink(ctx context.Context, person conference.PersonID, purpose conference.LinkPurpose, asked time.Time) (secret string, made bool, err error) {
	s.linking.Lock() // counting and adding belong together
	defer s.linking.Unlock()
	count, err := s.store.LinksSince(ctx, person, asked.Add(-time.Hour))
	if err != nil || count >= linksPerHour {
		return "", false, err
	}
	secret, hash := newSecret()
	err = s.store.CreateLink(ctx, conference.Link{
		TokenHash: hash, PersonID: person, Purpose: purpose, CreatedAt: asked, ExpiresAt: asked.Add(conference.LinkLife),
	})
	if err != nil {
		return "", false, fmt.Errorf("make a link: %w", err)
	}
	return secret, true, nil
}

// linkAddress is what the mail says. The secret is in the fragment, which browsers do not send: no log has it.
func (s *Server) linkAddress(secret string) string { return s.public.String() + "/link#" + secret }

type linkUse struct {
	Languages string `header:"Accept-Language" maxLength:"500"`
	Body      protocol.LinkInput
}

// useLink spends a link and signs its person in. A link of a registration confirms that.
func (s *Server) useLink(ctx context.Context, who asker, in *linkUse) (*signing[protocol.LinkUsed], error) {
	l, err := s.store.UseLink(ctx, hashOf(in.Body.Token), who.Now)
	if err != nil {
		return nil, err
	}
	if l.Purpose == conference.ConfirmRegistration {
		if err := s.confirm(ctx, who, l.PersonID); err != nil {
			return nil, err
		}
	}
	if language, ok := mailLanguage(in.Languages); ok {
		if err := s.store.SetMailLanguage(ctx, l.PersonID, language); err != nil {
			return nil, err
		}
	}
	cookie, me, err := s.signInAs(ctx, who, l.PersonID)
	if err != nil {
		return nil, err
	}
	return &signing[protocol.LinkUsed]{Cookie: cookie, Body: protocol.LinkUsed{Purpose: l.Purpose, Me: me}}, nil
}

// confirm submits a registration whose address is proven now, unless it is to be finished. One that moved on already stays where it is.
func (s *Server) confirm(ctx context.Context, who asker, person conference.PersonID) error {
	r, err := s.store.RegistrationOf(ctx, who.Conference.ID, person)
	if isKind(err, conference.NotFound) || err == nil && r.State != conference.Unconfirmed {
		return nil
	}
	if err != nil {
		return err
	}
	missing, err := s.missing(ctx, r)
	if err != nil {
		return err
	}
	_, err = s.store.UpdateRegistration(ctx, r.Confirm(len(missing) == 0, who.Now), r.State, person)
	if isKind(err, conference.Conflict) && r.DelegationID != nil {
		// Others took the places of the delegation meanwhile: it stays hers to finish, and sending it says why it cannot be.
		_, err = s.store.UpdateRegistration(ctx, r.Confirm(false, who.Now), r.State, person)
	}
	s.tell(ctx)
	return err
}

// signInAs signs a person in and says who she is.
func (s *Server) signInAs(ctx context.Context, who asker, person conference.PersonID) (cookie string, me protocol.Me, err error) {
	if cookie, err = s.signIn(ctx, who, person); err != nil {
		return "", me, err
	}
	if who.Person, err = s.store.Person(ctx, person); err != nil {
		return "", me, err
	}
	standing, err := s.store.Standing(ctx, who.Conference.ID, "", person)
	if err != nil {
		return "", me, err
	}
	who.Role = standing.Role()
	me, err = s.me(ctx, who, nil)
	return cookie, me, err
}
