import type { AvailabilityInfo, DraftProgramme, SubjectKind } from "./protocol.ts";

/** A hall, a team or a person, and when she can be had: without a time, always. */
export interface Subject {
  kind: SubjectKind;
  id: string;
  name: string;
  times: AvailabilityInfo[];
}

/** Everything in a draft that can be had or not: its halls, its teams, and the people on its sessions, by name. */
export function subjects(draft: DraftProgramme, locale: string): Subject[] {
  const people = new Map<string, string>();
  for (const { person } of draft.sessions.flatMap((session) => session.people)) {
    people.set(person.id, person.delegation ? `${person.name} (${person.delegation})` : person.name);
  }
  const all: Pick<Subject, "kind" | "id" | "name">[] = [
    ...draft.halls.map(({ id, name }) => ({ kind: "hall" as const, id, name })),
    ...draft.teams.map(({ id, name }) => ({ kind: "team" as const, id, name })),
    ...[...people]
      .map(([id, name]) => ({ kind: "person" as const, id, name }))
      .sort((a, b) => a.name.localeCompare(b.name, locale)),
  ];
  return all.map((one) => ({
    ...one,
    times: draft.availability
      .filter(({ kind, subject }) => kind === one.kind && subject === one.id)
      .sort((a, b) => a.starts_at.localeCompare(b.starts_at)),
  }));
}

/** Those whose name has what was typed; those with times first, since they are what is looked after. */
export function matching(all: Subject[], typed: string): Subject[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const found = all.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  return [...found.filter(({ times }) => times.length > 0), ...found.filter(({ times }) => times.length === 0)];
}
