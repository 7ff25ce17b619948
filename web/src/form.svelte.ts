import { tick } from "svelte";

import { Refusal } from "./request.ts";
import { words } from "./words/words.svelte.ts";

/** What is wrong, by the name of the field. */
export type Wrong = Record<string, string>;

/** The life of one form: what is wrong with it, and whether it is under way. */
export class Form {
  busy = $state(false);
  /** What is wrong with fields, shown beside them. */
  wrong = $state.raw<Wrong>({});
  /** What is wrong with the whole, shown above it. */
  problem = $state("");

  /**
   * Sends what was filled in, unless check finds something wrong. What the server refuses is shown at the field it
   * names, else above the form; the first wrong field gets the focus. Says whether it was sent.
   */
  async submit(event: SubmitEvent, check: () => Wrong, send: () => Promise<void>): Promise<boolean> {
    event.preventDefault();
    if (this.busy) return false;
    const form = event.currentTarget as HTMLFormElement;
    this.problem = "";
    this.wrong = check();
    let sent = false;
    if (Object.keys(this.wrong).length === 0) {
      this.busy = true;
      try {
        await send();
        sent = true;
      } catch (error) {
        this.refused(form, error);
      }
      this.busy = false;
    }
    if (!sent) {
      await tick();
      form.querySelector<HTMLElement>("[aria-invalid=true], [role=alert]")?.focus();
    }
    return sent;
  }

  private refused(form: HTMLFormElement, error: unknown) {
    const text = error instanceof Error ? error.message : String(error);
    if (error instanceof Refusal && error.field && form.elements.namedItem(error.field)) {
      this.wrong = { [error.field]: text };
    } else if (error instanceof Refusal && error.retryAfter) {
      this.problem = `${text} ${words.problem.wait(error.retryAfter)}`;
    } else {
      this.problem = text;
    }
  }
}

/** Whether something can be an e-mail address; the server decides. */
export const isEmail = (text: string): boolean => /^[^\s@<>"]+@[^\s@<>"]+$/.test(text.trim()) && text.length <= 254;

/** How long the server counts a text: in bytes. */
export const bytes = (text: string): number => new TextEncoder().encode(text).length;
