import { city, clockTime, listDay, ownZone, sameClock } from "./when.ts";
import { words } from "./words/words.svelte.ts";

/** A moment on the reader's own clock, to stand after the conference's; empty where both show the same. */
export function ownTime(at: string, zone: string): string {
  const date = new Date(at);
  const own = ownZone();
  if (sameClock(date, zone, own)) return "";
  return words.time.inOwn(listDay(date, own, words.locale), clockTime(date, own), city(own));
}
