// The floor: asked for, given, its time over, taken back; a group's statement, a point of order, a right of reply.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Me } from "../src/protocol.ts";
import { en } from "../src/words/en/index.ts";
import { accessible } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { Crew } from "./crew.ts";
import { Delegate } from "./floor.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";
import { phone, type Visitor } from "./visitor.ts";

let server: Server;
let chromium: Browser;
const everybody: Visitor[] = [];
let chair: RoomPage;
let ana: Delegate;
let ben: Delegate;
let eva: Delegate;

const text = en.floor;

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start("--no-crowd"), launchChromium()]);
  const crew = await Crew.of(server);
  const session = await sessionUnderWay(server);
  const enter = async (as: Parameters<Crew["enter"]>[1]) => {
    const visitor = await crew.enter(chromium, as);
    everybody.push(visitor);
    const room = new RoomPage(visitor.page);
    await room.open(session);
    await room.join();
    return room;
  };
  chair = await enter("moderator");
  const delegates = await Promise.all(
    (await crew.delegates(3)).map(async (login) => {
      const room = await enter({ login });
      const { person } = (await (await room.page.request.get("/api/me")).json()) as Me;
      return new Delegate(room, person?.delegation ?? "");
    }),
  );
  [ana, ben, eva] = delegates as [Delegate, Delegate, Delegate];
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

/** A picture for the documents. */
const picture = (room: RoomPage, name: string, also = {}) =>
  everybody.find(({ page }) => page === room.page)?.shot(name, also);

const floor = () => chair.page.getByRole("region", { name: text.label, exact: true });
const list = () => floor().getByRole("region", { name: text.list.title }).getByRole("listitem");
const give = (state: string) => floor().getByRole("button", { name: `${text.desk.give} ${state}` });

test("the list is opened, and those who ask stand on it in the order of the rules", async () => {
  // Those of the demonstration who stand on it are done with: they get their answers in writing.
  await floor().getByText(text.desk.more).click();
  await floor().getByRole("button", { name: text.desk.writing }).click();
  await chair.page.getByRole("dialog").getByRole("button", { name: text.desk.writing }).click();
  await expect.poll(() => list().count()).toBe(0);
  await ana.room.page.getByText(text.closed.now).first().waitFor();
  await floor().getByText(text.desk.nobodyClosed).waitFor();
  await floor().getByRole("button", { name: text.desk.openList }).click();
  for (const one of [ana, ben]) await one.ask({ note: `О предмете: ${one.state}` });
  await eva.ask({ onBehalf: "European Union" });
  // Statements on behalf of groups come first.
  for (const [i, one] of [eva, ana, ben].entries()) {
    await list().nth(i).getByText(one.state).first().waitFor();
    const says = i === 0 ? text.mine.next : text.mine.number(i + 1);
    await one.room.page.getByRole("region", { name: text.mine.label }).getByText(says).first().waitFor();
  }
  await ana.room.tab(text.tab);
  await ana.room.page.getByRole("button", { name: text.list.alignWho(eva.state) }).click();
  await list().first().getByText(text.list.aligned(ana.state)).waitFor();
});

test("who is called prepares backstage, is given the floor, and all see her clock", async () => {
  await eva.prepare();
  await list().first().getByText(text.list.ready, { exact: true }).waitFor();
  await give(eva.state).click();
  for (const one of [ana, ben]) {
    await one.room.stage.getByText(eva.state).first().waitFor();
    await one.clock.getByText(text.clock.running).waitFor();
  }
  await eva.room.page.getByRole("heading", { name: text.mine.has }).waitFor();
  await expect.poll(() => ana.room.playing("audio")).toBeGreaterThan(0);
  await expect.poll(() => ana.room.playing("video")).toBeGreaterThan(0);
  await picture(chair, "floor-chair");
  await picture(ana.room, "floor-speakers", { phone: true });
});

test("the time is over, and nobody is cut off", async () => {
  for (let i = 0; i < 5; i++) await floor().getByRole("button", { name: text.desk.minus }).click();
  await ana.clock.getByText(text.clock.over).waitFor();
  await ana.room.stage.getByText(text.said.over).waitFor();
  await eva.room.page.getByText(text.mine.over).waitFor();
  await picture(eva.room, "floor-clock");
  await expect.poll(() => ana.room.playing("audio")).toBeGreaterThan(0);
});

test("the key N thanks her and calls the next, who is told that nobody hears her", async () => {
  await chair.page.locator("body").press("n");
  await ben.room.stage.getByText(ana.state).first().waitFor();
  await expect.poll(() => eva.room.page.getByText(en.room.me.onAirLead).count()).toBe(0);
  await ana.room.page.getByRole("alert").getByText(text.mine.noDevices).waitFor();
  await chair.page.locator("body").press(" ");
  await ben.clock.getByText(text.clock.paused).waitFor();
  await ana.room.page.getByRole("button", { name: text.mine.finished }).click();
  await floor().getByRole("button", { name: text.desk.give }).waitFor();
});

test("a point of order is raised on a closed list and comes first; a right of reply answers what was said", async () => {
  await floor().getByRole("button", { name: text.desk.closeList }).click();
  await ana.room.page.getByText(text.closed.now).first().waitFor();
  await ben.raiseOrder();
  await list().first().getByText(text.kind["point-of-order"]).waitFor();
  await eva.replyTo(ana.state);
  await list().last().getByText(text.repliesTo(ana.state)).waitFor();
  await give(ben.state).click();
  await ben.room.page.getByRole("heading", { name: text.mine.has }).waitFor();
});

test("the room is usable on a phone, and by everybody", async () => {
  await ana.room.tab(text.tab);
  await accessible(ana.room.page, "the list of speakers");
  await accessible(chair.page, "the chair's desk");
  await ana.room.page.setViewportSize(phone);
  await ana.clock.waitFor();
});

test("nobody's page complained", async () => {
  for (const visitor of everybody) await visitor.leave();
});
