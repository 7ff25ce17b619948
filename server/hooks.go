package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// The bounds of what is sent to webhooks.
const (
	hookEvery   = 2 * time.Second // how often is looked for what is due
	hookTimeout = 10 * time.Second
	hookAnswer  = 64 << 10 // of an answer, which is not kept
	hooksAtOnce = 8
	answerKept  = 200 // letters of why a try failed
)

// hooks tells programs what happened. What is to be told is in the database since the change it tells of, so that a
// restart loses nothing; a delivery that was on its way when the process ended is made again, with the same id.
type hooks struct {
	store  *store.Store
	client *http.Client
	now    func() time.Time // the conference's clock
	wall   func() time.Time // the one that receivers have
	log    *slog.Logger
	stop   context.CancelFunc
	ended  chan struct{}
}

func newHooks(st *store.Store, cfg Config, log *slog.Logger) *hooks {
	ctx, stop := context.WithCancel(context.Background())
	h := &hooks{store: st, now: cfg.Now, wall: time.Now, log: log, stop: stop, ended: make(chan struct{})}
	h.client = hookClient(cfg)
	go h.run(ctx)
	return h
}

// hookClient calls addresses that organizers typed: only those of the public Internet, through no proxy, and wherever a
// name leads at the moment of the call.
func hookClient(cfg Config) *http.Client {
	dialer := &net.Dialer{Timeout: hookTimeout / 2, Control: onlyPublic}
	transport := &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: hookTimeout / 2, ResponseHeaderTimeout: hookTimeout,
		MaxIdleConns: hooksAtOnce, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: hookAnswer,
	}
	if cfg.hookRoots != nil {
		dialer.Control = nil
		transport.TLSClientConfig = &tls.Config{RootCAs: cfg.hookRoots, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: transport, Timeout: hookTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

var errNotPublic = errors.New("the address leads into a private network, where nothing is sent")

// onlyPublic is asked when a name has been resolved, for the address that is really dialled.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !conference.PublicAddress(at.Addr()) {
		return errNotPublic
	}
	return nil
}

// close stops sending; what is not sent yet is sent after the next start.
func (h *hooks) close() {
	h.stop()
	<-h.ended
	h.client.CloseIdleConnections()
}

func (h *hooks) run(ctx context.Context) {
	defer close(h.ended)
	tick := time.NewTicker(hookEvery)
	defer tick.Stop()
	for {
		sent, err := h.round(ctx)
		if err != nil && ctx.Err() == nil {
			h.log.Warn("webhooks wait", "error", err)
		}
		if sent && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// round sends what is due, to several webhooks at once and to each in order. It says whether anything was sent.
func (h *hooks) round(ctx context.Context) (sent bool, err error) {
	due, err := h.store.DueDeliveries(ctx, h.now())
	if err != nil {
		return false, err
	}
	byHook := map[conference.WebhookID][]store.DueDelivery{}
	for _, d := range due {
		byHook[d.WebhookID] = append(byHook[d.WebhookID], d)
	}
	var all sync.WaitGroup
	places := make(chan struct{}, hooksAtOnce)
	failed := make(chan error, len(byHook))
	for _, list := range byHook {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			for _, d := range list {
				if err := h.store.UpdateDelivery(ctx, h.try(ctx, d)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(failed)
	for err := range failed {
		return false, err // wait a little before the next round
	}
	return len(due) > 0, nil
}

// try sends one delivery and says what has become of it.
func (h *hooks) try(ctx context.Context, d store.DueDelivery) conference.Delivery {
	began, now := h.wall(), h.now()
	status, err := h.send(ctx, d)
	if ctx.Err() != nil {
		return d.Delivery // we ended, not they
	}
	after := d.Delivery
	if err == nil {
		after = after.Succeeded()
	} else {
		after = after.Failed(now)
		after.Answer = firstRunes(err.Error(), answerKept)
	}
	after.TriedAt, after.Status, after.Took = &now, status, h.wall().Sub(began).Milliseconds()
	if after.State == conference.GivenUp {
		h.log.Warn("a webhook was given up", "webhook", d.WebhookID, "delivery", d.ID, "error", after.Answer)
	}
	return after
}

func (h *hooks) send(ctx context.Context, d store.DueDelivery) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Address, strings.NewReader(d.Body))
	if err != nil {
		return 0, fmt.Errorf("the address cannot be called: %w", err)
	}
	at := strconv.FormatInt(h.wall().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Plenary")
	req.Header.Set("Webhook-Id", string(d.ID))
	req.Header.Set("Webhook-Timestamp", at)
	req.Header.Set("Webhook-Signature", signature(d.Secret, string(d.ID), at, d.Body))
	res, err := h.client.Do(req)
	switch {
	case errors.Is(err, errNotPublic):
		return 0, errNotPublic
	case err != nil:
		return 0, err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, hookAnswer)) // so that the connection can be used again
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return res.StatusCode, errors.New("the address leads to another one, which is not followed")
	case res.StatusCode < 200 || res.StatusCode >= 300:
		return res.StatusCode, fmt.Errorf("the address answered %s", res.Status)
	}
	return res.StatusCode, nil
}

// hookPrefix is how a webhook's secret begins (Standard Webhooks).
const hookPrefix = "whsec_"

// signature signs a delivery as Standard Webhooks say: HMAC-SHA256 over id, timestamp and body.
func signature(secret, id, at, body string) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, hookPrefix))
	if err != nil {
		key = []byte(secret)
	}
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, id+"."+at+"."+body) // a hash never fails
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
