import type { Page } from "playwright-core";

import { en } from "../src/words/en/index.ts";
import { type Peer, readPeers, received, rising } from "./peers.ts";
import type { Server } from "./server.ts";

/** What people do on the room page, by the words that stand on it. */
export class RoomPage {
  constructor(readonly page: Page) {}

  /** Goes to the session that is under way. */
  async open(session: string) {
    await this.page.goto(`/sessions/${session}`);
    await this.page.getByRole("button", { name: en.room.entry.join }).waitFor();
  }

  /** Joins with the click that browsers want before they play sound. */
  async join() {
    await this.page.getByRole("button", { name: en.room.entry.join }).click();
    await this.stage.waitFor();
  }

  /** Checks camera and microphone and goes backstage. */
  async goBackstage() {
    await this.page.getByRole("button", { name: en.room.entry.speak }).click();
    await this.page.getByRole("button", { name: en.room.check.go }).click();
    await this.page.getByText(en.room.me.backstage).waitFor();
  }

  /** The stage and all that is shown on it. */
  get stage() {
    return this.page.getByRole("region", { name: en.room.stage.label, exact: true }).first();
  }

  /** The chip that tells the truth. */
  get status() {
    return this.page.locator("header").getByRole("status");
  }

  /**
   * Waits until the chip says that the session goes on: live, or that a connection is weak, which is as true of pictures
   * that move where a machine has more browsers than it bears.
   */
  async goesOn() {
    const { live, weak } = en.room.status;
    const said = [live, ...Object.values(weak)].map((text) => this.status.getByText(text, { exact: true }));
    await said.reduce((any, one) => any.or(one)).waitFor();
  }

  /** Chooses one of the tabs beside the stage. */
  async tab(name: string) {
    await this.page.getByRole("tablist", { name: en.room.side.label }).waitFor();
    const tab = this.page.getByRole("tab", { name: new RegExp(`^${name}`) });
    if ((await tab.count()) > 0) await tab.click(); // a moderator's wide desk has it in sight without a tab
  }

  /** Writes a line into the chat. */
  async say(text: string) {
    await this.page.getByLabel(en.room.chat.write).fill(text);
    await this.page.getByLabel(en.room.chat.write).press("Enter");
  }

  /** The lines of the chat that hold a text. */
  lines(text: string) {
    return this.page.getByRole("log").getByRole("listitem").filter({ hasText: text });
  }

  /** Asks a question. */
  async ask(text: string) {
    await this.page.getByLabel(en.room.questions.ask).fill(text);
    await this.page.getByRole("button", { name: en.room.questions.submit, exact: true }).click();
  }

  /** Waits for a question of somebody else, which is let in with a click while the list stands still. */
  async fresh(text: string) {
    const item = this.page.getByRole("listitem").filter({ hasText: text }).first();
    const news = this.page.getByRole("button", { name: /^\d+ new questions?$/ });
    await item.or(news).first().waitFor();
    if ((await item.count()) === 0) await news.click();
    await item.waitFor();
  }

  /** The media this page receives, at the moment. */
  peers(): Promise<Peer[]> {
    return readPeers(this.page);
  }

  /** How many pictures and sounds grow from one look to the next. */
  async playing(kind: "audio" | "video"): Promise<number> {
    const before = await this.peers();
    await this.page.evaluate(() => new Promise((turn) => setTimeout(turn, 400)));
    return rising(before, await this.peers(), kind).length;
  }

  /** All bytes of one kind that have come since the page was loaded. */
  async bytes(kind: "audio" | "video"): Promise<number> {
    return received(await this.peers(), kind).reduce((sum, stat) => sum + (stat.bytesReceived ?? 0), 0);
  }
}

/** The id of the session that is under way. */
export async function sessionUnderWay(server: Server): Promise<string> {
  const programme = (await (await fetch(`${server.address}/api/programme`)).json()) as {
    sessions: { session: { id: string; state: string } }[];
  };
  const open = programme.sessions.find(({ session }) => session.state === "open");
  if (!open) throw new Error("no session is open");
  return open.session.id;
}
