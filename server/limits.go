package server

import (
	"net/netip"
	"sync"
	"time"

	"plenary/server/conference"
)

// rate is a class of routes that share their limits.
type rate string

// The classes. One address may stand for a hall full of people, so the limits per address are generous where there is
// another one per person.
const (
	reading     rate = "reading"
	writing     rate = "writing"
	entering    rate = "entering"    // seats, and programs that publish or watch
	proving     rate = "proving"     // passwords and links: guessing
	registering rate = "registering" // what sends mail to strangers
	unlimited   rate = "unlimited"
)

// allowance is a token bucket: so many at once, and as many again in every period.
type allowance struct {
	burst  float64
	period time.Duration
}

var (
	perAddress = map[rate]allowance{
		reading:     {burst: 3000, period: 10 * time.Second},
		writing:     {burst: 300, period: time.Minute},
		entering:    {burst: 2000, period: 10 * time.Second},
		proving:     {burst: 100, period: 15 * time.Minute},
		registering: {burst: 60, period: time.Hour},
	}
	perPerson = map[rate]allowance{
		reading:  {burst: 200, period: 10 * time.Second},
		writing:  {burst: 60, period: 30 * time.Second},
		entering: {burst: 40, period: 30 * time.Second},
		proving:  {burst: 20, period: 15 * time.Minute},
	}
	// perAccount bounds guesses at one account's password, wherever they come from.
	perAccount = allowance{burst: 10, period: 15 * time.Minute}
)

// mostBuckets is how many askers are remembered. When all of them are busy at once, newcomers share one bucket.
const mostBuckets = 1 << 16

// limits are the buckets of everybody who asked lately.
type limits struct {
	scale float64

	mu      sync.Mutex
	buckets map[bucketKey]*bucket
	sweptAt time.Time
}

type bucketKey struct {
	rate rate
	kind byte // 'a' address, 'p' person, 'e' account
	name string
}

type bucket struct {
	allowance
	left float64
	at   time.Time
}

func newLimits(scale float64) *limits {
	if scale <= 0 {
		scale = 1
	}
	return &limits{scale: scale, buckets: map[bucketKey]*bucket{}}
}

// take counts a request from an address.
func (l *limits) take(r rate, address string, now time.Time) error {
	a, ok := perAddress[r]
	if !ok {
		return nil
	}
	a.burst *= l.scale
	return l.spend(bucketKey{r, 'a', address}, a, now)
}

// takePersonal counts a request of a person, from wherever.
func (l *limits) takePersonal(r rate, person string, now time.Time) error {
	a, ok := perPerson[r]
	if !ok {
		return nil
	}
	a.burst *= l.scale
	return l.spend(bucketKey{r, 'p', person}, a, now)
}

// takeAccount counts a try at an account.
func (l *limits) takeAccount(email string, now time.Time) error {
	return l.spend(bucketKey{proving, 'e', email}, perAccount, now)
}

// giveBack forgets the tries at an account whose holder has proven herself.
func (l *limits) giveBack(email string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.buckets, bucketKey{proving, 'e', email})
}

func (l *limits) spend(key bucketKey, a allowance, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[key]
	if b == nil {
		if len(l.buckets) >= mostBuckets {
			l.sweep(now)
		}
		if len(l.buckets) >= mostBuckets {
			key = bucketKey{rate: key.rate, kind: key.kind}
			a.burst *= 100
		}
		if b = l.buckets[key]; b == nil {
			b = &bucket{allowance: a, left: a.burst, at: now}
			l.buckets[key] = b
		}
	}
	b.fill(now)
	if b.left >= 1 {
		b.left--
		return nil
	}
	wait := time.Duration((1 - b.left) / b.burst * float64(b.period))
	return conference.Wait(wait, "this is more than we can take from you at once; please wait a little")
}

// fill adds what has come since the last time. A clock that was moved back adds nothing.
func (b *bucket) fill(now time.Time) {
	if passed := now.Sub(b.at); passed > 0 {
		b.left = min(b.burst, b.left+b.burst*float64(passed)/float64(b.period))
	}
	b.at = now
}

// sweep forgets who has not asked for so long that her bucket is full again, at most once a second.
func (l *limits) sweep(now time.Time) {
	if since := now.Sub(l.sweptAt); since >= 0 && since < time.Second {
		return
	}
	l.sweptAt = now
	for key, b := range l.buckets {
		if b.fill(now); b.left >= b.burst {
			delete(l.buckets, key)
		}
	}
}

// loopback says whether a host is this machine.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// network is what limits count for one asker: an IPv4 address, or the /64 that one subscriber has of IPv6.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap(); ip.Is6() {
		prefix, err := ip.WithZone("").Prefix(64)
		if err != nil {
			return address
		}
		return prefix.String()
	}
	return ip.String()
}
