// What a page knows of questions beyond what it is told: whose they are, where they went, and how they are sorted.
import type { Question } from "./protocol.ts";

/** isMine says whether I asked a question. */
export const isMine = (q: Question, me: string): boolean => q.mine === true || (q.asker.id !== "" && q.asker.id === me);

/** rootOf is what a question was merged into in the end; itself when it was not, undefined when I may not know that one. */
export function rootOf(q: Question, all: readonly Question[]): Question | undefined {
  let at: Question | undefined = q;
  // Merging knows no circles; a list that is not whole yet may.
  for (let steps = 0; at?.merged_into && steps < all.length; steps++) {
    const into: string = at.merged_into;
    at = all.find(({ id }) => id === into);
  }
  return at;
}

/** labelsOf are the labels that a session's questions have, each once, in the order of the alphabet. */
export function labelsOf(all: readonly Question[], locale: string): string[] {
  const known = new Map<string, string>();
  for (const label of all.flatMap(({ labels }) => labels)) {
    const key = label.toLowerCase();
    if (!known.has(key)) known.set(key, label);
  }
  return [...known.values()].sort((a, b) => a.localeCompare(b, locale));
}

/** How many colours labels have. */
export const labelTones = 6;

/** labelTone is the colour of a label: the same on every page, whatever other labels there are. */
export function labelTone(label: string): number {
  let sum = 7;
  for (const letter of label.toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % labelTones;
}

const finished = new Set<Question["state"]>(["answered", "written", "follow-up"]);

/** isDone says whether everybody sees a question as dealt with. */
export const isDone = (q: Question): boolean => finished.has(q.state);

/** isPast says whether moderators have it behind them. */
export const isPast = (q: Question): boolean =>
  isDone(q) || q.state === "replied" || q.state === "merged" || q.state === "dismissed" || q.state === "withdrawn";

/** mergeable lists what a question can be merged into, in the order in which it was asked. */
export const mergeable = (q: Question, all: readonly Question[]): Question[] =>
  all
    .filter(({ id, state }) => id !== q.id && (state === "incoming" || state === "queued" || state === "answering"))
    .sort((a, b) => a.number - b.number);
