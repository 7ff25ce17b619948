import { plurals } from "../plurals.ts";

const count = plurals("en");

/** The chat beyond reading and writing: lines that are held, how lines are taken, and what colleagues say to each other. */
export const chat = {
  held: {
    title: (n: number) => count(n, { one: "# line waits to be shown", other: "# lines wait to be shown" }),
    label: "Lines that wait to be shown",
    shownIn: (time: string) => `Shown in ${time} unless a moderator holds it back`,
    waits: "Waits for a moderator",
    soon: (time: string) => `Shown in ${time}`,
    show: "Show now",
    showOf: (name: string) => `Show now: the line of ${name}`,
    refuse: "Hold back …",
    refuseOf: (name: string) => `Hold back …: the line of ${name}`,
    takeBack: "Take it back",
    putAway: "Put away",
    refused: (reason: string) => `A moderator held this line back: ${reason}`,
    refuseTitle: "Hold this line back?",
    refuseAct: "Hold back",
    reasons: ["Off the topic", "Not polite", "Said already"],
    ownReason: "Why? Its author reads this.",
    rule: "Lines of the audience are shown",
    atOnce: "at once",
    after: (n: number) => count(n, { one: "after # second", other: "after # seconds" }),
    ruleHint: "You see them first, and can hold them back.",
    told: (n: number) => `Moderators read lines first: yours is shown after ${String(n)} seconds.`,
  },
  asides: {
    tab: "Colleagues",
    label: "Said among colleagues",
    hint: "Only those who run the session, interpret it, or are on its panel read this.",
    empty: "Nobody has said anything yet.",
    write: "Write to your colleagues",
    delete: (name: string) => `Delete what ${name} wrote`,
    quick: ["Yes", "One moment", "Need help"],
  },
  hidden: {
    title: "Hidden in the chat",
    lead: "What these people write in the chat is not shown to you. They are not told. What those write who run a session is always shown.",
    hide: (name: string) => `Hide what ${name} writes`,
    told: (name: string) => `${name} is hidden.`,
    show: "Show",
    showWho: (name: string) => `Show what ${name} writes`,
  },
  taken: {
    react: (name: string) => `React to the line of ${name}`,
    label: (name: string) => `Reactions to the line of ${name}`,
    count: (reaction: string, n: number) => (n > 0 ? `${reaction}: ${String(n)}` : reaction),
  },
};
