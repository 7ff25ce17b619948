package sfu

import (
	"fmt"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/webrtc/v4"
)

// buildAPI makes the Pion API of publish legs, with reports and congestion feedback.
func (s *SFU) buildAPI() error {
	codecs, err := media()
	if err != nil {
		return err
	}
	registry := &interceptor.Registry{}
	reports, err := report.NewReceiverInterceptor()
	if err != nil {
		return fmt.Errorf("set up reports: %w", err)
	}
	feedback, err := twcc.NewSenderInterceptor()
	if err != nil {
		return fmt.Errorf("set up congestion feedback: %w", err)
	}
	registry.Add(asking{}) // of the reports: before them
	registry.Add(reports)
	registry.Add(feedback)
	engine, err := s.engine()
	if err != nil {
		return err
	}
	s.publishing = webrtc.NewAPI(webrtc.WithMediaEngine(codecs), webrtc.WithInterceptorRegistry(registry), webrtc.WithSettingEngine(engine))
	return nil
}

// profilesOffered are the SRTP profiles, the preferred one first: GCM costs a sixth of AES-CM with HMAC-SHA1.
var profilesOffered = []dtls.SRTPProtectionProfile{
	dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80,
}

func (s *SFU) engine() (webrtc.SettingEngine, error) {
	e := webrtc.SettingEngine{LoggerFactory: pionLog{s.log}}
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
	e.SetSRTPProtectionProfiles(profilesOffered...)
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
