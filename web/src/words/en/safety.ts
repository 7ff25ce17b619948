import type { Access, Door, DoorAnswer, StageSlate } from "../../protocol.ts";
import { plurals } from "../plurals.ts";

const count = plurals("en");

/** What keeps a session usable: its door, suspension, a closed meeting. */
export const safety = {
  open: "Safety",
  waitingCount: (n: number) => count(n, { one: "# person waits at the door", other: "# people wait at the door" }),
  title: "Safety of this session",
  suspended: {
    chip: "Suspended",
    title: "The session is suspended",
    lead: "Nothing is heard or seen for the moment. Please stay; it goes on here by itself.",
    speaker: "Suspended: the audience neither sees nor hears you.",
    goOn: "Go on with the session",
  },
  panic: {
    title: "Suspend everything",
    lead: "At once nobody is seen or heard, and only moderators can write, ask or vote, until you let it go on. Everybody stays in the room.",
    act: "Suspend everything …",
    ask: "Suspend everything now?",
    yes: "Suspend everything",
    since: (time: string) => `Suspended since ${time}.`,
  },
  door: {
    title: "The door",
    name: {
      open: "Open",
      held: "Newcomers wait",
      locked: "Locked",
    } satisfies Record<Door, string>,
    lead: {
      open: "Whoever may be in this session comes in.",
      held: "Newcomers wait until you let them in. Who has a role in the session comes in.",
      locked: "Nobody new comes in but those who have a role in the session. Who is inside may come back.",
    } satisfies Record<Door, string>,
  },
  waiting: {
    title: "Waiting at the door",
    none: "Nobody waits.",
    admit: "Let in",
    admitWho: (name: string) => `Let in ${name}`,
    refuse: "Turn away",
    refuseWho: (name: string) => `Turn away ${name}`,
    all: (n: number) => count(n, { one: "Let # person in", other: "Let all # in" }),
    more: (n: number) => count(n, { one: "and # more", other: "and # more" }),
    since: (time: string) => `since ${time}`,
  },
  closed: {
    chip: "Closed meeting",
    title: "Closed meeting",
    lead: "Everybody who may not be in it leaves at once; for them the page says that the session goes on behind closed doors.",
    act: "Close the meeting to others …",
    who: "Who stays",
    access: {
      delegations: "Delegations of States, and those who have a role in the session",
      closed: "Only those who have a role in the session",
    } satisfies Partial<Record<Access, string>>,
    leaving: (n: number) =>
      n === 0 ? "Nobody has to leave." : count(n, { one: "# person leaves:", other: "# people leave:" }),
    staying: (n: number) => count(n, { one: "# person stays.", other: "# people stay." }),
    more: (n: number) => count(n, { one: "and # more", other: "and # more" }),
    onStage: (names: string) => `Taken off the stage: ${names}.`,
    players: (n: number) =>
      count(n, { one: "# player outside the page ends.", other: "# players outside the page end." }),
    recorded: "The closed part is not recorded.",
    logged: "It is written into the log, with the time and your name.",
    yes: "Close the meeting now",
    now: (who: string) => `Closed to others. Here: ${who}.`,
    again: "Open it again",
  },
  screens: {
    title: "Stage on a screen",
    lead: "A page for a projector in the hall or a source in OBS: who speaks with the clock, who is next, the question being answered, the poll, the decision, announcements. Whoever has the address sees this, and nothing else.",
    name: "Where it is shown",
    hours: "Good for, in hours",
    access: "The most closed part it is shown in",
    add: "Make an address",
    made: "Copy the address now: it is not shown again.",
    options:
      "Add ?background=none before the # for a transparent background, ?layout=lower for a strip at the bottom, or both: ?background=none&layout=lower",
    until: (time: string) => `until ${time}`,
    end: "End",
    endWho: (name: string) => `End ${name}`,
  },
  screen: {
    title: "Stage",
    gone: "This address is not good any more. A moderator of the session can make another one.",
    question: "Being answered now",
    poll: "Indicative, not a decision",
    has: "Has the floor",
    next: "Next",
    decision: "Decision",
    voters: (n: number) => count(n, { one: "# person has voted", other: "# people have voted" }),
    slate: {
      none: "The session goes on.",
      soon: "The session will begin shortly.",
      ended: "The session has ended.",
      suspended: "The session is suspended. It will go on shortly.",
      closed: "Closed meeting",
    } satisfies Record<StageSlate, string>,
  },
  outside: {
    title: {
      "come-in": "You can come in.",
      "may-knock": "A moderator lets people in.",
      waiting: "You wait at the door.",
      "turned-away": "A moderator has not let you in.",
      locked: "The room is locked.",
      "closed-meeting": "The session goes on behind closed doors.",
      removed: "A moderator has removed you from this session.",
      "not-invited": "This session is not open to you.",
    } satisfies Record<DoorAnswer, string>,
    lead: {
      "come-in": "The page takes you in by itself.",
      "may-knock": "They will see your name and your delegation or organization.",
      waiting: "You keep your place. Leave this page open: it goes in by itself when a moderator lets you in.",
      "turned-away":
        "Should that be a mistake, please write to the organizers. If you are let in after all, this page goes in by itself.",
      locked: "Nobody new is let in at the moment. When that changes, this page goes in by itself.",
      "closed-meeting": "Leave this page open: it comes back by itself when the session is open to you again.",
      removed: "If that was a mistake, please write to the organizers.",
      "not-invited": "The organizers decide who is in it.",
    } satisfies Record<DoorAnswer, string>,
    knock: "Ask to be let in",
    place: (n: number) => `You are number ${String(n)} of those who wait.`,
  },
};
