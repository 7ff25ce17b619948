package protocol

// LinesPage is a part of a session's chat.
type LinesPage struct {
	Lines List[Line] `json:"lines"` // the oldest first
	More  bool       `json:"more" doc:"there are earlier ones"`

	Reacted List[LineReactions] `json:"reacted" doc:"to these lines"`
}

// QuestionsPage is a part of a session's questions that the asker may see.
type QuestionsPage struct {
	Questions List[Question] `json:"questions"` // the oldest first
	More      bool           `json:"more" doc:"there are earlier ones"`
}
