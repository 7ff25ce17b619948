import type { FormField } from "./protocol.ts";

/** What somebody filled in, by field. */
export type Answers = Record<string, string>;

type Conditional = Pick<FormField, "id" | "organizer_only" | "when_field" | "when_is">;

/**
 * The fields that are shown with these answers: those without a condition, and those whose condition is met by a field
 * that is shown itself. The server has the same rule and decides; both are held to the same cases by test.
 */
export function visible(fields: Conditional[], answers: Answers, organizer = false): Set<string> {
  const shown = new Set<string>();
  for (const { id, organizer_only, when_field, when_is } of fields) {
    if (organizer_only && !organizer) continue;
    if (!when_field || (shown.has(when_field) && when_is.includes(answers[when_field] ?? ""))) shown.add(id);
  }
  return shown;
}
