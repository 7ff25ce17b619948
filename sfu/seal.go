package sfu

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/pion/dtls/v3"
	"github.com/pion/srtp/v3"
)

const (
	rtpHeaderSize = 12
	tagSize       = 16 // of AES-GCM; more than that of the legacy profile
	rtcpAtLeast   = 8
)

var errForged = errors.New("an SRTCP packet is malformed, forged or old")

// sealer protects what one leg sends with SRTP and SRTCP (RFC 3711), by AES-GCM (RFC 7714): the payload, which all
// viewers share, is encrypted from where it lies into what is sent. It is not safe for concurrent use. Nobody may seal
// two different packets with the same SSRC, rollover counter and sequence number: that would give the key away
// (RFC 7714 §9.1). A viewer that knows only the older profile, which costs six times as much, gets it from a library.
type sealer struct {
	rtp, rtcp         cipher.AEAD
	rtpSalt, rtcpSalt [12]byte
	nonce             [12]byte // of the packet at hand; here, since a local one would be allocated for each
	index             uint32   // of the next SRTCP packet, 31 bits
	legacy            *srtp.Context
	scratch           []byte
}

// opener takes the viewer's SRTCP.
type opener struct {
	rtcp    cipher.AEAD
	salt    [12]byte
	nonce   [12]byte
	senders []sender
	legacy  *srtp.Context
}

// sender is one of a client's SSRCs, each of which counts its packets by itself.
type sender struct {
	ssrc   uint32
	newest uint32 // index of the newest packet
	seen   uint64 // bit n: the packet n before the newest
}

// sendersAtMost is how many senders are told apart; Firefox has one for each of its receivers.
const sendersAtMost = 64

// newSealing makes both ends from the keys of a handshake.
func newSealing(profile dtls.SRTPProtectionProfile, keys srtp.SessionKeys) (*sealer, *opener, error) {
	switch profile {
	case dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM:
		return newGCM(keys)
	case dtls.SRTP_AES128_CM_HMAC_SHA1_80:
		out, err := srtp.CreateContext(keys.LocalMasterKey, keys.LocalMasterSalt, srtp.ProtectionProfileAes128CmHmacSha1_80)
		if err != nil {
			return nil, nil, fmt.Errorf("set up SRTP: %w", err)
		}
		in, err := srtp.CreateContext(keys.RemoteMasterKey, keys.RemoteMasterSalt, srtp.ProtectionProfileAes128CmHmacSha1_80, srtp.SRTCPReplayProtection(64))
		if err != nil {
			return nil, nil, fmt.Errorf("set up SRTP: %w", err)
		}
		return &sealer{legacy: out}, &opener{legacy: in}, nil
	}
	return nil, nil, fmt.Errorf("set up SRTP: unknown profile %v", profile)
}

// The labels of key derivation (RFC 3711 §4.3.2).
const (
	rtpKeyLabel   = 0
	rtpSaltLabel  = 2
	rtcpKeyLabel  = 3
	rtcpSaltLabel = 5
)

func newGCM(keys srtp.SessionKeys) (*sealer, *opener, error) {
	s, o := &sealer{}, &opener{}
	var err error
	if s.rtp, err = deriveAEAD(keys.LocalMasterKey, keys.LocalMasterSalt, rtpKeyLabel, rtpSaltLabel, &s.rtpSalt); err != nil {
		return nil, nil, err
	}
	if s.rtcp, err = deriveAEAD(keys.LocalMasterKey, keys.LocalMasterSalt, rtcpKeyLabel, rtcpSaltLabel, &s.rtcpSalt); err != nil {
		return nil, nil, err
	}
	if o.rtcp, err = deriveAEAD(keys.RemoteMasterKey, keys.RemoteMasterSalt, rtcpKeyLabel, rtcpSaltLabel, &o.salt); err != nil {
		return nil, nil, err
	}
	return s, o, nil
}

func deriveAEAD(key, salt []byte, keyLabel, saltLabel byte, sessionSalt *[12]byte) (cipher.AEAD, error) {
	sessionKey, err := derive(key, salt, keyLabel, len(key))
	if err != nil {
		return nil, err
	}
	derived, err := derive(key, salt, saltLabel, len(sessionSalt))
	if err != nil {
		return nil, err
	}
	copy(sessionSalt[:], derived)
	block, err := aes.NewCipher(sessionKey)
	if err != nil {
		return nil, fmt.Errorf("set up SRTP: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("set up SRTP: %w", err)
	}
	return aead, nil
}

// derive is the key derivation of RFC 3711 §4.3.1 with a rate of zero; a salt of 96 bits is filled up as RFC 7714 §11
// says.
func derive(key, salt []byte, label byte, size int) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("set up SRTP: %w", err)
	}
	var in, out [aes.BlockSize]byte
	copy(in[:14], salt)
	in[7] ^= label
	var list []byte
	for i := uint16(0); len(list) < size; i++ {
		binary.BigEndian.PutUint16(in[14:], i)
		block.Encrypt(out[:], in[:])
		list = append(list, out[:]...)
	}
	return list[:size], nil
}

// packet appends a sealed RTP packet to dst, whose last header bytes are its header. roc is the rollover counter of the
// header's sequence number. What is appended is at most the payload and tagSize.
func (s *sealer) packet(dst []byte, header int, payload []byte, roc uint32) []byte {
	from := len(dst) - header
	h := dst[from:]
	if s.legacy != nil {
		s.scratch = append(append(s.scratch[:0], h...), payload...)
		sealed, err := s.legacy.EncryptRTP(nil, s.scratch, nil)
		if err != nil {
			return dst[:from]
		}
		return append(dst[:from], sealed...)
	}
	salt := &s.rtpSalt // RFC 7714 §8.1
	s.nonce[0], s.nonce[1] = salt[0], salt[1]
	for i := range 4 {
		s.nonce[2+i] = salt[2+i] ^ h[8+i]
	}
	binary.BigEndian.PutUint32(s.nonce[6:], binary.BigEndian.Uint32(salt[6:])^roc)
	s.nonce[10], s.nonce[11] = salt[10]^h[2], salt[11]^h[3]
	return s.rtp.Seal(dst, s.nonce[:], payload, h)
}

// control appends a sealed RTCP packet to dst.
func (s *sealer) control(dst, plain []byte) []byte {
	if len(plain) < rtcpAtLeast {
		return dst
	}
	if s.legacy != nil {
		sealed, err := s.legacy.EncryptRTCP(nil, plain, nil)
		if err != nil {
			return dst
		}
		return append(dst, sealed...)
	}
	const encrypted = 1 << 31
	var aad [12]byte // RFC 7714 §9.2
	copy(aad[:], plain[:8])
	binary.BigEndian.PutUint32(aad[8:], encrypted|s.index)
	controlNonce(&s.nonce, &s.rtcpSalt, plain[4:8], s.index)
	dst = append(dst, plain[:8]...)
	dst = s.rtcp.Seal(dst, s.nonce[:], plain[8:], aad[:])
	dst = append(dst, aad[8:]...)
	s.index = (s.index + 1) &^ encrypted
	return dst
}

// control opens an SRTCP packet in place.
func (o *opener) control(b []byte) ([]byte, error) {
	if len(b) < rtcpAtLeast+4 {
		return nil, errForged
	}
	if o.legacy != nil {
		plain, err := o.legacy.DecryptRTCP(nil, b, nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errForged, err)
		}
		return plain, nil
	}
	last := len(b) - 4
	word := binary.BigEndian.Uint32(b[last:])
	index := word &^ (1 << 31)
	ssrc := binary.BigEndian.Uint32(b[4:])
	if word == index || last < rtcpAtLeast+tagSize || !o.fresh(ssrc, index) { // what is not encrypted no browser sends
		return nil, errForged
	}
	var aad [12]byte
	copy(aad[:], b[:8])
	copy(aad[8:], b[last:])
	controlNonce(&o.nonce, &o.salt, b[4:8], index)
	plain, err := o.rtcp.Open(b[8:8], o.nonce[:], b[8:last], aad[:])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errForged, err)
	}
	o.note(ssrc, index)
	return b[:8+len(plain)], nil
}

// controlNonce is that of RFC 7714 §9.1.
func controlNonce(nonce, salt *[12]byte, ssrc []byte, index uint32) {
	*nonce = *salt
	for i := range 4 {
		nonce[2+i] ^= ssrc[i]
	}
	binary.BigEndian.PutUint32(nonce[8:], binary.BigEndian.Uint32(salt[8:])^index)
}

// fresh reports whether a packet has not been here before, as far as is known (RFC 3711 §3.3.2).
func (o *opener) fresh(ssrc, index uint32) bool {
	for i := range o.senders {
		if o.senders[i].ssrc == ssrc {
			behind := int64(o.senders[i].newest) - int64(index)
			return behind < 0 || behind < 64 && o.senders[i].seen>>uint(behind)&1 == 0
		}
	}
	return true
}

// note remembers a packet that was authentic.
func (o *opener) note(ssrc, index uint32) {
	i := slices.IndexFunc(o.senders, func(s sender) bool { return s.ssrc == ssrc })
	if i < 0 {
		if len(o.senders) == sendersAtMost {
			o.senders = slices.Delete(o.senders, 0, 1)
		}
		o.senders = append(o.senders, sender{ssrc: ssrc, newest: index, seen: 1})
		return
	}
	s := &o.senders[i]
	switch ahead := int64(index) - int64(s.newest); {
	case ahead <= 0:
		s.seen |= 1 << uint(-ahead)
		return
	case ahead > 63:
		s.seen = 1
	default:
		s.seen = s.seen<<uint(ahead) | 1
	}
	s.newest = index
}
