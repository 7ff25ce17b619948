package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// moments are when a road became worse, when good again, and when nobody looked any more.
type moments struct{ worse, better, end time.Time }

// figures are how one viewer fared in one scenario. Times are in seconds; less than nothing is never.
type figures struct {
	Scenario     string   `json:"scenario"`
	Viewer       string   `json:"viewer"`
	Freezes      uint64   `json:"freezes"`
	FrozenShare  float64  `json:"frozen_percent"` // of the time in which it was worse
	Still        float64  `json:"longest_still_s"`
	Moves        float64  `json:"moves_after_s"`       // it became worse; or better, when nothing could pass
	Smaller      float64  `json:"smaller_after_s"`     // a smaller picture was shown
	Top          float64  `json:"top_after_s"`         // it became better
	Megabits     float64  `json:"megabits_per_second"` // of the picture, while it was worse
	Concealed    float64  `json:"concealed_percent"`   // of the sound
	NACKs        uint64   `json:"nacks"`               // while it was worse
	PLIs         uint64   `json:"plis"`
	Negotiations int      `json:"negotiations"`
	TCP          bool     `json:"tcp"`
	Wrong        []string `json:"wrong,omitempty"`
}

const never = -1

func figuresOf(s scenario, viewer string, all looks, m moments) figures {
	f := figures{Scenario: s.name, Viewer: viewer, Moves: never, Smaller: never, Top: never}
	during, whole, after := all.between(m.worse, m.better), all.between(m.worse, m.end), all.between(m.better, m.end)
	if len(during) < 2 || len(whole) < 2 {
		f.Wrong = append(f.Wrong, "nothing was seen")
		return f
	}
	first, last, end := during[0], during[len(during)-1], whole[len(whole)-1]
	span := last.at().Sub(first.at()).Seconds()
	f.Freezes = end.Freezes - first.Freezes
	f.FrozenShare = 100 * (last.Frozen - first.Frozen) / span
	f.Still = whole.still().Seconds()
	since, way := m.worse, during
	if s.worse.Dark {
		since, way = m.better, after
	}
	if t, ok := way.steadyAfter(since); ok && s.worse.Loss == 0 { // losses go on and on
		f.Moves = t.Seconds()
	}
	if t, ok := during.smallerAfter(m.worse); ok {
		f.Smaller = t.Seconds()
	}
	if t, ok := after.topAfter(m.better); ok {
		f.Top = t.Seconds()
	}
	f.Megabits = float64(last.Bytes-first.Bytes) * 8 / 1e6 / span
	if n := end.Samples - first.Samples; n > 0 {
		f.Concealed = 100 * (end.Concealed - first.Concealed) / n
	}
	f.NACKs, f.PLIs = last.NACKs-first.NACKs, last.PLIs-first.PLIs
	f.Negotiations, f.TCP = end.Negotiations, last.TCP
	f.Wrong = wrong(s, all, m)
	return f
}

// wrong is what must not be, however long things take.
func wrong(s scenario, all looks, m moments) (list []string) {
	recent := all.between(m.end.Add(-3*time.Second), m.end)
	end := recent[len(recent)-1]
	if end.Frames == recent[0].Frames {
		list = append(list, "the picture did not come back")
	}
	if end.Sound == recent[0].Sound {
		list = append(list, "the sound did not come back")
	}
	if end.Negotiations != 1 {
		list = append(list, fmt.Sprintf("%d negotiations", end.Negotiations))
	}
	if during := all.between(m.worse, m.better); s.tcp && !during[len(during)-1].TCP {
		list = append(list, "media came by UDP, which was blocked")
	}
	return list
}

// writeFigures prints a table.
func writeFigures(w io.Writer, rows []figures) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "road\tviewer\tfreezes\tfrozen %\tlongest still s\tsteady after s\tsmaller after s\ttop after s\tMbit/s\tconcealed %\tNACKs\tPLIs\tnegotiations\tby\t")
	for _, f := range rows {
		by := "UDP"
		if f.TCP {
			by = "TCP"
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%.1f\t%.1f\t%s\t%s\t%s\t%.2f\t%.2f\t%d\t%d\t%d\t%s\t\n", f.Scenario, f.Viewer, f.Freezes, f.FrozenShare, f.Still,
			seconds(f.Moves), seconds(f.Smaller), seconds(f.Top), f.Megabits, f.Concealed, f.NACKs, f.PLIs, f.Negotiations, by)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprint(w, `
One speaker (720p VP8 in three layers, 2.5 Mbit/s in the largest, keyframes only when asked, and Opus), each viewer behind a road of her
own: 5 Mbit/s and 20 ms there and back when it is fair. Freezes and frozen as browsers count them; still: without a new picture, seen ten
times a second. Steady: until the picture stands still no more, from when the road became worse; after a blackout, from its end. Top:
until the largest picture is back, from when the road was good again. A dash is never. A plain client makes up no sound: what is
concealed with it is what never came.
`)
	return nil
}

func seconds(s float64) string {
	if s < 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", s)
}

func writeFiguresJSON(w io.Writer, rows []figures) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}
