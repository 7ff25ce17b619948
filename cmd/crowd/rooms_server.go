//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// roomsServer is the process that is measured, seen from outside.
type roomsServer struct {
	people roomsPeople
	pid    string
	dir    string
	in     io.WriteCloser
	out    *bufio.Reader
	ended  chan error
}

// startRooms starts the server on its cores, with a database in memory: the disk is not what is measured.
func startRooms(ctx context.Context, cores []int) (*roomsServer, error) {
	within := "/dev/shm"
	if _, err := os.Stat(within); err != nil {
		within = ""
	}
	dir, err := os.MkdirTemp(within, "plenary-rooms-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for the server: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	c := exec.CommandContext(ctx, self, "rooms", "--serve", dir)
	c.Stderr = os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	s := &roomsServer{dir: dir, ended: make(chan error, 1)}
	if s.in, err = c.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	said, err := c.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	if err := onCores(cores, c.Start); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	go func() { s.ended <- c.Wait() }()
	s.pid, s.out = strconv.Itoa(c.Process.Pid), bufio.NewReaderSize(said, 1<<20)
	line, err := s.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &s.people)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the server did not say who its people are: %w", err), s.stop())
	}
	return s, nil
}

// please has the server do something between two steps.
func (s *roomsServer) please(word string) error {
	if _, err := fmt.Fprintln(s.in, word); err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	if _, err := s.out.ReadString('\n'); err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	return nil
}

// used is what the server has used so far; collected, after it has given back what it does not need.
func (s *roomsServer) used() (usage, error) { return readUsage(s.pid) }

func (s *roomsServer) collected() (usage, error) {
	if err := s.please("collect"); err != nil {
		return usage{}, err
	}
	return s.used()
}

func (s *roomsServer) stop() error {
	defer os.RemoveAll(s.dir)
	_ = s.in.Close()
	select {
	case err := <-s.ended:
		return err
	case <-time.After(30 * time.Second):
		return errors.New("the server does not end")
	}
}
