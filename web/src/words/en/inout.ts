import { plurals } from "../plurals.ts";

const count = plurals("en");

/** How the programme comes in and goes out. */
export const inout = {
  takeaway: "Take the programme with you",
  print: "Print (PDF)",
  calendar: "Calendar",
  news: {
    title: "What has changed",
    feed: "Follow as a feed",
    none: "No changes yet",
    noneText: "When the programme changes, it is said here.",
    at: (when: string) => `Released on ${when}`,
  },
  add: "Add to calendar",
  title: "The programme in your calendar",
  everybody: "For everybody",
  everybodyText:
    "A calendar that subscribes to this address follows every change. It has the sessions that everybody may know.",
  subscribe: "Open in my calendar",
  address: "Address",
  download: "Download (.ics)",
  downloadText: "A downloaded file stays as it is today.",
  own: "Your own",
  ownText: "With the closed sessions that you may know of, too.",
  ownSecret:
    "Whoever has this address can read your calendar: keep it to yourself, and take it back when it got about.",
  make: "Make an address",
  makeNew: "Make a new address",
  makeNewText: "A new address ends the one before.",
  made: "Your address",
  once: "Copy it now: it is not shown again.",
  mine: "Only my sessions",
  mineText: "The same address with only the sessions in which you have a role:",
  since: "There is an address since",
  takeBack: "Take it back",
  takenBack: "The address is taken back: calendars that used it read no more.",
  desk: {
    title: "Exchange with other programs",
    text: "Schedule files as pretalx, frab and others write and read them.",
    downloads: "Download the programme",
    embed: "Show it on another site",
    embedText: "The released programme, as everybody may see it; without script. Paste this into a page.",
    embedLook: "See how it looks",
    bring: "Bring in a schedule",
    file: "File",
    fileHint: "A schedule.json or schedule.xml. Nothing is changed before you have seen what would happen.",
    choose: "Choose a file",
    chooseOther: "Choose another file",
    tooLarge: "The file is too large: at most 8 MiB, please.",
    unreadable: "The browser cannot read this file. Please choose it again.",
    access: "Who may enter new sessions",
    accessHint: "Files do not say it. Sessions that are there already keep theirs.",
    remove: "Take off what is not in the file any more",
    removeHint: "Only sessions that an earlier file brought in, never those that were made here.",
    reading: "Reading the file …",
    found: (title: string, sessions: number, halls: number, people: number) =>
      [
        `${title ? `“${title}”` : "The file"} has ${count(sessions, { one: "# session", other: "# sessions" })}`,
        `in ${count(halls, { one: "# hall", other: "# halls" })}`,
        `with ${count(people, { one: "# person", other: "# people" })}.`,
      ].join(" "),
    nothing: "No session changes. Bringing it in keeps what else the file says of people and links.",
    deed: {
      refuses: (n: number) => count(n, { one: "# problem: left out", other: "# problems: left out" }),
      removes: (n: number) => count(n, { one: "# is taken off", other: "# are taken off" }),
      misses: (n: number) =>
        count(n, {
          one: "# is not in the file any more, and stays",
          other: "# are not in the file any more, and stay",
        }),
      changes: (n: number) => count(n, { one: "# changes", other: "# change" }),
      adds: (n: number) => count(n, { one: "# is new", other: "# are new" }),
      notes: (n: number) => count(n, { one: "# note: kept, not understood", other: "# notes: kept, not understood" }),
    },
    release:
      "It comes into the working draft: visitors see it after the next release, or at once if there was none so far.",
    apply: (n: number) =>
      n === 0 ? "Bring it in all the same" : count(n, { one: "Bring in # session", other: "Bring in # sessions" }),
    again: "The programme has changed meanwhile. Nothing was brought in; please look at the new preview.",
    done: (added: number, changed: number, removed: number) =>
      `Brought in: ${String(added)} new, ${String(changed)} changed, ${String(removed)} taken off.`,
  },
};
