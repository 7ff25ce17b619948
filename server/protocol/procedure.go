package protocol

import "plenary/server/conference"

// ProcedureFile is rules of procedure as a file.
type ProcedureFile struct {
	Key         string                   `json:"key"`
	Title       string                   `json:"title"`
	Source      string                   `json:"source" doc:"where the rules stand"`
	Order       conference.SpeakingOrder `json:"order"`
	GroupsFirst bool                     `json:"groups_first"`
	Replies     conference.ReplyTime     `json:"replies" doc:"when rights of reply are taken"`
	Content     string                   `json:"content" doc:"the file: JSON"`
}

// Procedures are the rules of procedure that sessions of a conference can be under.
type Procedures struct {
	Own     *ProcedureFile      `json:"own,omitempty" doc:"which the conference brought itself: for all sessions for which nobody chose others"`
	Usual   string              `json:"usual" doc:"key of the preset that counts while it has none of its own"`
	Presets List[ProcedureFile] `json:"presets" doc:"that come with the program"`
}

// ProcedureInput is the rules of procedure that a conference is to have.
type ProcedureInput struct {
	Content string `json:"content" minLength:"2" maxLength:"65536" doc:"a file: JSON"`
}
