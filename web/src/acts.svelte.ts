import { makeID } from "./connection.ts";
import { type Command, type Question, UndoSeconds } from "./protocol.ts";
import type { Seat } from "./seat.svelte.ts";
import { toasts } from "./toast.svelte.ts";
import { words } from "./words/words.svelte.ts";

type Doing = keyof typeof words.questions.did;
type Deciding = Extract<Command, { type: Doing }>;

/** Acts is what a moderator does with questions: each can be undone for ten seconds. */
export class Acts {
  /** What can be undone now. */
  last: { id: string; said: string } | undefined = $state.raw();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly seat: () => Seat) {}

  /** do sends a command about a question, and says whether it was done. */
  async do(q: Question, command: Deciding): Promise<boolean> {
    const id = makeID();
    if (!(await this.seat().do(command, id))) return false;
    clearTimeout(this.timer);
    this.last = { id, said: words.questions.did[command.type](q.number) };
    this.timer = setTimeout(() => (this.last = undefined), UndoSeconds * 1000);
    return true;
  }

  /** undo takes the last act back. */
  async undo(): Promise<void> {
    const { last } = this;
    if (!last) return;
    this.close();
    if (await this.seat().do({ type: "UndoAct", data: { act: last.id } })) toasts.good(words.questions.undone);
  }

  close(): void {
    clearTimeout(this.timer);
    this.last = undefined;
  }
}
