// A door that is held, a closed meeting and a suspension, as three people see them who are in the room or want to be.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { accessible } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { Crew } from "./crew.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";

let server: Server;
let chromium: Browser;
let session: string;

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start("--no-crowd"), launchChromium()]);
  session = await sessionUnderWay(server);
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

test("who waits goes in by herself, and everything can be suspended", async () => {
  const crew = await Crew.of(server);
  const inside = async (role: "moderator" | "attendee") => {
    const { page } = await crew.enter(chromium, role);
    await new RoomPage(page).open(session);
    await new RoomPage(page).join();
    return page;
  };
  const moderator = await inside("moderator");
  const attendee = await inside("attendee");
  const button = (name: string) => moderator.getByRole("button", { name });

  await button(en.safety.open).click();
  await moderator.getByRole("radio", { name: en.safety.door.name.held }).check();
  await expect.poll(() => moderator.getByText(en.safety.waiting.none).count()).toBe(1);
  const { page: late } = await crew.enter(chromium, "attendee");
  await late.goto(`/sessions/${session}`);
  await late.getByRole("button", { name: en.safety.outside.knock }).click();
  await late.getByText(en.safety.outside.title.waiting).waitFor();
  await accessible(late, "who waits at the door");
  await button(en.safety.waiting.admit).waitFor();
  await accessible(moderator, "the safety panel");
  await button(en.safety.waiting.admit).click();
  await late.getByRole("button", { name: en.room.entry.join }).waitFor();

  await button(en.safety.panic.act).click();
  await button(en.safety.panic.yes).last().click();
  await attendee.getByRole("heading", { name: en.safety.suspended.title }).waitFor();
  expect(await attendee.getByLabel(en.room.chat.write).count()).toBe(0);
  await button(en.safety.suspended.goOn).click();
  await attendee.getByLabel(en.room.chat.write).waitFor();
});
