import type { Browser } from "playwright-core";

import type { ConferenceInfo, Me, ProgrammeEntry, Role as SessionRole, SessionInfo } from "../src/protocol.ts";
import { civilTime } from "../src/when.ts";
import { Crew } from "./crew.ts";
import { Delegate } from "./floor.ts";
import { RoomPage } from "./room.ts";
import type { Server } from "./server.ts";
import { phone, Visitor } from "./visitor.ts";

/** Whoever is in a meeting: her page, and who she is. */
export interface Present {
  room: RoomPage;
  visitor: Visitor;
  person: NonNullable<Me["person"]>;
}

/** A working session of its own, made for a test, and all who come to it. */
export class Meeting {
  readonly present: Present[] = [];

  private constructor(
    private readonly chromium: Browser,
    private readonly server: Server,
    private readonly organizer: Visitor,
    readonly crew: Crew,
    readonly session: SessionInfo,
  ) {}

  /** Puts a session into the programme, beside the one that is under way, for everybody who is accredited. */
  static async prepare(chromium: Browser, server: Server, title: string): Promise<Meeting> {
    const organizer = await Visitor.enter(chromium, server.address);
    await organizer.login(server.links.organizer);
    const { request } = organizer.page;
    const { time_zone } = (await (await request.get("/api/conference")).json()) as ConferenceInfo;
    const { halls, sessions } = (await (await request.get("/api/programme")).json()) as {
      halls: { id: string }[];
      sessions: ProgrammeEntry[];
    };
    const now = sessions.find(({ session }) => session.state === "open")?.session;
    if (!now) throw new Error("no session is open");
    const answer = await request.post("/api/sessions", {
      headers: { Origin: server.address },
      data: {
        title,
        hall: halls.find(({ id }) => id !== now.hall)?.id ?? now.hall,
        kind: "working",
        access: "participants",
        languages: ["en", "fr", "ru"],
        starts_at: civilTime(new Date(now.starts_at), time_zone),
        ends_at: civilTime(new Date(now.ends_at), time_zone),
        chat: "open",
        questions: "moderated",
      },
    });
    if (!answer.ok()) throw new Error(await answer.text());
    const { session } = (await answer.json()) as ProgrammeEntry;
    return new Meeting(chromium, server, organizer, await Crew.of(server), session);
  }

  /** Gives somebody a part in the session. */
  async appoint(login: string, role: SessionRole) {
    const { person } = await this.who(login);
    const answer = await this.organizer.page.request.put(`/api/sessions/${this.session.id}/people`, {
      headers: { Origin: this.server.address },
      data: { person: person?.id, role },
    });
    if (!answer.ok()) throw new Error(await answer.text());
  }

  /** Whose login it is. */
  async who(login: string): Promise<Me> {
    const answer = await fetch(`${this.server.address}/api/me`, { headers: { cookie: `login=${login}` } });
    return (await answer.json()) as Me;
  }

  /** Lets somebody come in, with a small window if there is no need of a large one: a large room is then lighter to show. */
  async come(login: string, small = false): Promise<Present> {
    const visitor = await this.crew.enter(this.chromium, { login }, small ? { viewport: phone } : {});
    const room = new RoomPage(visitor.page);
    await room.open(this.session.id);
    await room.join();
    const { person } = await this.who(login);
    if (!person) throw new Error("nobody is signed in");
    const one = { room, visitor, person };
    this.present.push(one);
    return one;
  }

  /** So many delegations come in, each of another State, in the order of their names. */
  async delegations(count: number): Promise<Delegate[]> {
    const those: Present[] = [];
    // One after another: a machine of two cores opens no faster when all come at once, and pages then wait for each other.
    for (const login of await this.crew.delegates(count)) those.push(await this.come(login, those.length >= 4));
    const name = ({ person }: Present) => person.delegation ?? "";
    return those.map((one) => new Delegate(one.room, name(one)));
  }

  /** Everybody goes home; fails when a page complained. */
  async leave() {
    for (const { visitor } of this.present) await visitor.leave();
    await this.organizer.leave();
  }
}
