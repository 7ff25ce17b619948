package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"plenary/server/live"
)

// config is all settings, read and checked.
type config struct {
	address        string
	listen         string
	metricsListen  string
	data           string
	database       string
	conference     string
	mediaUDP       string
	mediaTCP       string
	publicIPs      []netip.Addr
	limits         limitsConfig
	trustedProxies []string
	rateScale      float64
	smtp           smtpConfig
	outbox         string
	logLevel       slog.Level
	logFormat      string
	slots          slotsConfig
	room           live.Limits
}

type smtpConfig struct {
	host, user, password, from, tls string
	port                            int
}

// limitsConfig bounds what the media server does; rates are in kbit/s.
type limitsConfig struct{ viewers, attending, viewerRate, sourceRate, sourcePackets, stageRate, stagePackets int }

type slotsConfig struct{ floor, channel, camera, screen, screenSound int }

// setting is one thing that can be said as a flag, an environment variable or a line of the TOML file, under one name.
type setting struct {
	name    string
	initial string // as shown; empty is what it is when nothing is said
	meaning string
	secret  bool // may also be read from a file that an environment variable names
	set     func(c *config, value string) error
}

// off is how a setting that names a place says that there is none; an empty environment variable says nothing.
const off = "off"

// settings is the reference: flags, environment, TOML, --help and the table in README.md all come from here.
var settings = []setting{
	{"address", "", "public address, https://conference.example: in mailed links, and the only origin that may write (default http:// and --listen, if that is this machine only)", false, text(func(c *config) *string { return &c.address })},
	{"listen", "127.0.0.1:8080", "where pages and API are served, as plain HTTP for a TLS proxy in front", false, text(func(c *config) *string { return &c.listen })},
	{"trusted-proxies", "", "addresses or networks of proxies whose X-Real-IP is believed, with commas between", false, proxies},
	{"rate-scale", "1", "factor on the rates allowed to one address, for a venue where many share one", false, factor},
	{"data", "plenary-data", "directory of the embedded database and the outbox", false, text(func(c *config) *string { return &c.data })},
	{"database", "", "sqlite:PATH or postgres://… (default plenary.db in --data)", true, text(func(c *config) *string { return &c.database })},
	{"conference", "", "short name of the conference to serve (default the latest)", false, text(func(c *config) *string { return &c.conference })},
	{"media-udp", ":7000", "where media is received and sent", false, text(func(c *config) *string { return &c.mediaUDP })},
	{"media-tcp", ":7000", "the same for those whose network blocks UDP; off for none", false, place(func(c *config) *string { return &c.mediaTCP })},
	{"public-ip", "", "addresses at which browsers reach the media ports, with commas between (default those of this machine)", false, addresses},
	{"limit-viewers", "10000", "people who may receive media at once; more are told that the server is full", false, number(1, 100_000, func(c *config) *int { return &c.limits.viewers })},
	{"limit-attending", "10000", "the same in one session", false, number(1, 100_000, func(c *config) *int { return &c.limits.attending })},
	{"limit-viewer-rate", "20000", "kbit/s sent to one viewer; pictures become smaller before that", false, number(100, 1_000_000, func(c *config) *int { return &c.limits.viewerRate })},
	{"limit-source-rate", "20000", "kbit/s taken from one camera, screen or microphone; the rest is dropped", false, number(100, 1_000_000, func(c *config) *int { return &c.limits.sourceRate })},
	{"limit-source-packets", "5000", "packets a second taken from one; the rest is dropped", false, number(50, 100_000, func(c *config) *int { return &c.limits.sourcePackets })},
	{"limit-stage-rate", "200000", "kbit/s taken from all cameras, screens and microphones of one session; the rest is dropped, of those that send most", false, number(1000, 10_000_000, func(c *config) *int { return &c.limits.stageRate })},
	{"limit-stage-packets", "50000", "packets a second taken from all of them", false, number(500, 1_000_000, func(c *config) *int { return &c.limits.stagePackets })},
	{"limit-stage-people", "100", "people on the stage of one session and behind it; more are told that it is full", false, number(1, 1000, func(c *config) *int { return &c.room.Performers })},
	{"limit-seats", "20000", "open pages in one session; more are told that it is full", false, number(1, 100_000, func(c *config) *int { return &c.room.SeatsPerRoom })},
	{"limit-seats-person", "1000", "open pages of one person in one session, and streams of programs that watch with her token", false, number(1, 100_000, func(c *config) *int { return &c.room.SeatsPerPerson })},
	{"rate-commands", "60/50ms", "what one page may do: 60 things at once, and one more each 50 ms", false, rate(func(c *config) *live.Rate { return &c.room.Commands })},
	{"rate-lines", "5/2s", "lines of chat of one person, in the same way", false, rate(func(c *config) *live.Rate { return &c.room.Lines })},
	{"rate-questions", "3/20s", "questions of one person", false, rate(func(c *config) *live.Rate { return &c.room.Questions })},
	{"rate-moderator-lines", "20/500ms", "lines of chat of a moderator", false, rate(func(c *config) *live.Rate { return &c.room.ModeratorLines })},
	{"rate-moderator-questions", "20/2s", "questions of a moderator", false, rate(func(c *config) *live.Rate { return &c.room.ModeratorQuestions })},
	{"slots-floor", "3", "voices of the stage that a viewer hears at once", false, number(1, 8, func(c *config) *int { return &c.slots.floor })},
	{"slots-channel", "1", "interpretation channels that a viewer hears at once", false, number(0, 1, func(c *config) *int { return &c.slots.channel })},
	{"slots-camera", "12", "cameras that a viewer sees at once", false, number(1, 48, func(c *config) *int { return &c.slots.camera })},
	{"slots-screen", "1", "shared screens that a viewer sees at once", false, number(0, 2, func(c *config) *int { return &c.slots.screen })},
	{"slots-screen-sound", "1", "sounds of shared screens that a viewer hears at once", false, number(0, 2, func(c *config) *int { return &c.slots.screenSound })},
	{"smtp-host", "", "mail server; without one, mail is written to the outbox", false, text(func(c *config) *string { return &c.smtp.host })},
	{"smtp-port", "587", "its port", false, number(1, 65535, func(c *config) *int { return &c.smtp.port })},
	{"smtp-user", "", "user name there", false, text(func(c *config) *string { return &c.smtp.user })},
	{"smtp-password", "", "password there", true, text(func(c *config) *string { return &c.smtp.password })},
	{"smtp-from", "", "sender of all mail, as Conference <office@conference.example>", false, text(func(c *config) *string { return &c.smtp.from })},
	{"smtp-tls", "starttls", "starttls (without which no mail is sent), tls (from the first byte on) or none (a mail server on this machine)", false, oneOf(func(c *config) *string { return &c.smtp.tls }, "starttls", "tls", "none")},
	{"outbox", "", "directory where mail goes without a mail server (default outbox in --data)", false, text(func(c *config) *string { return &c.outbox })},
	{"metrics-listen", "127.0.0.1:9090", "where Prometheus reads metrics; off for none", false, place(func(c *config) *string { return &c.metricsListen })},
	{"log-level", "info", "debug, info, warn or error", false, level},
	{"log-format", "text", "text or json", false, oneOf(func(c *config) *string { return &c.logFormat }, "text", "json")},
}

// variable is the environment variable of a setting.
func (s setting) variable() string {
	return "PLENARY_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

func text(field func(*config) *string) func(*config, string) error {
	return func(c *config, value string) error {
		*field(c) = value
		return nil
	}
}

func place(field func(*config) *string) func(*config, string) error {
	return func(c *config, value string) error {
		if value == off {
			value = ""
		}
		*field(c) = value
		return nil
	}
}

func oneOf(field func(*config) *string, words ...string) func(*config, string) error {
	return func(c *config, value string) error {
		if !slices.Contains(words, value) {
			return fmt.Errorf("%q is none of %s", value, strings.Join(words, ", "))
		}
		*field(c) = value
		return nil
	}
}

func number(least, most int, field func(*config) *int) func(*config, string) error {
	return func(c *config, value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is no number from %d to %d", value, least, most)
		}
		*field(c) = n
		return nil
	}
}

// rate reads how much at once and how often after that, as 5/2s.
func rate(field func(*config) *live.Rate) func(*config, string) error {
	return func(c *config, value string) error {
		burst, every, _ := strings.Cut(value, "/")
		n, err := strconv.Atoi(burst)
		d, wrong := time.ParseDuration(every)
		if err != nil || wrong != nil || n < 1 || n > 100_000 || d < time.Millisecond || d > time.Hour {
			return fmt.Errorf("%q is no rate such as 5/2s: five at once, and one more every two seconds", value)
		}
		*field(c) = live.Rate{Burst: n, Every: d}
		return nil
	}
}

func factor(c *config, value string) error {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || !(f > 0 && f <= 10000) {
		return fmt.Errorf("%q is no factor from above 0 to 10000", value)
	}
	c.rateScale = f
	return nil
}

func level(c *config, value string) error {
	if err := c.logLevel.UnmarshalText([]byte(value)); err != nil {
		return errors.New("it must be debug, info, warn or error")
	}
	return nil
}

func addresses(c *config, value string) error {
	c.publicIPs = nil
	for _, word := range words(value) {
		ip, err := netip.ParseAddr(word)
		if err != nil {
			return fmt.Errorf("%q is no IP address", word)
		}
		c.publicIPs = append(c.publicIPs, ip)
	}
	return nil
}

func proxies(c *config, value string) error {
	c.trustedProxies = words(value)
	for _, word := range c.trustedProxies {
		_, notOne := netip.ParseAddr(word)
		_, notMany := netip.ParsePrefix(word)
		if notOne != nil && notMany != nil {
			return fmt.Errorf("%q is neither an IP address nor a network such as 10.0.0.0/8", word)
		}
	}
	return nil
}

func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
