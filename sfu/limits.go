package sfu

// Limits bounds what strangers can ask of the server. A field that is 0 means its value in [DefaultLimits].
type Limits struct {
	Offer       int // bytes of an SDP offer; what is longer is refused with ErrOffer
	Sections    int // m-lines of an offer; more are refused with ErrOffer
	Candidates  int // candidate lines of an offer, which are ignored; more are refused with ErrOffer
	Publishers  int // publish legs; more are refused with ErrFull
	Viewers     int // audience legs; more are refused with ErrFull
	Connections int // TCP connections, of which a leg needs one or none; more are closed at once
}

// DefaultLimits suit a conference on one machine.
var DefaultLimits = Limits{
	Offer: 64 << 10, Sections: 64, Candidates: 64, Publishers: 200, Viewers: 10_000, Connections: 12_000,
}

// layersAtMost is how many encodings of one source are taken; the rest is not read. Browsers send three.
const layersAtMost = 4

func (l Limits) filled() Limits {
	for _, f := range []struct {
		of   *int
		from int
	}{
		{&l.Offer, DefaultLimits.Offer},
		{&l.Sections, DefaultLimits.Sections},
		{&l.Candidates, DefaultLimits.Candidates},
		{&l.Publishers, DefaultLimits.Publishers},
		{&l.Viewers, DefaultLimits.Viewers},
		{&l.Connections, DefaultLimits.Connections},
	} {
		if *f.of == 0 {
			*f.of = f.from
		}
	}
	return l
}
