package server

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"plenary/server/conference"
)

// The cost of one try at a password: 19 MiB and two passes (OWASP's first choice), 40 ms here.
const (
	argonMemory = 19 << 10 // KiB
	argonPasses = 2
	argonLanes  = 1
	argonSalt   = 16
	argonKey    = 32

	mostHashing  = 2   // at once, or parallel tries would fill the memory
	mostWaiting  = 100 // more are told to try again
	leastSecrets = 10  // characters of a password
)

// passwords hashes and checks passwords, few at a time.
type passwords struct {
	turns   chan struct{}
	waiting chan struct{}
	nobody  string // the hash of a password that nobody knows: what a missing account is compared with
}

func newPasswords() *passwords {
	p := &passwords{turns: make(chan struct{}, mostHashing), waiting: make(chan struct{}, mostWaiting)}
	p.nobody = encode(rand.Text())
	return p
}

// turn waits for one of the few places; done gives it back.
func (p *passwords) turn(ctx context.Context) (done func(), err error) {
	select {
	case p.waiting <- struct{}{}:
	default:
		return nil, conference.Errorf(conference.Unavailable, "too many people are signing in just now; please try again")
	}
	defer func() { <-p.waiting }()
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a turn to hash: %w", ctx.Err())
	}
}

// hash makes what is stored of a password, in PHC form.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return encode(password), nil
}

// check says whether a password belongs to a hash. No hash belongs to no password, and takes as long.
func (p *passwords) check(ctx context.Context, hash, password string) (bool, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	if hash == "" {
		_, _ = compare(p.nobody, password)
		return false, nil
	}
	return compare(hash, password)
}

func encode(password string) string {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, argonKey)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

func compare(hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	var memory, passes uint32
	var lanes uint8
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("a stored password is not of the form that we write")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil {
		return false, fmt.Errorf("read a stored password's cost: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("read a stored password's salt: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("read a stored password's key: %w", err)
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
