package protocol

// RosterPreview says what taking in a list of people does, or did.
type RosterPreview struct {
	Columns List[RosterMatch] `json:"columns"`
	Added   int               `json:"added"`   // people who are registered by it
	Present int               `json:"present"` // who are registered already, and stay as they are
	There   List[RosterFault] `json:"there"`   // the first of those
	Faulty  int               `json:"faulty"`  // how many faults there are: with one, nobody is registered
	Faults  List[RosterFault] `json:"faults"`  // the first of them
	Stamp   string            `json:"stamp" doc:"names this preview; give it back to have done what it says"`
}

// RosterMatch says what a column of a list is taken for.
type RosterMatch struct {
	Heading string `json:"heading"`
	Column  string `json:"column"` // empty: it is left out
}

// RosterFault is what is wrong in a row of a list.
type RosterFault struct {
	Row    int    `json:"row"`    // as the spreadsheet counts
	Column string `json:"column"` // its heading; empty: the row as a whole
	Says   string `json:"says"`
}
