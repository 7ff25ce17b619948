import type { Outcome } from "../../door.ts";
import { plurals } from "../plurals.ts";

const count = plurals("en");

/** Badges, letters, and the door where people are checked in. */
export const door = {
  title: "Check-in",
  forbidden: "Only organizers check people in. If this is your badge: show it at the entrance.",
  present: (present: number, expected: number) =>
    `${count(present, { other: "#" })} of ${count(expected, { other: "#" })} are in`,
  asOf: (time: string) => `List as of ${time}`,
  loading: "Getting the list …",
  offline: "No connection. Go on: this device has the list, and tells the server later.",
  unsent: (n: number) => count(n, { one: "# check-in is not sent yet", other: "# check-ins are not sent yet" }),
  camera: "Badges",
  start: "Start the camera",
  stop: "Stop the camera",
  hold: "Hold the badge’s QR code before the camera.",
  none: "No badge yet",
  noneText: "Start the camera, use a code reader, or look somebody up by name.",
  problem: {
    denied: "The browser was not allowed to use the camera. Allow it beside the address, then try again.",
    missing: "No camera was found. A code reader or the list of names works too.",
    busy: "Another program uses the camera. Close it, then try again.",
    insecure: "Browsers give a camera only to pages with https.",
    unknown: "The camera could not be opened.",
  },
  outcome: {
    in: "Welcome",
    again: "Is in already",
    "not-approved": "May not come in",
    unknown: "Unknown badge",
    unsure: "Cannot be checked now",
  } satisfies Record<Outcome, string>,
  text: {
    again: "This badge was shown before. If it is somebody else: is it a copy?",
    "not-approved":
      "The registration is not approved, or not any more. Please send the person to the accreditation desk.",
    unknown: "It is of no one here, or was replaced after a loss. Please look the person up by name.",
    unsure:
      "The badge is not on this device’s list, which may be too old, and there is no connection. Please look the person up by name.",
  } satisfies Record<Exclude<Outcome, "in">, string>,
  since: (time: string) => `In since ${time}`,
  names: "Names",
  search: "Name, delegation or badge",
  searchHint: "A code reader types here, too.",
  letIn: "Let in",
  letInOf: (name: string) => `Let in: ${name}`,
  undo: "Undo",
  undoOf: (name: string) => `Undo: ${name} is not in`,
  undone: (name: string) => `${name} is not in.`,
  nobody: "Nobody of this name may come in.",
  more: (n: number) =>
    count(n, { one: "and # more: please type more of the name", other: "and # more: please type more of the name" }),
  wrongly: "Let in without a connection, but the server says otherwise:",
  dismiss: "Done",
  badges: {
    print: "Print badges",
    hint: "Of all who are approved and fit the filter, four on a sheet",
    badge: "Badge (PDF)",
    letter: "Letter (PDF)",
    certificate: "Certificate of attendance (PDF)",
    renew: "New badge",
    renewTitle: (name: string) => `A new badge for ${name}?`,
    renewText: "The badge that was printed before opens no door any more. Do this when it was lost.",
    renewed: (name: string) => `${name} has a new badge: please print it.`,
    own: "Your badge (PDF)",
    ownLetter: "Letter of confirmation (PDF)",
  },
};
