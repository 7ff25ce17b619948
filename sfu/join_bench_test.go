package sfu

import "testing"

// BenchmarkWatch is what reading and answering an offer costs, with all that a viewer needs before she sends anything.
func BenchmarkWatch(b *testing.B) {
	s, err := New(WithUDPAddr("127.0.0.1:0"), WithTCPAddr(""), WithLoopback(true))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for _, name := range []string{"chromium", "firefox"} {
		offer := browserOffer(b, name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l, _, err := s.Watch(b.Context(), WatchRequest{ID: "v", Offer: offer})
				if err != nil {
					b.Fatal(err)
				}
				l.Close()
			}
		})
	}
}
