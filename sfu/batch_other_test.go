//go:build !linux

package sfu

func forceSingles(*datagrams, bool) {}
