// Package conference holds the words and the rules of a conference: its types, who may do what, and what may follow
// what. It is pure: standard library only, no I/O, no goroutine, no clock. Time comes in as a parameter, so every rule
// can be tested by a table.
package conference
