package server

import (
	"context"
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// mostTokens is how many tokens a person may have for one session.
const mostTokens = 10

// tokenGrace is how long after its session a token works, for a session that runs late.
const tokenGrace = 24 * time.Hour

// tokens lists the own tokens for a session; their secrets are not shown again.
func (s *Server) tokens(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.TokenInfo], error) {
	list, err := s.store.Tokens(ctx, who.Session.ID, who.Person.ID)
	infos := protocol.List[protocol.TokenInfo]{}
	for _, k := range list {
		infos = append(infos, s.tokenInfo(k))
	}
	return infos, err
}

// addToken makes a token with which a program publishes or watches as the asker.
func (s *Server) addToken(ctx context.Context, who asker, in *body[protocol.TokenInput]) (protocol.TokenInfo, error) {
	none := protocol.TokenInfo{}
	have, err := s.store.Tokens(ctx, who.Session.ID, who.Person.ID)
	if err != nil {
		return none, err
	}
	if len(have) >= mostTokens {
		return none, conference.Errorf(conference.Conflict, "you have %d tokens for this session already; please revoke one first", len(have))
	}
	ends := who.Session.EndsAt
	if ends.Before(who.Now) {
		ends = who.Now // it runs late, or is opened once more
	}
	secret, hash := newSecret()
	k := conference.Token{
		ID: conference.NewID[conference.TokenID](), SessionID: who.Session.ID, PersonID: who.Person.ID, Kind: in.Body.Kind,
		TokenHash: hash, CreatedAt: who.Now, ExpiresAt: ends.Add(tokenGrace),
	}
	if err := s.store.CreateToken(ctx, k); err != nil {
		return none, err
	}
	info := s.tokenInfo(k)
	info.Secret = secret
	return info, nil
}

func (s *Server) tokenInfo(k conference.Token) protocol.TokenInfo {
	door := "/whip/"
	if k.Kind == conference.WatchToken {
		door = "/whep/"
	}
	return protocol.TokenInfo{
		ID: k.ID, Kind: k.Kind, Address: s.public.String() + door + string(k.SessionID), CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt,
	}
}

type tokenPath struct {
	Token conference.TokenID `path:"token"`
}

// deleteToken revokes one of the own tokens; the programs that used it end.
func (s *Server) deleteToken(ctx context.Context, who asker, in *tokenPath) error {
	if err := s.store.DeleteToken(ctx, in.Token, who.Person.ID); err != nil {
		return err
	}
	s.rooms.LoginRevoked(loginOf(in.Token))
	return nil
}

// loginOf is a token as rooms know it: what a program came in by, and what ends it when it is revoked.
func loginOf(id conference.TokenID) conference.LoginID { return conference.LoginID("token:" + id) }

// identifyProgram finds the person that a bearer token (RFC 6750) stands for. Every failure looks the same.
func (s *Server) identifyProgram(ctx context.Context, who *asker, header string, kind conference.TokenKind) error {
	scheme, secret, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return s.noBearer()
	}
	k, found, err := s.store.AskerByToken(ctx, hashOf(strings.TrimSpace(secret)), kind, who.Conference.ID, who.Session.ID, who.Now)
	if isKind(err, conference.NotFound) {
		return s.noBearer()
	}
	if err != nil {
		return fmt.Errorf("find a token: %w", err)
	}
	who.Token = k
	who.know(found)
	return nil
}

func (s *Server) noBearer() error {
	refused := &refusal{headers: map[string][]string{"Www-Authenticate": {"Bearer"}}}
	refused.Problem = s.refuse(conference.Errorf(conference.Unauthenticated, "this needs a bearer token that is valid")).Problem
	return refused
}
