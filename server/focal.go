package server

import (
	"cmp"
	"context"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

type delegationsInput struct {
	Category conference.Category `query:"category" maxLength:"40"`
	Query    string              `query:"q" maxLength:"200"`
	Offset   int                 `query:"offset" minimum:"0" maximum:"1000000"`
	Limit    int                 `query:"limit" minimum:"0" maximum:"200"`
}

// delegationPage is one page of delegations with what organizers look for in them.
func (s *Server) delegationPage(ctx context.Context, who asker, in *delegationsInput) (protocol.DelegationPage, error) {
	var page protocol.DelegationPage
	rows, total, err := s.store.DelegationPage(ctx, who.Conference.ID, store.DelegationFilter{
		Category: in.Category, Query: in.Query, Offset: in.Offset, Limit: cmp.Or(in.Limit, 50),
	})
	page.Total = total
	for _, row := range rows {
		page.Delegations = append(page.Delegations, delegationRow(row))
	}
	return page, err
}

type focalInput struct {
	Delegation conference.DelegationID `path:"delegation" maxLength:"64"`
	Body       protocol.FocalPointInput
}

// nameFocalPoint lets a person register the members of a delegation. Whoever has no account gets one with it: she signs
// in by mail.
func (s *Server) nameFocalPoint(ctx context.Context, who asker, in *focalInput) (protocol.DelegationRow, error) {
	none := protocol.DelegationRow{}
	d, err := s.represent(ctx, who, in.Delegation)
	if err != nil {
		return none, err
	}
	email, err := conference.CleanEmail(in.Body.Email)
	if err != nil {
		return none, inField("email", err)
	}
	p := conference.Person{
		ID: conference.NewID[conference.PersonID](), Email: email, Name: cmp.Or(in.Body.Name, email), CreatedAt: who.Now,
	}
	if err := conference.CheckName(p.Name); err != nil {
		return none, inField("name", err)
	}
	if _, err = s.store.NameFocalPoint(ctx, d.Delegation, p, who.Person.ID, who.Now); err != nil {
		return none, err
	}
	s.tell(ctx)
	row, err := s.store.DelegationRowOf(ctx, d.Delegation)
	return delegationRow(row), err
}

type focalPath struct {
	Delegation conference.DelegationID `path:"delegation" maxLength:"64"`
	Person     conference.PersonID     `path:"person" maxLength:"64"`
}

// dismissFocalPoint takes a delegation out of a person's hands. Whom she registered stays so.
func (s *Server) dismissFocalPoint(ctx context.Context, who asker, in *focalPath) error {
	d, err := s.represent(ctx, who, in.Delegation)
	if err != nil {
		return err
	}
	if err := s.store.DismissFocalPoint(ctx, d.Delegation, in.Person, who.Person.ID, who.Now); err != nil {
		return err
	}
	s.tell(ctx)
	return nil
}

type delegationQuotasInput struct {
	Delegation conference.DelegationID `path:"delegation" maxLength:"64"`
	Body       protocol.DelegationQuotasInput
}

// setDelegationQuotas gives a delegation quotas of its own.
func (s *Server) setDelegationQuotas(ctx context.Context, who asker, in *delegationQuotasInput) (protocol.DelegationRow, error) {
	none := protocol.DelegationRow{}
	d, err := s.represent(ctx, who, in.Delegation)
	if err != nil {
		return none, err
	}
	own := map[conference.Participation]*int{}
	for _, q := range in.Body.Own {
		if _, twice := own[q.Participation]; twice {
			return none, inField("own", conference.Errorf(conference.Invalid, "a quota is there twice"))
		}
		own[q.Participation] = places(q.Limited, q.Places)
	}
	if err := s.store.SetDelegationQuotas(ctx, d.ID, own, who.Person.ID, who.Now); err != nil {
		return none, err
	}
	row, err := s.store.DelegationRowOf(ctx, d.Delegation)
	return delegationRow(row), err
}

func places(limited bool, n int) *int {
	if !limited {
		return nil
	}
	return &n
}

// categoryQuotas are the rules for delegations by category.
func (s *Server) categoryQuotas(ctx context.Context, who asker, _ *nothing) (protocol.CategoryQuotas, error) {
	var all protocol.CategoryQuotas
	list, err := s.store.CategoryQuotas(ctx, who.Conference.ID)
	for _, q := range list {
		one := protocol.CategoryQuota{Category: string(q.Category), Participation: q.Participation}
		if q.Places != nil {
			one.Limited, one.Places = true, *q.Places
		}
		all.Quotas = append(all.Quotas, one)
	}
	return all, err
}

// setCategoryQuotas changes the rules for delegations by category.
func (s *Server) setCategoryQuotas(ctx context.Context, who asker, in *body[protocol.CategoryQuotas]) (protocol.CategoryQuotas, error) {
	var list []store.CategoryQuota
	for _, q := range in.Body.Quotas {
		one := store.CategoryQuota{Category: conference.Category(q.Category), Participation: q.Participation, Places: places(q.Limited, q.Places)}
		if one.Category != "" && !slices.Contains(conference.Categories, one.Category) {
			return protocol.CategoryQuotas{}, inField("quotas", conference.Errorf(conference.Invalid, "there is no category %q", q.Category))
		}
		if slices.ContainsFunc(list, func(other store.CategoryQuota) bool {
			return other.Category == one.Category && other.Participation == one.Participation
		}) {
			return protocol.CategoryQuotas{}, inField("quotas", conference.Errorf(conference.Invalid, "a quota is there twice"))
		}
		list = append(list, one)
	}
	if err := s.store.SetCategoryQuotas(ctx, who.Conference.ID, list, who.Person.ID, who.Now); err != nil {
		return protocol.CategoryQuotas{}, err
	}
	return s.categoryQuotas(ctx, who, nil)
}
