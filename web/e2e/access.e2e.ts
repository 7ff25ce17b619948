// Everybody gets in: no barriers that axe-core knows, nothing that needs a mouse, nothing that needs a large window.
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { readable } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { type Part, Server } from "./server.ts";
import { Visitor, phone } from "./visitor.ts";

let server: Server;
let early: Server;
let chromium: Browser;
let session: string;

beforeAll(async () => {
  [server, early, chromium] = await Promise.all([
    Server.start(),
    Server.start("--at", "2020-09-01T10:00+02:00", "--no-crowd"),
    launchChromium(),
  ]);
  session = await sessionUnderWay(server);
});

afterAll(async () => {
  await chromium?.close();
  await Promise.all([server?.stop(), early?.stop()]);
});

/** Somebody in the room, joined, once three pictures move. */
async function inRoom(part: Part, options = {}): Promise<[RoomPage, Visitor]> {
  const visitor = await Visitor.enter(chromium, server.address, options);
  await visitor.login(server.links[part]);
  const room = new RoomPage(visitor.page);
  await room.open(session);
  await room.join();
  await expect.poll(() => room.playing("video")).toBe(3);
  return [room, visitor];
}

test("axe finds nothing serious on a visitor's pages", async () => {
  const visitor = await Visitor.enter(chromium, early.address);
  visitor.faults.forgive(/Failed to load resource/);
  for (const path of [
    "/",
    "/register",
    "/sign-in",
    "/demo",
    "/link#0123456789012345678901",
    "/me",
    "/desk",
    "/nowhere",
  ]) {
    await visitor.page.goto(path);
    await visitor.page
      .getByRole("heading", { level: 1 })
      .or(visitor.page.getByRole("heading", { level: 2 }))
      .first()
      .waitFor();
    await readable(visitor.page, path);
  }
  await visitor.page.goto("/register");
  await visitor.page.locator("main form").getByRole("button", { name: en.registration.submit }).click();
  await visitor.page.getByText(en.registration.needName).waitFor();
  await readable(visitor.page, "/register with mistakes");
  await visitor.leave();
});

test("axe finds nothing serious on the account's and the desk's pages", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  const { page } = visitor;
  await visitor.login(server.links.organizer);
  for (const path of ["/me", "/desk/registrations", "/desk/programme", "/desk/reports", `/desk/sessions/${session}`]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.waitForLoadState("networkidle");
    // All that she may go to is in sight, however long her name and that of the conference.
    const hidden = await page.locator("header nav").evaluate((nav) => nav.scrollWidth - nav.clientWidth);
    expect({ path, hidden }).toEqual({ path, hidden: 0 });
    await readable(page, path);
  }
  await page.goto("/desk/registrations?state=submitted");
  await page.getByRole("row").nth(1).getByRole("button").click();
  await page.getByRole("dialog").waitFor();
  await readable(page, "a registration");
  await page.goto("/desk/programme");
  await page.getByRole("button", { name: en.desk.programme.addSession }).click();
  await page.getByRole("dialog").waitFor();
  await readable(page, "a new session");
  await visitor.leave();
});

test("axe finds nothing serious in the room, as an attendee", async () => {
  const [room, visitor] = await inRoom("attendee");
  await visitor.shot("room-attendee", { dark: true, phone: true });
  for (const tab of [en.room.questions.tab, en.room.chat.tab]) {
    await room.tab(tab);
    await readable(room.page, tab);
  }
  await visitor.leave();
});

test("axe finds nothing serious in the room, as a moderator", async () => {
  const [room, visitor] = await inRoom("moderator");
  await room.tab(en.room.questions.tab);
  await room.page.getByRole("heading", { name: en.room.desk.incoming }).waitFor();
  await visitor.shot("room-moderator", { phone: true });
  for (const tab of [en.room.questions.tab, en.room.control.tab, en.room.people.tab]) {
    await room.tab(tab);
    await room.page.getByRole("listitem").first().waitFor();
    await readable(room.page, tab);
  }
  await visitor.leave();
});

test("axe finds nothing serious in the room, as a speaker", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  await visitor.login(server.links.speaker);
  const room = new RoomPage(visitor.page);
  await room.open(session);
  await readable(room.page, "the door");
  await room.page.getByRole("button", { name: en.room.entry.speak }).click();
  await expect.poll(() => room.page.getByRole("button", { name: en.room.check.go }).isEnabled()).toBe(true);
  await readable(room.page, "the device check");
  await room.page.getByRole("button", { name: en.room.check.go }).click();
  await room.page.getByText(en.room.me.backstage).waitFor();
  await expect.poll(() => room.stage.getByRole("figure").count()).toBe(1);
  await expect.poll(() => room.stage.locator(".initials, .off").count()).toBe(0); // picture and sound are there
  await visitor.shot("room-speaker-backstage");
  await readable(room.page, "backstage");
  await visitor.leave();
});

/** Presses the tabulator until the focus is on something with this name. */
async function tabTo(page: Page, name: RegExp) {
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement | null;
      const label = at?.labels?.[0]?.textContent ?? "";
      // What is only scrolled has all its content for a text.
      const text = at?.matches("[role=group], [role=log]") ? "" : (at?.textContent ?? "");
      return `${at?.getAttribute("aria-label") ?? ""} ${label} ${text}`.trim();
    });
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    if (name.test(await focused())) {
      // What has the focus must be seen to have it.
      const ring = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement!);
        return style.outlineStyle !== "none" || style.boxShadow !== "none";
      });
      expect({ name: String(name), ring }).toEqual({ name: String(name), ring: true });
      return;
    }
  }
  throw new Error(`the tabulator does not lead to ${String(name)}; it is at ${await focused()}`);
}

test("from the programme to a question in the room, without a mouse", async () => {
  const visitor = await Visitor.enter(chromium, server.address);
  const { page } = visitor;
  await visitor.login(server.links.attendee);
  await page.goto("/");
  await page.getByRole("article").first().waitFor();
  await tabTo(page, /^Enter\W+Session 1/);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/sessions/*");
  await page.getByRole("button", { name: en.room.entry.join }).waitFor();
  await tabTo(page, new RegExp(en.room.entry.join));
  await page.keyboard.press("Space");
  const room = new RoomPage(page);
  await room.stage.waitFor();
  await tabTo(page, new RegExp(`^${en.room.chat.tab}`));
  await page.keyboard.press("ArrowRight");
  await tabTo(page, new RegExp(en.room.questions.ask));
  await page.keyboard.type("Can all this be done by keyboard?");
  await tabTo(page, new RegExp(`^${en.room.questions.submit}$`));
  await page.keyboard.press("Enter");
  const mine = page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: "by keyboard?" });
  await mine.getByText(en.room.questions.state.incoming).waitFor();
  await visitor.leave();
});

/** Nothing stands outside the window, and what a person came for is in it. */
async function fits(page: Page, needs: Record<string, Locator>) {
  // A phone zooms out of what is too wide, so that innerWidth grows with it.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width);
  for (const [name, need] of Object.entries(needs)) {
    const [inside, box] = await place(need);
    expect(inside, `${name}: ${box}`).toBe(true);
  }
}

/** Comes into the window when it is scrolled to, while lists above it may still change. */
async function scrollsIn(need: Locator) {
  const inSight = async () => {
    await need.first().scrollIntoViewIfNeeded();
    return (await place(need))[0];
  };
  await expect.poll(inSight).toBe(true);
}

async function place(need: Locator): Promise<[inside: boolean, box: string]> {
  const box = await need.first().boundingBox();
  const edge = 1; // browsers scroll by whole pixels, and boxes end between them
  const inside =
    box !== null &&
    Math.min(box.x, box.y) >= -edge &&
    box.x + box.width <= phone.width + edge &&
    box.y + box.height <= phone.height + edge;
  return [inside, JSON.stringify(box)];
}

test("a phone is wide enough for an attendee", async () => {
  const [room, visitor] = await inRoom("attendee", { viewport: phone, hasTouch: true, isMobile: true });
  const { page } = room;
  await fits(page, {
    stage: room.stage,
    status: room.status,
    chat: page.getByRole("tab", { name: new RegExp(en.room.chat.tab) }),
    write: page.getByLabel(en.room.chat.write),
  });
  await room.tab(en.room.questions.tab);
  await fits(page, { ask: page.getByLabel(en.room.questions.ask), stage: room.stage });
  for (const path of ["/", "/register", "/sign-in", "/me"]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    if (path === "/") await page.getByRole("article").first().waitFor();
    await fits(page, {});
  }
  await visitor.leave();
});

test("a phone is wide enough for a moderator", async () => {
  const [asker, eve] = await inRoom("attendee");
  await asker.tab(en.room.questions.tab);
  const [room, visitor] = await inRoom("moderator", { viewport: phone, hasTouch: true, isMobile: true });
  const { page } = room;
  await room.tab(en.room.questions.tab);
  await asker.ask("Is there something to decide about?"); // those of the demonstration have been, sooner or later
  const incoming = page.getByRole("region", { name: en.room.desk.incoming });
  await fits(page, { stage: room.stage, floor: page.getByRole("tab", { name: new RegExp(en.floor.deskTab) }) });
  for (const name of [en.room.desk.approve, en.room.desk.dismiss]) {
    await scrollsIn(incoming.getByRole("button", { name }));
  }
  await room.tab(en.room.control.tab);
  await scrollsIn(page.getByRole("button", { name: en.room.control.take }));
  await scrollsIn(page.getByRole("tab", { name: en.room.people.tab }));
  await visitor.leave();
  await eve.leave();
});
