package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

func runVersion(_ context.Context, at console, _ config, _ options) error {
	_, err := fmt.Fprintf(at.stdout, "plenary %s %s %s/%s\n", build(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// build names what this binary was built from: a version, or the revision, with a plus when there were changes.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	facts := map[string]string{}
	for _, s := range info.Settings {
		facts[s.Key] = s.Value
	}
	if revision := facts["vcs.revision"]; revision != "" {
		revision = revision[:min(12, len(revision))]
		if facts["vcs.modified"] == "true" {
			revision += "+"
		}
		return revision
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	return "devel"
}
