import { plurals } from "../plurals.ts";

const count = plurals("en");

/** The public programme. */
export const programme = {
  title: "Programme",
  zone: (zone: string) => `All times are in ${zone}.`,
  zoneSame: "Your own clock shows the same time.",
  zoneOwn: (city: string) => `Your own clock (${city}) stands below them.`,
  days: "Days",
  jump: "Jump to now",
  live: "Live now",
  none: "There are no sessions in the programme yet.",
  noneText: "The organizers are still working on it. Please come back later.",
  emptyDay: "Nothing is scheduled on this day.",
  hall: "Hall",
  allHalls: "All halls",
  enter: "Enter",
  look: "Open the room",
  signInToEnter: "Sign in to enter",
  approvedOnly: "For approved participants",
  access: "Access",
  languages: "Interpretation",
  noLanguages: "No interpretation",
  languagesFull: (list: string) => `Interpretation: ${list}`,
  yourRole: (role: string) => `You: ${role}`,
  people: (n: number) => count(n, { one: "# person on this session", other: "# people on this session" }),
  inMinutes: (n: number) => count(n, { one: "in # minute", other: "in # minutes" }),
  startingSoon: "Starting soon",
  late: "Not open yet",
  over: "Not held",
  registerUntil: (when: string) => `Registration is open until ${when}.`,
  registerFrom: (when: string) => `Registration opens on ${when}.`,
  closed: (when: string) => `Registration closed on ${when}.`,
};
