package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// reader is what the asker is to the statements of the session that the path names.
func (s *Server) reader(ctx context.Context, who asker) (conference.StatementReader, error) {
	by := conference.StatementReader{Person: who.Person.ID, Role: who.Role}
	r, err := s.store.RegistrationOf(ctx, who.Conference.ID, who.Person.ID)
	switch {
	case isKind(err, conference.NotFound):
		return by, nil
	case err != nil:
		return by, err
	}
	if r.State == conference.Approved {
		by.Delegation, by.Observer = r.DelegationID, !r.Participation.Speaks()
	}
	return by, nil
}

func statementInfo(s conference.Statement, by conference.StatementReader, plates plates, names map[conference.DelegationID]conference.Delegation) protocol.StatementInfo {
	fast, slow := conference.DeliveryTime(s.Words)
	info := protocol.StatementInfo{
		ID: s.ID, Person: plates.of(s.PersonID), Grouped: s.Grouped, OnBehalf: s.OnBehalf, Language: s.Language,
		Words: s.Words, Fast: int(fast.Seconds()), Slow: int(slow.Seconds()), State: s.State, Symbol: s.Symbol,
		Version: s.Version, ChangedAt: s.ChangedAt, SpokenAt: s.SpokenAt,
		Own: by.Owns(s), Mends: s.State != conference.StatementPrepared && (by.Owns(s) || by.Runs()),
	}
	if s.DelegationID != nil { // of which who handed it in may be no member any more
		d := names[*s.DelegationID]
		info.Person.Delegation, info.Person.Code, info.Person.Category = d.Name, d.Code, d.Category
	}
	return info
}

// statementInfos turns statements into what the asker is told of them.
func (s *Server) statementInfos(ctx context.Context, who asker, by conference.StatementReader, list ...conference.Statement) ([]protocol.StatementInfo, error) {
	plates, err := s.platesOf(ctx, who, len(list), func(i int) conference.PersonID { return list[i].PersonID })
	if err != nil {
		return nil, err
	}
	all, err := s.store.Delegations(ctx, who.Conference.ID)
	if err != nil {
		return nil, err
	}
	names := map[conference.DelegationID]conference.Delegation{}
	for _, d := range all {
		names[d.ID] = d
	}
	infos := make([]protocol.StatementInfo, len(list))
	for i, one := range list {
		infos[i] = statementInfo(one, by, plates, names)
	}
	return infos, nil
}

// statements lists the statements of a session that the asker may read.
func (s *Server) statements(ctx context.Context, who asker, _ *struct{}) (list protocol.StatementList, err error) {
	by, err := s.reader(ctx, who)
	if err != nil {
		return list, err
	}
	all, err := s.store.Statements(ctx, who.Session.ID)
	if err != nil {
		return list, err
	}
	var readable []conference.Statement
	for _, one := range all {
		if by.Reads(one) {
			readable = append(readable, one)
		}
	}
	conference.SortStatements(readable)
	if list.Statements, err = s.statementInfos(ctx, who, by, readable...); err != nil {
		return list, err
	}
	if list.Limit, list.GroupLimit, err = s.speakingLimits(ctx, who); err != nil {
		return list, err
	}
	list.Writes, list.Runs = who.Role.Can(conference.RequestTheFloor) && !by.Observer, by.Runs()
	if list.Runs {
		given, err := s.store.Symbols(ctx, who.Conference.ID)
		if err != nil {
			return list, err
		}
		list.Next = conference.NextSymbol(given, who.Session.StartsAt)
	}
	return list, nil
}

// speakingLimits are the seconds for which the asker may speak by the rules: for herself, and on behalf of a group.
func (s *Server) speakingLimits(ctx context.Context, who asker) (own, grouped int, err error) {
	floor, err := s.store.Floor(ctx, who.Session.ID)
	if err != nil {
		return 0, 0, err
	}
	text, err := s.store.ProcedureFile(ctx, who.Conference.ID)
	if err != nil {
		return 0, 0, err
	}
	rules, err := conference.RulesOf(floor.Procedure, text)
	if err != nil {
		return 0, 0, err
	}
	claim, err := s.store.Claim(ctx, who.Conference.ID, who.Session.ID, who.Person.ID)
	if err != nil {
		return 0, 0, err
	}
	limit := func(kind conference.RequestKind) int {
		category, _ := rules.CategoryOf(claim, kind)
		return int(floor.LimitFor(rules, kind, category.Key, 0).Seconds())
	}
	return limit(conference.NationalStatement), limit(conference.GroupStatement), nil
}

type statementPath struct {
	Statement conference.StatementID `path:"statement"`
}

// readable is a statement of the session that the asker may read; others she is told nothing of.
func (s *Server) readable(ctx context.Context, who asker, id conference.StatementID) (conference.Statement, conference.StatementReader, error) {
	by, err := s.reader(ctx, who)
	if err != nil {
		return conference.Statement{}, by, err
	}
	one, err := s.store.Statement(ctx, who.Session.ID, id)
	if err == nil && !by.Reads(one) {
		err = conference.Errorf(conference.NotFound, "there is no such statement")
	}
	return one, by, err
}

// statement is one statement with its text.
func (s *Server) statement(ctx context.Context, who asker, in *statementPath) (protocol.StatementText, error) {
	one, by, err := s.readable(ctx, who, in.Statement)
	if err != nil {
		return protocol.StatementText{}, err
	}
	infos, err := s.statementInfos(ctx, who, by, one)
	if err != nil {
		return protocol.StatementText{}, err
	}
	return protocol.StatementText{About: infos[0], Text: one.Text, Prepared: one.Prepared}, nil
}

// handIn adds a statement, or changes one that has not been made.
func (s *Server) handIn(ctx context.Context, who asker, in *body[protocol.StatementInput]) (protocol.StatementText, error) {
	none := protocol.StatementText{}
	if in.Body.ID != "" {
		one, by, err := s.readable(ctx, who, in.Body.ID)
		if err != nil {
			return none, err
		}
		if one, err = one.Revise(by, in.Body.Text, in.Body.OnBehalf, in.Body.Language, who.Now); err != nil {
			return none, err
		}
		one.Version = in.Body.Version
		if err := s.store.UpdateStatement(ctx, one, who.Person.ID); err != nil {
			return none, err
		}
		s.rooms.StatementsChanged(ctx, who.Session.ID)
		return s.statement(ctx, who, &statementPath{one.ID})
	}
	by, err := s.reader(ctx, who)
	if err != nil {
		return none, err
	}
	if by.Observer {
		return none, conference.Errorf(conference.Forbidden, "observers hand in no statement; a member of your delegation who may speak can")
	}
	one, err := conference.Statement{
		ID: conference.NewID[conference.StatementID](), ConferenceID: who.Conference.ID, SessionID: who.Session.ID,
		DelegationID: by.Delegation, PersonID: who.Person.ID, Grouped: in.Body.Grouped, OnBehalf: in.Body.OnBehalf,
		Language: in.Body.Language, Text: in.Body.Text, State: conference.StatementPrepared, HandedInAt: who.Now, ChangedAt: who.Now,
	}.Check()
	if err != nil {
		return none, inField("text", err)
	}
	if err := s.store.HandIn(ctx, one); err != nil {
		return none, err
	}
	s.rooms.StatementsChanged(ctx, who.Session.ID)
	return s.statement(ctx, who, &statementPath{one.ID})
}

// withdrawStatement takes back a statement that has not been made.
func (s *Server) withdrawStatement(ctx context.Context, who asker, in *statementPath) error {
	one, by, err := s.readable(ctx, who, in.Statement)
	if err != nil {
		return err
	}
	if !by.Owns(one) {
		return conference.Errorf(conference.Forbidden, "this is the statement of others")
	}
	if err := s.store.WithdrawStatement(ctx, one.ID, who.Person.ID, who.Now); err != nil {
		return err
	}
	s.rooms.StatementsChanged(ctx, who.Session.ID)
	return nil
}

// speakStatement says that a statement was made without the floor being given for it here: it is under embargo no more.
func (s *Server) speakStatement(ctx context.Context, who asker, in *statementPath) (protocol.StatementText, error) {
	one, _, err := s.readable(ctx, who, in.Statement)
	if err != nil {
		return protocol.StatementText{}, err
	}
	if one, err = one.Speak(who.Now); err != nil {
		return protocol.StatementText{}, err
	}
	if err := s.store.UpdateStatement(ctx, one, who.Person.ID); err != nil {
		return protocol.StatementText{}, err
	}
	s.rooms.StatementsChanged(ctx, who.Session.ID)
	return s.statement(ctx, who, in)
}

type deliverInput struct {
	Statement conference.StatementID `path:"statement"`
	Body      protocol.DeliveryInput
}

// deliverStatement says how a statement was delivered.
func (s *Server) deliverStatement(ctx context.Context, who asker, in *deliverInput) (protocol.StatementText, error) {
	one, by, err := s.readable(ctx, who, in.Statement)
	if err != nil {
		return protocol.StatementText{}, err
	}
	if one, err = one.Deliver(by, in.Body.Text, who.Now); err != nil {
		return protocol.StatementText{}, err
	}
	one.Version = in.Body.Version
	if err := s.store.UpdateStatement(ctx, one, who.Person.ID); err != nil {
		return protocol.StatementText{}, err
	}
	return s.statement(ctx, who, &statementPath{one.ID})
}

type symbolInput struct {
	Statement conference.StatementID `path:"statement"`
	Body      protocol.SymbolInput
}

// giveSymbol gives a statement the symbol under which it is distributed.
func (s *Server) giveSymbol(ctx context.Context, who asker, in *symbolInput) (protocol.StatementText, error) {
	one, _, err := s.readable(ctx, who, in.Statement)
	if err != nil {
		return protocol.StatementText{}, err
	}
	symbol, err := conference.CleanSymbol(in.Body.Symbol)
	if err != nil {
		return protocol.StatementText{}, inField("symbol", err)
	}
	if err := s.store.GiveSymbol(ctx, one, symbol, who.Person.ID, who.Now); err != nil {
		return protocol.StatementText{}, inField("symbol", err)
	}
	return s.statement(ctx, who, &statementPath{one.ID})
}

type manuscriptInput struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

// manuscript reads the text out of a file, for who hands it in to look at. Nothing is kept.
func (s *Server) manuscript(_ context.Context, _ asker, in *manuscriptInput) (protocol.ManuscriptText, error) {
	text, err := readManuscript(in.RawBody)
	if err != nil {
		return protocol.ManuscriptText{}, conference.Errorf(conference.Invalid, "%s", err)
	}
	return protocol.ManuscriptText{Text: text, Words: conference.CountWords(text)}, nil
}
