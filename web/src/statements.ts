// Statements that are handed in before they are made. Pure.

/** The paces in words a minute that interpreters can follow. */
export const slowPace = 110;
export const fastPace = 120;

/** countWords counts as the server does: what stands between spaces and has a letter or a digit. */
export function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** How long a text takes, in seconds: at a fast and at a slow pace that interpreters can follow. */
export function delivery(words: number): { fast: number; slow: number } {
  return { fast: Math.round((words * 60) / fastPace), slow: Math.round((words * 60) / slowPace) };
}

/** "4:10": minutes and seconds. */
export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, "0")}`;
}

/** How a text fits the time there is: it does, only when spoken fast, or not at all. No limit fits everything. */
export function fit(words: number, limit: number): "fits" | "tight" | "over" {
  const { fast, slow } = delivery(words);
  if (limit === 0 || slow <= limit) return "fits";
  return fast <= limit ? "tight" : "over";
}

/** How many words there are time for, at the slower pace. */
export const room = (limit: number): number => Math.floor((limit * slowPace) / 60);
