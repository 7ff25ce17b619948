import type { MailState } from "../../protocol.ts";
import { plurals } from "../plurals.ts";

const count = plurals("en");

/** Invitations by mail, to organizers and to those who are invited. */
export const invitation = {
  list: {
    title: "Invitations",
    found: (n: number) => count(n, { one: "# invitation", other: "# invitations" }),
    none: "Nobody has been invited yet",
    noneText: "Invite people by their addresses: what you know of them is filled in when they accept.",
    search: "Search by address or name",
    invite: "Invite people",
    addresses: "E-mail addresses",
    addressesHint: "One a line, or separated by commas; at most 200 at once.",
    needAddress: "Please give at least one address.",
    tooMany: "At most 200 at once, please.",
    as: "They attend as",
    sent: (n: number) =>
      count(n, {
        one: "# person is invited. The mail is in the outbox.",
        other: "# people are invited. Their mail is in the outbox.",
      }),
    refused: "Not invited:",
    until: "until",
    mail: {
      "": "The mail is being written",
      draft: "The mail waits in the outbox",
      queued: "The mail is on its way",
      sent: "The mail is sent",
      bounced: "The mail came back",
      failed: "The mail was not taken",
      dropped: "The mail was dropped",
    } satisfies Record<MailState | "", string>,
    resend: "Send again",
    resent: (email: string) => `Another invitation to ${email} is in the outbox; the link before is good no more.`,
    revoke: "Take back",
    revokeTitle: (email: string) => `Take the invitation of ${email} back?`,
    revokeText: "The link in the mail is good no more. You can send it again later.",
    revoked: (email: string) => `The invitation of ${email} is taken back.`,
  },
  state: {
    pending: "Pending",
    accepted: "Accepted",
    declined: "Declined",
    expired: "Expired",
    revoked: "Taken back",
  },
  page: {
    title: "Your invitation",
    text: (conference: string) => `The organizers invite you to ${conference}.`,
    attends: "You attend as",
    for: "For",
    address: "With the address",
    until: "Please answer until",
    accept: "Accept",
    acceptText: "You are signed in, and complete what is missing of your registration.",
    decline: "Decline",
    declined: "You have declined. Thank you for your answer.",
    missing: "This link is not complete, or another one was sent later. Please open the latest one from your mail.",
    over: {
      accepted: "This invitation has been accepted. Sign in to see your registration.",
      declined: "This invitation has been declined.",
      expired: "This invitation has expired. The organizers can send it again.",
      revoked: "The organizers have taken this invitation back.",
    },
  },
};
