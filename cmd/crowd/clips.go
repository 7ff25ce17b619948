package main

import (
	"embed"
	"fmt"
	"io/fs"
	"time"

	"plenary/sfu/sfutest"
)

// The clips are made by media/make-media.sh.
//
//go:embed media/*.ivf media/*.h264 media/*.ogg media/*.levels
var mediaFiles embed.FS

const (
	clipFPS    = 25
	clipSpeech = 8 * time.Second // of the 12 s of each speaker's loop; the rest is listening
	slideFPS   = 5
)

// speakerClips names the simulated speakers' media, in the order in which they are used. The third is H264 in
// three layers, so that a panel of three shows both codecs.
var speakerClips = []string{"ana", "boris", "dina", "chen"}

// loadSpeakers reads media for n speakers; from the fifth on they look like one of the first.
func loadSpeakers(n int) ([]*sfutest.Clip, error) {
	files, err := fs.Sub(mediaFiles, "media")
	if err != nil {
		return nil, fmt.Errorf("open media: %w", err)
	}
	byName := map[string]*sfutest.Clip{}
	clips := make([]*sfutest.Clip, n)
	for i := range clips {
		name := speakerClips[i%len(speakerClips)]
		if byName[name] == nil {
			if byName[name], err = sfutest.ReadClip(files, name, clipFPS, clipSpeech); err != nil {
				return nil, err
			}
		}
		clips[i] = byName[name]
	}
	return clips, nil
}

// loadSlides reads what a shared screen shows.
func loadSlides() (*sfutest.Clip, error) {
	files, err := fs.Sub(mediaFiles, "media")
	if err != nil {
		return nil, fmt.Errorf("open media: %w", err)
	}
	return sfutest.ReadClip(files, "slides", slideFPS, 0)
}
