import { createSubscriber } from "svelte/reactivity";

import { moment } from "./when.ts";

// The server's clock decides: a demonstration's is moved, and a visitor's may be wrong.
let offset = 0;
let tick = $state(0);

setInterval(() => tick++, 10_000);

// Seconds are drawn as they change, and only while somebody looks at them.
const everySecond = createSubscriber((draw) => {
  const timer = setInterval(draw, 250);
  return () => clearInterval(timer);
});

/** The server's clock. */
export const clock = {
  /** Sets it to what the server has just said. */
  set(now: string) {
    const at = Date.parse(now);
    if (Number.isNaN(at)) return;
    offset = at - Date.now();
    tick++;
  },
  /** What it shows, exactly. */
  now: () => moment(Date.now() + offset),
  /** What it shows, to be shown: whatever reads it is drawn again every ten seconds. */
  get shown(): Date {
    void tick;
    return moment(Date.now() + offset);
  },
  /** The same for what has seconds: whatever reads it is drawn again as they go. */
  get running(): Date {
    everySecond();
    void tick;
    return moment(Date.now() + offset);
  },
};
