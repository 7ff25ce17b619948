// Where the pictures on the stage go. Pure: people in, rectangles out.

/** A place for a picture, in pixels. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the pictures go, and how many there is no space for. */
export interface Places {
  rects: Rect[];
  /** Where "5 more" stands; undefined when everybody is shown. */
  more: Rect | undefined;
}

const gap = 8;
const wide = 16 / 9;
/** Below this nobody is recognized. */
const smallest = 104;

/**
 * order keeps everybody's place: who comes goes to the end, who goes closes the row, and who is to be large changes
 * places with the one who was.
 */
export function order(before: readonly string[], there: readonly string[], large?: string): string[] {
  const kept = before.filter((id) => there.includes(id));
  const all = [...kept, ...there.filter((id) => !kept.includes(id))];
  const at = large === undefined ? 0 : all.indexOf(large);
  if (at > 0) [all[0], all[at]] = [all[at] as string, all[0] as string];
  return all;
}

/** grid gives everybody the same, as large as possible, an unfilled last row in the middle. */
export function grid(count: number, width: number, height: number): Places {
  let [columns, side] = [1, 0];
  for (let c = 1; c <= count; c++) {
    const rows = Math.ceil(count / c);
    const fits = Math.min((width - gap * (c - 1)) / c, ((height - gap * (rows - 1)) / rows) * wide);
    if (fits > side) [columns, side] = [c, fits];
  }
  const rows = Math.ceil(count / columns);
  const tall = side / wide;
  const top = (height - rows * tall - (rows - 1) * gap) / 2;
  const rects = Array.from({ length: count }, (_, i): Rect => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (width - inRow * side - (inRow - 1) * gap) / 2;
    return box(left + (i % columns) * (side + gap), top + row * (tall + gap), side, tall);
  });
  return { rects, more: undefined };
}

/** spotlight gives the first as much as possible, and the others a row below or at the side, whichever leaves more. */
export function spotlight(count: number, width: number, height: number): Places {
  if (count <= 1) return grid(count, width, height);
  const below = row(count - 1, width, clamp(height * 0.2, 60, 150));
  const beside = row(count - 1, height, clamp(width * 0.2, smallest, 260) / wide, wide);
  const under = fit(width, height - below.depth - gap);
  const next = fit(width - beside.depth - gap, height);
  return under.width >= next.width
    ? places(under, below, (along, across, size) => box(along, height - below.depth + across, size * wide, size))
    : places(next, beside, (along, across, size) => box(width - beside.depth + across, along, size * wide, size));
}

interface Row {
  /** How much it takes off the large picture. */
  depth: number;
  /** Height of one picture. */
  size: number;
  /** Where each begins along the row. */
  starts: number[];
  /** Whether the last is for those there is no space for. */
  more: boolean;
}

// row fits pictures into a length: a row's pictures are as high as it is deep; a column's (turned) as wide as it is deep.
function row(count: number, length: number, size: number, turned = 1): Row {
  const side = turned === 1 ? wide : 1;
  const along = (s: number) => s * side;
  const least = smallest / wide;
  const fits = (s: number) => Math.max(1, Math.floor((length + gap) / (along(s) + gap)));
  let one = size;
  if (fits(one) < count) one = Math.max(least, Math.min(size, ((length + gap) / count - gap) / side));
  const shown = Math.min(count, fits(one));
  const start = (length - shown * along(one) - (shown - 1) * gap) / 2;
  return {
    depth: one * turned,
    size: one,
    starts: Array.from({ length: shown }, (_, i) => start + i * (along(one) + gap)),
    more: shown < count,
  };
}

function places(main: Rect, others: Row, at: (along: number, across: number, size: number) => Rect): Places {
  const small = others.starts.map((start) => at(start, 0, others.size));
  const more = others.more ? small.pop() : undefined;
  return { rects: [main, ...small], more };
}

/** The largest picture in the middle of a space that begins at the origin. */
function fit(width: number, height: number): Rect {
  const side = Math.max(0, Math.min(width, height * wide));
  return box((width - side) / 2, (height - side / wide) / 2, side, side / wide);
}

const clamp = (n: number, least: number, most: number): number => Math.min(most, Math.max(least, n));

const box = (x: number, y: number, width: number, height: number): Rect => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.floor(width),
  height: Math.floor(height),
});
