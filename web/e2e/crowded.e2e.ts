// A crowd that says more than anybody can read is shown a part of it, is told how much more there is, and can read it all.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { Crew } from "./crew.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";
import type { Visitor } from "./visitor.ts";

const said = 55; // lines at once, of which a crowd is shown 25

let server: Server;
let chromium: Browser;
let session: string;
const everybody: Visitor[] = [];
let reader: RoomPage;
let moderator: RoomPage;

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start("--no-crowd", "--rate-lines", "100/10ms"), launchChromium()]);
  session = await sessionUnderWay(server);
  const crew = await Crew.of(server);
  for (const role of ["attendee", "moderator", "attendee", "attendee"] as const) {
    everybody.push(await crew.enter(chromium, role));
  }
  reader = new RoomPage(everybody[0]!.page);
  moderator = new RoomPage(everybody[1]!.page);
  for (const room of [reader, moderator]) await room.open(session);
  await reader.join();
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

/** Opens many windows of one person, as far as a server sees, and gives how many have a seat. Runs in the page. */
function fill({ session, windows }: { session: string; windows: number }): Promise<number> {
  const open = (n: number) =>
    new Promise<number>((done) => {
      const window = `crowd${n.toString().padStart(27, "0")}`;
      const socket = new WebSocket(`ws://${location.host}/api/sessions/${session}/seat?window=${window}`);
      socket.onmessage = () => done(1);
      socket.onclose = () => done(0);
    });
  return Promise.all(Array.from({ length: windows }, (_, n) => open(n))).then((all) => all.reduce((a, b) => a + b, 0));
}

/** Says many lines at once in a seat of its own, and gives how many were acknowledged. Runs in the page. */
function shout({ session, lines }: { session: string; lines: number }): Promise<number> {
  return new Promise((done) => {
    const socket = new WebSocket(`ws://${location.host}/api/sessions/${session}/seat?window=${"e".repeat(32)}`);
    let acknowledged = 0;
    socket.onopen = () => {
      for (let n = 1; n <= lines; n++) {
        const id = n.toString(16).padStart(32, "0");
        socket.send(JSON.stringify({ type: "Say", id, data: { text: `Voice ${n} of many` } }));
      }
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (data.includes('"type":"Done"') && ++acknowledged === lines) done(acknowledged);
    };
    socket.onclose = () => done(acknowledged);
  });
}

test("a crowd is shown what it can read, and told how much more was said", async () => {
  for (const { page } of everybody.slice(2)) {
    await page.goto("/");
    expect(await page.evaluate(fill, { session, windows: 160 })).toBe(160); // a browser has no more than 255 at one address
  }
  expect(await everybody[2]!.page.evaluate(shout, { session, lines: said })).toBe(said);

  const more = reader.page.getByText(/more lines? (was|were) said/);
  await more.waitFor();
  const told = async () => ({ shown: await reader.lines("of many").count(), more: await more.innerText() });
  await expect.poll(async () => (await told()).more).toBe(en.room.chat.missed(said - (await told()).shown));
  await expect.poll(() => moderator.lines("of many").count()).toBe(said);
  expect(await moderator.page.getByText(/more lines? (was|were) said/).count()).toBe(0);
  expect(await barriers(reader.page)).toEqual([]);
  await everybody[0]!.screenshots("crowded");
});

test("all of it is in the history, and the chat goes on from there", async () => {
  await reader.page.getByRole("button", { name: en.room.chat.all }).click();
  await reader.page.getByText(en.room.chat.allSaid).waitFor();
  await everybody[0]!.screenshots("crowded-all");
  await reader.page.getByRole("button", { name: en.room.chat.earlier }).click();
  await expect.poll(() => reader.lines("of many").count()).toBe(said);
  await reader.page.getByRole("button", { name: en.room.chat.back }).click();
  await expect.poll(() => reader.lines("of many").count()).toBeLessThan(said);
  expect(await reader.page.getByRole("button", { name: en.room.chat.all }).count()).toBe(0);
  await moderator.say("One at a time, please");
  await reader.lines("One at a time").waitFor();
});

test("nobody's page complained", async () => {
  for (const visitor of everybody) await visitor.leave();
});
