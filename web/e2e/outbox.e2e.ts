// The organizers' mail: held as drafts, edited, sent and dropped; what it says is theirs to write.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { barriers } from "./axe.ts";
import { launchChromium } from "./browsers.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

let server: Server;
let chromium: Browser;

beforeAll(async () => {
  [server, chromium] = await Promise.all([Server.start("--no-crowd"), launchChromium()]);
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

test("an organizer reads mail before it goes", async () => {
  const w = en.outbox;
  const organizer = await Visitor.enter(chromium, server.address);
  const { page } = organizer;
  await organizer.login(server.links.organizer);
  await page.goto("/desk/outbox");
  await page.getByText(w.noneText).waitFor();
  await page.getByLabel(w.held).click();
  await page.getByText(w.heldSaved).waitFor();

  // A template that names what is not there is refused by name; a good one is shown for somebody and kept.
  const text = page.locator("form", { has: page.getByRole("button", { name: w.saveTemplate }) }).getByLabel(w.words);
  await page.getByLabel(w.template, { exact: true }).selectOption("rejected");
  await text.fill("Dear {nam}");
  await page.getByRole("button", { name: w.saveTemplate }).click();
  await page.getByText("There is no placeholder {nam} here").waitFor();
  await text.fill("Dear {name},\n\nwe are sorry.\n\n{reason}");
  await page.getByRole("button", { name: w.preview }).click();
  await page.getByRole("status").getByText("we are sorry.").waitFor();
  await page.getByRole("button", { name: w.saveTemplate }).click();
  await page.getByText(w.templateSaved).waitFor();

  // Two are rejected, whose mail waits.
  await page.evaluate(async () => {
    const list = (await (await fetch("/api/registrations?state=submitted&limit=2")).json()) as {
      registrations: { id: string }[];
    };
    for (const { id } of list.registrations) {
      const decided = await fetch(`/api/registrations/${id}/decision`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ decision: "reject", reason: "The hall is full." }),
      });
      if (!decided.ok) throw new Error(await decided.text());
    }
  });
  await page.goto("/desk/outbox?state=draft");
  await page.getByText(w.found(2)).waitFor();
  expect(await barriers(page)).toEqual([]);
  await organizer.screenshots("desk-outbox");

  await page
    .getByRole("button", { name: /Your registration was not accepted/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  expect(await dialog.getByLabel(w.words).inputValue()).toContain("we are sorry.\n\n> The hall is full.");
  await dialog.getByLabel(w.subject).fill("Извините");
  expect(await barriers(page)).toEqual([]);
  await organizer.screenshots("desk-outbox-mail");
  await dialog.getByRole("button", { name: w.saveSend }).click();
  await page.getByText(w.found(1), { exact: true }).waitFor();
  await page.getByRole("button", { name: w.dropAll(1) }).click();
  await page.getByRole("dialog").getByRole("button", { name: w.dropAct }).click();
  await page.getByText(w.dropped(1)).waitFor();
  await page.goto("/desk/outbox?state=sent");
  await expect
    .poll(async () => {
      await page.reload();
      await page.getByText(/^\d+ mails?$/).waitFor();
      return page.getByRole("button", { name: /Извините/ }).isVisible();
    })
    .toBe(true);

  // Guests out of a file: their invitations wait in the outbox, and have no link yet.
  const guests = en.roster.invites;
  await page.goto("/desk/invitations");
  await page.getByRole("button", { name: guests.bring }).click();
  const bringing = page.getByRole("dialog", { name: guests.bring });
  await bringing.locator("input[type=file]").setInputFiles({
    name: "guests.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("E-mail;Name;Organization;Category\r\nguest@institute.example;Гость;Institute;Academia\r\n"),
  });
  await bringing.getByText(guests.adds(1)).waitFor();
  await bringing.getByRole("button", { name: guests.apply(1) }).click();
  await page.getByRole("link", { name: en.invitation.list.mail.draft }).click();
  await page.getByRole("button", { name: /You are invited/ }).click();
  expect(await dialog.getByLabel(w.words).inputValue()).toContain("{invitation}");
  expect(await barriers(page)).toEqual([]);
  organizer.faults.forgive(/422/); // the template that names what is not there
  await organizer.leave();
});
