import { plurals } from "../plurals.ts";

const count = plurals("en");
const answers = (n: number) => count(n, { one: "# answer", other: "# answers" });
const files = (n: number) => count(n, { one: "# file", other: "# files" });
const people = (n: number) => count(n, { one: "# person", other: "# people" });

/** How long what people filled in is kept. */
export const privacy = {
  title: "Privacy",
  intro:
    "How long what people filled in is kept after the conference, and what is due to be deleted. Registrations themselves stay: who was accredited, and for whom.",
  rules: "How long answers are kept",
  days: "Days after the last day",
  daysHint: (last: string) => `The last day is ${last}. Empty: for good.`,
  fields: "Fields",
  fieldsText: "A field can have a rule of its own. Empty: as above.",
  none: "The form asks for nothing beyond the registration itself.",
  field: "Field",
  given: "Answers",
  own: "Own days",
  until: "Due from",
  ownOf: (field: string) => `Own days for ${field}`,
  answers: (n: number, m: number) => (m > 0 ? `${answers(n)}, ${files(m)}` : answers(n)),
  forever: "kept for good",
  due: "due",
  badDays: "Please give whole days, at most 3650.",
  saved: "The rules are saved. Nothing is deleted by itself.",
  dueTitle: "Due to be deleted",
  dueNone: "Nothing is due.",
  dueText: (n: number, m: number, k: number) =>
    `${answers(n)}${m > 0 ? ` (${files(m)} among them)` : ""} of ${people(k)} have been kept as long as the rules allow:`,
  purge: (n: number) => `Delete ${answers(n)}`,
  purgeTitle: "Delete these answers?",
  purgeText: (n: number, m: number, k: number) =>
    `${answers(n)} of ${people(k)}${m > 0 ? `, ${files(m)} among them,` : ""} are deleted for good. The log says how many, and who did it.`,
  purged: "The answers are deleted.",
  erase: {
    mine: "Erase my account",
    mineTitle: "Erase your account?",
    mineText:
      "You can have yourself forgotten, at once: it cannot be undone. Download your data first if you want to keep them.",
    mineDone: "Your account is erased.",
    hers: "Erase this person",
    hersTitle: (name: string) => `Erase ${name}?`,
    hersDone: "The person is erased.",
    goes: "What is deleted at once",
    going: [
      "name, e-mail address and password, and all places where one is signed in",
      "registrations in all conferences with all answers, files and photo, badges and check-ins",
      "mail and invitations, roles in sessions, calendar addresses and tokens",
      "words in the audit log that name the person",
    ],
    stays: "What stays, without a name",
    staying: [
      "chat, questions and votes, under “Erased person”",
      "how many were in a session, and that something was done at a time",
      "what others wrote themselves, such as the titles of sessions; and files that organizers downloaded before",
      "copies in backups, until the organizers’ server overwrites them",
    ],
    email: "The e-mail address of the account, to confirm",
    needEmail: "Please type the address of the account.",
    action: "Erase for good",
  },
};
