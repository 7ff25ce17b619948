import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Browser, BrowserContextOptions } from "playwright-core";

import type { Me } from "../src/protocol.ts";
import type { Server } from "./server.ts";
import { Visitor } from "./visitor.ts";

/** What the demonstration's invented people are in the session that is under way. */
export type Role = "attendee" | "speaker" | "moderator";

/**
 * The demonstration's other people, beside those whom a link signs in as: a moderator, speakers, and many attendees.
 * The simulated crowd comes in with their logins; so do tests, on a server that runs without it.
 */
export class Crew {
  private constructor(
    private readonly server: Server,
    private readonly logins: Record<Role, string[]>,
  ) {}

  /** Reads the logins that the server has written beside its database. */
  static async of(server: Server): Promise<Crew> {
    const logins: Record<Role, string[]> = { attendee: [], speaker: [], moderator: [] };
    const text = await readFile(join(server.data, "crowd.passes"), "utf8");
    for (const [, role, secret] of text.matchAll(/^(attendee|speaker|moderator) (\S+)$/gm)) {
      logins[role as Role].push(secret ?? "");
    }
    return new Crew(server, logins);
  }

  /** The login of somebody who has not been taken yet. */
  take(role: Role): string {
    const login = this.logins[role].shift();
    if (!login) throw new Error(`there is no other ${role}`);
    return login;
  }

  /** The logins of so many attendees, each of another delegation of a participating State. */
  async delegates(count: number): Promise<string[]> {
    const of = new Map<string, string>();
    while (of.size < count) {
      const login = this.take("attendee");
      const answer = await fetch(`${this.server.address}/api/me`, { headers: { cookie: `login=${login}` } });
      const { person } = (await answer.json()) as Me;
      if (person?.category === "participating-state" && !of.has(person.code)) of.set(person.code, login);
    }
    return [...of.values()];
  }

  /** The login of an attendee who is of no State: a guest of an organization, or of the press. */
  async other(): Promise<string> {
    for (;;) {
      const login = this.take("attendee");
      const answer = await fetch(`${this.server.address}/api/me`, { headers: { cookie: `login=${login}` } });
      const { person } = (await answer.json()) as Me;
      if (person && !["participating-state", "partner-for-cooperation"].includes(person.category)) return login;
    }
  }

  /** Lets somebody enter who is signed in already: in a role, or with a login. */
  async enter(browser: Browser, as: Role | { login: string }, options: BrowserContextOptions = {}): Promise<Visitor> {
    const visitor = await Visitor.enter(browser, this.server.address, options);
    const value = typeof as === "string" ? this.take(as) : as.login;
    await visitor.context.addCookies([{ name: "login", value, url: this.server.address }]);
    return visitor;
  }
}
