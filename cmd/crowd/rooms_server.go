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

	process *exec.Cmd
	out     *bufio.Reader
	ended   chan error
	cores   []int
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
	s := &roomsServer{dir: dir, cores: cores}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// start runs the server with what is in its directory: a second time, with the same people at the same address.
func (s *roomsServer) start(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	c := exec.CommandContext(ctx, self, "rooms", "--serve", s.dir)
	c.Stderr = os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	s.process, s.ended = c, make(chan error, 1)
	if s.in, err = c.StdinPipe(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	said, err := c.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	if err := onCores(s.cores, c.Start); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	ended := s.ended
	go func() { ended <- c.Wait() }()
	s.pid, s.out = strconv.Itoa(c.Process.Pid), bufio.NewReaderSize(said, 1<<20)
	line, err := s.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &s.people)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the server did not say who its people are: %w", err), s.end(syscall.SIGKILL))
	}
	return nil
}

// end ends the server by a signal, and waits for it. What it kept stays.
func (s *roomsServer) end(by syscall.Signal) error {
	if err := s.process.Process.Signal(by); err != nil {
		return fmt.Errorf("end the server: %w", err)
	}
	select {
	case err := <-s.ended:
		if by == syscall.SIGKILL {
			return nil // it cannot end well
		}
		return err
	case <-time.After(30 * time.Second):
		return errors.New("the server does not end")
	}
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
