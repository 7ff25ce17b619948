package sfu

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/pion/logging"
)

// pionLog hands on what Pion logs, for those who look for a fault. Much of it is said about what strangers send, who
// must not fill an operator's log.
type pionLog struct{ log *slog.Logger }

// NewLogger is called by Pion for each of its parts.
func (l pionLog) NewLogger(part string) logging.LeveledLogger {
	return pionLog{l.log.With(slog.String("part", part))}
}

func (l pionLog) write(text string) { l.log.Debug("pion", slog.String("says", text)) }

func (l pionLog) writef(format string, args ...any) {
	if l.log.Enabled(context.Background(), slog.LevelDebug) {
		l.write(fmt.Sprintf(format, args...))
	}
}

func (l pionLog) Trace(string)                   {} // far too much to be of use
func (l pionLog) Tracef(string, ...any)          {}
func (l pionLog) Debug(string)                   {}
func (l pionLog) Debugf(string, ...any)          {}
func (l pionLog) Info(msg string)                { l.write(msg) }
func (l pionLog) Infof(format string, a ...any)  { l.writef(format, a...) }
func (l pionLog) Warn(msg string)                { l.write(msg) }
func (l pionLog) Warnf(format string, a ...any)  { l.writef(format, a...) }
func (l pionLog) Error(msg string)               { l.write(msg) }
func (l pionLog) Errorf(format string, a ...any) { l.writef(format, a...) }
