package sink

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// wire is a session with a server at its other end that only the test plays.
type wire struct {
	t       *testing.T
	session *session
	seal    *srtp.Context // the server's
	open    *srtp.Context
	now     time.Time
	said    []rtcp.Packet // by the session
}

func newWire(t *testing.T) *wire {
	t.Helper()
	key := func(b byte) *srtp.Context {
		c, err := srtp.CreateContext(bytes.Repeat([]byte{b}, 16), bytes.Repeat([]byte{b}, 12), srtp.ProtectionProfileAeadAes128Gcm)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	w := &wire{t: t, seal: key(1), open: key(2), now: time.Unix(1_600_000_000, 0)}
	camera := &stream{ssrc: 100, video: true, vp8: true}
	w.session = &session{
		send: w.hear, in: key(1), out: key(2), tag: 16, twccID: 3, offered: w.now.UnixNano(),
		streams: []*stream{camera, {ssrc: 101, video: true, vp8: true, media: camera}, {ssrc: 200}},
	}
	w.session.begin(w.now.UnixNano(), 0)
	return w
}

func (w *wire) hear(b []byte) {
	plain, err := w.open.DecryptRTCP(nil, b, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	list, err := rtcp.Unmarshal(plain)
	if err != nil {
		w.t.Fatalf("unreadable: %v", err)
	}
	w.said = append(w.said, list...)
}

// send lets the server send a packet of the camera's stream; transport is its number of all.
func (w *wire) send(ssrc uint32, sequence, transport uint16, timestamp uint32, marker bool, payload []byte) {
	p := rtp.Packet{Header: rtp.Header{Version: 2, SSRC: ssrc, SequenceNumber: sequence, Timestamp: timestamp, Marker: marker}, Payload: payload}
	number := binary.BigEndian.AppendUint16(nil, transport)
	if err := p.SetExtension(3, number); err != nil {
		w.t.Fatal(err)
	}
	b, err := p.Marshal()
	if err != nil {
		w.t.Fatal(err)
	}
	if b, err = w.seal.EncryptRTP(nil, b, nil); err != nil {
		w.t.Fatal(err)
	}
	w.session.receive(b, w.now.UnixNano())
}

// wait lets time pass, and the session do what is due, when it is.
func (w *wire) wait(d time.Duration) {
	end := w.now.Add(d)
	for due := w.session.due(); due <= end.UnixNano(); {
		w.now = time.Unix(0, max(due, w.now.UnixNano()))
		next := w.session.tick(w.now.UnixNano())
		if next <= due {
			w.t.Fatalf("due again at once: %v", time.Duration(next-due))
		}
		due = next
	}
	w.now = end
}

func said[P rtcp.Packet](w *wire) []P {
	var list []P
	for _, p := range w.said {
		if p, ok := p.(P); ok {
			list = append(list, p)
		}
	}
	return list
}

var (
	keyPart  = []byte{0x10, 0, 1, 2}
	midPart  = []byte{0x00, 0, 1, 2}
	otherPic = []byte{0x10, 1, 1, 2}
)

func TestSessionRepairsAndReports(t *testing.T) {
	w := newWire(t)
	w.send(100, 10, 0, 3000, false, keyPart)
	w.send(100, 11, 1, 3000, true, midPart)
	w.send(100, 12, 2, 6000, false, otherPic)
	w.send(100, 14, 4, 6000, true, midPart)
	w.wait(30 * time.Millisecond)
	nacks := said[*rtcp.TransportLayerNack](w)
	if len(nacks) != 1 || nacks[0].MediaSSRC != 100 || !slices.Equal(nacks[0].Nacks[0].PacketList(), []uint16{13}) {
		t.Fatalf("asked for %v", nacks)
	}
	w.send(101, 500, 5, 6000, false, append([]byte{0, 13}, midPart...))
	w.wait(2 * time.Second)
	c := w.session.stats
	if c.Lost != 0 || c.Repaired != 1 || c.Frames != 2 || c.Packets != 5 || c.NACKs != 1 || c.PLIs != 0 || c.Forged != 0 || c.FirstKeyframe == 0 && c.Keyframes != 1 {
		t.Errorf("counted %+v", c)
	}
	reports := said[*rtcp.ReceiverReport](w)
	if len(reports) != 2 {
		t.Fatalf("%d reports in two seconds", len(reports))
	}
	for _, r := range reports[0].Reports {
		if r.SSRC == 100 && (r.TotalLost != 0 || uint16(r.LastSequenceNumber) != 14) {
			t.Errorf("reported %+v", r)
		}
	}
	var numbers int
	for _, f := range said[*rtcp.TransportLayerCC](w) {
		numbers += int(f.PacketStatusCount)
	}
	if numbers != 6 {
		t.Errorf("feedback about %d numbers, want 6", numbers)
	}
}

func TestSessionAsksForAPicture(t *testing.T) {
	w := newWire(t)
	for i := range 30 {
		w.send(100, uint16(i), uint16(i), uint32(i)*3000, true, otherPic)
		w.wait(100 * time.Millisecond)
	}
	if plis := said[*rtcp.PictureLossIndication](w); len(plis) != 2 && len(plis) != 3 || plis[0].MediaSSRC != 100 {
		t.Errorf("asked %d times in three seconds", len(plis))
	}
	if w.session.stats.Frames != 0 {
		t.Error("there cannot be a picture without a keyframe")
	}
}

func TestForgedPacketsDoNotCount(t *testing.T) {
	w := newWire(t)
	w.send(100, 10, 0, 3000, false, keyPart)
	forged := make([]byte, 60)
	copy(forged, []byte{0x80, 96, 0, 11, 0, 0, 11, 184, 0, 0, 0, 100})
	w.session.receive(forged, w.now.UnixNano())
	copy(forged[8:], []byte{0, 0, 9, 9})
	w.session.receive(forged, w.now.UnixNano())
	w.session.receive([]byte{0x80}, w.now.UnixNano())
	if c := w.session.stats; c.Packets != 1 || c.Forged != 1 || c.Unknown != 1 {
		t.Errorf("counted %+v", c)
	}
}
