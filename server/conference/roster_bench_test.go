package conference

import (
	"fmt"
	"testing"
)

// BenchmarkReadRoster reads a list of 20,000 people of 80 delegations.
func BenchmarkReadRoster(b *testing.B) {
	known := RosterKnown{Conference: "conference"}
	for i := range 80 {
		known.Delegations = append(known.Delegations, Delegation{
			ID: DelegationID(fmt.Sprint("d", i)), Name: fmt.Sprintf("The State of the Many-Worded Name No. %d", i), Category: ParticipatingState,
		})
	}
	lines := []RosterLine{{Number: 1, Cells: []string{"Name", "E-mail", "Delegation"}}}
	for i := range 20_000 {
		lines = append(lines, RosterLine{Number: i + 2, Cells: []string{
			fmt.Sprintf("Person %d", i), fmt.Sprintf("person%d@list.example", i), known.Delegations[i%80].Name,
		}})
	}
	for b.Loop() {
		if r := ReadRoster(lines, known); len(r.Entries) != 20_000 {
			b.Fatalf("%d people, %+v", len(r.Entries), r.Faults[:1])
		}
	}
}
