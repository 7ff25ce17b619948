import { api } from "./api.ts";
import { Refusal } from "./request.ts";
import { conference } from "./conference.svelte.ts";
import { onTheWire, slotOf, withSlot, type Slot } from "./editor.ts";
import type { DraftInfo, DraftProgramme } from "./protocol.ts";
import { toasts } from "./toast.svelte.ts";
import { words } from "./words/words.svelte.ts";

/** A session that is being moved, and where it would go. */
export interface Held {
  id: string;
  slot: Slot;
}

/** The draft of the programme as the editor holds it, with what is under way and what can be undone. */
class Editor {
  draft = $state.raw<DraftProgramme>();
  failure = $state("");
  held = $state.raw<Held>();
  /** What is told to those who do not see the grid. */
  said = $state("");
  /** What was moved last: its warnings are what the organizer wants to see. */
  moved = $state("");
  #undo = $state.raw<{ id: string; slot: Slot }[]>([]);
  #writing = 0;
  #underWay = 0;
  /** What is being written: one move after the other, each with the version that the one before it left. */
  #turn: Promise<unknown> = Promise.resolve();

  /** The sessions, the one that is held where it would go. */
  readonly sessions = $derived.by(() => {
    const { held, draft } = this;
    if (!draft || !held) return draft?.sessions ?? [];
    return draft.sessions.map((each) => (each.id === held.id ? withSlot(each, held.slot) : each));
  });

  get undoable(): boolean {
    return this.#undo.length > 0;
  }

  session(id: string): DraftInfo | undefined {
    return this.draft?.sessions.find((each) => each.id === id);
  }

  async load() {
    const writing = this.#writing;
    try {
      const draft = await api.draft();
      // What came while something was written may be older than that.
      if (this.#underWay === 0 && writing === this.#writing) this.draft = draft;
      this.failure = "";
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  hold(id: string, slot: Slot) {
    this.held = { id, slot };
  }

  letGo() {
    this.held = undefined;
  }

  /** Puts down what is held. It is seen there at once; when the server refuses, it is where it was. */
  async drop() {
    const { held } = this;
    const before = held && this.session(held.id);
    if (!before) return;
    const was = slotOf(before);
    if (was.hall === held.slot.hall && was.start === held.slot.start && was.end === held.slot.end)
      this.held = undefined;
    else await this.#move(before, held.slot, was);
  }

  async undo() {
    await this.#turn; // what was put down a moment ago is what is to be undone
    const last = this.#undo.at(-1);
    this.#undo = this.#undo.slice(0, -1);
    const session = last && this.session(last.id);
    if (session) {
      if (await this.#move(session, last.slot)) this.said = words.editor.undone;
    } else this.said = words.editor.nothingToUndo;
  }

  /** Moves a session; was is where an undo would put it back. */
  async #move(session: DraftInfo, slot: Slot, was?: Slot): Promise<boolean> {
    this.#writing++;
    this.#underWay++;
    this.moved = session.id;
    this.#put(withSlot(session, slot));
    this.held = undefined;
    const written = this.#turn.then(() => this.#write(session, slot, was));
    this.#turn = written;
    const moved = await written;
    this.#writing++;
    this.#underWay--;
    await this.load();
    return moved;
  }

  async #write(session: DraftInfo, slot: Slot, was?: Slot): Promise<boolean> {
    const { id, version } = this.session(session.id) ?? session;
    try {
      this.#put(await api.moveDraft(id, onTheWire(slot, version, conference.zone)));
      if (was) this.#undo = [...this.#undo.slice(-49), { id, slot: was }];
      return true;
    } catch (error) {
      this.#put(session);
      if (error instanceof Refusal && error.kind === "conflict") toasts.bad(words.editor.conflict(error.message));
      else toasts.failed(error);
      return false;
    }
  }

  #put(session: DraftInfo) {
    if (!this.draft) return;
    const sessions = this.draft.sessions.map((each) => (each.id === session.id ? session : each));
    this.draft = { ...this.draft, sessions };
  }
}

export const editor = new Editor();
