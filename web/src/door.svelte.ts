import { api } from "./api.ts";
import { Refusal } from "./request.ts";
import { makeID } from "./connection.ts";
import {
  away,
  byMark,
  contradicted,
  heads,
  judge,
  markOf,
  merged,
  now,
  readBadge,
  without,
  type Verdict,
} from "./door.ts";
import type { ArrivalInput, Arrived, Guest } from "./protocol.ts";

const key = "plenary.door";
const most = 100; // in one message

/** An arrival that the server does not know of yet. */
interface Unsent extends ArrivalInput {
  guest: string;
}

/**
 * A door where people are checked in. It has the list of who may come in, so that it says at once, and without a
 * connection, who does; whom it let in it keeps until the server has it, even when the page is closed meanwhile.
 */
export class Door {
  guests = $state.raw(merged([], []));
  /** When the list was got, by the server's clock; empty before it was. */
  asOf = $state("");
  /** Why the server could not be asked; empty when it could. */
  failure = $state("");
  verdict = $state.raw<Verdict>();
  /** Who was let in and is not told to the server yet. */
  unsent = $state.raw(kept());
  /** Whom the server would not have let in. */
  wrongly = $state.raw<Arrived[]>([]);
  readonly heads = $derived(heads(this.guests));

  private marks = $derived(byMark(this.guests));
  private sending = false;

  /** Tells what is unsent, and gets what changed. */
  async refresh(): Promise<void> {
    await this.send();
    try {
      const { guests, as_of } = await api.guests(this.asOf);
      this.take(guests);
      this.asOf = as_of;
      this.failure = "";
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Says what comes of a badge that is shown. */
  async show(text: string): Promise<void> {
    const badge = readBadge(text).slice(0, 500);
    if (badge === "") return;
    const guest = this.marks.get(await markOf(badge));
    if (guest) this.admit(guest, { badge });
    else await this.ask(badge);
  }

  /** Lets somebody in by name. */
  letIn(guest: Guest): void {
    this.admit(guest, { registration: guest.id });
  }

  /** Takes back that somebody came in. */
  async undo(guest: Guest): Promise<void> {
    const others = this.unsent.filter((arrival) => arrival.guest !== guest.id);
    const told = this.sending || others.length === this.unsent.length;
    this.keep(others);
    if (told) await api.undoCheckIn(guest.id);
    this.take([away(guest)]);
    if (this.verdict?.guest?.id === guest.id) this.verdict = undefined;
  }

  private admit(guest: Guest, by: Pick<ArrivalInput, "badge" | "registration">): void {
    const outcome = judge(guest);
    const id = makeID();
    const at = now();
    this.verdict = { id, outcome, guest, at: (outcome === "again" && guest.at) || at };
    if (outcome !== "in") return;
    this.take([{ ...guest, at }]);
    this.keep([...this.unsent, { id, ...by, at, guest: guest.id }]);
    void this.send();
  }

  /** A badge that is not on the list: it may be newer than the list is. */
  private async ask(badge: string): Promise<void> {
    const id = makeID();
    const at = now();
    try {
      const { arrivals } = await api.checkIn([{ id, badge, at }]);
      const came = arrivals[0];
      if (!came) return;
      if (came.guest) this.take([came.guest]);
      const before = came.outcome === "again" && came.guest?.at;
      this.verdict = { id, outcome: came.outcome, guest: came.guest, at: before || at };
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.verdict = { id, outcome: "unsure", guest: undefined, at };
    }
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.unsent.length > 0) {
        const part = this.unsent.slice(0, most).map(({ guest: _, ...arrival }) => arrival);
        const { arrivals } = await api.checkIn(part);
        this.keep(without(this.unsent, part));
        this.take(arrivals.flatMap(({ guest }) => guest ?? []));
        this.wrongly = [...this.wrongly, ...contradicted(part, arrivals)];
        this.failure = "";
      }
    } catch (error) {
      // It stays unsent, and is tried again; the page says so.
      this.failure = error instanceof Refusal ? error.message : String(error);
    } finally {
      this.sending = false;
    }
  }

  private take(news: Guest[]): void {
    if (news.length > 0) this.guests = merged(this.guests, news);
  }

  private keep(next: Unsent[]): void {
    this.unsent = next;
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // It is kept as long as the page is.
    }
  }
}

function kept(): Unsent[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    if (!Array.isArray(found)) return [];
    return found.filter(
      (one: Partial<Unsent>): one is Unsent =>
        typeof one.id === "string" && typeof one.at === "string" && typeof one.guest === "string",
    );
  } catch {
    return []; // the browser keeps nothing, or something else stands there
  }
}
