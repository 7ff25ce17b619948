import { plurals } from "../plurals.ts";

const count = plurals("en");

/** The list of participants. */
export const participants = {
  title: "Participants",
  text: "Those who agreed to stand in this list. It has no addresses.",
  found: (n: number) => count(n, { one: "# participant", other: "# participants" }),
  find: "Search by name, State or organization",
  none: "Nobody stands in this list yet",
  nothing: "Nobody here fits this search.",
  hidden: "There is no list of participants, or it is not for you.",
  hiddenText: "Sign in if you are a participant: the organizers say who may read it.",
  head: "Head of delegation",
  consent: "My name, function and delegation may stand in the list of participants",
  consentHint:
    "Never your address. The organizers decide whether the list is public, for participants only, or not shown.",
  settings: {
    title: "Who may read this list",
    kind: { off: "Nobody but organizers", participants: "Participants", public: "Everybody" },
    until: "Until",
    untilHint: "Empty: for good.",
    saved: "The list is set.",
  },
};
