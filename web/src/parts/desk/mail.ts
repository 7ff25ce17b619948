import type { MailState } from "../../protocol.ts";

/** How the state of a mail is coloured. */
export const tones = {
  draft: "warn",
  queued: "plain",
  sent: "good",
  bounced: "bad",
  failed: "bad",
  dropped: "plain",
} as const satisfies Record<MailState, string>;

/** Whether an organizer may edit, send or drop a mail in this state. */
export const mayChange = (state: MailState | "") => state === "draft" || state === "bounced" || state === "failed";
