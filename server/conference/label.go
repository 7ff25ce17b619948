package conference

import (
	"slices"
	"strings"
)

// How many labels there are, and how long.
const (
	MaxLabel       = 24 // characters of one
	LabelsQuestion = 4  // that one question has at most
	LabelsSession  = 24 // different ones in a session
)

// Labels are the short words by which moderators sort the questions of a session, as they are stored: a line each.
type Labels string

// List returns the labels in their order.
func (l Labels) List() []string {
	if l == "" {
		return nil
	}
	return strings.Split(string(l), "\n")
}

// PackLabels checks labels and puts them together, each once.
func PackLabels(list []string) (Labels, error) {
	var all []string
	for _, label := range list {
		clean, err := CleanText(strings.Join(strings.Fields(label), " "), MaxLabel)
		if err != nil {
			return "", Errorf(Invalid, "a label is a word or two, of at most %d characters", MaxLabel)
		}
		if !slices.ContainsFunc(all, func(other string) bool { return strings.EqualFold(other, clean) }) {
			all = append(all, clean)
		}
	}
	if len(all) > LabelsQuestion {
		return "", Errorf(Invalid, "a question has at most %d labels", LabelsQuestion)
	}
	return Labels(strings.Join(all, "\n")), nil
}
