import type { IntakeDeed, TakeIn, TakeInLine } from "./protocol.ts";

/** The largest schedule file that the server takes. */
export const mostBytes = 8 * 1024 * 1024;

/** In which order deeds are read: first what an organizer may not want. */
const order: Record<IntakeDeed, number> = { refuses: 0, removes: 1, misses: 2, changes: 3, adds: 4, notes: 5 };

/** The lines of one deed. */
export interface Deed {
  deed: IntakeDeed;
  lines: TakeInLine[];
}

/** The lines of a preview by what they do, each in the order of the file; deeds that are not done are left out. */
export function byDeed(lines: TakeInLine[]): Deed[] {
  return (Object.keys(order) as IntakeDeed[])
    .sort((a, b) => order[a] - order[b])
    .map((deed) => ({ deed, lines: lines.filter((line) => line.deed === deed) }))
    .filter(({ lines }) => lines.length > 0);
}

/** How many sessions bringing the file in would touch. */
export const touched = ({ added, changed, removed }: TakeIn): number => added + changed + removed;
