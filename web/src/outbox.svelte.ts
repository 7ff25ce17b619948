import { makeID } from "./connection.ts";
import type { Command, Done } from "./protocol.ts";

/** A line on its way to the chat. */
export interface Pending {
  id: string;
  text: string;
  /** Why it was not sent; empty while it is on its way. */
  problem: string;
}

/** Outbox is what I have written and what became of it. It outlives the panel that shows it. */
export class Outbox {
  /** What I am writing. */
  draft = $state("");
  /** What is not in the chat yet, in the order in which it was written. */
  lines: readonly Pending[] = $state.raw([]);

  constructor(
    private readonly send: (command: Command, id: string) => Promise<Done>,
    private readonly explain: (error: unknown) => string,
  ) {}

  /** say sends the draft. */
  say(): void {
    const text = this.draft.trim();
    if (!text) return;
    this.draft = "";
    const line = { id: makeID(), text, problem: "" };
    this.lines = [...this.lines, line];
    void this.post(line);
  }

  /** again tries once more; with the same id, so that it cannot come twice. */
  again(line: Pending): void {
    void this.post(line);
  }

  /** discard gives a line up that was not sent. */
  discard(line: Pending): void {
    this.lines = this.lines.filter(({ id }) => id !== line.id);
  }

  private async post(line: Pending): Promise<void> {
    this.mark(line, "");
    try {
      await this.send({ type: "Say", data: { text: line.text } }, line.id);
      this.discard(line);
    } catch (error) {
      this.mark(line, this.explain(error));
    }
  }

  private mark(line: Pending, problem: string): void {
    this.lines = this.lines.map((other) => (other.id === line.id ? { ...other, problem } : other));
  }
}
