package sfutest

import (
	"fmt"
	"log/slog"
	"net"
	"strings"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5"
	"github.com/pion/webrtc/v4"
)

// Names of the codecs that the headless peers offer, as they stand in SDP.
const (
	VP8  = webrtc.MimeTypeVP8
	H264 = webrtc.MimeTypeH264
	VP9  = webrtc.MimeTypeVP9
	AV1  = webrtc.MimeTypeAV1
	Opus = webrtc.MimeTypeOpus
)

// Option is one choice for a Publisher or a Viewer; those that fit only one of them say so.
type Option func(*options)

type options struct {
	name     string
	net      transport.Net
	loopback bool
	tcp      bool
	log      *slog.Logger

	sources   []string
	simulcast bool
	clip      *Clip
	screen    *Clip
	layers    []Layer
	level     uint8
	turn      turn

	slots []string
}

// WithName sets the name that a publisher writes into its media, so that a viewer can tell whose media it got.
// Only the first twelve bytes are kept.
func WithName(name string) Option { return func(o *options) { o.name = name } }

// WithNet gives the peer a virtual network instead of the machine's own.
func WithNet(n transport.Net) Option { return func(o *options) { o.net = n } }

// WithLoopback keeps the peer on the loopback interface: no other socket is opened.
func WithLoopback() Option { return func(o *options) { o.loopback = true } }

// WithTCP makes the peer use ICE-TCP only, as behind a firewall that drops UDP.
func WithTCP() Option { return func(o *options) { o.tcp = true } }

// WithLogger sets where the peer reports what it does; by default nowhere.
func WithLogger(l *slog.Logger) Option { return func(o *options) { o.log = l } }

func collect(opts []Option) options {
	o := options{
		log:       slog.New(slog.DiscardHandler),
		sources:   FixedSources(),
		simulcast: true,
		level:     30,
		slots:     FixedSlots(),
	}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// newConnection makes a peer connection that behaves like a browser's on the wire.
// Reports and repair are done by hand on both sides: cheaper than Pion's interceptors, right for simulcast,
// and a viewer knows what was repaired.
func newConnection(o options, publishes bool) (*webrtc.PeerConnection, error) {
	engine, err := newMediaEngine()
	if err != nil {
		return nil, err
	}
	registry := &interceptor.Registry{}
	if publishes {
		numbers, err := twcc.NewHeaderExtensionInterceptor()
		if err != nil {
			return nil, fmt.Errorf("make transport numbers: %w", err)
		}
		engine.RegisterFeedback(webrtc.RTCPFeedback{Type: "transport-cc"}, webrtc.RTPCodecTypeVideo)
		registry.Add(numbers)
		registry.Add(&answering{})
	} else {
		arrivals, err := twcc.NewSenderInterceptor()
		if err != nil {
			return nil, fmt.Errorf("make congestion feedback: %w", err)
		}
		engine.RegisterFeedback(webrtc.RTCPFeedback{Type: "transport-cc"}, webrtc.RTPCodecTypeVideo)
		engine.RegisterFeedback(webrtc.RTCPFeedback{Type: "transport-cc"}, webrtc.RTPCodecTypeAudio)
		registry.Add(arrivals)
	}
	api := webrtc.NewAPI(
		webrtc.WithMediaEngine(engine),
		webrtc.WithInterceptorRegistry(registry),
		webrtc.WithSettingEngine(newSettings(o)),
	)
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, fmt.Errorf("make a peer connection: %w", err)
	}
	return pc, nil
}

// receiveSize is the largest packet taken, as generous as browsers are: a server in trouble may ask for much repair at once.
const receiveSize = 8192

func newSettings(o options) webrtc.SettingEngine {
	s := webrtc.SettingEngine{LoggerFactory: pionLog{o.log}}
	s.SetReceiveMTU(receiveSize)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetIncludeLoopbackCandidate(true)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	if o.tcp {
		s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6})
	}
	if o.loopback {
		s.SetIPFilter(func(ip net.IP) bool { return ip.IsLoopback() })
	}
	if o.net != nil {
		s.SetNet(o.net)
	}
	return s
}

// newMediaEngine lists what a current Chromium offers, without the codecs nobody here sends.
func newMediaEngine() (*webrtc.MediaEngine, error) {
	e := &webrtc.MediaEngine{}
	opus := webrtc.RTPCodecCapability{MimeType: Opus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1"}
	if err := e.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: opus, PayloadType: 111}, webrtc.RTPCodecTypeAudio); err != nil {
		return nil, fmt.Errorf("offer opus: %w", err)
	}
	video := []struct {
		mime, fmtp string
		pt         webrtc.PayloadType
	}{
		{VP8, "", 96},
		{H264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f", 102},
		{H264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 106},
		{VP9, "profile-id=0", 98},
		{AV1, "level-idx=5;profile=0;tier=0", 45},
	}
	feedback := []webrtc.RTCPFeedback{{Type: "goog-remb"}, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	for _, v := range video {
		c := webrtc.RTPCodecCapability{MimeType: v.mime, ClockRate: 90000, SDPFmtpLine: v.fmtp, RTCPFeedback: feedback}
		if err := e.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: c, PayloadType: v.pt}, webrtc.RTPCodecTypeVideo); err != nil {
			return nil, fmt.Errorf("offer %s: %w", v.mime, err)
		}
		rtx := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: fmt.Sprintf("apt=%d", v.pt)}
		if err := e.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: rtx, PayloadType: v.pt + 1}, webrtc.RTPCodecTypeVideo); err != nil {
			return nil, fmt.Errorf("offer repair of %s: %w", v.mime, err)
		}
	}
	return e, addExtensions(e)
}

func addExtensions(e *webrtc.MediaEngine) error {
	both := []string{sdp.SDESMidURI, sdp.ABSSendTimeURI, sdp.TransportCCURI}
	video := append([]string{sdp.SDESRTPStreamIDURI, sdp.SDESRepairRTPStreamIDURI}, both...)
	audio := append([]string{sdp.AudioLevelURI}, both...)
	for _, uri := range video {
		if err := e.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, webrtc.RTPCodecTypeVideo); err != nil {
			return fmt.Errorf("offer extension %s: %w", uri, err)
		}
	}
	for _, uri := range audio {
		if err := e.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, webrtc.RTPCodecTypeAudio); err != nil {
			return fmt.Errorf("offer extension %s: %w", uri, err)
		}
	}
	return nil
}

// kindOf tells whether a source or slot of this name is sound or picture.
func kindOf(name string) webrtc.RTPCodecType {
	switch name {
	case "microphone", "screen-sound", "interpretation", "floor", "channel", "audio":
		return webrtc.RTPCodecTypeAudio
	default:
		return webrtc.RTPCodecTypeVideo
	}
}

func sameCodec(a, b string) bool { return strings.EqualFold(a, b) }
