import { SvelteMap } from "svelte/reactivity";

import type { Command, LineReactions, Reaction } from "./protocol.ts";

/** Taken is how lines were taken: what the history said of them, and which of it is mine. */
export class Taken {
  private readonly mine = new SvelteMap<string, readonly Reaction[]>();
  private readonly counts = new SvelteMap<string, LineReactions["counts"]>();

  constructor(private readonly act: (command: Command) => Promise<boolean>) {}

  /** learn takes over what a page of the history says. */
  learn(list: readonly LineReactions[]): void {
    for (const { line, counts, mine } of list) {
      this.counts.set(line, counts);
      this.mine.set(line, mine ?? []);
    }
  }

  /** before is what the history said of a line. */
  before(line: string): LineReactions["counts"] {
    return this.counts.get(line) ?? [];
  }

  has(line: string, reaction: Reaction): boolean {
    return this.mine.get(line)?.includes(reaction) ?? false;
  }

  /** turn says how I take a line, or no longer. */
  async turn(line: string, reaction: Reaction): Promise<void> {
    const on = !this.has(line, reaction);
    this.mark(line, reaction, on);
    if (!(await this.act({ type: "ReactToLine", data: { line, reaction, on } }))) this.mark(line, reaction, !on);
  }

  private mark(line: string, reaction: Reaction, on: boolean): void {
    const rest = (this.mine.get(line) ?? []).filter((other) => other !== reaction);
    this.mine.set(line, on ? [...rest, reaction] : rest);
  }
}
