package server

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strings"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// mostWebhooks is how many subscriptions a conference may have.
const mostWebhooks = 20

// webhooks lists the conference's subscriptions; their secrets are not shown again.
func (s *Server) webhooks(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.WebhookInfo], error) {
	rows, err := s.store.Webhooks(ctx, who.Conference.ID)
	infos := protocol.List[protocol.WebhookInfo]{}
	for _, row := range rows {
		info := webhookInfo(row.Webhook, row.PersonName)
		info.Waiting, info.GivenUp = row.Waiting, row.GivenUp
		infos = append(infos, info)
	}
	return infos, err
}

func webhookInfo(w conference.Webhook, maker string) protocol.WebhookInfo {
	info := protocol.WebhookInfo{ID: w.ID, Address: w.Address, Maker: maker, CreatedAt: w.CreatedAt}
	for event := range strings.FieldsSeq(w.Events) {
		info.Events = append(info.Events, conference.Happening(event))
	}
	return info
}

// addWebhook subscribes an address.
func (s *Server) addWebhook(ctx context.Context, who asker, in *body[protocol.WebhookInput]) (protocol.WebhookInfo, error) {
	none := protocol.WebhookInfo{}
	address := strings.TrimSpace(in.Body.Address)
	if err := conference.CheckWebhookAddress(address); err != nil && s.cfg.hookRoots == nil {
		return none, inField("address", err)
	}
	events, err := conference.CheckEvents(in.Body.Events)
	if err != nil {
		return none, inField("events", err)
	}
	have, err := s.store.Webhooks(ctx, who.Conference.ID)
	if err != nil {
		return none, err
	}
	if len(have) >= mostWebhooks {
		return none, conference.Errorf(conference.Conflict, "there are %d webhooks already; please delete one first", len(have))
	}
	var key [32]byte
	_, _ = rand.Read(key[:]) // never fails: crypto/rand ends the process instead
	w := conference.Webhook{
		ID: conference.NewID[conference.WebhookID](), ConferenceID: who.Conference.ID, PersonID: who.Person.ID, Address: address,
		Events: events, Secret: hookPrefix + base64.StdEncoding.EncodeToString(key[:]), CreatedAt: who.Now,
	}
	if err := s.store.CreateWebhook(ctx, w); err != nil {
		return none, err
	}
	info := webhookInfo(w, who.Person.Name)
	info.Secret = w.Secret
	return info, nil
}

type webhookPath struct {
	Webhook conference.WebhookID `path:"webhook"`
}

// deleteWebhook ends a subscription.
func (s *Server) deleteWebhook(ctx context.Context, who asker, in *webhookPath) error {
	return s.store.DeleteWebhook(ctx, in.Webhook, who.Conference.ID, who.Person.ID, who.Now)
}

// testWebhook sends an event that says nothing but that it arrives.
func (s *Server) testWebhook(ctx context.Context, who asker, in *webhookPath) error {
	if _, err := s.store.Webhook(ctx, in.Webhook, who.Conference.ID); err != nil {
		return err
	}
	return s.store.TestWebhook(ctx, in.Webhook, who.Person.ID, who.Now)
}

type deliveriesInput struct {
	Webhook conference.WebhookID `path:"webhook"`
	Offset  int                  `query:"offset" minimum:"0" maximum:"1000000"`
	Limit   int                  `query:"limit" minimum:"0" maximum:"100"`
}

// deliveries is one page of what was sent to an address, the newest first.
func (s *Server) deliveries(ctx context.Context, who asker, in *deliveriesInput) (protocol.DeliveryPage, error) {
	var page protocol.DeliveryPage
	if _, err := s.store.Webhook(ctx, in.Webhook, who.Conference.ID); err != nil {
		return page, err
	}
	if in.Limit == 0 {
		in.Limit = 20
	}
	rows, total, err := s.store.Deliveries(ctx, in.Webhook, in.Offset, in.Limit)
	page.Total = total
	for _, d := range rows {
		info := protocol.DeliveryInfo{
			ID: d.ID, Event: d.Event, State: d.State, Attempts: d.Attempts, CreatedAt: d.CreatedAt, TriedAt: d.TriedAt,
			Status: d.Status, Answer: d.Answer, Took: int(d.Took), Body: d.Body,
		}
		if d.State == conference.Undelivered {
			info.NextAt = &d.NextAt
		}
		page.Deliveries = append(page.Deliveries, info)
	}
	return page, err
}

type deliveryPath struct {
	Webhook  conference.WebhookID  `path:"webhook"`
	Delivery conference.DeliveryID `path:"delivery"`
}

// redeliver sends something once more.
func (s *Server) redeliver(ctx context.Context, who asker, in *deliveryPath) error {
	if _, err := s.store.Webhook(ctx, in.Webhook, who.Conference.ID); err != nil {
		return err
	}
	return s.store.Redeliver(ctx, in.Delivery, in.Webhook, who.Person.ID, who.Now)
}
