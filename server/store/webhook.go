package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

const (
	noWebhook  = "there is no such webhook"
	noDelivery = "there is no such delivery"
)

// CreateWebhook adds a subscription.
func (s *Store) CreateWebhook(ctx context.Context, w conference.Webhook) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into webhook (id, conference_id, person_id, address, events, secret, created_at)
			values (:id, :conference_id, :person_id, :address, :events, :secret, :created_at)`, w)
		if err != nil {
			return err
		}
		return t.record(Entry{At: w.CreatedAt, PersonID: w.PersonID, Action: "add-webhook", Subject: string(w.ID), Detail: w.Address + ": " + w.Events})
	})
}

// Webhook returns a conference's subscription.
func (s *Store) Webhook(ctx context.Context, id conference.WebhookID, of conference.ConferenceID) (w conference.Webhook, err error) {
	err = s.get(ctx, noWebhook, &w, `select * from webhook where id = ? and conference_id = ? and deleted_at is null`, id, of)
	return w, err
}

// WebhookRow is a subscription with who made it and how it fares.
type WebhookRow struct {
	conference.Webhook
	PersonName string
	Waiting    int
	GivenUp    int
}

// Webhooks returns a conference's subscriptions, the newest first.
func (s *Store) Webhooks(ctx context.Context, id conference.ConferenceID) (list []WebhookRow, err error) {
	err = s.list(ctx, &list, `
		select w.*, p.name as person_name,
			(select count(*) from delivery d where d.webhook_id = w.id and d.state = 'waiting') as waiting,
			(select count(*) from delivery d where d.webhook_id = w.id and d.state = 'given-up') as given_up
		from webhook w join person p on p.id = w.person_id
		where w.conference_id = ? and w.deleted_at is null order by w.created_at desc, w.id`, id)
	return list, err
}

// DeleteWebhook ends a conference's subscription; what waits to be sent to it is given up.
func (s *Store) DeleteWebhook(ctx context.Context, id conference.WebhookID, of conference.ConferenceID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update webhook set deleted_at = ? where id = ? and conference_id = ? and deleted_at is null`, at, id, of)
		if err := found(n, err, noWebhook); err != nil {
			return err
		}
		if _, err := t.exec(`update delivery set state = 'given-up', answer = 'the webhook was deleted' where webhook_id = ? and state = 'waiting'`, id); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delete-webhook", Subject: string(id)})
	})
}

// what is the body of a delivery: ids only, so that nothing personal leaves; who is told may ask for the rest.
type what struct {
	ID         conference.DeliveryID `json:"id"`
	Event      conference.Happening  `json:"event"`
	At         time.Time             `json:"at"`
	Conference string                `json:"conference"`
	Subject    string                `json:"subject"`
}

const subscribers = `
	select w.*, c.slug from webhook w join conference c on c.id = w.conference_id
	where w.deleted_at is null and `

// subscriber is a webhook with the name of its conference in addresses.
type subscriber struct {
	conference.Webhook
	Slug string
}

// happenedIn is where the things are that events are about, by the part of their names before the dot.
var happenedIn = map[string]string{"registration": "registration", "session": "draft", "release": "release"}

// ofSubject picks the webhooks of the conference that a thing belongs to. One that is gone is told of where it can only
// have been this conference's.
func ofSubject(event conference.Happening) string {
	kind, _, _ := strings.Cut(string(event), ".")
	return strings.ReplaceAll(`(w.conference_id = (select conference_id from TABLE where id = ?)
		or not exists (select 1 from TABLE where id = ?) and (select count(*) from conference) = 1)`, "TABLE", happenedIn[kind])
}

// happened has programs told of what entries of the audit, all of one conference, say, if any want to know.
func (t *tx) happened(entries []Entry) error {
	wanted := map[conference.Happening][]subscriber{} // thousands of entries ask once for each event
	var all []conference.Delivery
	for _, e := range entries {
		event, ok := conference.EventOf(e.Action)
		if !ok {
			continue
		}
		hooks, asked := wanted[event]
		if !asked {
			if err := t.list(&hooks, subscribers+ofSubject(event), e.Subject, e.Subject); err != nil {
				return err
			}
			hooks = slices.DeleteFunc(hooks, func(hook subscriber) bool { return !hook.Wants(event) })
			wanted[event] = hooks
		}
		for _, hook := range hooks {
			d, err := hook.delivery(event, e)
			if err != nil {
				return err
			}
			all = append(all, d)
		}
	}
	return t.deliver(all)
}

// delivery is what a webhook is told.
func (w subscriber) delivery(event conference.Happening, e Entry) (conference.Delivery, error) {
	id := conference.NewID[conference.DeliveryID]()
	body, err := json.Marshal(what{ID: id, Event: event, At: instant(e.At), Conference: w.Slug, Subject: e.Subject})
	if err != nil {
		return conference.Delivery{}, fmt.Errorf("write an event: %w", err)
	}
	return conference.Delivery{ID: id, WebhookID: w.ID, Event: event, Body: string(body), State: conference.Undelivered, CreatedAt: e.At, NextAt: e.At}, nil
}

func (t *tx) deliver(all []conference.Delivery) error {
	return t.rows(`insert into delivery (id, webhook_id, event, body, state, attempts, created_at, next_at, status, answer, took) values`,
		len(all), func(i int) []any {
			d := all[i]
			return []any{d.ID, d.WebhookID, d.Event, d.Body, d.State, 0, d.CreatedAt, d.NextAt, 0, "", 0}
		})
}

// TestWebhook sends an event to one webhook that says nothing but that it arrives.
func (s *Store) TestWebhook(ctx context.Context, id conference.WebhookID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		e := Entry{At: at, PersonID: by, Action: "test-webhook", Subject: string(id)}
		var hooks []subscriber
		if err := t.list(&hooks, subscribers+`w.id = ?`, id); err != nil {
			return err
		}
		if len(hooks) == 0 {
			return conference.Errorf(conference.NotFound, noWebhook)
		}
		d, err := hooks[0].delivery(conference.Tested, e)
		if err != nil {
			return err
		}
		if err := t.deliver([]conference.Delivery{d}); err != nil {
			return err
		}
		return t.record(e)
	})
}

// DueDelivery is a delivery with where it goes.
type DueDelivery struct {
	conference.Delivery
	Address string
	Secret  string
}

// mostOfOne is how many deliveries one webhook has sent before others have their turn.
const mostOfOne = 3

// DueDeliveries returns what is to be sent now, the oldest first, of each webhook a few.
func (s *Store) DueDeliveries(ctx context.Context, now time.Time) (list []DueDelivery, err error) {
	err = s.list(ctx, &list, `
		select id, webhook_id, event, body, state, attempts, created_at, next_at, tried_at, status, answer, took, address, secret from (
			select d.*, w.address, w.secret, row_number() over (partition by d.webhook_id order by d.next_at, d.id) as turn
			from delivery d join webhook w on w.id = d.webhook_id
			where d.state = 'waiting' and d.next_at <= ?
		) due where turn <= ? order by next_at, id limit 100`, now, mostOfOne)
	return list, err
}

// UpdateDelivery writes what became of a try. A delivery that does not wait any more stays as it is.
func (s *Store) UpdateDelivery(ctx context.Context, d conference.Delivery) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			update delivery set state = :state, attempts = :attempts, next_at = :next_at, tried_at = :tried_at, status = :status,
				answer = :answer, took = :took
			where id = :id and state = 'waiting'`, d)
		return err
	})
}

// Redeliver has something sent once more, at once, whatever became of it before.
func (s *Store) Redeliver(ctx context.Context, id conference.DeliveryID, hook conference.WebhookID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update delivery set state = 'waiting', attempts = 0, next_at = ? where id = ? and webhook_id = ?`, at, id, hook)
		if err := found(n, err, noDelivery); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "redeliver", Subject: string(hook), Detail: string(id)})
	})
}

// Deliveries returns one page of what was sent to a webhook, the newest first, and how many there are on all pages.
func (s *Store) Deliveries(ctx context.Context, hook conference.WebhookID, offset, limit int) (list []conference.Delivery, total int, err error) {
	if err := s.get(ctx, "", &total, `select count(*) from delivery where webhook_id = ?`, hook); err != nil {
		return nil, 0, err
	}
	err = s.list(ctx, &list, `select * from delivery where webhook_id = ? order by created_at desc, id limit ? offset ?`, hook, limit, offset)
	return list, total, err
}

// DeliveryLives is how long is remembered what became of a delivery.
const DeliveryLives = 30 * 24 * time.Hour

// ForgetDeliveries forgets old deliveries that do not wait.
func (s *Store) ForgetDeliveries(ctx context.Context, now time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`delete from delivery where created_at < ? and state <> 'waiting'`, now.Add(-DeliveryLives))
		return err
	})
}
