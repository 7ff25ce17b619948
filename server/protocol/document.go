package protocol

import "plenary/server/conference"

// DocumentInfo is a document of a session.
type DocumentInfo struct {
	ID       conference.DocumentID `json:"id"`
	Title    string                `json:"title"`
	Language string                `json:"language" doc:"empty: of none in particular"`
	Address  string                `json:"address" doc:"where it is: here, or elsewhere"`
	FileName string                `json:"file_name" doc:"empty: it is kept elsewhere"`
	Size     int                   `json:"size" doc:"bytes; 0: it is kept elsewhere"`
}

// DocumentInput adds a document that is kept elsewhere to a session.
type DocumentInput struct {
	Title    string `json:"title" maxLength:"1200"`
	Language string `json:"language,omitempty" maxLength:"10"`
	Address  string `json:"address" maxLength:"2000"`
}
