// From the first look at the programme to being let in: a visitor and an organizer.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchChromium } from "./browsers.ts";
import { linkTo } from "./mails.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

// Nine days before the deadline, and on the first day of the conference, four days after it.
const early = "2020-09-01T10:00+02:00";
const email = "ewa.brzezinska@delegation.example";
const name = "Ewa Brzezińska";

let before: Server;
let during: Server;
let chromium: Browser;

beforeAll(async () => {
  [before, during, chromium] = await Promise.all([
    Server.start("--at", early, "--no-crowd"),
    Server.start("--no-crowd"),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await chromium?.close();
  await Promise.all([before?.stop(), during?.stop()]);
});

test("a visitor reads the programme in the conference's time and her own", async () => {
  const visitor = await Visitor.enter(chromium, during.address, { timezoneId: "America/New_York" });
  const { page } = visitor;
  await page.goto("/");
  for (const day of ["Monday, 14 September 2020", "Tuesday, 15 September 2020"]) {
    await page.getByRole("heading", { level: 2, name: day }).waitFor();
  }
  expect(await page.getByRole("article").count()).toBe(10); // the eleventh is closed, and no visitor knows of it
  const session = page.getByRole("article").filter({ hasText: "Session 1:" });
  const text = await session.innerText();
  expect(text).toContain("Plenary hall");
  expect(text).toMatch(/10:45\D12:45\s+Vienna time/);
  expect(text).toMatch(/04:45\D06:45\s+New York time/);
  expect(await page.getByRole("article").filter({ hasText: "Side event" }).innerText()).toContain("Side room");
  expect(text).toContain(en.names.session.open); // what runs now is marked itself; between sessions a line is
  await visitor.shot("programme", { phone: true });
  await visitor.leave();
});

test("between two sessions a line says what time it is", async () => {
  const pause = await Server.start("--at", "2020-09-14T10:36+02:00", "--no-crowd");
  const visitor = await Visitor.enter(chromium, pause.address);
  await visitor.page.goto("/");
  await expect.poll(() => visitor.page.locator("#now").innerText()).toMatch(/^Now · 10:3\d Vienna time$/);
  await visitor.leave();
  await pause.stop();
});

test("after the deadline a visitor is told so, by the page and by the server", async () => {
  const visitor = await Visitor.enter(chromium, during.address);
  const { page } = visitor;
  await page.goto("/register");
  await page.getByRole("heading", { name: en.registration.closedTitle }).waitFor();
  expect(await page.locator("main").innerText()).toMatch(/10 September 2020/);
  const refused = await page.request.post("/api/registrations", {
    headers: { Origin: during.address },
    data: { email, name, category: "civil-society", organization: "Somebody" },
  });
  expect(refused.status()).toBe(409);
  expect(((await refused.json()) as { title: string }).title).toMatch(/closed/i);
  await visitor.leave();
});

test("a visitor registers, confirms by the mail's button, and an organizer lets her in", async () => {
  const visitor = await Visitor.enter(chromium, before.address);
  const { page } = visitor;
  await page.goto("/");
  await page.locator("main").getByRole("link", { name: en.shell.register }).click();
  await page.getByRole("textbox", { name: en.registration.name }).fill(name);
  await page.getByRole("combobox", { name: en.registration.delegation }).selectOption({ label: "Poland" });
  await page.getByRole("textbox", { name: en.registration.function }).fill("Counsellor");
  await page.locator("main form").getByRole("button", { name: en.registration.submit }).click();
  await page.getByText(en.problem.email).waitFor(); // the address is missing: said beside its field
  await page.getByRole("textbox", { name: en.registration.email }).fill(email);
  await visitor.shot("register");
  await page.locator("main form").getByRole("button", { name: en.registration.submit }).click();
  await page.getByRole("heading", { name: en.registration.sentTitle }).waitFor();
  expect(await page.locator("main").innerText()).toContain(before.data); // where the mail went

  await expect.poll(() => linkTo(before.data, email)).toBeTruthy();
  const link = (await linkTo(before.data, email)) ?? "";
  // What scanners in front of a mailbox do: they open the link, some of them in a browser.
  for (let i = 0; i < 2; i++) expect((await fetch(link)).status).toBe(200);
  const scanner = await Visitor.enter(chromium, before.address);
  await scanner.page.goto(link);
  await scanner.page.getByRole("button", { name: en.account.link.use }).waitFor();
  await scanner.leave();

  await page.goto(link);
  await page.getByRole("button", { name: en.account.link.use }).click();
  await page.waitForURL("**/me");
  await page.getByText(en.names.registration.submitted, { exact: true }).waitFor();

  // Until they decide, a session's door says why it is shut.
  const programme = (await (await page.request.get("/api/programme")).json()) as {
    sessions: { session: { id: string; title: string } }[];
  };
  const one = programme.sessions.find(({ session }) => session.title.startsWith("Session 1"));
  await page.goto(`/sessions/${one?.session.id ?? ""}`);
  await page.getByText(en.room.entry.registration(en.names.registration.submitted)).waitFor();
  await page.getByRole("link", { name: en.shell.registration }).click();
  await page.getByText(en.names.registration.submitted, { exact: true }).waitFor();

  const thief = await Visitor.enter(chromium, before.address);
  thief.faults.forgive(/Failed to load resource/);
  await thief.page.goto(link);
  await thief.page.getByRole("button", { name: en.account.link.use }).click();
  await thief.page.getByRole("heading", { name: en.account.link.failedTitle }).waitFor();
  await thief.leave();

  const organizer = await Visitor.enter(chromium, before.address);
  const desk = organizer.page;
  await organizer.login(before.links.organizer);
  await desk.goto("/desk/registrations?state=submitted");
  await desk.getByRole("row").filter({ hasText: name }).getByRole("button").click();
  await desk.getByRole("dialog").getByText(email).waitFor();
  await organizer.shot("desk-registrations");

  // First she is asked for a correction, and makes it.
  const reason = "Please give your function in full.";
  const drawer = desk.getByRole("dialog");
  await drawer.getByRole("button", { name: en.names.decision["ask-correction"] }).click();
  await drawer.getByRole("button", { name: en.names.decision["ask-correction"] }).click();
  await drawer.getByText(en.desk.registrations.needReason).waitFor();
  await drawer.getByLabel(en.desk.registrations.correctionTitle(name)).fill(reason);
  await drawer.getByRole("button", { name: en.names.decision["ask-correction"] }).click();
  await desk.getByText(en.desk.registrations.decidedToast["ask-correction"](name)).first().waitFor();
  await page.reload();
  await page.getByText(en.registration.state["correction-asked"]).waitFor();
  await page.getByText(reason).waitFor();
  await page.getByRole("button", { name: en.registration.correct }).click();
  expect(await page.getByRole("textbox", { name: en.registration.name }).inputValue()).toBe(name);
  await page.getByRole("textbox", { name: en.registration.function }).fill("Counsellor for security policy");
  await page.getByRole("button", { name: en.registration.send, exact: true }).click();
  await page.getByText(en.names.registration.submitted, { exact: true }).waitFor();

  await desk.goto("/desk/registrations?state=submitted");
  await desk.getByRole("row").filter({ hasText: name }).getByRole("button").click();
  await desk.getByRole("dialog").getByText("Counsellor for security policy").first().waitFor();
  await desk.getByRole("dialog").getByRole("button", { name: en.names.decision.approve }).click();
  await desk.getByText(en.desk.registrations.decidedToast.approve(name)).first().waitFor();
  await organizer.leave();

  await page.reload();
  await page.getByText(en.registration.state.approved).waitFor();
  await page.goto("/");
  await page.getByRole("link", { name: /^Enter\W+Session 1/ }).waitFor();
  await visitor.leave();
});
