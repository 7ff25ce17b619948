package server

import (
	"net/http"

	"plenary/server/conference"
	"plenary/server/schedule"
	"plenary/server/sheet"
)

// route is one line of the table.
type route struct {
	method string
	path   string
	needs  conference.Action // asked at the door: of the role in {session}, where the path has it, else in the conference
	rate   rate
	answer mount
	says   string // for the OpenAPI document

	open   bool                 // asks nobody who she is; only with what visitors may do anyway
	bearer conference.TokenKind // asks a program for a token of this kind, not a browser for its cookie
	secret bool                 // asks for a secret of its own in the header Authorization, which is no token
	own    bool                 // is about the asker herself: no program may, with whatever token
	most   int                  // bytes of a body, where that is more than the usual; only from who is signed in
	socket bool                 // is a WebSocket, which browsers may open from any page: the origin is asked
}

// routes is the table of all routes.
func (s *Server) routes() []route {
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	table := []route{
		{method: get, path: "/api/conference", needs: conference.SeeProgramme, rate: reading, answer: call(s.conferenceInfo), says: "The conference"},
		{method: put, path: "/api/conference/time-zone", needs: conference.EditProgramme, rate: writing, answer: call(s.setTimeZone), says: "Have the conference take place in another time zone; clocks are to show the same there as before"},
		{method: get, path: "/api/programme", needs: conference.SeeProgramme, rate: reading, answer: call(s.programme), says: "Halls, and the sessions the asker may know of"},
		{method: get, path: "/api/delegations", needs: conference.SeeProgramme, rate: reading, answer: call(s.delegations), says: "States and organizations one may register for"},
		{method: get, path: "/api/sessions/{session}", needs: conference.SeeProgramme, rate: reading, answer: call(s.session), says: "A session, and what the asker is in it"},
		{method: get, path: "/api/me", needs: conference.SeeProgramme, rate: reading, answer: call(s.me), says: "Who is asking"},

		{method: get, path: "/api/form", needs: conference.SeeProgramme, rate: reading, answer: call(s.form), says: "The registration form"},
		{method: post, path: "/api/registrations", needs: conference.SeeProgramme, rate: registering, answer: call(s.register), says: "Register; a mail with a link follows"},
		{method: post, path: "/api/sign-in/mail", needs: conference.SeeProgramme, rate: registering, answer: call(s.signInByMail), says: "Ask for a mail with a link to sign in"},
		{method: post, path: "/api/sign-in/password", needs: conference.SeeProgramme, rate: proving, answer: sign(s.signInByPassword), says: "Sign in with a password"},
		{method: post, path: "/api/links/use", needs: conference.SeeProgramme, rate: proving, answer: sign(s.useLink), says: "Use a mailed link, once"},
		{method: post, path: "/api/sign-out", needs: conference.SeeProgramme, rate: writing, answer: sign(s.signOut), says: "Sign out"},

		{method: put, path: "/api/me/password", needs: conference.KeepAccount, rate: proving, answer: do(s.setPassword), says: "Set or remove the own password"},
		{method: get, path: "/api/me/logins", needs: conference.KeepAccount, rate: reading, answer: call(s.logins), says: "The own logins"},
		{method: del, path: "/api/me/logins/{login}", needs: conference.KeepAccount, rate: writing, answer: do(s.revokeLogin), says: "Revoke one of the own logins"},
		{method: get, path: "/api/me/export.json", needs: conference.KeepAccount, own: true, rate: proving, answer: raw(s.personal), says: "All that is kept about the asker"},
		{method: post, path: "/api/me/erase", needs: conference.KeepAccount, own: true, rate: proving, answer: do(s.eraseMe), says: "Forget the asker, at once: name, address and all that she filled in"},
		{method: put, path: "/api/me/registration", needs: conference.KeepAccount, rate: writing, answer: call(s.correctRegistration), says: "Correct the own registration"},
		{method: post, path: "/api/me/registration/withdraw", needs: conference.KeepAccount, rate: writing, answer: call(s.withdrawRegistration), says: "Withdraw the own registration"},
		{method: put, path: "/api/me/registration/files/{field}", needs: conference.KeepAccount, rate: writing, own: true, answer: call(s.upload), most: uploadLimit, says: "Upload a file into the own registration: a picture, which is made anew, or a PDF"},
		{method: get, path: "/api/me/registration/files/{field}", needs: conference.KeepAccount, rate: reading, own: true, answer: sign(s.ownFile), says: "A file of the own registration"},

		{method: get, path: "/api/registrations", needs: conference.DecideRegistrations, rate: reading, answer: call(s.registrations), says: "One page of registrations"},
		{method: post, path: "/api/registrations/{registration}/decision", needs: conference.DecideRegistrations, rate: writing, answer: call(s.decide), says: "Approve, reject or ask for a correction"},
		{method: get, path: "/api/registrations/{registration}", needs: conference.DecideRegistrations, rate: reading, answer: call(s.registration), says: "One registration with all answers"},
		{method: put, path: "/api/registrations/{registration}/answers", needs: conference.DecideRegistrations, rate: writing, answer: call(s.fillInForOrganizers), says: "Fill in the fields that are the organizers' own"},
		{method: get, path: "/api/registrations/{registration}/files/{field}", needs: conference.DecideRegistrations, rate: reading, answer: sign(s.registrationFile), says: "A file that was uploaded"},
		{method: put, path: "/api/form", needs: conference.DecideRegistrations, rate: writing, answer: call(s.setForm), most: formLimit, says: "Replace the registration form"},
		{method: post, path: "/api/registrations/{registration}/erase", needs: conference.DecideRegistrations, rate: writing, answer: do(s.erasePerson), says: "Forget a person who asked for it, at once"},
		{method: get, path: "/api/retention", needs: conference.DecideRegistrations, rate: reading, answer: call(s.retention), says: "Until when answers are kept, and what there is to delete by now"},
		{method: put, path: "/api/retention", needs: conference.DecideRegistrations, rate: writing, answer: call(s.setRetention), says: "Say until when answers are kept"},
		{method: post, path: "/api/retention/purge", needs: conference.DecideRegistrations, rate: writing, answer: call(s.purge), says: "Delete the answers that are due, if they are as many as the organizer was told"},

		{method: post, path: "/api/registrations/decisions/preview", needs: conference.DecideRegistrations, rate: reading, answer: call(s.previewSweep), says: "What a decision about all registrations that fit a filter would do"},
		{method: post, path: "/api/registrations/decisions", needs: conference.DecideRegistrations, rate: writing, answer: call(s.sweep), says: "Decide about all registrations that fit a filter; nobody is told while it can be undone"},
		{method: post, path: "/api/registrations/decisions/{sweep}/undo", needs: conference.DecideRegistrations, rate: writing, answer: call(s.undoSweep), says: "Undo a decision about many, within ten seconds"},
		{method: get, path: "/api/registration-settings", needs: conference.DecideRegistrations, rate: reading, answer: call(s.registrationSettings), says: "When registration is open, what may be changed, and how many places there are"},
		{method: put, path: "/api/registration-settings", needs: conference.DecideRegistrations, rate: writing, answer: call(s.setRegistrationSettings), says: "Change the rules of registration; those who wait get places that are added"},

		{method: get, path: "/api/badges.pdf", needs: conference.DecideRegistrations, rate: reading, answer: raw(s.badges), says: "The badges of all who are approved and fit a filter"},
		{method: get, path: "/api/registrations/{registration}/badge.pdf", needs: conference.DecideRegistrations, rate: reading, answer: raw(s.badge), says: "One badge"},
		{method: post, path: "/api/registrations/{registration}/badge", needs: conference.DecideRegistrations, rate: writing, answer: do(s.renewBadge), says: "Make the badge that was lost good no more"},
		{method: get, path: "/api/registrations/{registration}/letter.pdf", needs: conference.DecideRegistrations, rate: reading, answer: raw(s.letter), says: "The letter that confirms an accreditation"},
		{method: get, path: "/api/registrations/{registration}/certificate.pdf", needs: conference.DecideRegistrations, rate: reading, answer: raw(s.certificate), says: "The certificate of what a person attended"},
		{method: get, path: "/api/me/certificate.pdf", needs: conference.KeepAccount, rate: reading, own: true, answer: raw(s.ownCertificate), says: "The certificate of what the asker attended"},
		{method: get, path: "/api/me/badge.pdf", needs: conference.KeepAccount, rate: reading, own: true, answer: raw(s.ownBadge), says: "The own badge"},
		{method: get, path: "/api/me/letter.pdf", needs: conference.KeepAccount, rate: reading, own: true, answer: raw(s.ownLetter), says: "The letter that confirms the own accreditation"},
		{method: get, path: "/api/check-in", needs: conference.DecideRegistrations, rate: reading, answer: call(s.guests), says: "Who may come in, or what changed about it"},
		{method: post, path: "/api/check-in", needs: conference.DecideRegistrations, rate: writing, answer: call(s.checkIn), says: "Let people in, by badge or by name"},
		{method: del, path: "/api/check-in/{registration}", needs: conference.DecideRegistrations, rate: writing, answer: do(s.undoCheckIn), says: "Take back that somebody was let in"},
		{method: post, path: "/api/registrations/import/preview", needs: conference.DecideRegistrations, rate: writing, answer: call(s.previewRoster), most: sheet.MaxBytes, says: "What taking in a list of people would do"},
		{method: post, path: "/api/registrations/import", needs: conference.DecideRegistrations, rate: writing, answer: call(s.takeRoster), most: sheet.MaxBytes, says: "Register everybody in a list, as its preview said"},
		{method: post, path: "/api/invitations/import/preview", needs: conference.DecideRegistrations, rate: writing, answer: call(s.previewGuests), most: sheet.MaxBytes, says: "Whom a list of people would invite"},
		{method: post, path: "/api/invitations/import", needs: conference.DecideRegistrations, rate: writing, answer: call(s.takeGuests), most: sheet.MaxBytes, says: "Invite everybody in a list, as its preview said"},
		{method: get, path: "/api/registrations.csv", needs: conference.DecideRegistrations, rate: reading, answer: raw(s.rosterFile), says: "The registrations that fit a filter, as CSV"},
		{method: get, path: "/api/registrations.xlsx", needs: conference.DecideRegistrations, rate: reading, answer: raw(s.rosterFile), says: "The registrations that fit a filter, as XLSX"},
		{method: get, path: "/api/invitations", needs: conference.DecideRegistrations, rate: reading, answer: call(s.invitations), says: "One page of invitations"},
		{method: post, path: "/api/invitations", needs: conference.DecideRegistrations, rate: writing, answer: call(s.invite), says: "Invite people by mail"},
		{method: post, path: "/api/invitations/{invitation}/resend", needs: conference.DecideRegistrations, rate: writing, answer: do(s.resendInvitation), says: "Send an invitation once more; the link before is good no more"},
		{method: post, path: "/api/invitations/{invitation}/revoke", needs: conference.DecideRegistrations, rate: writing, answer: do(s.revokeInvitation), says: "Take an invitation back"},
		{method: post, path: "/api/invitation/see", needs: conference.SeeProgramme, rate: proving, answer: call(s.seeInvitation), says: "An invitation, by its secret; that spends nothing"},
		{method: post, path: "/api/invitation/accept", needs: conference.SeeProgramme, rate: proving, answer: sign(s.acceptInvitation), says: "Accept an invitation, once: its person is signed in, and finds a registration to complete"},
		{method: post, path: "/api/invitation/decline", needs: conference.SeeProgramme, rate: proving, answer: do(s.declineInvitation), says: "Decline an invitation"},
		{method: get, path: "/api/participants", needs: conference.SeeProgramme, rate: reading, answer: call(s.participants), says: "Those who agreed to be listed, States first, if the asker may read the list"},
		{method: get, path: "/api/participant-settings", needs: conference.DecideRegistrations, rate: reading, answer: call(s.participantSettings), says: "Who may read the list of participants"},
		{method: put, path: "/api/participant-settings", needs: conference.DecideRegistrations, rate: writing, answer: call(s.setParticipants), says: "Say who may read the list of participants, and until when"},
		{method: get, path: "/api/delegation-list", needs: conference.DecideRegistrations, rate: reading, answer: call(s.delegationPage), says: "One page of delegations, with their quotas and focal points"},
		{method: get, path: "/api/delegation-quotas", needs: conference.DecideRegistrations, rate: reading, answer: call(s.categoryQuotas), says: "How many members delegations may have, by category"},
		{method: put, path: "/api/delegation-quotas", needs: conference.DecideRegistrations, rate: writing, answer: call(s.setCategoryQuotas), says: "Change how many members delegations may have; nobody loses a place"},
		{method: put, path: "/api/delegations/{delegation}/quotas", needs: conference.DecideRegistrations, rate: writing, answer: call(s.setDelegationQuotas), says: "Give a delegation quotas of its own"},
		{method: post, path: "/api/delegations/{delegation}/focal-points", needs: conference.DecideRegistrations, rate: writing, answer: call(s.nameFocalPoint), says: "Name a focal point; a mail tells her"},
		{method: del, path: "/api/delegations/{delegation}/focal-points/{person}", needs: conference.DecideRegistrations, rate: writing, answer: do(s.dismissFocalPoint), says: "Take a delegation out of a focal point's hands"},
		{method: get, path: "/api/delegations/{delegation}", needs: conference.KeepAccount, rate: reading, answer: call(s.delegation), says: "A delegation and its members, to its focal points, its head and organizers"},
		{method: post, path: "/api/delegations/{delegation}/members", needs: conference.KeepAccount, rate: writing, answer: call(s.addMember), says: "Register a member of a delegation on her behalf; a mail tells her"},
		{method: put, path: "/api/delegations/{delegation}/members/{registration}", needs: conference.KeepAccount, rate: writing, answer: call(s.editMember), says: "Change the registration of a member"},
		{method: post, path: "/api/delegations/{delegation}/members/{registration}/withdraw", needs: conference.KeepAccount, rate: writing, answer: call(s.withdrawMember), says: "Withdraw the registration of a member"},
		{method: put, path: "/api/delegations/{delegation}/head/{registration}", needs: conference.KeepAccount, rate: writing, answer: call(s.setHead), says: "Make a member the head of the delegation"},
		{method: put, path: "/api/sessions/{session}/speaking-seat", needs: conference.KeepAccount, rate: writing, answer: call(s.passSeat), says: "Have another member speak for a delegation in a session, at once"},

		{method: get, path: "/api/mails", needs: conference.DecideRegistrations, rate: reading, answer: call(s.mails), says: "One page of the outbox"},
		{method: put, path: "/api/mails/{mail}", needs: conference.DecideRegistrations, rate: writing, answer: call(s.editMail), says: "Change a draft, or mail that did not arrive"},
		{method: post, path: "/api/mails/send", needs: conference.DecideRegistrations, rate: writing, answer: call(s.sendMails), says: "Send drafts, or mail that did not arrive, again"},
		{method: post, path: "/api/mails/drop", needs: conference.DecideRegistrations, rate: writing, answer: call(s.dropMails), says: "Never send them"},
		{method: post, path: "/api/mails/bounces", needs: conference.DecideRegistrations, rate: writing, answer: do(s.bounce), says: "Hand in a report of a mail system that a mail did not arrive (RFC 3464)"},
		{method: get, path: "/api/mail-rule", needs: conference.DecideRegistrations, rate: reading, answer: call(s.mailRule), says: "Whether mail waits for an organizer"},
		{method: put, path: "/api/mail-rule", needs: conference.DecideRegistrations, rate: writing, answer: call(s.setMailRule), says: "Have mail wait for an organizer, or go at once"},
		{method: get, path: "/api/mail-templates", needs: conference.DecideRegistrations, rate: reading, answer: call(s.mailTemplates), says: "What mail says, of each kind in each language"},
		{method: put, path: "/api/mail-templates/{kind}/{language}", needs: conference.DecideRegistrations, rate: writing, answer: call(s.editMailTemplate), says: "Write what mail of a kind says in a language"},
		{method: del, path: "/api/mail-templates/{kind}/{language}", needs: conference.DecideRegistrations, rate: writing, answer: call(s.resetMailTemplate), says: "Go back to the text that is shipped"},
		{method: post, path: "/api/mail-preview", needs: conference.DecideRegistrations, rate: reading, answer: call(s.previewMail), says: "What a template would say to somebody who is registered"},
		{method: post, path: "/api/releases/{release}/mails", needs: conference.EditProgramme, rate: writing, answer: call(s.releaseMails), says: "Write drafts of mail to all whose sessions a release changed"},

		{method: get, path: "/api/access-tokens", needs: conference.ConnectPrograms, own: true, rate: reading, answer: call(s.accessTokens), says: "Tokens with which programs use these routes"},
		{method: post, path: "/api/access-tokens", needs: conference.ConnectPrograms, own: true, rate: writing, answer: call(s.addAccessToken), says: "Make a token for a program; it never may more than its maker"},
		{method: del, path: "/api/access-tokens/{access}", needs: conference.ConnectPrograms, own: true, rate: writing, answer: do(s.revokeAccessToken), says: "Revoke a program's token"},
		{method: get, path: "/api/webhooks", needs: conference.ConnectPrograms, rate: reading, answer: call(s.webhooks), says: "Addresses that are told what happens"},
		{method: post, path: "/api/webhooks", needs: conference.ConnectPrograms, rate: writing, answer: call(s.addWebhook), says: "Have an address told what happens"},
		{method: del, path: "/api/webhooks/{webhook}", needs: conference.ConnectPrograms, rate: writing, answer: do(s.deleteWebhook), says: "Tell an address no longer"},
		{method: post, path: "/api/webhooks/{webhook}/test", needs: conference.ConnectPrograms, rate: writing, answer: do(s.testWebhook), says: "Send an event that says nothing but that it arrives"},
		{method: get, path: "/api/webhooks/{webhook}/deliveries", needs: conference.ConnectPrograms, rate: reading, answer: call(s.deliveries), says: "One page of what was sent to an address"},
		{method: post, path: "/api/webhooks/{webhook}/deliveries/{delivery}/again", needs: conference.ConnectPrograms, rate: writing, answer: do(s.redeliver), says: "Send it once more"},

		{method: get, path: "/api/audit", needs: conference.ReadAudit, rate: reading, answer: call(s.audit), says: "One page of the audit log"},
		{method: get, path: "/api/audit.csv", needs: conference.ReadAudit, rate: writing, answer: sign(s.auditTable), says: "The audit log as a table, safe to open in a spreadsheet"},
		{method: get, path: "/api/audit/verification", needs: conference.ReadAudit, rate: writing, answer: call(s.auditVerdict), says: "Whether the audit log is as it was written"},

		{method: get, path: "/api/halls", needs: conference.EditProgramme, rate: reading, answer: call(s.halls), says: "All halls"},
		{method: post, path: "/api/halls", needs: conference.EditProgramme, rate: writing, answer: call(s.addHall), says: "Add a hall"},
		{method: put, path: "/api/halls/{hall}", needs: conference.EditProgramme, rate: writing, answer: call(s.editHall), says: "Rename or move a hall"},
		{method: del, path: "/api/halls/{hall}", needs: conference.EditProgramme, rate: writing, answer: do(s.deleteHall), says: "Delete a hall without sessions"},
		{method: post, path: "/api/sessions", needs: conference.EditProgramme, rate: writing, answer: call(s.addSession), says: "Schedule a session"},
		{method: put, path: "/api/sessions/{session}", needs: conference.EditProgramme, rate: writing, answer: call(s.editSession), says: "Change a session"},
		{method: del, path: "/api/sessions/{session}", needs: conference.EditProgramme, rate: writing, answer: do(s.deleteSession), says: "Delete a session that was never opened"},
		{method: post, path: "/api/sessions/{session}/open", needs: conference.RunSession, rate: writing, answer: call(s.openSession), says: "Open a session"},
		{method: post, path: "/api/sessions/{session}/close", needs: conference.RunSession, rate: writing, answer: call(s.closeSession), says: "Close a session"},

		{method: post, path: "/api/sessions/{session}/extend", needs: conference.RunSession, rate: writing, answer: call(s.extendSession), says: "Have a session last longer than planned"},
		{method: post, path: "/api/sessions/{session}/segment", needs: conference.RunSession, rate: writing, answer: call(s.moveOn), says: "Move a session on to one of its segments"},
		{method: post, path: "/api/sessions/{session}/late", needs: conference.EditProgramme, rate: writing, answer: call(s.runLate), says: "Have a session and what follows it in the hall that day run late"},

		{method: get, path: "/api/board", needs: conference.EditProgramme, rate: reading, answer: call(s.board), says: "Every hall as it is now"},
		{method: get, path: "/api/reports", needs: conference.EditProgramme, rate: reading, answer: call(s.reports), says: "What happened in each session, counted"},
		{method: get, path: "/api/reports.csv", needs: conference.EditProgramme, rate: writing, answer: sign(s.reportsTable(csvDownload)), says: "The same as a table, safe to open in a spreadsheet"},
		{method: get, path: "/api/reports.xlsx", needs: conference.EditProgramme, rate: writing, answer: sign(s.reportsTable(xlsxDownload)), says: "The same as a workbook"},
		{method: get, path: "/api/sessions/{session}/report", needs: conference.EditProgramme, rate: reading, answer: call(s.report), says: "Who was in a session, counted"},
		{method: get, path: "/api/sessions/{session}/report.csv", needs: conference.EditProgramme, rate: writing, answer: sign(s.reportTable(csvDownload)), says: "Who was in a session, and for how long, as a table"},
		{method: get, path: "/api/sessions/{session}/report.xlsx", needs: conference.EditProgramme, rate: writing, answer: sign(s.reportTable(xlsxDownload)), says: "The same as a workbook"},
		{method: get, path: "/api/sessions/{session}/polls", needs: conference.RunPolls, rate: reading, answer: call(s.polls), says: "What was asked in the polls of a session, and what came of it: indicative, not a decision"},
		{method: get, path: "/api/sessions/{session}/polls.csv", needs: conference.RunPolls, rate: writing, answer: sign(s.pollsTable(csvDownload)), says: "The same as a table, safe to open in a spreadsheet"},
		{method: get, path: "/api/sessions/{session}/polls.xlsx", needs: conference.RunPolls, rate: writing, answer: sign(s.pollsTable(xlsxDownload)), says: "The same as a workbook"},
		{method: get, path: "/api/sessions/{session}/ballots.csv", needs: conference.RunPolls, rate: writing, answer: sign(s.ballotsTable(csvDownload)), says: "Who chose what in the polls of a session that are not secret, as a table"},
		{method: get, path: "/api/sessions/{session}/ballots.xlsx", needs: conference.RunPolls, rate: writing, answer: sign(s.ballotsTable(xlsxDownload)), says: "The same as a workbook"},
		{method: post, path: "/api/announcements", needs: conference.EditProgramme, rate: writing, answer: call(s.announce), says: "Tell everybody who is in an open room something"},
		{method: del, path: "/api/announcements/{announcement}", needs: conference.EditProgramme, rate: writing, answer: do(s.takeBack), says: "Take an announcement back"},

		{method: get, path: "/api/draft", needs: conference.EditProgramme, rate: reading, answer: call(s.draft), says: "The working draft of the programme, and what is unwise about it"},
		{method: post, path: "/api/drafts", needs: conference.EditProgramme, rate: writing, answer: call(s.addDraft), says: "Add a session to the draft"},
		{method: put, path: "/api/drafts/{draft}", needs: conference.EditProgramme, rate: writing, answer: call(s.editDraft), says: "Change a session in the draft"},
		{method: put, path: "/api/drafts/{draft}/slot", needs: conference.EditProgramme, rate: writing, answer: call(s.moveDraft), says: "Move a session in the draft to a hall and a time, or off both"},
		{method: post, path: "/api/drafts/{draft}/copy", needs: conference.EditProgramme, rate: writing, answer: call(s.copyDraft), says: "Copy a session in the draft to other halls"},
		{method: del, path: "/api/drafts/{draft}", needs: conference.EditProgramme, rate: writing, answer: do(s.deleteDraft), says: "Take a session off the draft"},
		{method: put, path: "/api/drafts/{draft}/people", needs: conference.EditProgramme, rate: writing, answer: call(s.appointToDraft), says: "Give a person a role in a session, at once"},
		{method: del, path: "/api/drafts/{draft}/people/{person}", needs: conference.EditProgramme, rate: writing, answer: do(s.dismissFromDraft), says: "Take a person's role in a session away, at once"},
		{method: get, path: "/api/drafts/{draft}/documents", needs: conference.EditProgramme, rate: reading, answer: call(s.draftDocuments), says: "The documents of a session"},
		{method: post, path: "/api/drafts/{draft}/documents", needs: conference.EditProgramme, rate: writing, answer: call(s.linkDocument), says: "Add a document that is kept elsewhere to a session, at once"},
		{method: post, path: "/api/drafts/{draft}/files", needs: conference.EditProgramme, rate: writing, answer: call(s.uploadDocument), most: conference.MaxDocument, says: "Add a file to a session, at once"},
		{method: del, path: "/api/drafts/{draft}/documents/{document}", needs: conference.EditProgramme, rate: writing, answer: do(s.deleteDocument), says: "Take a document off a session, at once"},
		{method: get, path: "/api/sessions/{session}/documents/{document}", needs: conference.Watch, rate: reading, answer: raw(s.document), says: "A document of a session"},
		{method: post, path: "/api/teams", needs: conference.EditProgramme, rate: writing, answer: call(s.addTeam), says: "Add a team of interpreters"},
		{method: put, path: "/api/teams/{team}", needs: conference.EditProgramme, rate: writing, answer: call(s.editTeam), says: "Change a team of interpreters"},
		{method: del, path: "/api/teams/{team}", needs: conference.EditProgramme, rate: writing, answer: do(s.deleteTeam), says: "Delete a team of interpreters"},
		{method: put, path: "/api/availability", needs: conference.EditProgramme, rate: writing, answer: do(s.setAvailability), says: "Say when a person, a hall or a team can be had"},
		{method: get, path: "/api/releases", needs: conference.EditProgramme, rate: reading, answer: call(s.releases), says: "All releases of the programme, the newest first"},
		{method: post, path: "/api/releases", needs: conference.EditProgramme, rate: writing, answer: call(s.release), says: "Let everybody see the draft"},
		{method: get, path: "/api/difference", needs: conference.EditProgramme, rate: reading, answer: call(s.difference), says: "What changed between two releases, or the newest and the draft"},

		{method: get, path: "/api/people", needs: conference.EditProgramme, rate: reading, answer: call(s.people), says: "Find people by name, delegation or address"},
		{method: get, path: "/api/sessions/{session}/people", needs: conference.EditProgramme, rate: reading, answer: call(s.appointed), says: "Who has a role in a session"},
		{method: put, path: "/api/sessions/{session}/people", needs: conference.EditProgramme, rate: writing, answer: call(s.appoint), says: "Give a person a role in a session"},
		{method: del, path: "/api/sessions/{session}/people/{person}", needs: conference.EditProgramme, rate: writing, answer: do(s.dismiss), says: "Take a person's role in a session away"},
		{method: get, path: "/api/sessions/{session}/door", needs: conference.KeepAccount, rate: reading, own: true, answer: call(s.doorOf), says: "Whether the asker may come in, or has to wait"},
		{method: post, path: "/api/sessions/{session}/door", needs: conference.KeepAccount, rate: writing, own: true, answer: call(s.knock), says: "Wait at the door until a moderator lets one in"},
		{method: get, path: "/api/procedures", needs: conference.EditProgramme, rate: reading, answer: call(s.procedures), says: "The rules of procedure that sessions can be under"},
		{method: put, path: "/api/procedure", needs: conference.EditProgramme, rate: writing, answer: call(s.setProcedure), says: "Give the conference rules of procedure of its own"},
		{method: del, path: "/api/procedure", needs: conference.EditProgramme, rate: writing, answer: do(s.deleteProcedure), says: "Have the usual rules of procedure again"},
		{method: get, path: "/api/sessions/{session}/stage-views", needs: conference.RunSession, own: true, rate: reading, answer: call(s.stageViews), says: "Pages that show the stage on a screen"},
		{method: post, path: "/api/sessions/{session}/stage-views", needs: conference.RunSession, own: true, rate: writing, answer: call(s.addStageView), says: "Make a page that shows the stage on a screen; it carries no one's rights"},
		{method: del, path: "/api/sessions/{session}/stage-views/{view}", needs: conference.RunSession, own: true, rate: writing, answer: do(s.deleteStageView), says: "End such a page at once"},
		{method: post, path: "/api/stage/see", needs: conference.SeeProgramme, rate: reading, answer: call(s.seeStage), says: "What a stage view shows now, to who has its secret"},
		{method: get, path: "/api/sessions/{session}/closing", needs: conference.RunSession, rate: reading, answer: call(s.previewClosing), says: "Who would have to leave if the meeting went on behind closed doors"},
		{method: get, path: "/api/sessions/{session}/attendance", needs: conference.SeeSeats, rate: reading, answer: call(s.attendance), says: "Who is in the room, and who may not come back"},

		{method: get, path: "/calendar.ics", needs: conference.SeeProgramme, rate: reading, answer: raw(s.publicCalendar), says: "The public programme as iCalendar"},
		{method: get, path: "/calendar/{secret}", needs: conference.SeeProgramme, rate: reading, answer: raw(s.ownCalendar), says: "A person's own calendar, at its secret address"},
		{method: get, path: "/api/sessions/{session}/calendar", needs: conference.SeeProgramme, rate: reading, answer: raw(s.sessionCalendar), says: "One session as iCalendar"},
		{method: get, path: "/api/me/hidden", needs: conference.KeepAccount, own: true, rate: reading, answer: call(s.hidden), says: "Whose chat the asker does not want to read"},
		{method: put, path: "/api/me/hidden/{person}", needs: conference.KeepAccount, own: true, rate: writing, answer: do(s.hide), says: "Show the asker no more what somebody chats"},
		{method: del, path: "/api/me/hidden/{person}", needs: conference.KeepAccount, own: true, rate: writing, answer: do(s.show), says: "Show it again"},
		{method: get, path: "/api/me/calendar", needs: conference.KeepAccount, rate: reading, answer: call(s.calendarAddress), says: "Whether the own calendar has an address"},
		{method: post, path: "/api/me/calendar", needs: conference.KeepAccount, rate: writing, answer: call(s.addCalendarAddress), says: "Give the own calendar a new secret address"},
		{method: del, path: "/api/me/calendar", needs: conference.KeepAccount, rate: writing, answer: do(s.deleteCalendarAddress), says: "Take the address of the own calendar back"},
		{method: get, path: "/programme.pdf", needs: conference.SeeProgramme, rate: reading, answer: raw(s.printed), says: "The public programme on paper"},
		{method: get, path: "/api/news", needs: conference.SeeProgramme, rate: reading, answer: call(s.news), says: "What the last releases of the programme changed"},
		{method: get, path: "/changes.atom", needs: conference.SeeProgramme, rate: reading, answer: raw(s.feedOfNews), says: "The same as a feed (Atom)"},
		{method: get, path: "/schedule.json", needs: conference.SeeProgramme, rate: reading, answer: raw(s.schedule), says: "The public programme for other programs"},
		{method: get, path: "/schedule.xml", needs: conference.SeeProgramme, rate: reading, answer: raw(s.schedule), says: "The public programme for other programs"},
		{method: get, path: "/embed/programme", needs: conference.SeeProgramme, rate: reading, answer: raw(s.embed), says: "The public programme as a page that others may frame"},
		{method: get, path: "/api/schedule.json", needs: conference.EditProgramme, rate: reading, answer: raw(s.scheduleExport), says: "The programme for other programs, with what is not public"},
		{method: get, path: "/api/schedule.xml", needs: conference.EditProgramme, rate: reading, answer: raw(s.scheduleExport), says: "The programme for other programs, with what is not public"},
		{method: post, path: "/api/schedule/preview", needs: conference.EditProgramme, rate: writing, answer: call(s.previewTakeIn), most: schedule.MaxBytes, says: "What bringing in a schedule file would do"},
		{method: post, path: "/api/schedule", needs: conference.EditProgramme, rate: writing, answer: call(s.takeIn), most: schedule.MaxBytes, says: "Bring in a schedule file, as its preview said"},

		{method: get, path: "/api/sessions/{session}/lines", needs: conference.Watch, rate: reading, answer: call(s.lines), says: "One page of the chat, or of what was found in it"},
		{method: get, path: "/api/sessions/{session}/questions", needs: conference.Watch, rate: reading, answer: call(s.questions), says: "One page of the questions that the asker may see, or of what was found in them"},

		{method: get, path: "/api/sessions/{session}/journal", needs: conference.ReadJournal, rate: reading, answer: call(s.journal), says: "The record of a session: to those who run it, and when it is published, to all of what they might hear"},
		{method: get, path: "/api/sessions/{session}/journal.html", needs: conference.ReadJournal, rate: reading, answer: raw(s.journalPage), says: "The same as a page to print"},
		{method: get, path: "/api/sessions/{session}/journal.docx", needs: conference.ReadJournal, rate: reading, answer: raw(s.journalFile), says: "The same as a document"},
		{method: get, path: "/api/sessions/{session}/journal.pdf", needs: conference.ReadJournal, rate: reading, answer: raw(s.journalFile), says: "The same on paper"},
		{method: get, path: "/api/sessions/{session}/journal.txt", needs: conference.ReadJournal, rate: reading, answer: raw(s.journalFile), says: "The same as plain text"},
		{method: post, path: "/api/sessions/{session}/journal/changes", needs: conference.KeepJournal, rate: writing, answer: call(s.changeJournal), says: "Correct, strike or restore an entry of the record, or add one, with a reason; all that it said before is kept"},
		{method: put, path: "/api/sessions/{session}/journal/state", needs: conference.KeepJournal, rate: writing, answer: call(s.setJournalState), says: "Publish the record of a session that is over, or draw it back"},

		{method: get, path: "/api/sessions/{session}/statements", needs: conference.Watch, rate: reading, answer: call(s.statements), says: "The statements of a session that the asker may read, without their texts"},
		{method: get, path: "/api/sessions/{session}/statements/{statement}", needs: conference.Watch, rate: reading, answer: call(s.statement), says: "A statement"},
		{method: post, path: "/api/sessions/{session}/statements", needs: conference.RequestTheFloor, own: true, rate: writing, answer: call(s.handIn), says: "Hand in a statement before it is made, or change it"},
		{method: post, path: "/api/sessions/{session}/manuscript", needs: conference.RequestTheFloor, own: true, rate: writing, answer: call(s.manuscript), most: conference.MaxStatementFile, says: "Read the text out of a DOCX or plain file; nothing is kept"},
		{method: del, path: "/api/sessions/{session}/statements/{statement}", needs: conference.RequestTheFloor, own: true, rate: writing, answer: do(s.withdrawStatement), says: "Take back a statement that has not been made"},
		{method: post, path: "/api/sessions/{session}/statements/{statement}/spoken", needs: conference.ManageFloor, rate: writing, answer: call(s.speakStatement), says: "Say that a statement was made: its embargo ends"},
		{method: post, path: "/api/sessions/{session}/statements/{statement}/delivered", needs: conference.RequestTheFloor, own: true, rate: writing, answer: call(s.deliverStatement), says: "Say how a statement was delivered"},
		{method: put, path: "/api/sessions/{session}/statements/{statement}/symbol", needs: conference.ManageFloor, rate: writing, answer: call(s.giveSymbol), says: "Give a statement the symbol under which it is distributed"},

		{method: get, path: "/api/sessions/{session}/tokens", needs: conference.Watch, own: true, rate: reading, answer: call(s.tokens), says: "The own tokens for programs"},
		{method: post, path: "/api/sessions/{session}/tokens", needs: conference.Watch, own: true, rate: writing, answer: call(s.addToken), says: "Make a token for an encoder or a player; what it may do is asked when it is used"},
		{method: del, path: "/api/tokens/{token}", needs: conference.KeepAccount, rate: writing, answer: do(s.deleteToken), says: "Revoke one of the own tokens"},

		{method: get, path: "/api/sessions/{session}/seat", needs: conference.Watch, rate: entering, socket: true, answer: raw(s.seat), says: "Take a seat (WebSocket)"},

		{method: post, path: "/whip/{session}", needs: conference.GoBackstage, rate: entering, bearer: conference.PublishToken, answer: raw(s.publish), says: "Publish from an encoder (RFC 9725)"},
		{method: patch, path: "/whip/{session}/{leg}", needs: conference.GoBackstage, rate: entering, bearer: conference.PublishToken, answer: raw(s.restartProgram), says: "ICE restart"},
		{method: del, path: "/whip/{session}/{leg}", needs: conference.GoBackstage, rate: entering, bearer: conference.PublishToken, answer: raw(s.endProgram), says: "Stop publishing"},
		{method: post, path: "/whep/{session}", needs: conference.Watch, rate: entering, bearer: conference.WatchToken, answer: raw(s.play), says: "Watch in a player"},
		{method: patch, path: "/whep/{session}/{leg}", needs: conference.Watch, rate: entering, bearer: conference.WatchToken, answer: raw(s.restartProgram), says: "ICE restart"},
		{method: del, path: "/whep/{session}/{leg}", needs: conference.Watch, rate: entering, bearer: conference.WatchToken, answer: raw(s.endProgram), says: "Stop watching"},
	}
	for _, path := range []string{"/whip/{session}", "/whip/{session}/{leg}", "/whep/{session}", "/whep/{session}/{leg}"} {
		table = append(table, route{method: http.MethodOptions, path: path, needs: conference.SeeProgramme, rate: reading, open: true, answer: raw(s.preflight), says: "What other origins may send"})
	}
	if s.cfg.Demo {
		table = append(table,
			route{method: post, path: "/api/demo/sign-in", needs: conference.SeeProgramme, rate: writing, answer: sign(s.demoSignIn), says: "Sign in as one of the demonstration's people"})
		if s.cfg.DemoCrowd != "" {
			table = append(table,
				route{method: post, path: "/api/demo/crowd", needs: conference.SeeProgramme, secret: true, rate: unlimited, answer: sign(s.crowdSignIn), says: "Sign in as a simulated person"})
		}
	}
	return append(table,
		route{method: get, path: "/api", needs: conference.SeeProgramme, rate: reading, open: true, answer: raw(s.openAPI), says: "The OpenAPI document"},
		route{method: get, path: "/healthz", needs: conference.SeeProgramme, rate: unlimited, open: true, answer: raw(s.healthy), says: "Whether the process answers"},
		route{method: get, path: "/readyz", needs: conference.SeeProgramme, rate: unlimited, open: true, answer: raw(s.ready), says: "Whether it can do its work"},
		route{method: get, path: "/*", needs: conference.SeeProgramme, rate: reading, open: true, answer: raw(s.page), says: "The web app"},
		route{method: http.MethodHead, path: "/*", needs: conference.SeeProgramme, rate: reading, open: true, answer: raw(s.page), says: "The web app, without it"},
	)
}

// mount puts every route behind its door. A route that asks for no right is a mistake, not a public route.
func (s *Server) mount() error {
	s.api = newAPI(s.app, s.cfg.Build)
	table := s.routes()
	for _, r := range table {
		if err := r.check(); err != nil {
			return err
		}
		if r.most > 0 {
			s.generous = append(s.generous, r)
		}
		s.app.Add(r.method, fiberPath(r.path), s.door(r))
		r.answer(s, r)
	}
	var err error
	s.spec, err = document(s.api)
	return err
}
