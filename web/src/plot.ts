// What plots have in common: values become lines of an SVG.

/** line is the path of values over a width and a height, from 0 at the bottom to the greatest at the top. */
export function line(values: readonly number[], width: number, height: number): string {
  if (values.length === 0) return "";
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const at = (n: number) => Math.round(n * 10) / 10;
  const points = values.map((value, i) => `${String(at(i * step))} ${String(at(height * (1 - value / most)))}`);
  return values.length > 1 ? `M${points.join("L")}` : `M${points.join()}H${String(width)}`;
}

/** ticks are round numbers from 0 to the first that is not below the greatest value: a few, to write at an axis. */
export function ticks(most: number, count = 4): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= rough) ?? 10 * unit);
  const list = [0];
  for (let at = step; (list.at(-1) ?? 0) < most; at += step) list.push(at);
  return list;
}
