// What people write: a question's way from its asker to the stage, and the chat with what a moderator may do about it.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { ConferenceInfo, Discussion, ProgrammeEntry } from "../src/protocol.ts";
import { civilTime } from "../src/when.ts";
import { en } from "../src/words/en/index.ts";
import { launchChromium } from "./browsers.ts";
import { Crew, type Role } from "./crew.ts";
import { RoomPage, sessionUnderWay } from "./room.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

let server: Server;
let chromium: Browser;
const everybody: Visitor[] = [];
let asker: RoomPage;
let other: RoomPage;
let moderator: RoomPage;
let colleague: RoomPage;
let enters: (role: Role) => Promise<RoomPage>;
let session: string;

beforeAll(async () => {
  [server, chromium] = await Promise.all([
    Server.start("--no-crowd", "--rate-moderator-lines", "100/10ms"),
    launchChromium(),
  ]);
  const crew = await Crew.of(server);
  session = await sessionUnderWay(server);
  const enter = async (visitor: Visitor) => {
    everybody.push(visitor);
    const room = new RoomPage(visitor.page);
    await room.open(session);
    return room;
  };
  enters = async (role) => enter(await crew.enter(chromium, role));
  [asker, other, moderator] = await Promise.all([enters("attendee"), enters("attendee"), enters("moderator")]);
  const second = await Visitor.enter(chromium, server.address);
  await second.login(server.links.moderator);
  await second.page.waitForURL("**/sessions/*");
  colleague = await enter(second);
  await asker.join();
  await other.join();
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

const asked = "Wich of the programs can be evaluated acros borders?";
const worded = "Which of the programmes can be evaluated across borders?";

/** A list entry of the question with a text, on either kind of page. */
const question = (room: RoomPage, text: string) => room.page.getByRole("listitem").filter({ hasText: text });
const desk = (section: string) => moderator.page.getByRole("region", { name: section });

test("a question is asked, edited, approved, upvoted, put on the stage and answered", async () => {
  const q = en.room.questions;
  for (const room of [asker, other, moderator, colleague]) await room.tab(q.tab);
  await asker.ask(asked.replace("borders", "frontiers"));
  const mine = question(asker, "frontiers").first();
  await mine.getByText(q.state.incoming).waitFor();
  // Its asker may edit it while nobody has approved it; nobody else sees it yet.
  await mine.getByRole("button", { name: q.edit }).click();
  await asker.page.getByRole("tabpanel").getByRole("listitem").getByRole("textbox").fill(asked);
  await asker.page.getByRole("button", { name: en.button.save }).click();
  await question(asker, asked).first().waitFor();
  expect(await question(other, asked).count()).toBe(0);

  const incoming = desk(en.room.desk.incoming).getByRole("listitem");
  const field = incoming.getByRole("textbox");
  await expect
    .poll(async () => field.evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value)))
    .toContain(asked);
  const values = await field.evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value));
  const entry = incoming.nth(values.indexOf(asked));
  await entry.getByRole("textbox").fill(worded);
  await entry.getByRole("button", { name: en.room.desk.approveEdited }).click();
  await other.fresh(worded);
  for (const room of [other, moderator, colleague, asker]) await question(room, worded).first().waitFor();
  await question(asker, worded).first().getByText(q.was(asked)).waitFor(); // what became of her wording

  const vote = question(other, worded).getByRole("button", { name: q.upvote(0) });
  await vote.click();
  await question(other, worded)
    .getByRole("button", { name: q.voted(1) })
    .waitFor();
  for (const room of [moderator, colleague]) await question(room, worded).getByText(q.votes(1)).waitFor();

  const queued = desk(en.room.desk.queue).getByRole("listitem").filter({ hasText: worded });
  await queued.getByRole("button", { name: en.room.desk.up }).click();
  await queued.getByRole("button", { name: en.room.desk.answer }).click();
  for (const room of [asker, other]) {
    await room.stage.getByText(en.room.stage.answering).waitFor();
    expect(await room.stage.innerText()).toContain(worded);
  }
  await question(colleague, worded).getByText(en.room.stage.answering).waitFor();

  // The other moderator finishes what the first began.
  await question(colleague, worded).getByRole("button", { name: en.room.desk.answered }).click();
  for (const room of [asker, other]) {
    await expect.poll(() => room.stage.getByText(en.room.stage.answering).count()).toBe(0);
    // It stays in its place, or is among those that were answered.
    const answered = room.page.getByRole("listitem").filter({ hasText: worded }).filter({ hasText: q.state.answered });
    await answered.first().waitFor();
  }
  await desk(en.room.desk.done).getByRole("listitem").filter({ hasText: worded }).waitFor();
});

test("a dismissed question's reason is read by its asker, and by no one else of the audience", async () => {
  const text = "When is lunch?";
  const reason = en.room.desk.reasons[1]!;
  await asker.ask(text);
  const fields = desk(en.room.desk.incoming).getByRole("textbox");
  const values = () => fields.evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value));
  await expect.poll(values).toContain(text);
  const entry = desk(en.room.desk.incoming)
    .getByRole("listitem")
    .nth((await values()).indexOf(text));
  await entry.getByRole("button", { name: en.room.desk.dismiss }).click();
  const dialog = moderator.page.getByRole("dialog");
  await dialog.getByRole("button", { name: reason }).click();
  await dialog.getByRole("button", { name: en.room.desk.dismiss }).click();
  await question(asker, text).getByText(en.room.questions.reason(reason)).waitFor();
  await question(colleague, text).getByText(en.room.questions.reason(reason)).waitFor();
  expect(await question(other, text).count()).toBe(0);
});

test("its asker withdraws a question", async () => {
  const text = "Never mind: is this microphone on?";
  await asker.ask(text);
  await question(asker, text).getByRole("button", { name: en.room.questions.withdraw }).click();
  await question(asker, text).getByText(en.room.questions.state.withdrawn).waitFor();
  await question(colleague, text).getByText(en.room.questions.state.withdrawn).waitFor();
});

test("a line arrives at everybody's, and a moderator deletes one", async () => {
  for (const room of [asker, other, moderator, colleague]) await room.tab(en.room.chat.tab);
  const text = `<b>Bonjour</b> & "merci" 🙂 https://evil.example/sign-in javascript:alert(1)`;
  await asker.say(text);
  for (const room of [asker, other, moderator, colleague]) await room.lines(text).waitFor();
  // Text is text, and what looks like a link is, too.
  for (const tag of ["b", "a"])
    expect(
      await other
        .lines(text)
        .locator(tag, { hasText: /Bonjour|evil/ })
        .count(),
    ).toBe(0);
  await moderator.lines(text).getByRole("button", { name: en.room.chat.delete }).click();
  for (const room of [asker, other, moderator, colleague]) {
    await expect.poll(() => room.lines(text).count()).toBe(0);
  }
});

test("whom somebody hides she reads no more, in this room and after a reload, until she shows her again", async () => {
  const [before, after] = ["Said before anybody was hidden", "Said to everybody but one"];
  const name = await ownName(other);
  await other.say(before);
  await asker.lines(before).waitFor();
  await asker.page
    .getByRole("button", { name: en.chat.hidden.hide(name) })
    .last()
    .click();
  await expect.poll(() => asker.lines(before).count()).toBe(0);
  await other.say(after);
  await moderator.lines(after).waitFor();
  await asker.page.reload(); // it goes in again by itself
  await asker.tab(en.room.chat.tab);
  await asker.lines(en.chat.hidden.told(name)).first().waitFor();
  expect(await asker.lines(after).count()).toBe(0);
  await asker.page
    .getByRole("button", { name: en.chat.hidden.showWho(name) })
    .first()
    .click();
  await asker.lines(after).waitFor();
});

test("a silenced person reads on and cannot write, until she may again", async () => {
  const name = await ownName(other);
  await moderator.tab(en.room.people.tab);
  const row = moderator.page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: name });
  await row.getByRole("button", { name: en.room.people.silence }).click();
  await other.page.getByText(en.room.chat.silenced).waitFor();
  expect(await other.page.getByLabel(en.room.chat.write).count()).toBe(0);
  await asker.say("Can you still read this?");
  await other.lines("Can you still read this?").waitFor();
  await row.getByRole("button", { name: en.room.people.unsilence }).click();
  await other.say("Yes, and write again.");
  await asker.lines("Yes, and write again.").waitFor();
});

test("who comes late reads what was said before, and finds it", async () => {
  await moderator.tab(en.room.chat.tab);
  for (let n = 1; n <= 54; n++) await moderator.say(`Minute ${String(n)} of sixty`);
  await other.lines("Minute 54 of sixty").waitFor();
  const late = await enters("attendee");
  await late.join();
  const all = late.lines("of sixty");
  await expect.poll(() => all.count()).toBe(50);
  await late.page.getByRole("button", { name: en.room.chat.earlier }).click();
  await late.lines("Minute 1 of sixty").waitFor();
  expect(await all.count()).toBe(54);
  const search = late.page.getByRole("searchbox", { name: en.room.chat.search });
  await search.fill("MINUTE 7 OF");
  await search.press("Enter");
  await expect.poll(() => all.allInnerTexts()).toEqual([expect.stringContaining("Minute 7 of sixty")]);
  await search.fill("");
  await expect.poll(() => all.count()).toBe(54);
});

test("whoever runs a session extends it", async () => {
  const w = en.room.control;
  await moderator.tab(w.tab);
  const planned = new RegExp(w.ends("(\\d\\d:\\d\\d)"));
  const ends = async () => planned.exec(await moderator.page.getByText(planned).innerText())?.[1] ?? "";
  const before = await ends();
  await moderator.page.getByRole("button", { name: en.editor.late.extend }).click();
  await expect.poll(ends).not.toBe(before);
});

test("an organizer turns the chat and the questions off in a room that is open", async () => {
  const organizer = await Visitor.enter(chromium, server.address);
  everybody.push(organizer);
  await organizer.login(server.links.organizer);
  const { request } = organizer.page;
  const { session: is } = (await (await request.get(`/api/sessions/${session}`)).json()) as ProgrammeEntry;
  const { hall, title, abstract, kind, access, languages, translations, segments } = is;
  const { time_zone } = (await (await request.get("/api/conference")).json()) as ConferenceInfo;
  const starts_at = civilTime(new Date(is.starts_at), time_zone);
  const ends_at = civilTime(new Date(is.ends_at), time_zone);
  const put = (chat: Discussion, questions: Discussion) =>
    request.put(`/api/sessions/${session}`, {
      headers: { Origin: server.address },
      data: {
        hall,
        title,
        abstract,
        kind,
        access,
        languages,
        starts_at,
        ends_at,
        translations,
        segments,
        chat,
        questions,
      },
    });
  const tab = (name: string) => asker.page.getByRole("tab", { name });
  await tab(en.room.chat.tab).waitFor();
  expect((await put("moderated", "off")).status()).toBe(200);
  await tab(en.room.questions.tab).waitFor({ state: "detached" });
  await asker.page.getByText(en.room.chat.some).waitFor();
  expect((await put("off", "off")).status()).toBe(200);
  await tab(en.room.chat.tab).waitFor({ state: "detached" });
  expect((await put("open", "open")).status()).toBe(200);
  await tab(en.room.chat.tab).waitFor();
});

test("nobody's page complained", async () => {
  for (const visitor of everybody) await visitor.leave();
});

async function ownName(room: RoomPage): Promise<string> {
  const me = (await (await room.page.request.get("/api/me")).json()) as { person: { name: string } };
  return me.person.name;
}
