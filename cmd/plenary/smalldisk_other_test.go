//go:build !linux

package main

import "testing"

func smallDisk(t *testing.T, _ int) string {
	t.Helper()
	t.Skip("a disk that can be filled is made on Linux only")
	return ""
}
