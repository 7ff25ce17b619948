package live

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"plenary/sfu"
)

// standIn stands in for the media server where a test is about the room's decisions; what they do to real media is tested
// in panel_test.go.
type standIn struct {
	mu         sync.Mutex
	stages     map[string]*standInStage
	publishers []*standInPublisher
	viewers    []*standInViewer
	refuse     error
	hold       chan struct{} // when set, opening a leg waits for it
}

type standInStage struct {
	name      string
	media     *standIn
	on        []*standInPublisher
	onSpeaker func(string)
	shut      atomic.Bool
}

type standInPublisher struct {
	media *standIn
	sfu.PublishRequest
	muted map[sfu.SourceKind]bool
	grant sfu.PublishGrant
	shut  atomic.Bool
}

type standInViewer struct {
	media *standIn
	sfu.WatchRequest
	at       *standInStage
	shows    []sfu.View
	language string
	shut     atomic.Bool
	played   sfu.Playback
	quality  sfu.Quality
}

func (m *standIn) stage(name string) mediaStage {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stages == nil {
		m.stages = map[string]*standInStage{}
	}
	if m.stages[name] == nil {
		m.stages[name] = &standInStage{name: name, media: m}
	}
	return m.stages[name]
}

func (m *standIn) publish(_ context.Context, r sfu.PublishRequest) (mediaPublisher, string, error) {
	if m.hold != nil {
		<-m.hold
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuse != nil {
		return nil, "", m.refuse
	}
	p := &standInPublisher{media: m, PublishRequest: r, grant: r.Grant, muted: map[sfu.SourceKind]bool{}}
	m.publishers = append(m.publishers, p)
	return p, "answer to " + r.Offer, nil
}

func (m *standIn) watch(_ context.Context, on mediaStage, r sfu.WatchRequest) (mediaViewer, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuse != nil {
		return nil, "", m.refuse
	}
	v := &standInViewer{media: m, WatchRequest: r, at: on.(*standInStage)}
	m.viewers = append(m.viewers, v)
	return v, "answer to " + r.Offer, nil
}

func (s *standInStage) Add(p mediaPublisher) {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	for _, st := range s.media.stages {
		st.remove(p)
	}
	s.on = append(s.on, p.(*standInPublisher))
}

func (s *standInStage) Remove(p mediaPublisher) {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	s.remove(p)
}

func (s *standInStage) remove(p mediaPublisher) {
	s.on = slices.DeleteFunc(s.on, func(x *standInPublisher) bool { return x == p })
}

func (s *standInStage) OnSpeaker(f func(string)) { s.onSpeaker = f }

func (s *standInStage) Close() {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	s.shut.Store(true)
	delete(s.media.stages, s.name)
}

func (p *standInPublisher) Answer(_ context.Context, offer string) (string, error) {
	return "again " + offer, nil
}

func (p *standInPublisher) Allow(g sfu.PublishGrant) {
	p.media.mu.Lock()
	defer p.media.mu.Unlock()
	p.grant = g
}

func (p *standInPublisher) Mute(k sfu.SourceKind, muted bool) {
	p.media.mu.Lock()
	defer p.media.mu.Unlock()
	p.muted[k] = muted
}

func (p *standInPublisher) Close()       { p.shut.Store(true) }
func (p *standInPublisher) closed() bool { return p.shut.Load() }

func (v *standInViewer) Answer(_ context.Context, offer string) (string, error) {
	return "again " + offer, nil
}

func (v *standInViewer) Attend(st mediaStage) {
	v.media.mu.Lock()
	defer v.media.mu.Unlock()
	v.at, _ = st.(*standInStage)
}

func (v *standInViewer) Show(views []sfu.View)  { v.shows = views }
func (v *standInViewer) Listen(language string) { v.language = language }

func (v *standInViewer) Report(p sfu.Playback) sfu.Quality {
	v.played = p
	return v.quality
}

func (v *standInViewer) Close()       { v.shut.Store(true) }
func (v *standInViewer) closed() bool { return v.shut.Load() }

// last is the leg that was opened last.
func (m *standIn) publisher() *standInPublisher { return m.publishers[len(m.publishers)-1] }
func (m *standIn) viewer() *standInViewer       { return m.viewers[len(m.viewers)-1] }

// at lists who publishes on a stage.
func (m *standIn) at(name string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	ids := []string{}
	if st := m.stages[name]; st != nil {
		for _, p := range st.on {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// sending is what a connected publisher looks like.
func (p *standInPublisher) sending(kinds ...sfu.SourceKind) {
	p.Events.Connected()
	list := []sfu.Source{}
	for _, k := range kinds {
		list = append(list, sfu.Source{Kind: k})
	}
	p.Events.Sources(list)
}

func (s *standInStage) closed() bool { return s.shut.Load() }
