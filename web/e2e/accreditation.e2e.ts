// Many registrations at once: found, decided, undone, corrected, and the waiting list when a place falls free.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { accessible } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { linkTo } from "./mails.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

const w = en.desk.registrations;
const states = en.names.registration;

// In the order in which they arrive, which is that of the waiting list.
const office = "Международное информационное агентство «Северо-Западный вестник культурного наследия»";
const people = [
  "Александра-Виктория Константинопольская-Преображенская",
  "Ждан Ёлкин",
  "Мирослав Шестаков",
  "Аглая Заболоцкая",
  "Фёдор Щукин",
].map((name, i) => ({ name, email: `reporter${String(i)}@vestnik.example` }));
const [first, second, third, fourth] = people as [Person, Person, Person, Person];
type Person = (typeof people)[number];

let server: Server;
let chromium: Browser;
let organizer: Visitor;
let given: number; // places of the press, to people of the demonstration
const logins = new Map<Person, string>();

beforeAll(async () => {
  [server, chromium] = await Promise.all([
    Server.start("--at", "2020-09-01T10:00+02:00", "--no-crowd"),
    launchChromium(),
  ]);
  organizer = await Visitor.enter(chromium, server.address);
  await organizer.login(server.links.organizer);
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

/** Registers somebody, confirms her address as her page does, and gives the login that she has by that. */
async function register({ name, email }: Person): Promise<string> {
  const send = (path: string, data: object) =>
    fetch(new URL(path, server.address), {
      method: "POST",
      headers: { Origin: server.address, "Content-Type": "application/json" },
      body: JSON.stringify(data),
    });
  const sent = await send("/api/registrations", {
    email,
    name,
    category: "media",
    organization: office,
    function: "Специальный корреспондент",
  });
  expect(sent.status).toBe(200);
  await expect.poll(() => linkTo(server.data, email)).toBeTruthy();
  const used = await send("/api/links/use", { token: ((await linkTo(server.data, email)) ?? "").split("#")[1] });
  expect(used.status).toBe(200);
  return /login=([^;]+)/.exec(used.headers.get("Set-Cookie") ?? "")?.[1] ?? "";
}

/** Opens somebody's own page. */
async function enter(person: Person): Promise<Visitor> {
  const visitor = await Visitor.enter(chromium, server.address);
  await visitor.context.addCookies([{ name: "login", value: logins.get(person) ?? "", url: server.address }]);
  await visitor.page.goto("/me");
  return visitor;
}

/** How many mails somebody got. */
async function mailsTo({ email }: Person): Promise<number> {
  const outbox = join(server.data, "outbox");
  const mails = await Promise.all((await readdir(outbox)).map((name) => readFile(join(outbox, name), "utf8")));
  return mails.filter((mail) => (mail.split(/\r?\n\r?\n/)[0] ?? "").includes(email)).length;
}

const bar = (page: Page): Locator => page.getByRole("region", { name: w.bulk });
const row = (page: Page, { name }: Person): Locator => page.getByRole("row").filter({ hasText: name });
const state = (page: Page, person: Person) => row(page, person).getByRole("cell").nth(3).innerText();
const choose = (page: Page, { name }: Person) => page.getByRole("checkbox", { name: w.pick(name) }).check();

/** Presses a decision in the bar and gives the dialog that asks, with the lines of its preview. */
async function ask(page: Page, decision: keyof typeof en.names.decision): Promise<[Locator, string[]]> {
  await bar(page).getByRole("button", { name: en.names.decision[decision], exact: true }).click();
  const dialog = page.getByRole("dialog", { name: w.bulkTitle[decision] });
  await dialog.getByRole("listitem").first().waitFor();
  return [dialog, await dialog.getByRole("listitem").allInnerTexts()];
}

test("reporters register, one after the other", async () => {
  for (const person of people) logins.set(person, await register(person));
  expect([...logins.values()].every(Boolean)).toBe(true);
});

test("an organizer limits the places of a category", async () => {
  const { page } = organizer;
  // Two places more than are given to the press of the demonstration.
  await page.goto("/desk/registrations?category=media&state=approved");
  await page.getByText(/^\d+ registrations?$/).waitFor();
  given = Number.parseInt(await page.getByText(/^\d+ registrations?$/).innerText());
  await page.getByRole("link", { name: en.desk.settings.title }).first().click();
  const places = page.getByLabel(en.names.category.media);
  await places.fill("two");
  await page.getByRole("button", { name: en.button.save }).click();
  await page.getByText(en.desk.settings.badNumber).waitFor();
  await accessible(page, "settings with a mistake");
  await places.fill(String(given + 2));
  await page.getByRole("button", { name: en.button.save }).click();
  await page.getByText(en.desk.settings.saved).first().waitFor();
  await page.reload();
  await expect.poll(() => places.inputValue()).toBe(String(given + 2));
});

test("many are decided at once as the preview counts, and it is undone", async () => {
  const { page } = organizer;
  // They are found by what is in no other registration, and all of them selected by way of one.
  await page.goto("/desk/registrations");
  await page.getByRole("searchbox").fill("ВЕСТНИК");
  await page.getByRole("search").getByRole("button", { name: w.searchButton }).click();
  await page.getByText(w.found(people.length), { exact: true }).waitFor();
  await page.getByLabel(w.sort, { exact: true }).selectOption("oldest");
  await page.getByLabel(w.category, { exact: true }).selectOption("media");
  await expect.poll(() => page.getByRole("row").nth(1).innerText()).toContain(first.name);
  await page.getByRole("button", { name: w.saveFilter }).waitFor(); // a search alone can be kept, too
  await choose(page, third);
  await bar(page).getByText(w.picked(1), { exact: true }).waitFor();
  await bar(page)
    .getByRole("button", { name: w.pickMatching(people.length) })
    .click();
  await bar(page).getByText(w.allPicked(people.length), { exact: true }).waitFor();
  await accessible(page, "the list with a selection");
  await organizer.shot("desk-bulk", { phone: true });

  // What the preview counts is what happens; undone, it has not happened, and nobody was told.
  const planned = [w.changes(2, states.approved), w.changes(3, states.waiting)];
  let [dialog, preview] = await ask(page, "approve");
  expect(preview).toEqual(planned);
  await accessible(page, "the preview");
  await dialog.getByRole("button", { name: en.names.decision.approve }).click();
  await page.getByText(w.sweptToast(people.length)).waitFor();
  await expect.poll(() => state(page, second)).toBe(states.approved);
  await page.getByRole("button", { name: w.undo(10).replace(/ \(.*/, "") }).click();
  await page.getByText(w.undone(people.length)).first().waitFor();
  for (const person of people) await expect.poll(() => state(page, person)).toBe(states.submitted);
  expect(await Promise.all(people.map(mailsTo))).toEqual(people.map(() => 2)); // the link, and that it arrived

  // Again, and for good: after ten seconds each is told.
  await page.getByRole("checkbox", { name: w.pickAll }).check();
  [dialog, preview] = await ask(page, "approve");
  expect(preview).toEqual(planned);
  await dialog.getByRole("button", { name: en.names.decision.approve }).click();
  await page.getByText(w.sweptToast(people.length)).waitFor();
  await accessible(page, "what can be undone");
  await expect.poll(() => Promise.all(people.map(mailsTo))).toEqual(people.map(() => 3));
  await expect.poll(() => page.getByText(w.sweptToast(people.length)).count()).toBe(0);
  expect(await Promise.all(people.map((person) => state(page, person)))).toEqual([
    states.approved,
    states.approved,
    states.waiting,
    states.waiting,
    states.waiting,
  ]);
});

test("one of those who wait is asked for a correction, and answers", async () => {
  const { page } = organizer;
  const four = await enter(fourth);
  const reason = "Please send the number of your press card.";
  await choose(page, fourth);
  const [dialog, preview] = await ask(page, "ask-correction");
  expect(preview).toEqual([w.changes(1, states["correction-asked"])]);
  await dialog.getByRole("button", { name: en.names.decision["ask-correction"] }).click();
  await dialog.getByText(w.needReason).waitFor();
  await dialog.getByLabel(w.reason).fill(reason);
  await dialog.getByRole("button", { name: en.names.decision["ask-correction"] }).click();
  await page.getByText(w.sweptToast(1)).waitFor();
  await four.page.reload();
  await four.page.getByText(reason).waitFor();
  await accessible(four.page, "a correction asked");
  await four.page.getByRole("button", { name: en.registration.correct }).click();
  await four.page.getByRole("textbox", { name: en.registration.function }).fill("Корреспондент, удостоверение 4711");
  await four.page.getByRole("button", { name: en.registration.send, exact: true }).click();
  await four.page.getByText(states.submitted, { exact: true }).waitFor();
  await page.reload();
  await expect.poll(() => state(page, fourth)).toBe(states.submitted);
  await row(page, fourth).getByRole("button").click();
  await page.getByRole("dialog").getByText("Корреспондент, удостоверение 4711").first().waitFor();
  await accessible(page, "one decision");
  await page.keyboard.press("Escape");

  await four.leave();
});

test("who withdraws leaves her place to the first who waits", async () => {
  const { page } = organizer;
  const one = await enter(first);
  const three = await enter(third);
  await three.page.getByText(en.registration.state.waiting).waitFor();
  await accessible(three.page, "a registration that waits");
  await one.page.getByText(en.registration.state.approved).waitFor();
  await accessible(one.page, "an approved registration");
  await one.page.getByRole("button", { name: en.registration.withdraw, exact: true }).click();
  await one.page.getByRole("dialog").getByRole("button", { name: en.registration.withdraw }).click();
  await one.page.getByText(en.registration.state.withdrawn).waitFor();
  await accessible(one.page, "a withdrawn registration");
  await three.page.reload();
  await three.page.getByText(en.registration.state.approved).waitFor();
  await expect.poll(() => mailsTo(third)).toBe(4);
  await page.reload();
  await expect.poll(() => state(page, third)).toBe(states.approved);
  expect(await state(page, first)).toBe(states.withdrawn);
  await page.goto("/desk/registrations/settings");
  await page.getByText(en.desk.settings.taken(given + 2), { exact: true }).waitFor();
  await accessible(page, "settings");

  for (const visitor of [organizer, one, three]) await visitor.leave();
});
