// The database can be read and not written for a while: what people do is told as not saved, is shown as done to nobody,
// and is saved once by itself when it can be.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { Crew, type Role } from "./crew.ts";
import { hold } from "./hold.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

let server: Server;
let chromium: Browser;
let ana: Visitor;
let bea: Visitor;
let mod: Visitor;
let attendee: RoomPage;
let asker: RoomPage;
let moderator: RoomPage;
/** How often the moderator's page has tried to put a question on the stage, and how often it was refused. */
let tries = 0;
let refusals = 0;
let release: () => Promise<void>;

const q = en.room.questions;
const wanted = "Who pays for the interpreters?";
const unwanted = "Is there coffee?";
const asked = "What becomes of what is not saved?";

const question = (room: RoomPage, text: string) => room.page.getByRole("listitem").filter({ hasText: text });
const upvote = (text: string, n: number) => question(attendee, text).getByRole("button", { name: q.upvote(n) });
const voted = (text: string, n: number) => question(attendee, text).getByRole("button", { name: q.voted(n) });
/** What waits at the moderator's for a decision, and its wordings, which are in fields. */
const cards = () => mod.page.getByRole("region", { name: en.room.desk.incoming }).getByRole("listitem");
const incoming = () =>
  cards().evaluateAll((all) => all.map((one) => (one.querySelector("textarea") as HTMLTextAreaElement).value));
const strip = (room: RoomPage) => room.page.getByRole("status", { name: en.room.unsaved.label });

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start("--no-crowd"), launchChromium()]);
  const crew = await Crew.of(server);
  const session = await sessionUnderWay(server);
  const enter = (role: Role) => crew.enter(chromium, role);
  [ana, bea, mod] = await Promise.all([enter("attendee"), enter("attendee"), enter("moderator")]);
  asker = new RoomPage(bea.page);
  attendee = new RoomPage(ana.page);
  moderator = new RoomPage(mod.page);
  mod.page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => (tries += payload.includes('"AnswerQuestion"') ? 1 : 0));
    socket.on("framereceived", ({ payload }) => (refusals += payload.includes('"unavailable"') ? 1 : 0));
  });
  for (const room of [attendee, asker, moderator]) await room.open(session);
  await attendee.join();
  for (const room of [attendee, asker, moderator]) await room.tab(q.tab);
});

afterAll(async () => {
  await release?.();
  await chromium?.close();
  await server?.stop();
});

test("two questions wait for votes", async () => {
  for (const text of [wanted, unwanted]) {
    await asker.ask(text);
    await expect.poll(incoming).toContain(text);
    const entry = cards().nth((await incoming()).indexOf(text));
    await entry.getByRole("button", { name: en.room.desk.approve }).click();
    await attendee.fresh(text);
  }
});

test("what cannot be saved is told, and is shown as done to nobody", async () => {
  release = await hold(server);
  await upvote(wanted, 0).click();
  await strip(attendee).getByText(en.room.unsaved.told(1)).waitFor();
  await upvote(unwanted, 0).click();
  await attendee.ask(asked);
  await strip(attendee).getByText(en.room.unsaved.told(3)).waitFor();
  expect(await question(attendee, wanted).getByRole("button", { pressed: true }).count()).toBe(0);
  expect(await incoming()).not.toContain(asked);
  expect(await barriers(ana.page)).toEqual([]);
  await ana.screenshots("unsaved");

  await question(moderator, wanted).getByRole("button", { name: en.room.desk.answer }).click();
  await strip(moderator).getByText(en.room.unsaved.told(1)).waitFor();
  expect(await attendee.stage.getByText(en.room.stage.answering).count()).toBe(0);
  await mod.screenshots("unsaved-moderator");
});

test("what is given up stays undone, and the rest is saved by itself", async () => {
  await strip(moderator).getByRole("button", { name: en.room.unsaved.discard }).click();
  await expect.poll(() => strip(moderator).count()).toBe(0);
  await expect.poll(() => refusals).toBe(tries); // what was on its way when it was given up could still be saved
  await release();
  await voted(wanted, 1).waitFor();
  await voted(unwanted, 1).waitFor();
  await expect.poll(async () => (await incoming()).filter((text) => text === asked)).toHaveLength(1);
  await expect.poll(() => question(attendee, asked).count()).toBe(1);
  await expect.poll(() => strip(attendee).count()).toBe(0);
  expect(await attendee.stage.getByText(en.room.stage.answering).count()).toBe(0);
  expect(tries).toBe(refusals);
});

test("nobody's page complained", async () => {
  for (const visitor of [ana, bea, mod]) await visitor.leave();
});
