package conference

import (
	"fmt"
	"testing"
	"time"
)

func TestReportAttendance(t *testing.T) {
	from := time.Date(2020, 9, 14, 9, 0, 20, 0, time.UTC)
	visit := func(who, delegation string, c Category, came, left int) Visit {
		return Visit{
			PersonID: PersonID(who), Delegation: delegation, Category: c,
			CameAt: from.Add(time.Duration(came) * time.Minute), LeftAt: from.Add(time.Duration(left) * time.Minute),
		}
	}
	r := ReportAttendance([]Visit{
		visit("ana", "Albania", ParticipatingState, 0, 3),
		visit("ana", "Albania", ParticipatingState, 6, 8), // twice, and counted once
		visit("ben", "Institute", Academia, 2, 7),
		visit("cleo", "Albania", ParticipatingState, 3, 4), // comes as Ana goes
	})
	want := "3 people, 2 at once, 3m40s each; [{participating-state 2} {academia 1}] [{Albania 2} {Institute 1}]; from 09:00 every 1m0s: [1 1 2 3 2 1 2 2 1]"
	got := fmt.Sprintf("%d people, %d at once, %v each; %v %v; from %s every %v: %v", r.People, r.Most, r.Average, r.Categories, r.Delegations, r.From.Format("15:04"), r.Step, r.Curve)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	together := ""
	for _, a := range Together([]Visit{visit("ana", "", Academia, 0, 3), visit("ben", "", Academia, 2, 7), visit("ana", "", Academia, 6, 8)}) {
		together += fmt.Sprintf("%s %v of %v; ", a.PersonID, a.There, a.LeftAt.Sub(a.CameAt))
	}
	if together != "ana 5m0s of 8m0s; ben 5m0s of 5m0s; " {
		t.Errorf("together: %s", together)
	}
	if r := ReportAttendance(nil); r.People != 0 || r.Curve != nil {
		t.Errorf("nobody: %+v", r)
	}
	if r := ReportAttendance([]Visit{visit("ana", "", Academia, 0, 3*24*60)}); len(r.Curve) > curvePoints || r.Step != 37*time.Minute {
		t.Errorf("three days: %d points every %v", len(r.Curve), r.Step)
	}
}

func TestWhatSomebodyAttended(t *testing.T) {
	at := time.Date(2020, 9, 14, 9, 0, 0, 0, time.UTC)
	sessions := []Session{
		{ID: "late", StartsAt: at.Add(time.Hour), Access: PublicAccess},
		{ID: "early", StartsAt: at, Access: PublicAccess},
		{ID: "short", StartsAt: at, Access: PublicAccess},
		{ID: "break", StartsAt: at, Access: PublicAccess, Kind: Break},
		{ID: "closed", StartsAt: at, Access: ClosedAccess},
		{ID: "never", StartsAt: at, Access: PublicAccess},
	}
	there := map[SessionID]time.Duration{
		"late": time.Hour, "early": 10 * time.Minute, "short": 10*time.Minute - 1, "break": time.Hour, "closed": time.Hour,
	}
	open, closed := Attendance(sessions, there)
	if len(open) != 2 || open[0].Session.ID != "early" || open[1].There != time.Hour || closed != 1 {
		t.Errorf("attended %+v and %d closed meetings", open, closed)
	}
}
