package live

import (
	"context"

	"plenary/server/conference"
	"plenary/sfu"
)

// media is what rooms ask of the media server. None of it is called in a room's goroutine: it may wait.
type media interface {
	stage(name string) mediaStage
	publish(ctx context.Context, r sfu.PublishRequest) (mediaPublisher, string, error)
	watch(ctx context.Context, on mediaStage, r sfu.WatchRequest) (mediaViewer, string, error)
}

type mediaStage interface {
	Add(p mediaPublisher)
	Remove(p mediaPublisher)
	OnSpeaker(f func(publisher string))
	Close()
}

type mediaPublisher interface {
	Answer(ctx context.Context, offer string) (string, error)
	Allow(g sfu.PublishGrant)
	Mute(k sfu.SourceKind, muted bool)
	Close()
}

type mediaViewer interface {
	Answer(ctx context.Context, offer string) (string, error)
	Attend(st mediaStage)
	Show(views []sfu.View)
	Listen(language string)
	Report(p sfu.Playback) sfu.Quality
	Close()
}

// realMedia is the media server.
type realMedia struct{ *sfu.SFU }

func (m realMedia) stage(name string) mediaStage { return realStage{m.Stage(name)} }

func (m realMedia) publish(ctx context.Context, r sfu.PublishRequest) (mediaPublisher, string, error) {
	leg, answer, err := m.Publish(ctx, r)
	if err != nil {
		return nil, "", err
	}
	return leg, answer, nil
}

func (m realMedia) watch(ctx context.Context, on mediaStage, r sfu.WatchRequest) (mediaViewer, string, error) {
	r.Stage = realOf(on)
	leg, answer, err := m.Watch(ctx, r)
	if err != nil {
		return nil, "", err
	}
	return realViewer{leg}, answer, nil
}

type realStage struct{ *sfu.Stage }

func realOf(s mediaStage) *sfu.Stage {
	if st, ok := s.(realStage); ok {
		return st.Stage
	}
	return nil
}

func (s realStage) Add(p mediaPublisher) {
	if leg, ok := p.(*sfu.PublishLeg); ok {
		s.Stage.Add(leg)
	}
}

func (s realStage) Remove(p mediaPublisher) {
	if leg, ok := p.(*sfu.PublishLeg); ok {
		s.Stage.Remove(leg)
	}
}

type realViewer struct{ *sfu.AudienceLeg }

func (v realViewer) Attend(s mediaStage) { v.AudienceLeg.Attend(realOf(s)) }

// noMedia is a server without a media server.
type noMedia struct{}

func (noMedia) stage(string) mediaStage { return noStage{} }

func (noMedia) publish(context.Context, sfu.PublishRequest) (mediaPublisher, string, error) {
	return nil, "", conference.Errorf(conference.Unavailable, "there is no sound and picture on this server")
}

func (noMedia) watch(context.Context, mediaStage, sfu.WatchRequest) (mediaViewer, string, error) {
	return nil, "", conference.Errorf(conference.Unavailable, "there is no sound and picture on this server")
}

type noStage struct{}

func (noStage) Add(mediaPublisher)     {}
func (noStage) Remove(mediaPublisher)  {}
func (noStage) OnSpeaker(func(string)) {}
func (noStage) Close()                 {}
