package protocol

import "time"

// SessionReport is what happened in a session, counted.
type SessionReport struct {
	Session   BoardSession `json:"session"`
	Hall      string       `json:"hall"`
	People    int          `json:"people" doc:"who were there, each once"`
	Lines     int          `json:"lines" doc:"of the chat"`
	Questions int          `json:"questions"`
	Answered  int          `json:"answered"`
	Polls     int          `json:"polls" doc:"that were opened"`
	Speaking  int          `json:"speaking" doc:"seconds for which somebody was heard on the stage"`
}

// AttendanceReport is who was in a session, counted.
type AttendanceReport struct {
	People      int         `json:"people" doc:"who were there, each once"`
	Most        int         `json:"most" doc:"at once"`
	Average     int         `json:"average" doc:"minutes that a person was there"`
	Categories  List[Group] `json:"categories" doc:"the largest first"`
	Delegations List[Group] `json:"delegations" doc:"the largest first"`
	From        *time.Time  `json:"from,omitempty" doc:"of the curve"`
	Step        int         `json:"step" doc:"minutes from one value of the curve to the next"`
	Curve       List[int]   `json:"curve" doc:"how many people were there"`

	Speakers List[SpeakingTime] `json:"speakers" doc:"who were heard on the stage, the longest first"`
}

// SpeakingTime is for how long somebody was heard.
type SpeakingTime struct {
	Name       string `json:"name"`
	Delegation string `json:"delegation"`
	Seconds    int    `json:"seconds"`
}

// Group is how many people of one sort there were.
type Group struct {
	Name   string `json:"name" doc:"empty: unknown"`
	People int    `json:"people"`
}
