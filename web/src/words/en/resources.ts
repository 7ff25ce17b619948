import type { SubjectKind } from "../../protocol.ts";
import { plurals } from "../plurals.ts";

const count = plurals("en");

/** Interpreter teams, and when halls, teams and people can be had. */
export const resources = {
  title: "Interpreters and availability",
  teams: "Interpreter teams",
  teamsText: "A session that promises languages needs a team for each of them; the editor warns where one is missing.",
  addTeam: "Add a team",
  editTeam: "Change the team",
  noTeams: "No teams yet",
  noTeamsText: "Add a team with the languages that it interprets into.",
  teamName: "Name of the team",
  teamLanguages: "Interprets into",
  needLanguage: "Please choose a language at least.",
  teamSaved: "The team is saved.",
  teamDeleted: "The team is deleted.",
  editOf: (name: string) => `Change ${name}`,
  deleteOf: (name: string) => `Delete ${name}`,
  deleteTitle: (name: string) => `Delete the team ${name}?`,
  deleteText: "Sessions that it was to interpret are without it.",
  availability: "Availability",
  availabilityText:
    "When halls, teams and people can be had. The editor shades the other times while a session is dragged, and warns.",
  filter: "Find a hall, a team or a person",
  always: "always",
  times: (n: number) => count(n, { one: "# time", other: "# times" }),
  timesOf: (name: string) => `When can ${name} be had?`,
  change: "Change",
  changeOf: (name: string) => `Change: when can ${name} be had?`,
  from: "From",
  to: "To",
  add: "Add a time",
  remove: (n: number) => `Remove time ${String(n)}`,
  none: "At any time.",
  order: "The end must be after the beginning.",
  saved: "The times are saved.",
  nobody: "Nothing of this name.",
  more: (n: number) => `${String(n)} more: please type a name`,
  kind: {
    person: "Person",
    hall: "Hall",
    team: "Interpreters",
  } satisfies Record<SubjectKind, string>,
};
