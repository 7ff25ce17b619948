//go:build !linux

package main

import (
	"context"
	"errors"
	"io"
)

func runImpair(context.Context, []string, io.Writer, io.Writer) error {
	return errors.New("roads need Linux: they join network namespaces")
}
