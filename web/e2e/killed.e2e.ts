// The server is killed while people write, ask and vote. What it had acknowledged is there afterwards, once.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchChromium } from "./browsers.ts";
import { type Burst, type Deed, type Seen, burst, look } from "./burst.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { type Part, Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

const parts: Part[] = ["attendee", "speaker", "moderator", "organizer", "administrator"];

let server: Server;
let chromium: Browser;
let session: string;
const people = new Map<Part, Visitor>();

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start(), launchChromium()]);
  session = await sessionUnderWay(server);
  for (const part of parts) {
    const visitor = await Visitor.enter(chromium, server.address);
    // While the server is away, requests fail; that is what this is about.
    visitor.faults.forgive(/WebSocket connection to/, /Failed to load resource/);
    await visitor.login(server.links[part]);
    people.set(part, visitor);
  }
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

const all = <R>(run: (visitor: Visitor, part: Part) => Promise<R>): Promise<R[]> =>
  Promise.all([...people].map(([part, visitor]) => run(visitor, part)));
const bursts = () => all<Burst>(({ page }) => page.evaluate(() => window.plenaryBurst!));
const of = (deeds: Deed[], type: Deed["type"]) => deeds.filter((deed) => deed.type === type).map(({ what }) => what);

test("what was acknowledged before the power cut is there after it, once", async () => {
  const watching = new RoomPage(people.get("attendee")!.page);
  await watching.open(session);
  await watching.join();
  await expect.poll(() => watching.playing("video")).toBe(3);

  await all(({ page }, part) => page.evaluate(burst, { session, name: part, approves: part === "moderator" }));
  const count = (done: Burst[], type: Deed["type"]) => done.flatMap((one) => of(one.acknowledged, type)).length;
  await expect
    .poll(
      async () => {
        const done = await bursts();
        return (["Say", "AskQuestion", "Upvote", "ApproveQuestion"] as const).every((type) => count(done, type) >= 4);
      },
      { interval: 20 },
    )
    .toBe(true);
  await server.kill();
  await expect.poll(async () => (await bursts()).every(({ over }) => over)).toBe(true);
  await expect.poll(() => watching.status.innerText()).toBe(en.room.status.reconnecting);
  await watching.say("Written while the server was away");
  const done = await bursts();
  await server.restart();

  // The page comes back by itself, with picture and sound, and sends what was written meanwhile.
  await watching.goesOn();
  await expect.poll(() => watching.playing("video")).toBe(3);
  await expect.poll(() => watching.lines("Written while the server was away").count()).toBe(1);
  const seen = await all<Seen>(({ page }) => page.evaluate(look, session));
  const moderators = seen[parts.indexOf("moderator")]!;

  const sentLines = done.flatMap(({ sent }) => of(sent, "Say"));
  for (const line of done.flatMap(({ acknowledged }) => of(acknowledged, "Say"))) {
    expect(moderators.lines.filter((text) => text === line)).toHaveLength(1);
    expect(await watching.page.getByRole("log").getByText(line, { exact: true }).count()).toBe(1);
  }
  for (const line of sentLines) expect(moderators.lines.filter((text) => text === line).length).toBeLessThan(2);

  for (const question of done.flatMap(({ acknowledged }) => of(acknowledged, "AskQuestion"))) {
    expect(moderators.questions.filter(({ text }) => text === question)).toHaveLength(1);
  }
  for (const question of done.flatMap(({ acknowledged }) => of(acknowledged, "ApproveQuestion"))) {
    expect(moderators.questions.find(({ id }) => id === question)?.state).toBe("queued");
  }
  done.forEach(({ acknowledged }, i) => {
    for (const question of of(acknowledged, "Upvote")) expect(seen[i]!.votes).toContain(question);
  });
  // Every voice counts once: what was asked in the burst has the votes of those who see their own on it.
  const asked = new Set(done.flatMap(({ sent }) => of(sent, "AskQuestion")));
  for (const { id, text, votes } of moderators.questions.filter((question) => asked.has(question.text))) {
    expect({ text, votes }).toEqual({ text, votes: seen.filter((one) => one.votes.includes(id)).length });
  }
});

test("nobody's page complained", async () => {
  for (const visitor of people.values()) await visitor.leave();
});
