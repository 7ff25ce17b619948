// A working session from its opening to its journal: a chair, two moderators, twelve delegations, an interpreter who listens.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { accessible } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import type { Delegate } from "./floor.ts";
import { Meeting, type Present } from "./meeting.ts";
import type { RoomPage } from "./room.ts";
import { Server } from "./server.ts";
import { phone } from "./visitor.ts";

let server: Server;
let chromium: Browser;
let meeting: Meeting;
let presides: Present;
let chair: RoomPage;
let anna: RoomPage;
let boris: RoomPage;
let interpreter: RoomPage;
let press: Present;
let delegates: Delegate[];
let [eva, ana, ben]: Delegate[] = [];

const text = en.floor;
const title = "Working session on what can be evaluated";

/** The delegate of a number: there are twelve. */
function delegate(i: number): Delegate {
  const one = delegates[i];
  if (!one) throw new Error(`there is no delegate ${String(i)}`);
  return one;
}

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start("--no-crowd"), launchChromium()]);
  meeting = await Meeting.prepare(chromium, server, title);
  const heads: Present[] = [];
  for (const role of ["chair", "moderator", "moderator", "interpreter"] as const) {
    const login = meeting.crew.take("attendee");
    await meeting.appoint(login, role);
    heads.push(await meeting.come(login));
  }
  [presides] = heads as [Present];
  [chair, anna, boris, interpreter] = heads.map(({ room }) => room) as [RoomPage, RoomPage, RoomPage, RoomPage];
  delegates = await meeting.delegations(12);
  press = await meeting.come(await meeting.crew.other());
  [eva, ana, ben] = [delegate(0), delegate(1), delegate(2)];
}, 240_000);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

/** A picture for the documents. */
const picture = (room: RoomPage, name: string, also = {}) =>
  meeting.present.find(({ visitor }) => visitor.page === room.page)?.visitor.shot(name, also);

const floor = () => chair.page.getByRole("region", { name: text.label, exact: true });
const list = () => floor().getByRole("region", { name: text.list.title }).getByRole("listitem");
const give = (state: string) => floor().getByRole("button", { name: `${text.desk.give} ${state}` });
const desk = (room: RoomPage, section: string) => room.page.getByRole("region", { name: section });

test("the session and the list are opened, and twelve delegations stand on it in the order of the rules", async () => {
  await floor().getByRole("button", { name: text.desk.open }).click();
  await floor().getByText(text.desk.nobodyClosed).or(floor().getByText(text.desk.nobody)).first().waitFor();
  const open = floor().getByRole("button", { name: text.desk.openList });
  if ((await open.count()) > 0) await open.click();
  for (const one of delegates.slice(1)) await one.ask({ note: `О предмете: ${one.state}` });
  await eva!.ask({ onBehalf: "European Union" });
  // Statements on behalf of groups come first.
  await expect.poll(() => list().count()).toBe(12);
  for (const [i, one] of [eva!, ana!, ben!].entries()) {
    await list().nth(i).getByText(one.state).first().waitFor();
    const says = i === 0 ? text.mine.next : i === 1 ? text.mine.nextButOne : text.mine.number(i + 1);
    await one.room.page.getByRole("region", { name: text.mine.label }).getByText(says).first().waitFor();
  }
});

test("who is called prepares backstage, is given the floor, and all see her clock; others align themselves", async () => {
  for (const one of [ana!, ben!]) {
    await one.room.tab(text.tab);
    await one.room.page.getByRole("button", { name: text.list.alignWho(eva!.state) }).click();
    await list().first().getByText(one.state).waitFor();
  }
  await eva!.prepare();
  await list().first().getByText(text.list.ready, { exact: true }).waitFor();
  await give(eva!.state).click();
  for (const one of [ana!, delegate(11)]) {
    await one.room.stage.getByText(eva!.state).first().waitFor();
    await one.clock.getByText(text.clock.running).waitFor();
  }
  await eva!.room.page.getByRole("heading", { name: text.mine.has }).waitFor();
  for (const room of [ana!.room, interpreter]) {
    await expect.poll(() => room.playing("audio")).toBeGreaterThan(0);
    await expect.poll(() => room.playing("video")).toBeGreaterThan(0);
  }
  await picture(chair, "floor-chair");
  await picture(ana!.room, "floor-speakers", { phone: true });
});

test("the time is over, and nobody is cut off", async () => {
  for (let i = 0; i < 5; i++) await floor().getByRole("button", { name: text.desk.minus }).click();
  await ana!.clock.getByText(text.clock.over).waitFor();
  await ana!.room.stage.getByText(text.said.over).waitFor();
  await eva!.room.page.getByText(text.mine.over).waitFor();
  await picture(eva!.room, "floor-clock");
  await expect.poll(() => interpreter.playing("audio")).toBeGreaterThan(0);
});

test("the key N thanks her and calls the next, who is told that nobody hears her", async () => {
  await chair.page.locator("body").press("n");
  await ben!.room.stage.getByText(ana!.state).first().waitFor();
  await expect.poll(() => eva!.room.page.getByText(en.room.me.onAirLead).count()).toBe(0);
  await ana!.room.page.getByRole("alert").getByText(text.mine.noDevices).waitFor();
  await chair.page.locator("body").press(" ");
  await ben!.clock.getByText(text.clock.paused).waitFor();
  await ana!.room.page.getByRole("button", { name: text.mine.finished }).click();
  await floor().getByRole("button", { name: text.desk.give }).waitFor();
});

test("a point of order is raised on a closed list and comes first; a right of reply answers what was said", async () => {
  await floor().getByRole("button", { name: text.desk.closeList }).click();
  await ana!.room.page.getByText(text.closed.now).first().waitFor();
  await ben!.raiseOrder();
  await list().first().getByText(text.kind["point-of-order"]).waitFor();
  await delegate(3).replyTo(ana!.state);
  await list().last().getByText(text.repliesTo(ana!.state)).waitFor();
  await give(ben!.state).click();
  await ben!.room.page.getByRole("heading", { name: text.mine.has }).waitFor();
  await accessible(chair.page, "the chair's desk");
  await floor().getByRole("button", { name: text.desk.thank, exact: true }).click();
});

test("two ask the same: one moderator merges the questions, the other answers", async () => {
  const q = en.room.questions;
  const [one, same] = ["Who evaluates?", "Who does the evaluating?"];
  for (const [i, asked] of [one, same].entries()) {
    const { room } = delegate(4 + i);
    await room.tab(q.tab);
    await room.ask(asked);
    await room.page.getByRole("listitem").filter({ hasText: asked }).first().waitFor();
  }
  for (const room of [anna, boris]) await room.tab(en.room.desk.tab);
  const incoming = desk(anna, en.room.desk.incoming).getByRole("listitem");
  await expect.poll(() => incoming.count()).toBe(2);
  await incoming.first().getByRole("button", { name: en.room.desk.approve, exact: true }).click();
  const queued = (room: RoomPage) => desk(room, en.room.desk.queue).getByRole("listitem").filter({ hasText: one });
  await queued(anna).waitFor();
  await incoming.first().getByRole("button", { name: en.questions.more }).click();
  const dialog = anna.page.getByRole("dialog");
  await dialog.getByLabel(en.questions.mergeInto).selectOption({ label: `${en.room.desk.number(1)} – ${one}` });
  await dialog.getByRole("button", { name: en.questions.mergeAct }).click();
  await queued(boris).getByRole("button", { name: en.room.desk.answer }).click();
  await ana!.room.stage.getByText(one).waitFor();
  await picture(anna, "questions-desk");
  await queued(boris).getByRole("button", { name: en.room.desk.answered }).click();
  for (const i of [4, 5]) await delegate(i).room.page.getByText(q.state.answered).first().waitFor();
});

test("an indicative poll is opened, voted in and closed; a decision is taken by consensus", async () => {
  const w = en.polls;
  for (const room of [anna, chair]) await room.tab(w.tab);
  await anna.page.getByRole("button", { name: w.desk.new }).click();
  const dialog = anna.page.getByRole("dialog");
  await dialog.getByLabel(w.desk.text).fill("Shall the report name good practices?");
  for (const [i, option] of ["Yes", "No"].entries()) await dialog.getByLabel(w.desk.option(i + 1)).fill(option);
  await dialog.getByRole("button", { name: w.desk.save }).click();
  await anna.page.getByRole("button", { name: w.desk.open, exact: true }).click();
  for (const i of [6, 7, 8]) {
    const { room } = delegate(i);
    const { page } = room;
    await page.getByRole("button", { name: w.go }).click(); // everybody is told that there is a poll
    await page.getByRole("radio", { name: i < 8 ? "Yes" : "No" }).check();
    await page.getByRole("button", { name: w.vote, exact: true }).click();
    await page.getByText(w.voted).waitFor();
  }
  await anna.page.getByText(w.voters(3)).waitFor();
  await picture(anna, "polls-desk");
  await picture(delegate(6).room, "polls-vote");
  await anna.page.getByRole("button", { name: w.desk.close, exact: true }).click();
  await anna.page.getByRole("dialog").getByRole("button", { name: w.desk.close, exact: true }).last().click();
  await delegate(9).room.tab(w.tab);
  await delegate(9).room.page.getByText(w.state.closed).waitFor();

  const p = en.proposals;
  await chair.page.getByRole("button", { name: p.propose }).click();
  await chair.page.getByRole("dialog").getByLabel(p.text).fill("To meet again next year.");
  await chair.page.getByRole("dialog").getByRole("button", { name: p.send, exact: true }).click();
  await delegate(6).room.page.getByText("To meet again next year.").waitFor();
  await chair.page.getByRole("button", { name: p.adopt }).click();
  await delegate(6).room.page.getByText(p.state.adopted, { exact: true }).waitFor();
});

test("the others are called one by one, the right of reply is taken last, and a part is held behind closed doors", async () => {
  await chair.tab(text.deskTab);
  for (let left = await list().count(); left > 0; left = await list().count()) {
    const next = list().first();
    if ((await next.getByText(text.repliesTo(ana!.state)).count()) > 0) break;
    await chair.page.locator("body").press("n");
    await expect.poll(() => list().count()).toBeLessThan(left);
  }
  await chair.page.locator("body").press("n");
  await delegate(3).room.page.getByRole("heading", { name: text.mine.has }).waitFor();
  await delegate(3).room.page.getByRole("button", { name: text.mine.finished }).click();

  const { page } = chair;
  await page.getByRole("button", { name: en.safety.open }).click();
  await page.getByRole("button", { name: en.safety.closed.act }).click();
  await page.getByText(press.person.name).waitFor();
  await picture(chair, "safety-closed");
  await page.getByRole("button", { name: en.safety.closed.yes }).click();
  await press.room.page.getByText(en.safety.outside.title["closed-meeting"]).waitFor();
  await page.getByRole("button", { name: en.safety.closed.again }).click();
  await press.room.stage.waitFor(); // it goes in by itself
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
});

test("the session is closed, and its journal has all of it in order", async () => {
  await chair.tab(en.room.control.tab);
  await chair.page.getByRole("button", { name: en.room.control.close, exact: true }).click();
  await chair.page.getByRole("dialog").getByRole("button", { name: en.room.control.close, exact: true }).click();
  await delegate(5).room.page.getByText(en.room.status.ended).first().waitFor();
  const answer = await chair.page.request.get(`/api/sessions/${meeting.session.id}/journal.txt`);
  const journal = (await answer.text())
    .replaceAll(/\b(\d{1,2}(\.\d\d)? [ap]\.m\.|12 (noon|midnight))/g, "T")
    .replaceAll(/\b(\d+ min \d+ s|\d+ s|\d+ min)\b/g, "D");
  const state = (i: number) => delegate(i).state;
  const spoke = "Spoke for D; limit D";
  const happened = [
    "The session was opened. " + `${presides.person.name} (${presides.person.delegation ?? ""}) presided.`,
    `Agenda item: ${title}`,
    "The list of speakers was opened.",
    `Statement: ${state(0)} – European Union (with ${state(1)} and ${state(2)} in alignment)\n   ${spoke}, shortened by D; D over`,
    `Deviation from the rules of procedure: the time of ${state(0)} was shortened by D.`,
    `Statement: ${state(1)}\n   ${spoke}`,
    "The list of speakers was closed, with 10 on it.",
    `Point of order: ${state(2)}\n   ${spoke}`,
    "Indicative poll 1 (not a decision): “Shall the report name good practices?”\n   Yes: 2; No: 1. 3 voted.",
    "Proposal 1: “To meet again next year.”",
    "Decision: proposal 1 was adopted by consensus.",
    ...delegates.slice(2).map((one) => `Statement: ${one.state}\n   ${spoke}`),
    `Right of reply: ${state(3)}, in reply to ${state(1)} (T)\n   ${spoke}`,
    "The session went on behind closed doors, for delegations only.",
    "The closed part of the session ended.",
    "The session was closed.",
  ];
  expect(journal.slice(journal.indexOf("1. T")).trim().split("\n\n")).toEqual(
    happened.map((text, i) => `${String(i + 1)}. T ${text}`),
  );

  await chair.page.goto(`/sessions/${meeting.session.id}/journal`);
  await chair.page.getByRole("listitem").filter({ hasText: "was adopted by consensus" }).first().waitFor();
  await accessible(chair.page, "the journal");
  await picture(chair, "journal", { phone: true });
  const theirs = await ana!.room.page.request.get(`/api/sessions/${meeting.session.id}/journal`);
  expect(theirs.status()).toBe(403); // before it is published
});

test("the room is usable on a phone, and by everybody", async () => {
  await ana!.room.tab(text.tab);
  await accessible(ana!.room.page, "the list of speakers");
  await ana!.room.page.setViewportSize(phone);
  await ana!.room.stage.waitFor();
});

test("nobody's page complained", async () => {
  await meeting.leave();
});
