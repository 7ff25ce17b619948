package conference

import (
	"strings"
	"testing"
)

func TestCheckClientID(t *testing.T) {
	for id, want := range map[string]bool{
		"abcdefghijklmnop": true, "ABCDEFGHIJKLMNOP": true, "0123456789_-Zz0a": true, strings.Repeat("x", 64): true, NewID[string](): true,
		"": false, strings.Repeat("x", 15): false, strings.Repeat("x", 65): false,
		"abcdefghijklmno ": false, "abcdefghijklmnop\n": false, "abcdefghijklmnop\x00": false, "äbcdefghijklmnop": false,
		"abcdefghijklmno/": false, "abcdefghijklmno:": false, "abcdefghijklmno@": false, "abcdefghijklmno[": false, "abcdefghijklmno`": false, "abcdefghijklmno{": false,
	} {
		if err := CheckClientID(id); (err == nil) != want {
			t.Errorf("%q: %v", id, err)
		}
	}
}
