package live

import (
	"log/slog"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// setting is what all rooms share.
type setting struct {
	store  *store.Store
	media  media
	log    *slog.Logger
	clock  func() time.Time
	build  string
	limits Limits
	slots  protocol.AudienceSlots
	shards *shards // which write to the seats
	askers *askers // of anonymous questions
}

// An Option is a choice about all rooms.
type Option func(*setting)

// WithLogger says where to log; nowhere without it.
func WithLogger(log *slog.Logger) Option { return func(s *setting) { s.log = log } }

// WithClock sets the clock of what is written down; timers run by the machine's whatever it says.
func WithClock(clock func() time.Time) Option { return func(s *setting) { s.clock = clock } }

// WithBuild names the build, so that older pages can reload themselves.
func WithBuild(build string) Option { return func(s *setting) { s.build = build } }

// WithLimits sets the limits instead of [DefaultLimits].
func WithLimits(l Limits) Option { return func(s *setting) { s.limits = l } }

// WithSlots sets what an audience leg has, instead of [DefaultSlots].
func WithSlots(slots protocol.AudienceSlots) Option { return func(s *setting) { s.slots = slots } }

// DefaultSlots are three loud voices, one interpretation channel, twelve cameras and a shared screen with its sound.
func DefaultSlots() protocol.AudienceSlots {
	return protocol.AudienceSlots{Floor: 3, Channel: 1, Camera: 12, Screen: 1, ScreenSound: 1}
}

// Entry is who comes in, as the edge found out; nothing of it was claimed by a browser but Window, Epoch, Seq and Resume.
type Entry struct {
	Session conference.Session
	Person  protocol.Person
	Role    conference.Role    // in this session
	Access  conference.Access  // to it when the role was found out: it changes as time goes
	Door    conference.Door    // of it then; with none, nothing is asked
	Login   conference.LoginID // by which she came; empty for programs with a bearer token
	Window  string             // made by the page at random: the same again takes over its media legs; empty: nobody's
	Epoch   string             // with Seq: the last notice that the page saw; empty for a new page
	Seq     int64
	Resume  string // what the room gave this window for coming back
}
