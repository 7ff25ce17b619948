package estimate

import "math"

// Numbers of draft-ietf-rmcat-gcc-02 section 5 and of libwebrtc's trendline estimator, which replaced the draft's
// Kalman filter. Times are in milliseconds.
const (
	trendWindow  = 20    // groups in the line
	smoothing    = 0.9   // of the delay before the line is fitted
	trendGain    = 4.0   // of the slope, with the number of groups up to trendCount
	trendCount   = 60    //
	overuseTime  = 10.0  // that the slope must stay above the threshold
	thresholdMin = 6.0   //
	thresholdMax = 600.0 //
	thresholdUp  = 0.0087
	thresholdDn  = 0.039
	outlier      = 15.0 // above the threshold: too far off to adapt to
)

// Usage is what the delay says of the link: whether its queue grows, shrinks or stays.
type Usage uint8

// The usages of draft-ietf-rmcat-gcc-02 section 5.4.
const (
	Normal Usage = iota
	Underuse
	Overuse
)

func (u Usage) String() string {
	switch u {
	case Underuse:
		return "underuse"
	case Overuse:
		return "overuse"
	case Normal:
	}
	return "normal"
}

// trend fits a line through the smoothed one-way delays of the last groups. Its slope, weighed with the number of
// groups, is compared with a threshold that follows the slope slowly, so that steady jitter does not pass for a queue
// and a competing flow that fills queues does not starve this one.
type trend struct {
	x, y     [trendWindow]float64 // arrival and smoothed delay since the first group
	n, next  int
	count    int
	smoothed float64

	threshold float64
	updated   float64 // arrival at which threshold was adapted
	over      float64 // time for which the slope was above; negative before the first
	overs     int
	previous  float64
	usage     Usage
}

func newTrend() trend { return trend{threshold: 12.5, over: -1} }

// add takes in a group: when it arrived, how much later than the first one was, and how long after the group before it
// was sent.
func (t *trend) add(arrival, delay, gap float64) {
	if t.count == 0 {
		t.smoothed, t.updated = delay, arrival
	}
	t.count = min(t.count+1, trendCount)
	t.smoothed = smoothing*t.smoothed + (1-smoothing)*delay
	t.x[t.next], t.y[t.next] = arrival, t.smoothed
	t.next = (t.next + 1) % trendWindow
	t.n = min(t.n+1, trendWindow)
	slope := t.previous
	if t.n == trendWindow {
		slope = t.slope()
	}
	t.judge(slope, arrival, gap)
}

// slope is that of the least squares line.
func (t *trend) slope() float64 {
	var x, y float64
	for i := range t.n {
		x += t.x[i]
		y += t.y[i]
	}
	x /= float64(t.n)
	y /= float64(t.n)
	var above, below float64
	for i := range t.n {
		dx := t.x[i] - x
		above += dx * (t.y[i] - y)
		below += dx * dx
	}
	if below == 0 {
		return t.previous
	}
	return above / below
}

func (t *trend) judge(slope, arrival, gap float64) {
	weighed := slope * float64(t.count) * trendGain
	switch {
	case t.count < 2:
		t.usage = Normal
	case weighed > t.threshold:
		if t.over < 0 {
			t.over = gap / 2
		} else {
			t.over += gap
		}
		t.overs++
		if t.over > overuseTime && t.overs > 1 && slope >= t.previous {
			t.over, t.overs, t.usage = 0, 0, Overuse
		}
	case weighed < -t.threshold:
		t.over, t.overs, t.usage = -1, 0, Underuse
	default:
		t.over, t.overs, t.usage = -1, 0, Normal
	}
	t.previous = slope
	t.adapt(math.Abs(weighed), arrival)
}

// adapt lets the threshold follow (draft-ietf-rmcat-gcc-02 section 5.4).
func (t *trend) adapt(weighed, arrival float64) {
	if weighed <= t.threshold+outlier {
		k := thresholdUp
		if weighed < t.threshold {
			k = thresholdDn
		}
		gap := min(max(arrival-t.updated, 0), 100)
		t.threshold = min(max(t.threshold+k*(weighed-t.threshold)*gap, thresholdMin), thresholdMax)
	}
	t.updated = arrival
}
