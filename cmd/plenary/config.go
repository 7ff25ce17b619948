package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"

	"plenary/server/live"
)

// configVariable names the TOML file when no flag does.
const configVariable = "PLENARY_CONFIG"

// addSettings adds a flag for every setting and one for the TOML file. The function it returns gives those that stood on
// the command line.
func addSettings(f *flag.FlagSet) (given func() map[string]any) {
	f.String("config", "", "")
	for _, s := range settings {
		f.String(s.name, s.initial, s.meaning)
	}
	return func() map[string]any {
		stood := map[string]any{}
		f.Visit(func(f *flag.Flag) { stood[f.Name] = f.Value.String() })
		return stood
	}
}

// load reads the settings: what the command line says goes before the environment, that before the TOML file, that
// before the defaults. A command may have some defaults of its own.
func load(flags map[string]any, getenv func(string) string, initial map[string]string) (config, error) {
	k := koanf.New("\x00") // names are flat; no separator may split them
	path := getenv(configVariable)
	if named, ok := flags["config"].(string); ok {
		path = named
	}
	if err := k.Load(confmap.Provider(defaults(initial), ""), nil); err != nil {
		return config{}, fmt.Errorf("read the defaults: %w", err)
	}
	if path != "" {
		if err := loadFile(k, path); err != nil {
			return config{}, err
		}
	}
	environment, err := environ(getenv)
	if err != nil {
		return config{}, err
	}
	named := env.Opt{EnvironFunc: func() []string { return environment }}
	if err := k.Load(env.Provider("", named), nil); err != nil {
		return config{}, fmt.Errorf("read the environment: %w", err)
	}
	if err := k.Load(confmap.Provider(flags, ""), nil); err != nil {
		return config{}, fmt.Errorf("read the flags: %w", err)
	}
	c := config{room: live.DefaultLimits()} // of which some are settings
	for _, s := range settings {
		if err := s.set(&c, written(k.Get(s.name))); err != nil {
			return config{}, misuse("--%s (%s): %w", s.name, s.variable(), err)
		}
	}
	return c, c.complete()
}

func defaults(initial map[string]string) map[string]any {
	all := map[string]any{}
	for _, s := range settings {
		all[s.name] = s.initial
	}
	for name, value := range initial {
		all[name] = value
	}
	return all
}

// loadFile reads the TOML file. A name that is no setting is an error: a misspelt one would silently do nothing.
func loadFile(k *koanf.Koanf, path string) error {
	read := koanf.New("\x00")
	if err := read.Load(file.Provider(path), toml.Parser()); err != nil {
		return fmt.Errorf("read the settings in %s: %w", path, err)
	}
	for name := range read.Raw() {
		if !slices.ContainsFunc(settings, func(s setting) bool { return s.name == name }) {
			return misuse("%s: there is no setting %q", path, name)
		}
	}
	if err := k.Merge(read); err != nil {
		return fmt.Errorf("read the settings in %s: %w", path, err)
	}
	return nil
}

// environ gives the environment's settings as name=value. A secret may stand in a file, which PLENARY_…_FILE names.
func environ(getenv func(string) string) ([]string, error) {
	var list []string
	for _, s := range settings {
		value, path := getenv(s.variable()), ""
		if s.secret {
			path = getenv(s.variable() + "_FILE")
		}
		switch {
		case path != "" && value != "":
			return nil, misuse("%s and %s_FILE are both set", s.variable(), s.variable())
		case path != "":
			b, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("read %s_FILE: %w", s.variable(), err)
			}
			value = strings.TrimRight(string(b), "\r\n")
		}
		if value != "" {
			list = append(list, s.name+"="+value)
		}
	}
	return list, nil
}

// written is a value as it would stand on a command line; TOML has numbers and lists.
func written(value any) string {
	list, ok := value.([]any)
	if !ok {
		return fmt.Sprint(value)
	}
	items := make([]string, len(list))
	for i, item := range list {
		items[i] = fmt.Sprint(item)
	}
	return strings.Join(items, ",")
}

// complete fills in what follows from the rest.
func (c *config) complete() error {
	if _, _, err := net.SplitHostPort(c.listen); err != nil {
		return misuse("--listen: %q is not of the form 127.0.0.1:8080", c.listen)
	}
	if c.data == "" {
		return misuse("--data: a directory is needed")
	}
	c.database = cmp.Or(c.database, sqliteIn(c.data))
	c.outbox = cmp.Or(c.outbox, filepath.Join(c.data, "outbox"))
	if c.smtp.host != "" && c.smtp.from == "" {
		return misuse("--smtp-from: mail needs a sender")
	}
	return nil
}

func sqliteIn(data string) string { return "sqlite:" + filepath.Join(data, "plenary.db") }

// publicAddress is where people go. Only a server for this machine may do without being told.
func (c *config) publicAddress(listening net.Addr) (string, error) {
	if c.address != "" {
		return strings.TrimSuffix(c.address, "/"), nil
	}
	if !loopback(c.listen) {
		return "", misuse("--address: say under which public address (https://…) people reach this server")
	}
	_, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return "", errors.New("find out which port is served")
	}
	host, _, _ := net.SplitHostPort(c.listen)
	return "http://" + net.JoinHostPort(host, port), nil
}

// onThisMachine says whether people reach the pages from this machine only. A proxy in front may listen to the world
// while this server does not.
func (c *config) onThisMachine() bool {
	if c.address == "" {
		return loopback(c.listen)
	}
	public, err := url.Parse(c.address)
	return err == nil && loopback(net.JoinHostPort(public.Hostname(), "0"))
}

// loopback says whether only this machine reaches an address.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}
