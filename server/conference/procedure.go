package conference

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// SpeakingOrder says in which order those on the list of speakers get the floor.
type SpeakingOrder string

// The orders.
const (
	ByInscription SpeakingOrder = "inscription"  // first come, first served
	ByRank        SpeakingOrder = "rank"         // Heads of State before ministers before others
	ByCategory    SpeakingOrder = "category"     // States before organizations before civil society
	ByAlphabet    SpeakingOrder = "alphabetical" // of the delegations' names in a language
	ByLot         SpeakingOrder = "lot"          // drawn; two may swap
)

// SpeakingOrders lists the orders.
var SpeakingOrders = []SpeakingOrder{ByInscription, ByRank, ByCategory, ByAlphabet, ByLot}

// ReplyTime says when rights of reply are taken.
type ReplyTime string

// The times of rights of reply.
const (
	RepliesAtOnce     ReplyTime = "at-once"        // after the statement that is answered
	RepliesAtEnd      ReplyTime = "end-of-session" // when the list is done
	RepliesAtEndOfDay ReplyTime = "end-of-day"     // of the day's last session
	NoReplies         ReplyTime = "none"
)

// ReplyTimes lists the times of rights of reply.
var ReplyTimes = []ReplyTime{RepliesAtOnce, RepliesAtEnd, RepliesAtEndOfDay, NoReplies}

// Procedure is the rules of procedure of a session: who may ask for the floor, in which order they get it, for how long.
// It is written as a file. The chair may always deviate from it; that is recorded.
type Procedure struct {
	Key            string            `json:"key"`
	Title          string            `json:"title"`
	Source         string            `json:"source"` // where the rules stand
	Kinds          []RequestKind     `json:"kinds"`  // which may be asked for
	Categories     []SpeakerCategory `json:"categories"`
	Order          SpeakingOrder     `json:"order"`
	Alphabet       string            `json:"alphabet,omitempty"` // language of the names in ByAlphabet: ISO 639-1
	GroupsFirst    bool              `json:"groups_first"`       // group statements before national ones
	Replies        ReplyRule         `json:"replies"`
	PointsOfOrder  PointRule         `json:"points_of_order"`
	Budgets        map[string]int    `json:"budgets,omitempty"` // seconds that all speakers of a category have together
	Warnings       []int             `json:"warnings"`          // seconds left at which the clock warns
	WordsPerMinute int               `json:"words_per_minute"`  // at which interpreters can follow a text
}

// SpeakerCategory is a category of speakers. What it leaves out fits everybody; the first that fits is hers.
type SpeakerCategory struct {
	Key        string        `json:"key"`
	Title      string        `json:"title"`
	Limit      int           `json:"limit"`                // seconds; 0: none
	Rank       int           `json:"rank"`                 // smaller comes first
	Places     int           `json:"places,omitempty"`     // how many of them are heard; 0: all
	By         SpeakingOrder `json:"by,omitempty"`         // ByInscription: its members take part in no lot
	Kinds      []RequestKind `json:"kinds,omitempty"`      // of request
	Roles      []Role        `json:"roles,omitempty"`      // appointed to the session
	Categories []Category    `json:"categories,omitempty"` // of participants
	Functions  []string      `json:"functions,omitempty"`  // with which what stands on the plate begins
	MayAsk     bool          `json:"may_ask"`
}

// ReplyRule says when rights of reply are taken, how many, and for how long.
type ReplyRule struct {
	When         ReplyTime `json:"when"`
	Most         int       `json:"most"`   // of each delegation
	Limits       []int     `json:"limits"` // seconds of the first, the second …; the last holds for all that follow
	OnClosedList bool      `json:"on_closed_list"`
}

// PointRule says for how long a point of order may be made, and whether on a closed list too.
type PointRule struct {
	Limit        int  `json:"limit"` // seconds; 0: none
	OnClosedList bool `json:"on_closed_list"`
}

const (
	maxProcedure  = 64 << 10 // bytes
	maxLimit      = 3600     // seconds
	maxCategories = 40
)

// ParseProcedure reads rules of procedure from a file, or says what is wrong with it.
func ParseProcedure(text []byte) (p Procedure, err error) {
	if len(text) > maxProcedure {
		return p, Errorf(Invalid, "rules of procedure have at most %d KB", maxProcedure>>10)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		what := strings.TrimPrefix(err.Error(), "json: ")
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			what = fmt.Sprintf("%s cannot be a %s", wrong.Field, wrong.Value)
		}
		return p, Errorf(Invalid, "the rules cannot be read%s: %s", placeIn(text, d, err), what)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return p, Errorf(Invalid, "the rules cannot be read: something follows their end")
	}
	return p, p.check()
}

// placeIn says in which line of a file reading it failed.
func placeIn(text []byte, d *json.Decoder, err error) string {
	at := d.InputOffset()
	if broken, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = broken.Offset
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		at = wrong.Offset
	}
	if at <= 0 || at > int64(len(text)) {
		return ""
	}
	return fmt.Sprintf(" (line %d)", bytes.Count(text[:at], []byte("\n"))+1)
}

// File is the rules as a file.
func (p Procedure) File() string {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		panic("conference: write rules of procedure: " + err.Error()) // of strings and numbers
	}
	return string(text) + "\n"
}

func (p Procedure) check() error {
	switch {
	case !isKey(p.Key):
		return Errorf(Invalid, "rules need a key of small letters, digits and hyphens, at most 40")
	case strings.TrimSpace(p.Title) == "" || len(p.Title) > maxTitle:
		return Errorf(Invalid, "rules need a title of at most %d bytes", maxTitle)
	case len(p.Source) > maxAbstract:
		return Errorf(Invalid, "the source of the rules is longer than %d bytes", maxAbstract)
	case len(p.Kinds) == 0:
		return Errorf(Invalid, "rules must say which kinds of request there are")
	case !contains(SpeakingOrders, p.Order):
		return Errorf(Invalid, "%q is no order of speakers", p.Order)
	case p.Alphabet != "" && !contains(TextLanguages, p.Alphabet):
		return Errorf(Invalid, "%q is no language of an alphabet", p.Alphabet)
	case p.WordsPerMinute < 60 || p.WordsPerMinute > 240:
		return Errorf(Invalid, "words_per_minute is a number from 60 to 240")
	case p.PointsOfOrder.Limit < 0 || p.PointsOfOrder.Limit > maxLimit:
		return Errorf(Invalid, "the limit of points of order is a number of seconds from 0 to %d", maxLimit)
	case len(p.Warnings) > 5:
		return Errorf(Invalid, "the clock warns at most five times")
	}
	for _, kind := range p.Kinds {
		if !contains(RequestKinds, kind) {
			return Errorf(Invalid, "%q is no kind of request", kind)
		}
	}
	for _, at := range p.Warnings {
		if at < 1 || at > maxLimit {
			return Errorf(Invalid, "a warning is a number of seconds from 1 to %d", maxLimit)
		}
	}
	if err := p.Replies.check(); err != nil {
		return err
	}
	return p.checkCategories()
}

func (p Procedure) checkCategories() error {
	if len(p.Categories) == 0 || len(p.Categories) > maxCategories {
		return Errorf(Invalid, "rules have from one to %d categories of speakers", maxCategories)
	}
	known := map[string]bool{string(PointOfOrder): true, string(RightOfReply): true} // which have limits of their own
	for _, c := range p.Categories {
		if err := c.check(); err != nil {
			return err
		}
		if known[c.Key] {
			return Errorf(Invalid, "there are two categories of speakers with the key %q", c.Key)
		}
		known[c.Key] = true
	}
	for key, seconds := range p.Budgets {
		switch {
		case !known[key]:
			return Errorf(Invalid, "there is a budget for %q, which is no category of speakers", key)
		case seconds < 1 || seconds > 24*maxLimit:
			return Errorf(Invalid, "the budget of %q is a number of seconds of at most a day", key)
		}
	}
	return nil
}

func (c SpeakerCategory) check() error {
	switch {
	case !isKey(c.Key):
		return Errorf(Invalid, "a category of speakers needs a key of small letters, digits and hyphens, at most 40")
	case strings.TrimSpace(c.Title) == "" || len(c.Title) > maxTitle:
		return Errorf(Invalid, "the category %q needs a title of at most %d bytes", c.Key, maxTitle)
	case c.Limit < 0 || c.Limit > maxLimit:
		return Errorf(Invalid, "the limit of %q is a number of seconds from 0 to %d", c.Key, maxLimit)
	case c.Places < 0 || c.Rank < 0 || c.Rank > 1000:
		return Errorf(Invalid, "places and rank of %q are not negative", c.Key)
	case c.By != "" && c.By != ByInscription:
		return Errorf(Invalid, "by of %q is inscription or nothing", c.Key)
	}
	for _, kind := range c.Kinds {
		if !contains(RequestKinds, kind) {
			return Errorf(Invalid, "%q, a kind of %q, is no kind of request", kind, c.Key)
		}
	}
	for _, role := range c.Roles {
		if !contains(Appointable, role) {
			return Errorf(Invalid, "%q, a role of %q, is no role in a session", role, c.Key)
		}
	}
	for _, category := range c.Categories {
		if !contains(Categories, category) {
			return Errorf(Invalid, "%q, a category of %q, is no category of participants", category, c.Key)
		}
	}
	return nil
}

func (r ReplyRule) check() error {
	switch {
	case !contains(ReplyTimes, r.When):
		return Errorf(Invalid, "%q is no time of rights of reply", r.When)
	case r.When == NoReplies:
		return nil
	case r.Most < 1 || r.Most > 10:
		return Errorf(Invalid, "a delegation has from one to ten rights of reply")
	case len(r.Limits) == 0 || len(r.Limits) > r.Most:
		return Errorf(Invalid, "rights of reply have one limit each")
	}
	for _, limit := range r.Limits {
		if limit < 0 || limit > maxLimit {
			return Errorf(Invalid, "the limit of a right of reply is a number of seconds from 0 to %d", maxLimit)
		}
	}
	return nil
}

func isKey(key string) bool {
	ok := key != "" && len(key) <= 40
	for _, c := range key {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	return ok
}

// DefaultProcedure is the key of the rules of sessions for which nobody chose any.
const DefaultProcedure = "osce"

//go:embed procedures/*.json
var procedures embed.FS

// presets are read once, when the program starts.
var presets, errPresets = readPresets()

func readPresets() (list []Procedure, err error) {
	for _, name := range []string{"osce", "who-virtual", "unga", "hrc-lottery"} {
		text, err := procedures.ReadFile("procedures/" + name + ".json")
		if err != nil {
			return nil, err
		}
		p, err := ParseProcedure(text)
		if err != nil {
			return nil, Errorf(Invalid, "%s: %s", name, err)
		}
		list = append(list, p)
	}
	return list, nil
}

// Presets are the rules of procedure that come with the program.
func Presets() []Procedure {
	if errPresets != nil {
		panic("conference: " + errPresets.Error()) // a test reads them
	}
	return presets
}

// PresetProcedure returns the preset with a key.
func PresetProcedure(key string) (Procedure, bool) {
	for _, p := range Presets() {
		if p.Key == key {
			return p, true
		}
	}
	return Procedure{}, false
}

// Category returns the category of speakers with a key; of one that is not in the rules, nothing but the key is known.
func (p Procedure) Category(key string) SpeakerCategory {
	for _, c := range p.Categories {
		if c.Key == key {
			return c
		}
	}
	return SpeakerCategory{Key: key}
}

// Delivery predicts how long a text of so many words takes, at the pace of the rules.
func (p Procedure) Delivery(words int) time.Duration {
	return (time.Duration(words) * time.Minute / time.Duration(p.WordsPerMinute)).Round(time.Second)
}

// RuleFor is how long a request of a category may take by the rules, without what the chair changed; 0: as long as it
// takes. Of a right of reply, round counts those before it of the same delegation.
func (p Procedure) RuleFor(kind RequestKind, category string, round int) time.Duration {
	limit := 0
	switch kind {
	case PointOfOrder:
		limit = p.PointsOfOrder.Limit
	case RightOfReply:
		if n := len(p.Replies.Limits); n > 0 {
			limit = p.Replies.Limits[min(round, n-1)]
		}
	case NationalStatement, GroupStatement, FloorQuestion, PanelReply:
		limit = p.Category(category).Limit
	}
	return time.Duration(limit) * time.Second
}

// RulesOf returns the rules of a session: those with a key, or, where nobody chose any, what a conference brought itself as
// a file, and else the usual ones. Rules that are not there any more are those for which nobody chose any.
func RulesOf(key string, own []byte) (p Procedure, err error) {
	if len(own) > 0 {
		if p, err = ParseProcedure(own); err != nil || key == "" || key == p.Key {
			return p, err
		}
	}
	if preset, known := PresetProcedure(key); known {
		return preset, nil
	}
	if len(own) == 0 {
		p, _ = PresetProcedure(DefaultProcedure)
	}
	return p, nil
}
