package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

const (
	// accessPrefix is how a secret begins, so that people and scanners know one that lies about.
	accessPrefix = "plenary_"
	// mostAccess is how many tokens a conference may have.
	mostAccess = 100
	// touchAfter is how old the last use of a token must be before it is written again.
	touchAfter = time.Minute
)

// scope is what a program's token must be for; where there is none, no token will do.
func (r route) scope() (conference.Scope, bool) {
	if r.own || r.open || r.secret || r.socket || r.bearer != "" {
		return "", false
	}
	return conference.ScopeOf(r.needs, r.method != http.MethodGet && r.method != http.MethodHead)
}

// security is what the OpenAPI document says of who may ask.
func (r route) security() []map[string][]string {
	switch scope, ok := r.scope(); {
	case r.open:
		return nil
	case r.bearer != "":
		return []map[string][]string{{"token": {}}}
	case ok:
		return []map[string][]string{{"cookie": {}}, {"token": {string(scope)}}}
	}
	return []map[string][]string{{"cookie": {}}}
}

// identifyAccess finds the person whose rights a program's token has. What of them the token is for is asked here, and
// whether she still has them, as of everybody, behind it.
func (s *Server) identifyAccess(ctx context.Context, who *asker, header string, r route) error {
	scheme, secret, _ := strings.Cut(header, " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(secret, accessPrefix) {
		return s.noBearer()
	}
	k, err := s.store.AccessTokenByHash(ctx, hashOf(secret), who.Now)
	if isKind(err, conference.NotFound) || err == nil && k.ConferenceID != who.Conference.ID {
		return s.noBearer()
	}
	if err != nil {
		return fmt.Errorf("find a token: %w", err)
	}
	scope, ok := r.scope()
	switch {
	case !ok:
		return conference.Errorf(conference.Forbidden, "no program may do this, only a person who is signed in")
	case !k.Allows(scope):
		return conference.Errorf(conference.Forbidden, "the token is not for %s", scope)
	}
	if k.UsedAt == nil || who.Now.Sub(*k.UsedAt) >= touchAfter {
		if err := s.store.TouchAccessToken(ctx, k.ID, who.Now); err != nil {
			return err
		}
	}
	who.Access = k
	found, err := s.store.AskerByPerson(ctx, k.PersonID, who.Conference.ID, who.Session.ID)
	who.know(found)
	return err
}

// meter is whose requests are counted together: a program's apart from those of the person who made its token.
func (who asker) meter() string {
	if who.Access.ID != "" {
		return "access:" + string(who.Access.ID)
	}
	return string(who.Person.ID)
}

// named has the audit name the token that a program came with.
func (who asker) named(ctx context.Context) context.Context {
	if who.Access.ID != "" {
		return store.Via(ctx, who.Access.Name)
	}
	return ctx
}

// accessTokens lists the tokens of the conference; their secrets are not shown again.
func (s *Server) accessTokens(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.AccessTokenInfo], error) {
	rows, err := s.store.AccessTokens(ctx, who.Conference.ID)
	infos := protocol.List[protocol.AccessTokenInfo]{}
	for _, row := range rows {
		infos = append(infos, accessTokenInfo(row.AccessToken, row.PersonName, who.Now))
	}
	return infos, err
}

func accessTokenInfo(k conference.AccessToken, maker string, now time.Time) protocol.AccessTokenInfo {
	info := protocol.AccessTokenInfo{
		ID: k.ID, Name: k.Name, Maker: maker, CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, Expired: !k.ExpiresAt.After(now), UsedAt: k.UsedAt,
	}
	for scope := range strings.FieldsSeq(k.Scopes) {
		info.Scopes = append(info.Scopes, conference.Scope(scope))
	}
	return info
}

// addAccessToken makes a token with the asker's rights, as far as its scopes go.
func (s *Server) addAccessToken(ctx context.Context, who asker, in *body[protocol.AccessTokenInput]) (protocol.AccessTokenInfo, error) {
	none := protocol.AccessTokenInfo{}
	name, err := conference.CleanText(in.Body.Name, 100)
	if err != nil {
		return none, inField("name", err)
	}
	life := time.Duration(in.Body.Days) * 24 * time.Hour
	scopes, err := conference.CheckScopes(in.Body.Scopes, life)
	if err != nil {
		return none, inField("scopes", err)
	}
	have, err := s.store.AccessTokens(ctx, who.Conference.ID)
	if err != nil {
		return none, err
	}
	if len(have) >= mostAccess {
		return none, conference.Errorf(conference.Conflict, "there are %d tokens already; please revoke one first", len(have))
	}
	secret, _ := newSecret()
	secret = accessPrefix + secret
	k := conference.AccessToken{
		ID: conference.NewID[conference.AccessTokenID](), ConferenceID: who.Conference.ID, PersonID: who.Person.ID, Name: name,
		Scopes: scopes, TokenHash: hashOf(secret), CreatedAt: who.Now, ExpiresAt: who.Now.Add(life),
	}
	if err := s.store.CreateAccessToken(ctx, k); err != nil {
		return none, err
	}
	info := accessTokenInfo(k, who.Person.Name, who.Now)
	info.Secret = secret
	return info, nil
}

type accessPath struct {
	Access conference.AccessTokenID `path:"access"`
}

// revokeAccessToken ends a token at once.
func (s *Server) revokeAccessToken(ctx context.Context, who asker, in *accessPath) error {
	return s.store.RevokeAccessToken(ctx, in.Access, who.Conference.ID, who.Person.ID, who.Now)
}
