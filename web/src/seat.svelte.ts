import { SvelteSet } from "svelte/reactivity";

import { api } from "./api.ts";
import { Refusal as HTTPRefusal } from "./request.ts";
import { clock } from "./clock.svelte.ts";
import { Connection, type ConnectionState, type GoneReason, Refusal } from "./connection.ts";
import { Deeds, GivenUp } from "./deeds.svelte.ts";
import { type Chosen, remembered } from "./devices.ts";
import { History, type LinesAsked } from "./history.svelte.ts";
import { Outbox } from "./outbox.svelte.ts";
import type { Action, Command, Done, LegClosed, LinesPage, Notice, Place, ReactionCount } from "./protocol.ts";
import { apply, attending, myself, performers, type Room } from "./room.ts";
import type { Speaking } from "./speaking.svelte.ts";
import { AudienceLeg, type LegState } from "./stage.ts";
import { toasts } from "./toast.svelte.ts";
import { Taken } from "./taken.svelte.ts";
import { words } from "./words/words.svelte.ts";

/** For how long nothing may arrive before the page says so. */
const starvedAfter = 5_000;

/** How often the server is told what was played, in seconds. */
const reportEvery = 10;
/** The same while something is weak: the chip must not say so for long when it is over. */
const reportWhenWeak = 5;

/** Seat is what the room page shows: the connection, the room, what arrives and what is sent. */
export class Seat {
  connection: ConnectionState = $state.raw({ kind: "connecting" });
  room: Room | undefined = $state.raw();
  /** One for each slot, the same while the leg lasts. */
  streams: readonly MediaStream[] = $state.raw([]);
  audience: LegState | "none" = $state("none");
  /** Why there is neither sound nor picture; empty unless audience is "closed". */
  problem = $state("");
  /** Whom the audience leg carries: those on the stage, or those behind it. */
  attends: Place = $state("stage");
  /** No byte has come for a while although somebody is to be seen or heard. */
  starved = $state(false);
  /** Whose connection is weak, as the server says; empty when nothing is wrong. */
  weak = $state("");
  /** What I send; undefined unless I am backstage or on the stage with my devices open. */
  speaking: Speaking | undefined = $state.raw();
  /** The loudspeakers that were chosen; empty for the usual ones. */
  speakers = $state(remembered().speakers);
  /** The browser plays no sound until somebody clicks. */
  silent = $state(false);
  /** The server is another one than when this page was loaded. */
  outdated = $state(false);
  /** How people reacted in the last second. */
  reacted: { counts: readonly ReactionCount[]; at: number } | undefined = $state.raw();
  readonly outbox: Outbox;
  readonly deeds: Deeds;
  readonly history: History;
  readonly taken: Taken;
  /** Held lines of mine that I have read about, and put away. */
  readonly away = new SvelteSet<string>();
  /** The question I am writing. */
  question = $state("");

  private readonly link: Connection;
  private leg: AudienceLeg | undefined;
  private readonly watch: ReturnType<typeof setInterval>;
  private bytes = 0;
  private moved = 0;
  private seconds = 0;

  constructor(private readonly session: string) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.outbox = new Outbox(this.send, explain);
    this.deeds = new Deeds(this.send);
    this.taken = new Taken((command) => this.do(command));
    this.history = new History(this.lines, explain);
    this.link = new Connection({
      address: `${scheme}://${location.host}/api/sessions/${encodeURIComponent(session)}/seat`,
      notice: (notice) => this.heard(notice),
      state: (state) => {
        this.connection = state;
        if (state.kind === "gone") this.endMedia();
      },
      barred: () => this.barred(),
    });
    this.watch = setInterval(() => void this.listen(), 1_000);
    document.addEventListener("visibilitychange", this.look);
  }

  /** can says whether the server lets me do this in this session. */
  can = (action: Action): boolean => this.room?.can.includes(action) ?? false;

  /** Everything is suspended, and I do not moderate: what I write is refused. */
  get suspended(): boolean {
    return this.room?.session.suspended_at !== undefined && !this.can("moderate-people");
  }

  send = (command: Command, id?: string): Promise<Done> => this.link.send(command, id);

  /** do sends a command, again by itself while it cannot be saved, and says why, when it is refused. */
  do = async (command: Command, id?: string): Promise<boolean> => {
    try {
      await this.deeds.send(command, id);
      return true;
    } catch (error) {
      if (!(error instanceof GivenUp)) toasts.bad(explain(error));
      return false;
    }
  };

  /** join opens the audience leg; it needs a click before, or browsers stay silent. */
  join(): void {
    if (!this.room || (this.leg && this.audience !== "closed")) return;
    this.problem = "";
    this.audience = "connecting";
    this.moved = Date.now();
    this.leg = new AudienceLeg(this.room.layout, this.send, {
      state: (state) => (this.audience = state),
      streams: (streams) => (this.streams = streams),
      refused: (refusal) => (this.problem = explain(refusal)),
    });
    void this.leg.open();
  }

  /** show says how large a slot's picture is, in device pixels. */
  show = (slot: number, width: number, height: number): void => {
    this.leg?.show({ slot, width: Math.round(width), height: Math.round(height) });
  };

  /** attend looks at the stage, or at those behind it. */
  async attend(place: Place): Promise<void> {
    if (await this.do({ type: "Attend", data: { place } })) this.attends = place;
  }

  /** speak goes backstage, or on with what was interrupted, with devices that were checked. */
  async speak(stream: MediaStream, chosen: Chosen): Promise<void> {
    const { Speaking } = await import("./speaking.svelte.ts");
    if (!(await this.do({ type: "EnterBackstage", data: {} }))) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    this.stopSpeaking(false);
    this.speaking = new Speaking({
      send: this.send,
      do: this.do,
      lost: (source) => toasts.bad(words.room.me.lost(words.room.me.source[source])),
      refused: (refusal) => this.publishRefused(explain(refusal)),
    });
    await this.speaking.start(stream, chosen);
  }

  /** leaveStage goes back to the audience. */
  async leaveStage(): Promise<void> {
    if (await this.do({ type: "LeaveBackstage", data: {} })) this.stopSpeaking(false);
  }

  close(): void {
    clearInterval(this.watch);
    document.removeEventListener("visibilitychange", this.look);
    this.endMedia();
    this.outbox.close();
    this.deeds.discard();
    this.link.close();
  }

  private lines = async (asked: LinesAsked): Promise<LinesPage> => {
    const page = await api.lines(this.session, asked);
    this.taken.learn(page.reacted);
    return page;
  };

  private heard(notice: Notice): void {
    const before = this.room;
    this.room = apply(before, notice);
    if (notice.type === "Welcome" || notice.type === "Resumed") clock.set(notice.data.now);
    if (notice.type === "Welcome") this.welcome(before);
    if (notice.type === "Resumed") this.back(false);
    if (notice.type === "LineDeleted") this.history.forget(notice.data.line);
    if (notice.type === "LineChanged") this.history.change(notice.data.line);
    if (notice.type === "Reacted") this.reacted = { counts: notice.data.counts, at: Date.now() };
    if (notice.type === "LegClosed") this.legClosed(notice.data);
    if (notice.type === "Muted") void this.speaking?.turnedOff(notice.data.source);
    if (notice.type === "PlaceChanged") {
      this.attends = attending(notice.data.place);
      if (notice.data.place === "audience") this.stopSpeaking(false);
    }
  }

  private welcome(before: Room | undefined): void {
    if (!this.room) return;
    if (!before) {
      // Which of the reactions are mine is not in the room's snapshot; should it not come, none is marked.
      if (this.room.reacted.size > 0) void this.lines({}).catch(() => undefined);
      this.attends = attending(this.room.place);
      return;
    }
    if (before.build !== this.room.build) this.outdated = true;
    this.back(before.epoch !== this.room.epoch);
    const usual = attending(this.room.place);
    if (this.room.place !== "backstage") this.attends = usual;
    else if (this.attends !== usual) void this.attend(this.attends);
    if (this.room.place === "audience") this.stopSpeaking(false);
  }

  /** back is for a room that can be talked to again. */
  private back(anew: boolean): void {
    if (anew) void this.leg?.open();
    else this.leg?.wake();
    void this.speaking?.back(anew, this.room && myself(this.room));
  }

  private legClosed({ leg, final = false, reason }: LegClosed): void {
    if (leg === "publish") {
      if (final) this.publishRefused(reason);
      else this.speaking?.reopen();
    } else if (final) {
      this.leg?.close(false);
      this.problem = reason;
    } else void this.leg?.open();
  }

  private publishRefused(reason: string): void {
    if (!this.speaking) return;
    this.stopSpeaking(false);
    toasts.bad(reason);
  }

  private stopSpeaking(tell: boolean): void {
    this.speaking?.stop(tell);
    this.speaking = undefined;
  }

  private endMedia(): void {
    this.stopSpeaking(true);
    this.leg?.close();
    this.leg = undefined;
    this.streams = [];
    this.audience = "none";
  }

  /** Who looks at the page again wants to know at once whether it is true. */
  private look = (): void => {
    if (document.visibilityState === "visible") this.link.wake();
  };

  /** barred finds out by another way why the room does not open. */
  private async barred(): Promise<GoneReason | undefined> {
    try {
      if (!(await api.me()).signed_in) return "signed-out";
      return (await api.session(this.session)).can.includes("watch") ? undefined : "not-allowed";
    } catch (error) {
      const kind = error instanceof HTTPRefusal ? error.kind : "internal";
      if (kind === "unauthenticated") return "signed-out";
      return kind === "forbidden" || kind === "not-found" ? "not-allowed" : undefined;
    }
  }

  /** listen notices when nothing arrives that should. */
  private async listen(): Promise<void> {
    if (!this.leg || !this.room || this.audience !== "connected") return;
    const bytes = await this.leg.received();
    const seen = document.visibilityState === "visible"; // a hidden page asks for no pictures
    const others = performers(this.room, this.attends).filter(({ person }) => person.id !== this.room?.me.id);
    const due = others.some((p) => p.connected && (p.microphone || (seen && (p.camera || p.screen))));
    if (bytes !== this.bytes || !due) this.moved = Date.now();
    this.bytes = bytes;
    this.starved = Date.now() - this.moved > starvedAfter;
    if (++this.seconds % (this.weak ? reportWhenWeak : reportEvery) === 0) await this.report(this.leg);
  }

  /** report tells the server what was played, and learns whose connection is weak. */
  private async report(leg: AudienceLeg): Promise<void> {
    try {
      this.weak = (await this.send({ type: "ReportPlayback", data: await leg.played() })).answer ?? "";
    } catch {
      this.weak = ""; // there are worse things then, of which others tell
    }
  }
}

/** explain is what a person reads when something was refused. */
export function explain(error: unknown): string {
  if (error instanceof Refusal && error.kind === "offline") return words.room.offline;
  return error instanceof Error ? error.message : String(error);
}
