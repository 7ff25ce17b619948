const step = 30;

/**
 * How much of a long list is in the page: a screenful at once, and the rest in steps, between which the page answers.
 * Made while a component is made.
 */
export class Gradual {
  count = $state(step);

  constructor(total: () => number) {
    $effect(() => {
      if (this.count >= total()) return;
      const timer = setTimeout(() => (this.count += step));
      return () => clearTimeout(timer);
    });
  }

  /** Brings in what is not there yet: somebody wants to be taken to it. */
  finish() {
    this.count = Infinity;
  }
}
