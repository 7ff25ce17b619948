import { FieldKinds, type FieldKind, type FormField } from "./protocol.ts";

/** The kinds that every form asks for. */
const always: readonly FieldKind[] = ["name", "email", "delegation", "category"];
/** The kinds of which a form has at most one. */
const own: readonly FieldKind[] = ["text", "choice", "country", "date", "file", "consent"];
/** The kinds on whose answers others may depend. */
const deciding: readonly FieldKind[] = ["category", "head", "choice", "country", "consent"];

/** Whether every form asks for a field, always. */
export const isAlways = ({ kind }: Pick<FormField, "kind">): boolean => always.includes(kind);
/** Whether a form has at most one field of a kind, with words of the page's own. */
export const isStandard = (kind: FieldKind): boolean => !own.includes(kind);
/** Whether only organizers may be asked for it. */
export const mayBeOrganizers = ({ kind }: Pick<FormField, "kind">): boolean =>
  !always.includes(kind) && kind !== "function" && kind !== "photo" && kind !== "file";

/** The kinds that can be added to a form: the standard ones it has not yet, and all others. */
export const addable = (fields: readonly FormField[]): FieldKind[] =>
  FieldKinds.filter((kind) => !isStandard(kind) || !fields.some((field) => field.kind === kind));

/** A new field. The id is the browser's own; of a standard field it is the kind. */
export const newField = (kind: FieldKind): FormField => ({
  id: isStandard(kind) ? kind : crypto.randomUUID(),
  kind,
  label: "",
  help: "",
  required: kind === "consent",
  organizer_only: false,
  choices: [],
  when_field: "",
  when_is: [],
  answers: 0,
});

/** The fields that a field may depend on: they stand before it, and are seen by whoever sees it. */
export const conditions = (fields: readonly FormField[], field: FormField): FormField[] => {
  const at = fields.findIndex(({ id }) => id === field.id);
  return (at < 0 ? fields : fields.slice(0, at)).filter(
    (other) => deciding.includes(other.kind) && (field.organizer_only || !other.organizer_only),
  );
};

/** The fields that depend on one. */
export const dependants = (fields: readonly FormField[], id: string): FormField[] =>
  fields.filter(({ when_field }) => when_field === id);

/** The fields with one of them at another place; undefined where that would put a field before one it depends on. */
export function moved(fields: readonly FormField[], from: number, to: number): FormField[] | undefined {
  const order = [...fields];
  const [field] = order.splice(from, 1);
  if (!field || to < 0 || to > order.length) return undefined;
  order.splice(to, 0, field);
  const place = new Map(order.map(({ id }, i) => [id, i]));
  const right = order.every(({ when_field }, i) => !when_field || (place.get(when_field) ?? Infinity) < i);
  return right ? order : undefined;
}

/** The lines of a text without those that say nothing. */
export const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** What keeps a field from having other choices: a field that is asked only with a choice that is gone. */
export function lostChoice(fields: readonly FormField[], field: FormField): [FormField, string] | undefined {
  if (field.kind !== "choice") return undefined;
  for (const other of dependants(fields, field.id)) {
    const lost = other.when_is.find((value) => !field.choices.includes(value));
    if (lost !== undefined) return [other, lost];
  }
  return undefined;
}
