import type { TroubleKind } from "../../protocol.ts";
import { plurals } from "../plurals.ts";

const count = plurals("en");
const again = (times: number): string => (times > 1 ? `, ${String(times)} times` : "");

/** The live board, and what is announced. */
export const live = {
  title: "Live board",
  halls: "Halls",
  noHalls: "No halls yet",
  noHallsText: "Halls are added with the programme.",
  asOf: (time: string) => `As of ${time}`,
  stale: "The board cannot be brought up to date; it will try again.",
  nothing: "Nothing more today",
  after: (time: string, title: string) => `Next, ${time}: ${title}`,
  onAir: "On air",
  state: { scheduled: "Not open yet", open: "Open", closed: "Closed" },
  openSince: (time: string) => `Open since ${time}`,
  starts: (time: string) => `Starts at ${time}`,
  ends: (time: string) => `Until ${time}`,
  behind: (minutes: number) => count(minutes, { one: "# minute behind", other: "# minutes behind" }),
  onTime: "On time",
  floor: "Floor",
  nobody: "Nobody",
  onStage: (n: number) => count(n, { one: "# on stage", other: "# on stage" }),
  people: (n: number) => count(n, { one: "# person", other: "# people" }),
  trend: (values: string) => `People in the room, minute by minute: ${values}`,
  media: "Sound and picture",
  noViewers: "Nobody receives them",
  good: (n: number) => count(n, { one: "Good for the one viewer", other: "Good for all # viewers" }),
  weak: (weak: number, of: number) => `Weak for ${String(weak)} of ${String(of)}`,
  silent: (n: number) =>
    count(n, { one: "# on stage is neither heard nor seen", other: "# on stage are neither heard nor seen" }),
  trouble: "Trouble",
  noTrouble: "None",
  letGo: (n: number) => count(n, { one: "# connection could not keep up", other: "# connections could not keep up" }),
  failures: (n: number, time: string) =>
    count(n, { one: `# request broke, at ${time}`, other: `# requests broke, the last at ${time}` }),
  lastTroubles: "The last troubles",
  troubles: {
    "command-broke": (name: string, times: number) =>
      `A request of ${name} broke${again(times)}. The server’s log says why.`,
    "not-saved": (name: string, times: number) => `What ${name} did was not saved${again(times)}.`,
    "media-lost": (name: string, times: number) => `The sound and picture of ${name} were lost${again(times)}.`,
  } satisfies Record<TroubleKind, (name: string, times: number) => string>,
  open: "Open",
  close: "Close",
  opened: (title: string) => `“${title}” is open.`,
  closed: (title: string) => `“${title}” is closed.`,
  closeTitle: (title: string) => `Close “${title}”?`,
  closeText: "Everybody leaves the stage; the room can still be read. It can be opened again.",
  room: "Room",
  session: "Session",
  announce: {
    button: "Message to rooms",
    title: "Message to rooms",
    hint: "Everybody who is in the room reads it at once, and who comes later until it expires.",
    where: "Who reads it",
    everywhere: "All open rooms",
    only: (title: string) => `only in ${title}`,
    text: "Message",
    minutes: "Show it for",
    duration: (minutes: number) =>
      minutes < 60
        ? count(minutes, { one: "# minute", other: "# minutes" })
        : count(minutes / 60, { one: "# hour", other: "# hours" }),
    send: "Send",
    sent: "The message is shown.",
    shown: "Shown in rooms",
    until: (time: string) => `until ${time}`,
    takeBack: "Take back",
    takenBack: "The message was taken back.",
  },
  /** In a room. */
  announcements: "Announcements",
  announced: "Announcement",
  dismiss: "Hide this announcement",
};
