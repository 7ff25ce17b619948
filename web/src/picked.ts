/** Which rows of a list are picked, and the row that a range begins with. */
export interface Picked {
  ids: ReadonlySet<string>;
  anchor: string;
}

export const nobody: Picked = { ids: new Set(), anchor: "" };

/**
 * Picks a row or lets go of it; with range, every row from the last one that was touched does the same, as in file
 * managers.
 */
export function pick(picked: Picked, rows: string[], id: string, on: boolean, range: boolean): Picked {
  const ids = new Set(picked.ids);
  const [from, to] = [rows.indexOf(picked.anchor), rows.indexOf(id)];
  const touched = range && from !== -1 && to !== -1 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  for (const one of touched) {
    if (on) ids.add(one);
    else ids.delete(one);
  }
  return { ids, anchor: id };
}
