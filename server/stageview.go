package server

import (
	"context"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// stageViews lists the stage views of a session; their addresses are not told again.
func (s *Server) stageViews(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.StageViewInfo], error) {
	list, err := s.store.StageViews(ctx, who.Session.ID, who.Now)
	infos := protocol.List[protocol.StageViewInfo]{}
	for _, v := range list {
		infos = append(infos, stageViewInfo(v))
	}
	return infos, err
}

func stageViewInfo(v conference.StageView) protocol.StageViewInfo {
	return protocol.StageViewInfo{ID: v.ID, Name: v.Name, Access: v.Access, CreatedAt: v.CreatedAt, ExpiresAt: v.ExpiresAt}
}

// addStageView makes a stage view. Its secret is in the fragment of its address, which browsers do not send.
func (s *Server) addStageView(ctx context.Context, who asker, in *body[protocol.StageViewInput]) (protocol.StageViewInfo, error) {
	none := protocol.StageViewInfo{}
	name, err := conference.CleanText(in.Body.Name, 100)
	if err != nil {
		return none, inField("name", err)
	}
	secret, hash := newSecret()
	v := conference.StageView{
		ID: conference.NewID[conference.StageViewID](), SessionID: who.Session.ID, PersonID: who.Person.ID, Name: name, TokenHash: hash,
		Access: in.Body.Access, CreatedAt: who.Now, ExpiresAt: who.Now.Add(time.Duration(in.Body.Hours) * time.Hour),
	}
	if err := v.Check(); err != nil {
		return none, inField("access", err)
	}
	if err := s.store.CreateStageView(ctx, v); err != nil {
		return none, err
	}
	info := stageViewInfo(v)
	info.Address = s.public.String() + "/stage#" + secret
	return info, nil
}

type stageViewPath struct {
	View conference.StageViewID `path:"view"`
}

// deleteStageView ends a stage view at once.
func (s *Server) deleteStageView(ctx context.Context, who asker, in *stageViewPath) error {
	err := s.store.DeleteStageView(ctx, in.View, who.Session.ID, who.Person.ID, who.Now)
	if err == nil {
		s.rooms.StageViewsChanged(who.Session.ID)
	}
	return err
}

// seeStage is what a stage view shows, to who has its secret. Who else is asking does not matter.
func (s *Server) seeStage(ctx context.Context, who asker, in *body[protocol.StageInput]) (protocol.StageShown, error) {
	v, err := s.store.StageViewByHash(ctx, hashOf(in.Body.Token), who.Now)
	if err != nil {
		return protocol.StageShown{}, err
	}
	session, err := s.store.Session(ctx, v.SessionID)
	if err != nil {
		return protocol.StageShown{}, err
	}
	if session.ConferenceID != who.Conference.ID {
		return protocol.StageShown{}, conference.Errorf(conference.NotFound, "there is no such stage view")
	}
	shown, waited, err := s.rooms.StageShown(ctx, v, in.Body.Seen)
	if err == nil && waited {
		_, err = s.store.StageViewByHash(ctx, v.TokenHash, s.now())
	}
	if err != nil {
		return protocol.StageShown{}, err
	}
	return shown, nil
}
