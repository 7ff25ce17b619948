//go:build !race

package live

// raced says whether the race detector watches.
const raced = false
