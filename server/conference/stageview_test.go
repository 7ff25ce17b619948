package conference_test

import (
	"testing"
	"time"

	. "plenary/server/conference"
)

func TestAStageViewShowsWhatItWasMadeFor(t *testing.T) {
	order := []Access{PublicAccess, PressAccess, ParticipantsAccess, DelegationsAccess, ClosedAccess}
	for i, made := range order {
		for j, now := range order {
			if got := (StageView{Access: made}).Shows(now); got != (j <= i) {
				t.Errorf("made for %s, in a part for %s: %v", made, now, got)
			}
		}
	}
	if (StageView{Access: ClosedAccess}).Shows("") || (StageView{}).Shows(PublicAccess) {
		t.Error("what is not known is shown")
	}
	v := StageView{Access: PressAccess, CreatedAt: at(0), ExpiresAt: at(90)}
	if err := v.Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*StageView){
		"no access": func(v *StageView) { v.Access = "" },
		"too short": func(v *StageView) { v.ExpiresAt = at(30) },
		"too long":  func(v *StageView) { v.ExpiresAt = at(0).Add(8 * 24 * time.Hour) },
	} {
		wrong := v
		change(&wrong)
		if err := wrong.Check(); kindOf(err) != Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
