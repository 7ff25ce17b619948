import { plurals } from "../plurals.ts";

const count = plurals("en");

/** The reports. */
export const reports = {
  title: "Reports",
  text: "Who was in the rooms, and what happened there. Attendance is written down once a minute.",
  sessions: "Sessions",
  none: "No sessions yet",
  noneText: "There is nothing to report on before there is a programme.",
  session: "Session",
  hall: "Hall",
  starts: "Starts",
  people: "People",
  chat: "Chat",
  questions: "Questions",
  polls: "Polls",
  pollsOf: "What was asked in polls",
  noPolls: "No poll was opened in this session.",
  ballots: "Ballots as CSV",
  answered: (n: number) => `${String(n)} answered`,
  save: "Save as CSV",
  saveXLSX: "Save as XLSX",
  choose: "Choose a session to see who was there.",
  attendance: "Attendance",
  nobody: "Nobody was there yet",
  nobodyText: "Who enters the room is counted within a minute.",
  total: "People",
  most: "At once, at most",
  average: "Stayed on average",
  minutes: (n: number) => count(n, { one: "# minute", other: "# minutes" }),
  curve: "People in the room over time",
  curveOf: (most: number, from: string, to: string) =>
    `From ${from} to ${to} there were at most ${count(most, { one: "# person", other: "# people" })} in the room.`,
  categories: "By category",
  delegations: "By delegation",
  speakers: "Speaking time",
  speaking: "Speaking",
  /** Minutes and seconds. */
  time: (seconds: number) => `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`,
  unknown: "Unknown",
  others: (n: number) => count(n, { one: "# more", other: "# more" }),
};
