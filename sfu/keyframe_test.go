package sfu

import (
	"testing"
	"time"
)

func TestKeyframeRequestsAreMerged(t *testing.T) {
	start := time.Unix(1000, 0)
	var a asker
	if !a.want(start) {
		t.Error("the first request did not reach the camera")
	}
	for d := time.Millisecond; d < keyframeInterval; d += 20 * time.Millisecond {
		if a.want(start.Add(d)) || a.retry(start.Add(d)) {
			t.Errorf("the camera was asked again after %v", d)
		}
	}
	if !a.retry(start.Add(keyframeInterval)) {
		t.Error("an unanswered request was not repeated")
	}
	a.came()
	if a.retry(start.Add(3 * keyframeInterval)) {
		t.Error("the camera was asked although the keyframe came")
	}
}
