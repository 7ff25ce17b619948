package sfu

func forceSingles(d *datagrams, on bool) { d.system.singles.Store(on) }
