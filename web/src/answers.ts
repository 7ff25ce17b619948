import { countryName, languageName } from "./naming.ts";
import type { FormField } from "./protocol.ts";
import { words } from "./words/words.svelte.ts";

/** What the page calls a field: the organizers' words, or its own for a standard field. */
export const labelOf = ({ label, kind }: Pick<FormField, "label" | "kind">): string =>
  label || words.form.kinds[kind].label;

/** Whether the answer to a field is a file. */
export const uploaded = ({ kind }: Pick<FormField, "kind">): boolean => kind === "photo" || kind === "file";

/** The fields that the registration itself keeps, and a form does not list as answers. */
export const kept: readonly string[] = ["email", "name", "delegation", "category", "function"];

/** An answer as it is read; of a file, what kind it is. */
export function answerText({ kind }: Pick<FormField, "kind">, value: string): string {
  if (kind === "head" || kind === "consent") return words.form.yes;
  if (kind === "country") return countryName(value, words.locale);
  if (kind === "date") {
    return new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(value));
  }
  if (kind !== "languages") return value;
  return value
    .split(",")
    .map((code) => (/^[a-z]{2}$/.test(code) ? languageName(code, words.locale) : code))
    .join(", ");
}
