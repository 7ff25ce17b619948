package sfutest

import "slices"

// FixedSlots are the m-lines of the web client's audience offer, in order: three for the floor's sound, one
// for an interpretation channel, twelve cameras, a shared screen and its sound.
func FixedSlots() []string {
	return slices.Concat(
		[]string{"floor", "floor", "floor", "channel"},
		slices.Repeat([]string{"camera"}, 12),
		[]string{"screen", "screen-sound"},
	)
}

// WithSlots sets the m-lines of a viewer's offer instead of FixedSlots.
func WithSlots(kinds ...string) Option { return func(o *options) { o.slots = kinds } }

// WithWHEP makes a viewer offer what a player offers: one sound and one picture.
func WithWHEP() Option { return WithSlots("floor", "main") }
