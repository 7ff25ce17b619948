// What a seat knows of its room. apply is pure: the room before, a notice, the room after.
import type {
  Action,
  Announcement,
  Asides,
  AudienceSlots,
  Ballot,
  ChatRule,
  Claim,
  DelegationTime,
  Floor,
  FloorForecast,
  FloorRequest,
  HeldLine,
  Line,
  LineReactions,
  Notice,
  Performer,
  Person,
  Place,
  Poll,
  Proposal,
  Question,
  Role,
  SessionInfo,
  Slot,
  SourceKind,
  Speech,
  WaitingChanged,
} from "./protocol.ts";

/** How many lines of the chat a page keeps. */
export const kept = 300;

export interface Room {
  me: Person;
  role: Role;
  can: readonly Action[];
  session: SessionInfo;
  place: Place;
  silenced: boolean;
  stage: readonly Performer[];
  backstage: readonly Performer[];
  lines: readonly Line[];
  /** How the chat is run. */
  chatRule: ChatRule;
  /** How lines were taken, by their ids. */
  reacted: ReadonlyMap<string, LineReactions["counts"]>;
  /** Lines that are not in the chat: to moderators those that wait, to others their own. */
  held: readonly HeldLine[];
  /** What those say to each other who run the session. */
  asides: Asides;
  /** How many lines of a crowd were said that are not among these. */
  missed: number;
  questions: readonly Question[];
  votes: ReadonlySet<string>;
  polls: readonly Poll[];
  /** In which of them I voted, and, unless it is secret, what. */
  ballots: readonly Ballot[];
  /** To moderators: the questions that one of them is reading. */
  claims: readonly Claim[];
  proposals: readonly Proposal[];
  presence: number;
  speaker: string;
  slots: readonly Slot[];
  /** Who waits at the door, to moderators. */
  waiting: WaitingChanged;
  /** What organizers tell everybody; some may have expired. */
  announcements: readonly Announcement[];
  floor: Floor;
  /** Who waits for the floor, as far as I may see it, and what became of my own requests. */
  requests: readonly FloorRequest[];
  /** What was said with the floor, oldest first. */
  speeches: readonly Speech[];
  /** How long delegations have spoken; empty where I may not see it. */
  times: readonly DelegationTime[];
  /** When those who wait are expected to speak; undefined while nobody waits. */
  forecast: FloorForecast | undefined;
  /** What an audience leg's offer must have. */
  layout: AudienceSlots;
  /** What a moderator has just turned off; undefined when I turned it on again. */
  muted: SourceKind | undefined;
  /** Of the server, as it said last. */
  build: string;
  /** Changes when the room began anew: what it had of us is gone. */
  epoch: string;
}

/** apply returns the room after a notice. The first notice is a Welcome; before it there is no room. */
export function apply(room: Room | undefined, notice: Notice): Room | undefined {
  if (notice.type === "Welcome") return welcome(room, notice.data);
  if (!room) return room;
  switch (notice.type) {
    case "Resumed":
    case "Done":
    case "Refused":
    case "LegClosed":
    case "Reacted":
      return room;
    case "LineSaid": {
      const { line } = notice.data;
      if (room.lines.some(({ id }) => id === line.id)) return room;
      return { ...room, lines: [...room.lines, line].slice(-kept), held: room.held.filter(({ id }) => id !== line.id) };
    }
    case "LineHeld":
      return { ...room, held: holding(room, notice.data.line) };
    case "LinesThinned":
      return { ...room, missed: room.missed + untold(room, notice.data) };
    case "LineDeleted":
      return { ...room, lines: room.lines.filter((line) => line.id !== notice.data.line) };
    case "LineChanged": {
      const { line } = notice.data;
      return { ...room, lines: room.lines.map((l) => (l.id === line.id ? line : l)) };
    }
    case "LinesReacted":
      return { ...room, reacted: new Map([...room.reacted, ...byLine(notice.data.lines)]) };
    case "AsidesChanged":
      return { ...room, asides: notice.data.asides };
    case "AsideSaid": {
      const { aside } = notice.data;
      if (!room.asides.open || room.asides.lines.some(({ id }) => id === aside.id)) return room;
      return { ...room, asides: { open: true, lines: [...room.asides.lines, aside].slice(-kept) } };
    }
    case "AsideDeleted": {
      const lines = room.asides.lines.filter(({ id }) => id !== notice.data.aside);
      return { ...room, asides: { ...room.asides, lines } };
    }
    case "ChatRuleChanged":
      return { ...room, chatRule: notice.data.rule };
    case "QuestionChanged":
      return { ...room, questions: putQuestion(room.questions, notice.data.question) };
    case "QuestionGone":
      return { ...room, questions: room.questions.filter((q) => q.id !== notice.data.question) };
    case "VotesChanged": {
      const counts = new Map(notice.data.votes.map((v) => [v.question, v.votes]));
      return {
        ...room,
        questions: room.questions.map((q) => (counts.has(q.id) ? { ...q, votes: counts.get(q.id) ?? q.votes } : q)),
      };
    }
    case "Voted": {
      const votes = new Set(room.votes);
      if (notice.data.on) votes.add(notice.data.question);
      else votes.delete(notice.data.question);
      return { ...room, votes };
    }
    case "PollChanged": {
      const { poll } = notice.data;
      return { ...room, polls: [...room.polls.filter((p) => p.id !== poll.id), poll] };
    }
    case "PollGone":
      return { ...room, polls: room.polls.filter((p) => p.id !== notice.data.poll) };
    case "PollCounted": {
      const { poll, voters, counts } = notice.data;
      return { ...room, polls: room.polls.map((p) => (p.id === poll ? { ...p, voters, counts } : p)) };
    }
    case "BallotCast": {
      const { ballot } = notice.data;
      return { ...room, ballots: [...room.ballots.filter((b) => b.poll !== ballot.poll), ballot] };
    }
    case "ClaimsChanged":
      return { ...room, claims: notice.data.claims };
    case "ProposalChanged": {
      const { proposal } = notice.data;
      return { ...room, proposals: [...room.proposals.filter((p) => p.id !== proposal.id), proposal] };
    }
    case "StageChanged":
      return { ...room, stage: notice.data.stage };
    case "BackstageChanged":
      return { ...room, backstage: notice.data.backstage };
    case "PlaceChanged":
      return { ...room, place: notice.data.place, muted: undefined };
    case "Muted":
      return { ...room, muted: notice.data.source };
    case "SilenceChanged":
      return { ...room, silenced: notice.data.silenced };
    case "SessionChanged":
      return { ...room, session: notice.data.session };
    case "AnnouncementsChanged":
      return { ...room, announcements: notice.data.announcements };
    case "WaitingChanged":
      return { ...room, waiting: notice.data };
    case "RightsChanged":
      return { ...room, role: notice.data.role, can: notice.data.can, held: theirs(room, notice.data.can) };
    case "PresenceChanged":
      return { ...room, presence: notice.data.presence };
    case "SpeakerChanged":
      return { ...room, speaker: notice.data.speaker };
    case "SlotsChanged":
      return { ...room, slots: notice.data.slots };
    case "FloorChanged":
      return { ...room, floor: notice.data.floor };
    case "FloorRequestChanged":
      return { ...room, requests: put(room.requests, notice.data.request) };
    case "FloorRequestGone":
      return { ...room, requests: room.requests.filter(({ id }) => id !== notice.data.request) };
    case "SpeechEnded":
      return { ...room, speeches: put(room.speeches, notice.data.speech).sort((a, b) => a.number - b.number) };
    case "FloorForecast":
      return { ...room, forecast: notice.data.speakers > 0 ? notice.data : undefined };
    case "SpeakingTimesChanged":
      return { ...room, times: notice.data.times };
    default:
      return unknown(notice);
  }
}

/** A notice that is not handled above does not compile here. */
function unknown(notice: never): never {
  throw new Error(`unknown notice ${JSON.stringify(notice)}`);
}

/** untold counts the lines that I was not told of those after a number and up to another. Moderators are told all. */
function untold({ lines, can }: Room, { after, through }: LinesThinned): number {
  if (can.includes("moderate-chat")) return 0;
  const from = Math.max(after, (lines[0]?.number ?? 1) - 1); // what was before a snapshot is not missed in it
  const told = lines.filter(({ number }) => number > from && number <= through).length;
  return Math.max(0, through - from - told);
}

const byLine = (list: readonly LineReactions[]): [string, LineReactions["counts"]][] =>
  list.map(({ line, counts }) => [line, counts]);

/** holding is the held lines with one as it is now: what was held back is its author's only, and, taken back, nobody's. */
function holding({ held, me }: Room, line: HeldLine): HeldLine[] {
  const rest = held.filter(({ id }) => id !== line.id);
  return line.refused && (line.person.id !== me.id || !line.reason) ? rest : [...rest, line];
}

/** theirs is the held lines that somebody with these rights sees. */
const theirs = ({ held, me }: Room, can: readonly Action[]): readonly HeldLine[] =>
  can.includes("moderate-chat") ? held : held.filter(({ person }) => person.id === me.id);

type LinesThinned = Extract<Notice, { type: "LinesThinned" }>["data"];
type WelcomeData = Extract<Notice, { type: "Welcome" }>["data"];

function welcome(before: Room | undefined, w: WelcomeData): Room {
  // Older lines than the snapshot has stay readable, unless there may be a gap between the two.
  const first = w.lines[0]?.number ?? 0;
  const known = before?.lines.filter((line) => line.number < first) ?? [];
  const older = known.at(-1)?.number === first - 1 ? known : [];
  return {
    me: w.me,
    role: w.role,
    can: w.can,
    session: w.session,
    place: w.place,
    silenced: w.silenced,
    stage: w.stage,
    backstage: w.backstage,
    lines: [...older, ...w.lines].slice(-kept),
    missed: older.length > 0 ? (before?.missed ?? 0) : 0,
    chatRule: w.chat_rule,
    reacted: new Map([...(before?.reacted ?? []), ...byLine(w.reacted)]),
    held: w.held,
    asides: w.asides,
    questions: w.questions,
    votes: new Set(w.votes),
    polls: w.polls,
    ballots: w.ballots,
    claims: w.claims,
    proposals: w.proposals,
    presence: w.presence,
    speaker: w.speaker,
    slots: before?.slots ?? [],
    announcements: w.announcements,
    waiting: w.waiting,
    floor: w.floor,
    requests: w.requests,
    speeches: w.speeches,
    times: w.times,
    forecast: w.forecast,
    layout: w.slots,
    muted: undefined,
    build: w.build,
    epoch: w.epoch,
  };
}

function putQuestion(questions: readonly Question[], question: Question): Question[] {
  const known = questions.find((q) => q.id === question.id);
  const rest = questions.filter((q) => q.id !== question.id);
  // When the session is over nobody knows any more whose an anonymous question is, but this page, as long as it is open.
  return [...rest, known?.mine ? { ...question, mine: true } : question];
}

/** put is a list with an entry as it is now. */
function put<T extends { id: string }>(all: readonly T[], entry: T): T[] {
  return [...all.filter(({ id }) => id !== entry.id), entry];
}

/** The questions in the queue, in the moderators' order. */
export const queue = (room: Room): Question[] => sorted(room.questions, "queue");

/** How the audience may have the questions. */
export type QuestionOrder = "queue" | "votes" | "time" | "oldest";

/** sorted is the questions in the queue, in an order: the moderators', the most wanted first, the newest first, the oldest first. */
export function sorted(questions: readonly Question[], order: QuestionOrder): Question[] {
  return questions
    .filter((q) => q.state === "queued")
    .sort((a, b) => {
      if (order === "time") return b.number - a.number;
      if (order === "oldest") return a.number - b.number;
      return (order === "votes" ? b.votes - a.votes : 0) || a.position - b.position;
    });
}

/** The question that is being answered now. */
export function answering(room: Room): Question | undefined {
  return room.questions.find((q) => q.state === "answering");
}

/** The poll that is open. */
export const openPoll = (room: Room): Poll | undefined => room.polls.find((p) => p.state === "open");

/** What the audience's leg carries for somebody who is there: the stage, unless one waits behind it. */
export const attending = (place: Place): Place => (place === "backstage" ? "backstage" : "stage");

/** Whom one sees and hears at a place. */
export const performers = (room: Room, at: Place): readonly Performer[] =>
  at === "backstage" ? room.backstage : room.stage;

/** Who I am on the stage or behind it; undefined in the audience. */
export function myself(room: Room): Performer | undefined {
  return [...room.stage, ...room.backstage].find((p) => p.person.id === room.me.id);
}

/** The polls in the order in which they matter: the open one, drafts, the last one that was closed, what was put away. */
export function pollsInOrder(polls: readonly Poll[]): Poll[] {
  const rank = { open: 0, draft: 1, closed: 2, archived: 3 };
  return [...polls].sort(
    (a, b) => rank[a.state] - rank[b.state] || b.number - a.number || a.prepared_at.localeCompare(b.prepared_at),
  );
}
