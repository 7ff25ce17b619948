package sfu

import (
	"bytes"
	"testing"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// sealingPair makes one side of ours and the contexts of the other side's library, for a profile.
func sealingPair(t testing.TB, profile dtls.SRTPProtectionProfile, key, salt int) (*sealer, *opener, *srtp.Context, *srtp.Context) {
	t.Helper()
	fill := func(n int, with byte) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = with + byte(i)*7
		}
		return b
	}
	keys := srtp.SessionKeys{
		LocalMasterKey: fill(key, 1), LocalMasterSalt: fill(salt, 2), RemoteMasterKey: fill(key, 3), RemoteMasterSalt: fill(salt, 4),
	}
	s, o, err := newSealing(profile, keys)
	if err != nil {
		t.Fatal(err)
	}
	in, err := srtp.CreateContext(keys.LocalMasterKey, keys.LocalMasterSalt, srtp.ProtectionProfile(profile))
	if err != nil {
		t.Fatal(err)
	}
	out, err := srtp.CreateContext(keys.RemoteMasterKey, keys.RemoteMasterSalt, srtp.ProtectionProfile(profile))
	if err != nil {
		t.Fatal(err)
	}
	return s, o, in, out
}

var profiles = map[string]struct {
	profile   dtls.SRTPProtectionProfile
	key, salt int
}{
	"AES-128-GCM":  {dtls.SRTP_AEAD_AES_128_GCM, 16, 12},
	"AES-256-GCM":  {dtls.SRTP_AEAD_AES_256_GCM, 32, 12},
	"AES-CM SHA-1": {dtls.SRTP_AES128_CM_HMAC_SHA1_80, 16, 14},
}

func TestAnotherLibraryOpensWhatIsSealed(t *testing.T) {
	for name, p := range profiles {
		s, _, in, _ := sealingPair(t, p.profile, p.key, p.salt)
		index := uint32(65533) // over the edge of the rollover counter
		for i := range uint32(6) {
			h := rtp.Header{Version: 2, SSRC: 0xdecafbad, PayloadType: 96, SequenceNumber: uint16(index + i), Timestamp: 90 * i, Marker: i == 3}
			if err := h.SetExtension(3, []byte{1, byte(i)}); err != nil {
				t.Fatal(err)
			}
			head, err := h.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			payload := bytes.Repeat([]byte{byte(i)}, 100+int(i))
			dst := append([]byte("what was there before"), head...)
			sealed := s.packet(dst, len(head), payload, (index+i)>>16)[len(dst)-len(head):]
			plain, err := in.DecryptRTP(nil, sealed, nil)
			if err != nil {
				t.Fatalf("%s: packet %d: %v", name, i, err)
			}
			if !bytes.Equal(plain, append(head, payload...)) {
				t.Errorf("%s: packet %d came out changed", name, i)
			}
		}
		for range 3 {
			report, err := (&rtcp.SenderReport{SSRC: 7, NTPTime: 8, RTPTime: 9}).Marshal()
			if err != nil {
				t.Fatal(err)
			}
			plain, err := in.DecryptRTCP(nil, s.control(nil, report), nil)
			if err != nil || !bytes.Equal(plain, report) {
				t.Errorf("%s: a sender report: %v", name, err)
			}
		}
	}
}

func TestFeedbackIsOpenedOnce(t *testing.T) {
	for name, p := range profiles {
		_, o, _, out := sealingPair(t, p.profile, p.key, p.salt)
		nack, err := (&rtcp.TransportLayerNack{SenderSSRC: 1, MediaSSRC: 2, Nacks: []rtcp.NackPair{{PacketID: 3}}}).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		var sealed [][]byte
		for range 100 {
			b, err := out.EncryptRTCP(nil, nack, nil)
			if err != nil {
				t.Fatal(err)
			}
			sealed = append(sealed, b)
		}
		open := func(i int) error {
			plain, err := o.control(bytes.Clone(sealed[i]))
			if err == nil && !bytes.Equal(plain, nack) {
				t.Errorf("%s: packet %d came out changed", name, i)
			}
			return err
		}
		for _, i := range []int{0, 2, 1, 80, 79, 99} {
			if err := open(i); err != nil {
				t.Errorf("%s: packet %d: %v", name, i, err)
			}
		}
		for _, i := range []int{0, 1, 2, 79, 80, 99, 3} { // the last is too old for that to be known
			if open(i) == nil {
				t.Errorf("%s: packet %d was taken again", name, i)
			}
		}
		other, err := out.EncryptRTCP(nil, append([]byte{nack[0], nack[1], nack[2], nack[3], 9, 9, 9, 9}, nack[8:]...), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.control(other); err != nil { // which counts from the beginning
			t.Errorf("%s: another sender of the same client: %v", name, err)
		}
		for i := range sealed[90] { // no bit may be changed
			b := bytes.Clone(sealed[90])
			b[i] ^= 0x10
			if _, err := o.control(b); err == nil {
				t.Errorf("%s: a packet with byte %d changed was taken", name, i)
			}
		}
		for n := range len(sealed[91]) { // nor anything cut off
			if _, err := o.control(bytes.Clone(sealed[91][:n])); err == nil {
				t.Errorf("%s: the first %d bytes were taken", name, n)
			}
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	for name, p := range profiles {
		b.Run(name, func(b *testing.B) {
			s, _, _, _ := sealingPair(b, p.profile, p.key, p.salt)
			header, payload := make([]byte, 20), make([]byte, 1100)
			header[0] = 0x80
			dst := make([]byte, 0, 1500)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				header[2], header[3] = byte(i>>8), byte(i)
				dst = s.packet(append(dst[:0], header...), len(header), payload, uint32(i>>16))
			}
		})
	}
}
