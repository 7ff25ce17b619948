// What the organizer's desk costs at a large conference: 1,000 sessions in 40 halls, 20,000 registrations. Prints a table.
import { readFile } from "node:fs/promises";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";

import { en } from "../src/words/en/index.ts";
import { launchChromium } from "./browsers.ts";
import { got, program } from "./client.ts";
import { EditorPage } from "./editing.ts";
import { listOf, person } from "./people.ts";
import { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

const halls = 40;
const sessions = 1000;
const people = 20_000;
const together = 5000; // people in a file
const rounds = 3;
const day = "2020-09-14";

let server: Server;
let chromium: Browser;
let organizer: Visitor;

beforeAll(async () => {
  [server, chromium] = await Promise.all([
    Server.start("--at", "2020-09-01T10:00+02:00", "--no-crowd"),
    launchChromium(),
  ]);
  organizer = await Visitor.enter(chromium, server.address);
  await organizer.login(server.links.organizer);
  await fill();
});

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

/** Fills the conference, as a program does. */
async function fill() {
  const begun = performance.now();
  const done = (what: string) => console.log(`${what} after ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const { request } = organizer.page;
  const headers = { Origin: server.address };
  const scopes = ["programme:read", "programme:write", "registrations:read", "registrations:write"];
  const token = await request.post("/api/access-tokens", { headers, data: { name: "Bench", scopes, days: 1 } });
  const { secret } = (await token.json()) as { secret: string };
  const desk = program(server.address, secret);

  for (let from = 0; from < people; from += together) {
    const sent = { headers: { ...headers, "Content-Type": "application/octet-stream" }, timeout: 60_000 };
    const data = listOf(Math.min(together, people - from), from).buffer;
    done(`file from ${from}`);
    const seen = await request.post("/api/registrations/import/preview", { ...sent, data });
    const { stamp } = (await seen.json()) as { stamp: string };
    const taken = await request.post(`/api/registrations/import?stamp=${stamp}`, { ...sent, data });
    if (!taken.ok()) throw new Error(await taken.text());
  }
  done("registered");
  const known = new Set<string>();
  for (const q of ["an", "er", "in", "ol", "ka"]) {
    for (const { id } of got(await desk.GET("/api/people", { params: { query: { q } } })) ?? []) known.add(id);
  }
  const ids = [...known];

  const made: string[] = [];
  for (let i = 0; i < halls; i++) {
    made.push(got(await desk.POST("/api/halls", { body: { name: `Hall ${String(i + 1)}`, position: 10 + i } })).id);
  }
  const time = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const add = async (i: number) => {
    const at = Math.floor(i / halls); // 13 on the first day, 12 on the second
    const date = at < 13 ? day : "2020-09-15";
    const starts = 8 * 60 + (at % 13) * 50;
    const session = got(
      await desk.POST("/api/drafts", {
        body: {
          ...{
            title: `Session ${String(i)}: ${person(i).name}`,
            hall: made[i % halls] ?? "",
            kind: "working" as const,
          },
          ...{ starts_at: `${date}T${time(starts)}`, ends_at: `${date}T${time(starts + 45)}` },
          ...{ access: "participants" as const, languages: ["en", "fr"] },
        },
      }),
    );
    for (const role of ["chair", "speaker", "speaker"] as const) {
      const who = ids[(i * 3 + (role === "chair" ? 0 : i % 7)) % ids.length];
      if (who === undefined) break;
      const path = { draft: session.id };
      got(await desk.PUT("/api/drafts/{draft}/people", { params: { path }, body: { person: who, role } }));
    }
  };
  for (let i = 0; i < sessions; i += 8) {
    await Promise.all(Array.from({ length: Math.min(8, sessions - i) }, (_, j) => add(i + j)));
    if (i % 200 === 0) done(`session ${String(i)}`);
  }
  done("scheduled");
}

/** Milliseconds of a processor that the server has used. */
async function used(): Promise<number> {
  const stat = await readFile(`/proc/${String(server.pid)}/stat`, "utf8");
  const [user = "0", system = "0"] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14);
  return (Number(user) + Number(system)) * 10; // ticks of a hundredth of a second
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Row {
  what: string;
  browser: number;
  worst: number;
  server: number;
}
const rows: Row[] = [];

/** Measures from a deed until what it is for can be used. */
async function measure(what: string, deed: () => Promise<unknown>, before: () => Promise<unknown> = async () => {}) {
  const times: number[] = [];
  let cost = 0;
  for (let i = 0; i < rounds; i++) {
    await before();
    const [cpu, at] = [await used(), performance.now()];
    await deed();
    times.push(performance.now() - at);
    cost += (await used()) - cpu;
  }
  rows.push({ what, browser: median(times), worst: Math.max(...times), server: cost / rounds });
  console.log(what, times.map(Math.round).join(" "));
}

test("lists", async () => {
  const { page } = organizer;
  const w = en.desk.registrations;
  const found = () => page.getByText(/^[\d,]+ registrations?$/).waitFor();
  const open = async () => {
    await page.goto("/desk/registrations");
    await page.getByRole("row").nth(50).waitFor();
  };
  await measure("open the registrations", open);
  await measure(
    "search 20,000 for one",
    async () => {
      await page.getByRole("searchbox").fill(person(12_345).email);
      await page.getByRole("search").getByRole("button", { name: w.searchButton }).click();
      await page.getByText(w.found(1), { exact: true }).waitFor();
    },
    open,
  );
  await measure(
    "filter by category",
    async () => {
      await page.getByLabel(w.category, { exact: true }).selectOption("media");
      await page.waitForURL(/category=media/);
      await found();
      await page.getByRole("row").nth(50).waitFor();
    },
    open,
  );
  const paged = async (to: number, label: string) => {
    await page.getByRole("navigation", { name: w.paging }).getByRole("link", { name: label, exact: true }).click();
    await page.getByText(new RegExp(`^Page ${String(to)} of`)).waitFor();
    await page.waitForURL(new RegExp(`page=${String(to)}`));
    await page.getByRole("row").nth(10).waitFor();
  };
  await measure("the next page", () => paged(2, en.button.next), open);
  await measure(
    "page 390 of 402",
    () => paged(390, en.button.next),
    () => page.goto("/desk/registrations?page=389"),
  );
  await measure("open the delegations", async () => {
    await page.goto("/desk/delegations");
    await page.getByRole("main").getByRole("link").nth(5).waitFor();
  });
});

test("programme", async () => {
  const { page } = organizer;
  const editor = new EditorPage(page);
  const open = async () => {
    await page.goto("/desk/editor");
    await page.locator(`[data-day='${day}'] button[id^=session-]`).nth(20).waitFor();
  };
  await measure("open the editor", open);
  const title = `Session 0: ${person(0).name}`;
  const frames: number[] = [];
  let moves = 0;
  await measure(
    "drag a session across 3 halls in 24 steps",
    async () => {
      await editor.drag(title, day, 3, 10 * 60, false);
      for (let i = 0; i < 12; i++) await page.mouse.move(600 + i * 10, 500 + i * 5);
      frames.push(await page.evaluate(() => (window as unknown as { longest: () => number }).longest()));
    },
    async () => {
      await page.mouse.up();
      await open();
      await page.evaluate(() => {
        let [last, longest] = [performance.now(), 0];
        const look = (now: number) => {
          [longest, last] = [Math.max(longest, now - last), now];
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        Object.assign(window, { longest: () => longest });
      });
    },
  );
  await page.mouse.up();
  rows.push({ what: "… the longest frame of it", browser: median(frames), worst: Math.max(...frames), server: 0 });
  await measure(
    "let it go, and see its warnings",
    async () => {
      const answered = page.waitForResponse((response) => response.url().endsWith("/api/draft"));
      await page.mouse.up();
      await answered;
      await page.getByText(/^\S+ warnings$/).waitFor();
    },
    async () => {
      await open();
      await editor.drag(title, day, 3, (10 + (moves++ % 2)) * 60, false); // never where it is
    },
  );
  await measure("move it by a key and put it down", async () => {
    await editor.session(title).focus();
    const answered = page.waitForResponse((response) => response.url().endsWith("/api/draft"));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await answered;
  });
  await measure("open the releases, all warnings listed", async () => {
    await page.goto("/desk/releases");
    await page.getByText(en.editor.warningsTitle).first().waitFor();
  });
  await measure("open the list of sessions", async () => {
    await page.goto("/desk/programme");
    await page.getByText("Session 0:").first().waitFor();
  });
  await measure("open the live board", async () => {
    await page.goto("/desk/live");
    await page.getByRole("article").nth(halls).waitFor();
  });
  await measure("open the public programme", async () => {
    await page.goto("/");
    await page.getByRole("article").first().waitFor();
  });
});

test("table", () => {
  const line = (...cells: string[]) => `| ${cells.join(" | ")} |`;
  const table = [
    line("what", "browser: median ms", "worst of 3", "server: CPU ms"),
    line("---", "--:", "--:", "--:"),
    ...rows.map(({ what, browser, worst, server: cpu }) =>
      line(what, browser.toFixed(0), worst.toFixed(0), cpu ? cpu.toFixed(0) : "–"),
    ),
  ];
  console.log(`\n${table.join("\n")}\n`);
});
