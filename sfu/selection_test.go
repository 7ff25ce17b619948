package sfu_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// Six people with three places, who speak one after another, for four seconds each.
func TestABigStageShowsWhoSpeaks(t *testing.T) {
	const people, places = 6, 3
	bubble(t, 5*time.Millisecond, func(t *testing.T, w *world) {
		var mu sync.Mutex
		var last []string // who spoke, the last one first
		var cameras []string
		changes := 0
		w.hall.OnSpeaker(func(name string) {
			mu.Lock()
			defer mu.Unlock()
			if name != "" {
				last = slices.Insert(slices.DeleteFunc(last, func(x string) bool { return x == name }), 0, name)
			}
		})
		for i := range people {
			_, end := w.publishes(sfu.PublishRequest{
				ID: fmt.Sprintf("p%d", i), Sources: []sfu.SourceKind{sfu.Microphone, sfu.Camera}, Grant: everything,
			}, sfutest.WithSources("microphone", "camera"), sfutest.WithoutSimulcast(), sfutest.WithTurn(i, people),
				sfutest.WithLayers(sfutest.Layer{Width: 320, Height: 180, Bitrate: 50_000, FPS: 10}))
			defer end()
		}
		kinds := []sfu.SlotKind{sfu.FloorSlot, sfu.CameraSlot, sfu.CameraSlot, sfu.CameraSlot}
		_, end := w.watches(sfu.WatchRequest{ID: "v", Slots: kinds, Stage: w.hall, Events: sfu.AudienceEvents{
			Slots: func(list []sfu.Slot) {
				mu.Lock()
				defer mu.Unlock()
				now := make([]string, 0, places)
				for _, s := range list[1:] {
					now = append(now, s.Publisher)
				}
				for i := range cameras {
					if now[i] != cameras[i] {
						changes++
					}
				}
				cameras = now
			},
		}}, sfutest.WithSlots("floor", "camera", "camera", "camera"))
		defer end()
		time.Sleep(people*4*time.Second + 37*time.Millisecond) // everybody has spoken
		mu.Lock()
		changes = 0
		mu.Unlock()
		spoke := map[string]bool{}
		for i := range people * 40 {
			time.Sleep(100 * time.Millisecond)
			mu.Lock()
			shown, want := slices.Sorted(slices.Values(cameras)), slices.Sorted(slices.Values(last[:places]))
			speaker := last[0]
			mu.Unlock()
			spoke[speaker] = true
			if !slices.Contains(shown, speaker) {
				t.Fatalf("%v are shown, %s speaks", shown, speaker)
			}
			if i%40 == 20 && !slices.Equal(shown, want) { // in the middle of a speech
				t.Fatalf("%v are shown, %v spoke last", shown, want)
			}
		}
		if len(spoke) != people || changes != people {
			t.Errorf("%d places changed while %v spoke", changes, slices.Sorted(maps.Keys(spoke)))
		}
	})
}
