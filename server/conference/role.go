package conference

// Role is what a person is in a session, or in the conference when no session is asked about.
type Role string

// The roles.
const (
	Visitor       Role = "visitor"    // not signed in
	Registered    Role = "registered" // signed in, not approved (yet)
	Attendee      Role = "attendee"
	Press         Role = "press"
	Speaker       Role = "speaker"
	Interpreter   Role = "interpreter"
	Moderator     Role = "moderator"
	Chair         Role = "chair"
	Organizer     Role = "organizer"
	Administrator Role = "administrator"
)

// Roles lists all roles, the least powerful first.
var Roles = []Role{Visitor, Registered, Attendee, Press, Speaker, Interpreter, Moderator, Chair, Organizer, Administrator}

// Action is one thing a role may do.
type Action string

// The actions. Those of the first group are asked about with the role in the conference, the others with the role in a session.
const (
	SeeProgramme        Action = "see-programme" // the public programme; also signing in and registering
	KeepAccount         Action = "keep-account"  // own registration, logins, password
	DecideRegistrations Action = "decide-registrations"
	EditProgramme       Action = "edit-programme" // halls, sessions, people on them
	ReadAudit           Action = "read-audit"
	ConnectPrograms     Action = "connect-programs" // tokens and webhooks for programs
	Administer          Action = "administer"

	Watch             Action = "watch" // enter the room, receive the stage
	Chat              Action = "chat"
	Ask               Action = "ask"
	Upvote            Action = "upvote"
	React             Action = "react"        // on the stage, without a word
	Vote              Action = "vote"         // in polls; also who is silenced
	GoBackstage       Action = "go-backstage" // be heard and seen behind the stage, and, once brought there, on it
	Confer            Action = "confer"       // with those who run the session, in asides; see [Confers]
	Interpret         Action = "interpret"    // feed a language channel
	ManageStage       Action = "manage-stage" // bring on and off, mute
	ModerateQuestions Action = "moderate-questions"
	ModerateChat      Action = "moderate-chat"
	PutProposals      Action = "put-proposals"   // propose, and say that it is so decided
	RunPolls          Action = "run-polls"       // prepare, open and close them
	ModeratePeople    Action = "moderate-people" // silence, remove
	SeeSeats          Action = "see-seats"       // who is in
	RunSession        Action = "run-session"     // open and close
	RequestTheFloor   Action = "request-floor"   // ask to speak, by the rules of procedure
	ManageFloor       Action = "manage-floor"    // the list of speakers, the clock, "You have the floor"
	ReadJournal       Action = "read-journal"    // when it is published, and what was said where one might be
	KeepJournal       Action = "keep-journal"    // correct and publish the journal
)

// Actions lists all actions in the order of the golden table.
var Actions = []Action{
	SeeProgramme, KeepAccount, DecideRegistrations, EditProgramme, ReadAudit, ConnectPrograms, Administer,
	Watch, Chat, Ask, Upvote, React, Vote, GoBackstage, Confer, Interpret, ManageStage, ModerateQuestions, ModerateChat, RunPolls, PutProposals, ModeratePeople, SeeSeats, RunSession,
	RequestTheFloor, ManageFloor, ReadJournal, KeepJournal,
}

// powers is the whole permission system. testdata/powers.golden shows it as a table.
var powers = map[Role]map[Action]bool{
	Visitor:     set(SeeProgramme),
	Registered:  set(SeeProgramme, KeepAccount, ReadJournal),
	Attendee:    set(SeeProgramme, KeepAccount, Watch, Chat, Ask, Upvote, React, Vote, RequestTheFloor, ReadJournal),
	Press:       set(SeeProgramme, KeepAccount, Watch, ReadJournal),
	Speaker:     set(SeeProgramme, KeepAccount, Watch, Chat, Ask, Upvote, React, Vote, GoBackstage, Confer, RequestTheFloor, ReadJournal),
	Interpreter: set(SeeProgramme, KeepAccount, Watch, Confer, Interpret, ReadJournal),
	Moderator: set(SeeProgramme, KeepAccount, Watch, Chat, Ask, Upvote, React, Vote, GoBackstage, Confer,
		ManageStage, ModerateQuestions, ModerateChat, RunPolls, PutProposals, ModeratePeople, SeeSeats, RunSession, RequestTheFloor, ManageFloor, ReadJournal),
	Chair: set(SeeProgramme, KeepAccount, Watch, Chat, Ask, Upvote, React, Vote, GoBackstage, Confer,
		ManageStage, ModerateQuestions, ModerateChat, RunPolls, PutProposals, ModeratePeople, SeeSeats, RunSession, RequestTheFloor, ManageFloor, ReadJournal),
	Organizer: set(SeeProgramme, KeepAccount, DecideRegistrations, EditProgramme, ReadAudit, ConnectPrograms, Watch, Chat, Ask, Upvote, React, Vote, GoBackstage, Confer,
		ManageStage, ModerateQuestions, ModerateChat, RunPolls, PutProposals, ModeratePeople, SeeSeats, RunSession, RequestTheFloor, ManageFloor, ReadJournal, KeepJournal),
	Administrator: set(SeeProgramme, KeepAccount, DecideRegistrations, EditProgramme, ReadAudit, ConnectPrograms, Administer, Watch, Chat, Ask, Upvote, React, Vote, GoBackstage, Confer,
		ManageStage, ModerateQuestions, ModerateChat, RunPolls, PutProposals, ModeratePeople, SeeSeats, RunSession, RequestTheFloor, ManageFloor, ReadJournal, KeepJournal),
}

func set(actions ...Action) map[Action]bool {
	m := make(map[Action]bool, len(actions))
	for _, a := range actions {
		m[a] = true
	}
	return m
}

// Can reports whether r may do a. An unknown role may do nothing.
func (r Role) Can(a Action) bool { return powers[r][a] }

// Powers lists what r may do, in the order of [Actions]. The browser is told this list and never computes rights.
func (r Role) Powers() []Action {
	can := []Action{}
	for _, a := range Actions {
		if r.Can(a) {
			can = append(can, a)
		}
	}
	return can
}

// Standing is all that decides a person's role.
type Standing struct {
	SignedIn      bool
	Administrator bool
	Organizer     bool              // of this conference
	Registration  RegistrationState // "" when there is none
	Category      Category
	Appointment   Role // in the session asked about; "" when there is none
	Seat          bool // speaks for her delegation in the session asked about
	Floor         bool // was called to speak in the session asked about, or has the floor
	Removed       bool // from the session asked about
	Barred        bool // has no pass for the session asked about, whose door is held or locked
}

// Role returns the person's role in the conference as a whole.
func (s Standing) Role() Role {
	switch {
	case !s.SignedIn:
		return Visitor
	case s.Administrator:
		return Administrator
	case s.Organizer:
		return Organizer
	case s.Registration == Approved && s.Category == Media:
		return Press
	case s.Registration == Approved:
		return Attendee
	}
	return Registered
}

// RoleIn returns the person's role in a session with this access. A role that cannot [Watch] may not enter, and for a
// closed session may not learn that it exists. A participant who speaks for her delegation, or to whom the floor is lent,
// may do what a speaker may.
func (s Standing) RoleIn(access Access) Role {
	role := s.roleWithout(access)
	switch {
	case (s.Seat || s.Floor) && role == Attendee:
		return Speaker
	case s.Barred && (role == Attendee || role == Press) && s.Appointment == "":
		return Registered
	}
	return role
}

// roleWithout is the role without the delegation's speaking seat and without the floor.
func (s Standing) roleWithout(access Access) Role {
	role := s.Role()
	switch {
	case s.Removed && role != Administrator && role != Organizer:
		return Registered
	case role == Visitor, role == Administrator, role == Organizer:
		return role
	case s.Appointment != "":
		return s.Appointment
	}
	switch access {
	case PublicAccess:
		if role == Registered {
			return Press // may watch, no more
		}
		return role
	case PressAccess:
		return role
	case ParticipantsAccess:
		if role == Attendee {
			return role
		}
	case DelegationsAccess:
		if role == Attendee && (s.Category == ParticipatingState || s.Category == PartnerForCooperation) {
			return role
		}
	case ClosedAccess:
	}
	return Registered
}
