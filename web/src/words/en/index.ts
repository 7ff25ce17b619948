import { account } from "./account.ts";
import { after } from "./after.ts";
import { chat } from "./chat.ts";
import { delegation } from "./delegation.ts";
import { everywhere } from "./everywhere.ts";
import { desk } from "./desk.ts";
import { documents } from "./documents.ts";
import { door } from "./door.ts";
import { editor } from "./editor.ts";
import { floor } from "./floor.ts";
import { form } from "./form.ts";
import { inout } from "./inout.ts";
import { journal } from "./journal.ts";
import { live } from "./live.ts";
import { names } from "./names.ts";
import { outbox } from "./outbox.ts";
import { polls } from "./polls.ts";
import { proposals } from "./proposals.ts";
import { privacy } from "./privacy.ts";
import { programme } from "./programme.ts";
import { questions } from "./questions.ts";
import { registration } from "./registration.ts";
import { resources } from "./resources.ts";
import { reports } from "./reports.ts";
import { invitation } from "./invitation.ts";
import { participants } from "./participants.ts";
import { roster } from "./roster.ts";
import { safety } from "./safety.ts";
import { room } from "./room.ts";
import { statements } from "./statements.ts";

/** English, Oxford spelling. The locale decides how dates and numbers are written. */
export const en = {
  locale: "en-GB" as string,
  ...everywhere,
  names,
  programme,
  registration,
  account,
  chat,
  desk,
  documents,
  door,
  delegation,
  roster,
  safety,
  invitation,
  participants,
  editor,
  floor,
  form,
  inout,
  journal,
  live,
  outbox,
  polls,
  proposals,
  privacy,
  questions,
  resources,
  after,
  reports,
  room,
  statements,
};
