//go:build !linux

package main

import (
	"context"
	"errors"
	"io"
)

func runBench(context.Context, []string, io.Writer, io.Writer) error {
	return errors.New("the bench needs Linux: it reads what the kernel counts, and its viewers use epoll")
}

func runRooms(context.Context, []string, io.Reader, io.Writer, io.Writer) error {
	return errors.New("the bench needs Linux: it reads what the kernel counts, and its seats use epoll")
}
