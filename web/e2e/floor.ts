import { en } from "../src/words/en/index.ts";
import type { RoomPage } from "./room.ts";

const text = en.floor;

/** What those do who ask for the floor, by the words that stand on the room's page. */
export class Delegate {
  constructor(
    readonly room: RoomPage,
    /** Her State, as it stands on her name plate. */
    readonly state: string,
  ) {}

  /** Asks for the floor: for a statement, or for whatever is given. */
  async ask(wish: { onBehalf?: string; note?: string } = {}) {
    const { page } = this.room;
    await page.getByRole("button", { name: text.ask.button }).click();
    const dialog = page.getByRole("dialog");
    if (wish.onBehalf !== undefined) {
      await dialog.getByLabel(text.kind.group).check();
      await dialog.getByLabel(text.ask.onBehalf).fill(wish.onBehalf);
    }
    if (wish.note !== undefined) await dialog.getByLabel(text.ask.note).fill(wish.note);
    await dialog.getByRole("button", { name: text.ask.go }).click();
    await dialog.waitFor({ state: "hidden" });
  }

  /** Raises a point of order. */
  async raiseOrder() {
    const { page } = this.room;
    await page.getByRole("region", { name: text.mine.label }).getByRole("button", { name: text.ask.order }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: text.ask.order }).click();
    await dialog.waitFor({ state: "hidden" });
  }

  /** Wants to reply to what another delegation said. */
  async replyTo(state: string) {
    const { page } = this.room;
    await this.room.tab(text.tab);
    await page.getByRole("button", { name: text.spoken.replyWho(state) }).click();
    await page.getByRole("dialog").getByRole("button", { name: text.ask.go }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  }

  /** Follows the banner that asks her to prepare: checks camera and microphone, and goes backstage. */
  async prepare() {
    const { page } = this.room;
    await page.getByRole("button", { name: text.mine.prepareGo }).click();
    await page.getByRole("dialog").getByRole("button", { name: en.room.check.go }).click();
    await page.getByText(en.room.me.backstage).waitFor();
  }

  /** The entries of the list of speakers, as she sees it. */
  get list() {
    return this.room.page.getByRole("region", { name: text.list.title }).getByRole("listitem");
  }

  /** Who has the floor, and the clock, as everybody sees it. */
  get clock() {
    return this.room.page.getByRole("timer").first();
  }
}
