import { makeID, Refusal } from "./connection.ts";
import type { Command, Done, Line } from "./protocol.ts";

/** A line on its way to the chat. */
export interface Pending {
  id: string;
  text: string;
  /** The line that it answers; empty: none. */
  replyTo: string;
  /** Why it was not sent; empty while it is on its way. */
  problem: string;
  /** The server could not save it just now; it is sent again by itself. */
  unsaved: boolean;
}

const firstPause = 2_000;
const longestPause = 15_000;

/** pause is how long to wait before a line is sent again, in ms; the jitter keeps a whole room apart. */
export function pause(tries: number, retryAfter: number, random = Math.random()): number {
  const wait = Math.min(longestPause, Math.max(retryAfter * 1000, firstPause * 2 ** Math.min(tries, 4)));
  return wait * (0.75 + random / 2);
}

/** Outbox is what I have written and what became of it. It outlives the panel that shows it. */
export class Outbox {
  /** What I am writing. */
  draft = $state("");
  /** The line that I am answering. */
  reply: Line | undefined = $state.raw();
  /** What is not in the chat yet, in the order in which it was written. */
  lines: readonly Pending[] = $state.raw([]);

  private readonly timers: Record<string, ReturnType<typeof setTimeout> | undefined> = {};

  constructor(
    private readonly send: (command: Command, id: string) => Promise<Done>,
    private readonly explain: (error: unknown) => string,
  ) {}

  /** say sends the draft. */
  say(): void {
    const text = this.draft.trim();
    if (!text) return;
    this.draft = "";
    const line = { id: makeID(), text, replyTo: this.reply?.id ?? "", problem: "", unsaved: false };
    this.reply = undefined;
    this.lines = [...this.lines, line];
    void this.post(line);
  }

  /** again tries once more; with the same id, so that it cannot come twice. */
  again(line: Pending): void {
    void this.post(line);
  }

  /** discard gives a line up that was not sent. */
  discard(line: Pending): void {
    this.forget(line);
    this.lines = this.lines.filter(({ id }) => id !== line.id);
  }

  /** close sends nothing again any more. */
  close(): void {
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
  }

  private async post(line: Pending, tries = 0): Promise<void> {
    this.forget(line);
    this.mark(line, { problem: "", unsaved: tries > 0 });
    try {
      await this.send(
        { type: "Say", data: line.replyTo ? { text: line.text, reply_to: line.replyTo } : { text: line.text } },
        line.id,
      );
      this.discard(line);
    } catch (error) {
      if (error instanceof Refusal && error.kind === "unavailable") this.later(line, tries, error.retryAfter);
      else this.mark(line, { problem: this.explain(error), unsaved: false });
    }
  }

  /** later sends a line again that could not be saved, unless it was given up meanwhile. */
  private later(line: Pending, tries: number, retryAfter: number): void {
    if (!this.lines.some(({ id }) => id === line.id)) return;
    this.mark(line, { problem: "", unsaved: true });
    this.timers[line.id] = setTimeout(() => void this.post(line, tries + 1), pause(tries, retryAfter));
  }

  private forget(line: Pending): void {
    clearTimeout(this.timers[line.id]);
    this.timers[line.id] = undefined;
  }

  private mark(line: Pending, how: Pick<Pending, "problem" | "unsaved">): void {
    this.lines = this.lines.map((other) => (other.id === line.id ? { ...other, ...how } : other));
  }
}
