import type { Locator, Page } from "playwright-core";

import { en } from "../src/words/en/index.ts";

const w = en.editor;

/** What organizers do in the editor of the programme. */
export class EditorPage {
  constructor(readonly page: Page) {}

  /** Adds a session that has no hall or time yet. */
  async add(title: string) {
    await this.page.getByRole("button", { name: w.add, exact: true }).click();
    const form = this.page.getByRole("dialog");
    await form.getByLabel(en.desk.programme.sessionTitle).first().fill(title);
    await form.getByLabel(en.desk.programme.starts).fill("");
    await form.getByLabel(en.desk.programme.ends).fill("");
    await form.getByLabel(en.desk.programme.hall, { exact: true }).selectOption("");
    await form.getByRole("button", { name: en.button.save }).click();
    await this.shelf.locator("button").filter({ hasText: title }).waitFor();
  }

  /** Where sessions stand that have no hall or time yet. */
  get shelf(): Locator {
    return this.page.getByRole("region", { name: w.unscheduled });
  }

  /** A session, on the shelf or on the timetable. */
  session(title: string): Locator {
    return this.page.locator("button[id^=session-]").filter({ hasText: title });
  }

  /** The id of a session. */
  async id(title: string): Promise<string> {
    return ((await this.session(title).getAttribute("id")) ?? "").replace("session-", "");
  }

  /** Takes a session with the pointer to a hall, counted from the left, and a time of a day. Lets go, or holds it there. */
  async drag(title: string, day: string, hall: number, minutes: number, letGo = true) {
    const { mouse } = this.page;
    const grid = this.page.locator(`[data-day='${day}']`);
    await grid.scrollIntoViewIfNeeded();
    await this.session(title).scrollIntoViewIfNeeded(); // a long day is higher than the window
    const [from, box] = [await this.session(title).boundingBox(), await grid.boundingBox()];
    if (!from || !box) throw new Error("there is nothing to drag");
    const [column = 0, scale = 0, first = 0] = await grid.evaluate(({ dataset }) =>
      [dataset.column, dataset.scale, dataset.from].map(Number),
    );
    const grabbed = from.height / 2; // its upper edge may be under the halls
    await mouse.move(from.x + 10, from.y + grabbed);
    await mouse.down();
    await mouse.move(from.x + 40, from.y + grabbed + 40, { steps: 4 });
    await mouse.move(box.x + (hall + 0.5) * column, box.y + (minutes - first) * scale + grabbed, { steps: 8 });
    await this.page.locator(".held").first().waitFor(); // or else the pointer took nothing
    if (letGo) await mouse.up();
  }
}
