package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
)

// options is what the command line says.
type options struct {
	url        string
	session    string
	speakers   int
	attendees  int
	ramp       time.Duration
	duration   time.Duration
	chatRate   float64 // lines a second, all attendees together
	askRate    float64 // questions a second, all attendees together
	upvotes    float64 // share of attendees who upvote an approved question
	tokenFile  string
	moderator  bool
	moderate   bool
	share      bool
	view       size
	tcp        bool
	withParent bool
	json       bool
	verbose    bool
}

// size is a picture's width and height, as "640x360" on the command line.
type size struct{ width, height int }

func (s *size) String() string { return fmt.Sprintf("%dx%d", s.width, s.height) }

func (s *size) Set(text string) error {
	if _, err := fmt.Sscanf(text, "%dx%d", &s.width, &s.height); err != nil {
		return fmt.Errorf("a size is written as 640x360: %w", err)
	}
	return nil
}

func parseOptions(args []string, stderr io.Writer) (options, error) {
	o := options{view: size{640, 360}}
	f := flag.NewFlagSet("crowd", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.url, "url", "http://127.0.0.1:8080", "address of the server")
	f.StringVar(&o.session, "session", "", "session whose room to enter (default the first that is open)")
	f.IntVar(&o.speakers, "speakers", 3, "simulated speakers, who publish camera and microphone")
	f.IntVar(&o.attendees, "attendees", 0, "simulated attendees, who watch")
	f.DurationVar(&o.ramp, "ramp", 10*time.Second, "time over which attendees arrive")
	f.DurationVar(&o.duration, "duration", time.Minute, "how long to stay once all have arrived; 0 until stopped")
	f.Float64Var(&o.chatRate, "chat-rate", 0, "chat lines a second, all attendees together")
	f.Float64Var(&o.askRate, "question-rate", 0, "questions a second, all attendees together")
	f.Float64Var(&o.upvotes, "upvotes", 0.2, "share of attendees who upvote an approved question")
	f.StringVar(&o.tokenFile, "token-file", "", "who the simulated people are: a line each of role and login token or one-click link (default the demonstration's people)")
	f.BoolVar(&o.moderator, "moderator", true, "simulate a moderator, who brings the speakers on stage")
	f.BoolVar(&o.moderate, "moderate", false, "let the moderator run the questions as well")
	f.BoolVar(&o.share, "share", false, "let the first speaker share a screen")
	f.Var(&o.view, "view", "size at which attendees show each camera; the one who speaks is shown twice as large")
	f.BoolVar(&o.tcp, "tcp", false, "media over TCP only")
	f.BoolVar(&o.withParent, "with-parent", false, "end when standard input is closed")
	f.BoolVar(&o.json, "json", false, "print the report as JSON")
	f.BoolVar(&o.verbose, "verbose", false, "log what every simulated person does")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	return o, o.check(f.Args())
}

func (o *options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("no arguments are expected: %q", rest)
	case o.speakers < 0 || o.attendees < 0 || o.chatRate < 0 || o.askRate < 0 || o.ramp < 0 || o.duration < 0:
		return errors.New("numbers of people, rates and times are not negative")
	case o.speakers > 12 || o.attendees > 2000:
		return errors.New("at most 12 speakers and 2,000 attendees: one machine cannot play more honestly")
	}
	u, err := url.Parse(o.url)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("--url: %q is not the address of a web server", o.url)
	}
	o.url = u.Scheme + "://" + u.Host
	return nil
}

// loopback tells whether the server is on this machine, so that no other network interface is needed.
func (o *options) loopback() bool {
	u, err := url.Parse(o.url)
	if err != nil {
		return false
	}
	host := u.Hostname()
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
