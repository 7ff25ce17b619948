package sfu

import (
	"errors"
	"fmt"
	"net"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/logging"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

const socketBuffer = 4 << 20 // bytes; a keyframe to a thousand viewers is a burst

// listen opens the media ports.
func (s *SFU) listen() error {
	address, err := net.ResolveUDPAddr("udp", s.set.udp)
	if err != nil {
		return fmt.Errorf("media address %q: %w", s.set.udp, err)
	}
	if s.set.net != nil {
		s.udp, err = s.set.net.ListenUDP("udp4", address)
	} else {
		var conn *net.UDPConn
		if conn, err = net.ListenUDP("udp", address); err == nil {
			_, _ = conn.SetReadBuffer(socketBuffer), conn.SetWriteBuffer(socketBuffer)
			s.udp = conn
		}
	}
	if err != nil {
		return fmt.Errorf("listen for media: %w", err)
	}
	logger := logging.NewDefaultLoggerFactory().NewLogger("ice")
	s.udpMux = ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: s.udp, Net: s.set.net, Logger: logger})
	if s.set.tcp != "" && s.set.net == nil {
		if s.tcp, err = net.Listen("tcp", s.set.tcp); err != nil { //nolint:noctx // lives as long as the server
			return errors.Join(fmt.Errorf("listen for media over TCP: %w", err), s.closePorts())
		}
		s.tcpMux = webrtc.NewICETCPMux(logger, s.tcp, 64)
	}
	return nil
}

func (s *SFU) closePorts() error {
	var errs []error
	if s.tcpMux != nil {
		errs = append(errs, s.tcpMux.Close())
	}
	errs = append(errs, s.udpMux.Close(), s.udp.Close())
	for i, err := range errs {
		if errors.Is(err, net.ErrClosed) {
			errs[i] = nil
		}
	}
	return errors.Join(errs...)
}

// buildAPIs makes one Pion API for each kind of leg: publishers need repair and congestion feedback, the audience gets
// ours, which costs a fraction (see the package comment).
func (s *SFU) buildAPIs() error {
	publishMedia, err := media(true)
	if err != nil {
		return err
	}
	watchMedia, err := media(false)
	if err != nil {
		return err
	}
	registry := &interceptor.Registry{}
	generator, err := nack.NewGeneratorInterceptor()
	if err != nil {
		return fmt.Errorf("set up repair: %w", err)
	}
	reports, err := report.NewReceiverInterceptor()
	if err != nil {
		return fmt.Errorf("set up reports: %w", err)
	}
	feedback, err := twcc.NewSenderInterceptor()
	if err != nil {
		return fmt.Errorf("set up congestion feedback: %w", err)
	}
	registry.Add(generator)
	registry.Add(reports)
	registry.Add(feedback)
	engine, err := s.engine()
	if err != nil {
		return err
	}
	s.publishing = webrtc.NewAPI(webrtc.WithMediaEngine(publishMedia), webrtc.WithInterceptorRegistry(registry), webrtc.WithSettingEngine(engine))
	s.watching = webrtc.NewAPI(webrtc.WithMediaEngine(watchMedia), webrtc.WithInterceptorRegistry(&interceptor.Registry{}), webrtc.WithSettingEngine(engine))
	return nil
}

func (s *SFU) engine() (webrtc.SettingEngine, error) {
	var e webrtc.SettingEngine
	e.SetLite(true) // a full agent would send checks wherever an offer says
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	e.DisableActiveTCP(true)
	e.SetIncludeLoopbackCandidate(s.set.loopback)
	e.SetICEUDPMux(s.udpMux)
	networks := []webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6}
	if s.tcpMux != nil {
		e.SetICETCPMux(s.tcpMux)
		networks = append(networks, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6)
	}
	e.SetNetworkTypes(networks)
	if s.set.net != nil {
		e.SetNet(s.set.net)
	}
	// GCM costs a sixth of AES-CM with HMAC-SHA1.
	e.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	if len(s.set.publicIPs) > 0 {
		ips := make([]string, len(s.set.publicIPs))
		for i, ip := range s.set.publicIPs {
			ips[i] = ip.String()
		}
		if err := e.SetICEAddressRewriteRules(webrtc.ICEAddressRewriteRule{External: ips, AsCandidateType: webrtc.ICECandidateTypeHost}); err != nil {
			return e, fmt.Errorf("public addresses: %w", err)
		}
	}
	return e, nil
}

var videoFeedback = []webrtc.RTCPFeedback{
	{Type: "goog-remb"}, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"},
}

// media lists the codecs: what browsers encode, passed through untouched.
func media(publish bool) (*webrtc.MediaEngine, error) {
	m := &webrtc.MediaEngine{}
	feedback := videoFeedback
	if publish {
		feedback = append([]webrtc.RTCPFeedback{{Type: "transport-cc"}}, videoFeedback...)
	}
	err := m.RegisterCodec(webrtc.RTPCodecParameters{
		RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
		},
		PayloadType: 111,
	}, webrtc.RTPCodecTypeAudio)
	pt := webrtc.PayloadType(96)
	for _, c := range []struct{ mime, fmtp string }{
		{webrtc.MimeTypeVP8, ""},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f"},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f"},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f"},
		{webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f"},
		{webrtc.MimeTypeVP9, "profile-id=0"},
		{webrtc.MimeTypeVP9, "profile-id=2"},
		{webrtc.MimeTypeAV1, "level-idx=5;profile=0;tier=0"},
	} {
		err = errors.Join(err,
			m.RegisterCodec(webrtc.RTPCodecParameters{
				RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: c.mime, ClockRate: 90000, SDPFmtpLine: c.fmtp, RTCPFeedback: feedback},
				PayloadType:        pt,
			}, webrtc.RTPCodecTypeVideo),
			m.RegisterCodec(webrtc.RTPCodecParameters{
				RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: fmt.Sprintf("apt=%d", pt)},
				PayloadType:        pt + 1,
			}, webrtc.RTPCodecTypeVideo))
		if pt += 2; pt == 112 {
			pt = 35 // 111 is Opus, and 96 to 127 is not enough
		}
	}
	if !publish {
		return m, err
	}
	for _, uri := range []string{sdp.SDESMidURI, sdp.SDESRTPStreamIDURI, sdp.SDESRepairRTPStreamIDURI, sdp.TransportCCURI} {
		err = errors.Join(err, m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, webrtc.RTPCodecTypeVideo))
	}
	for _, uri := range []string{sdp.SDESMidURI, sdp.AudioLevelURI, sdp.TransportCCURI} {
		err = errors.Join(err, m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, webrtc.RTPCodecTypeAudio))
	}
	return m, err
}
