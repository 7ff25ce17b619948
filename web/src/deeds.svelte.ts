import { makeID, Refusal, repeatable } from "./connection.ts";
import { pause } from "./outbox.svelte.ts";
import type { Command, Done } from "./protocol.ts";

/** A deed that the server could not save just now. */
interface Unsaved {
  id: string;
  about: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  giveUp(): void;
}

/** Why nothing came of a deed that its doer took back, or did otherwise meanwhile; there is nothing to tell her. */
export class GivenUp extends Error {}

/** about is what a command changes: the last of several about the same is what its doer wants. */
export function about({ type, data }: Command): string {
  if (type === "Upvote") return `${type} ${data.question}`;
  if (type === "Silence" || type === "RemovePerson") return `${type} ${data.person}`;
  if ("question" in data) return `question ${data.question}`;
  return `${type} ${JSON.stringify(data)}`;
}

/**
 * Deeds sends what I do until it is saved, or refused for good: when the server could not save it just now, again by
 * itself, under the same id, so that it is done once. What is not saved is told, and is shown as done nowhere.
 */
export class Deeds {
  /** What is not saved, and sent again by itself. */
  unsaved: readonly Unsaved[] = $state.raw([]);
  private readonly latest: Record<string, string | undefined> = {};

  constructor(private readonly post: (command: Command, id: string) => Promise<Done>) {}

  /** send sends a command; the promise ends when it is saved, refused for good, or given up. */
  async send(command: Command, id = makeID()): Promise<Done> {
    if (!repeatable.has(command.type)) return this.post(command, id);
    const key = about(command);
    this.unsaved.find((other) => other.about === key)?.giveUp();
    this.latest[key] = id;
    try {
      for (let tries = 0; ; tries++) {
        try {
          return await this.post(command, id);
        } catch (error) {
          if (!(error instanceof Refusal) || error.kind !== "unavailable") throw error;
          if (this.latest[key] !== id) throw new GivenUp();
          await this.wait(id, key, pause(tries, error.retryAfter));
        }
      }
    } finally {
      this.forget(id);
      if (this.latest[key] === id) this.latest[key] = undefined;
    }
  }

  /** waits says whether something about the same as this command is not saved yet. */
  waits(command: Command): boolean {
    const key = about(command);
    return this.unsaved.some((deed) => deed.about === key);
  }

  /** discard gives up whatever is not saved. */
  discard(): void {
    for (const deed of this.unsaved) deed.giveUp();
  }

  /** wait waits before the next try; meanwhile, and during it, the deed is told as not saved. */
  private wait(id: string, key: string, ms: number): Promise<void> {
    this.forget(id);
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.forget(id);
        if (this.latest[key] === id) this.latest[key] = undefined; // it may be on its way, and be refused once more
        reject(new GivenUp());
      };
      this.unsaved = [...this.unsaved, { id, about: key, timer: setTimeout(resolve, ms), giveUp }];
    });
  }

  private forget(id: string): void {
    clearTimeout(this.unsaved.find((deed) => deed.id === id)?.timer);
    this.unsaved = this.unsaved.filter((deed) => deed.id !== id);
  }
}
