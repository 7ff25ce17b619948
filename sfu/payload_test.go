package sfu

import (
	"testing"

	"github.com/pion/webrtc/v4"
)

func described(mime, fmtp string, pt webrtc.PayloadType) webrtc.RTPCodecParameters {
	return webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: mime, SDPFmtpLine: fmtp}, PayloadType: pt}
}

func TestPayloadFor(t *testing.T) {
	h264 := func(mode, profile string, pt webrtc.PayloadType) webrtc.RTPCodecParameters {
		return described("video/H264", "level-asymmetry-allowed=1;packetization-mode="+mode+";profile-level-id="+profile, pt)
	}
	page := []webrtc.RTPCodecParameters{
		described("video/VP8", "", 96), described("video/rtx", "apt=96", 97),
		h264("0", "42e01f", 98), described("video/rtx", "apt=98", 99),
		h264("1", "42e01f", 100),
		h264("1", "42001f", 102),
		h264("1", "4d001f", 104), described("video/rtx", "rtx-time=3000; apt=104", 105),
		described("video/VP9", "profile-id=0", 106), described("video/VP9", "profile-id=2", 108),
		described("video/AV1", "level-idx=5;profile=0;tier=0", 45),
	}
	player := []webrtc.RTPCodecParameters{h264("0", "42E01F", 98), described("video/VP9", "", 106)}
	for _, c := range []struct {
		name       string
		viewer     []webrtc.RTPCodecParameters
		source     webrtc.RTPCodecParameters
		pt, repair uint8
	}{
		{"VP8", page, described("video/vp8", "", 120), 96, 97},
		{"H264 by packetization mode", page, described("video/H264", "packetization-mode=1;profile-level-id=42e01f", 120), 100, 0},
		{"H264 mode 0", page, described("video/H264", "packetization-mode=0;profile-level-id=42e01f", 120), 98, 99},
		{"H264 without a mode", page, described("video/H264", "profile-level-id=42e01f", 120), 98, 99},
		{"H264 of a higher level", page, described("video/H264", "packetization-mode=1;profile-level-id=42e034", 120), 100, 0},
		{"H264 constrained baseline in another spelling", page, described("video/H264", "packetization-mode=1;profile-level-id=42c01f", 120), 100, 0},
		{"H264 main, repaired", page, described("video/H264", "packetization-mode=1; profile-level-id=4D001F", 120), 104, 105},
		{"H264 that the viewer did not name", player, h264("1", "64001f", 120), 98, 0},
		{"H264 in capitals", player, h264("0", "42e01f", 120), 98, 0},
		{"VP9", page, described("video/VP9", "", 120), 106, 0},
		{"VP9 of ten bits", page, described("video/VP9", "profile-id=2", 120), 108, 0},
		{"VP9 of ten bits for who has eight", player, described("video/VP9", "profile-id=2", 120), 0, 0},
		{"AV1", page, described("video/AV1", "", 120), 45, 0},
		{"AV1 that she cannot decode", page, described("video/AV1", "profile=1", 120), 0, 0},
		{"a codec she has not", player, described("video/AV1", "", 120), 0, 0},
	} {
		pt, repair, ok := payloadFor(c.viewer, c.source)
		if pt != c.pt || repair != c.repair || ok != (c.pt != 0) {
			t.Errorf("%s: %d, %d, %v; want %d, %d", c.name, pt, repair, ok, c.pt, c.repair)
		}
	}
}
