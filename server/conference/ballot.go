package conference

import (
	"slices"
	"strconv"
	"strings"
)

// Vote checks a ballot: indices of options, those of a [Ranking] in order of preference.
func (p Poll) Vote(choices []int) ([]int, error) {
	if p.State != PollOpen {
		return nil, Errorf(Conflict, "the poll is not open")
	}
	options := len(p.OptionList())
	choices = slices.Clone(choices)
	sorted := slices.Sorted(slices.Values(choices))
	if len(choices) == 0 || sorted[0] < 0 || sorted[len(sorted)-1] >= options || len(slices.Compact(slices.Clone(sorted))) != len(sorted) {
		return nil, Errorf(Invalid, "these are not options of the poll")
	}
	switch {
	case p.Kind == SingleChoice && len(choices) != 1:
		return nil, Errorf(Invalid, "please choose one option")
	case p.Kind == MultipleChoice && len(choices) > p.Most:
		return nil, Errorf(Invalid, "please choose at most %d options", p.Most)
	case p.Kind == Ranking && len(choices) != options:
		return nil, Errorf(Invalid, "please put all options in order")
	}
	if p.Kind != Ranking {
		return sorted, nil
	}
	return choices, nil
}

// Weights is what a ballot gives to each option: a vote, or in a [Ranking] points.
func (p Poll) Weights(choices []int) []int {
	weights := make([]int, len(p.OptionList()))
	for i, option := range choices {
		if option < 0 || option >= len(weights) {
			continue
		}
		weights[option] = 1
		if p.Kind == Ranking {
			weights[option] = len(weights) - 1 - i
		}
	}
	return weights
}

// WriteChoices writes a ballot as it is kept: "2,0,1".
func WriteChoices(choices []int) string {
	parts := make([]string, len(choices))
	for i, c := range choices {
		parts[i] = strconv.Itoa(c)
	}
	return strings.Join(parts, ",")
}

// ReadChoices reads what [WriteChoices] wrote.
func ReadChoices(text string) (choices []int) {
	for part := range strings.SplitSeq(text, ",") {
		if c, err := strconv.Atoi(part); err == nil {
			choices = append(choices, c)
		}
	}
	return choices
}
