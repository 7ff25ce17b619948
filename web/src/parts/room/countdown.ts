const day = 24 * 3600;

/** "1:05:09", "05:09": how long it still takes; empty when it is over, or more than a day away. */
export function countdown(from: Date, to: Date): string {
  const left = Math.ceil((to.getTime() - from.getTime()) / 1000);
  if (!(left > 0) || left > day) return "";
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(left / 3600);
  return `${hours ? `${String(hours)}:` : ""}${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
}

/** "0:12": what is left of a minute or a few; 0:00 when it is over. */
export function left(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.ceil((to.getTime() - from.getTime()) / 1000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`;
}
