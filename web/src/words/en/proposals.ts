import type { ProposalState } from "../../protocol.ts";

/** Decisions by consensus or under silence. */
export const proposals = {
  title: "Decisions",
  number: (n: number) => `No. ${String(n)}`,
  state: {
    proposed: "Proposed",
    adopted: "Adopted",
    objected: "Objected to",
    withdrawn: "Withdrawn",
  } satisfies Record<ProposalState, string>,
  any: "Are there any objections?",
  now: (text: string) => `A decision is proposed: ${text}`,
  go: "To the proposal",
  silence: (until: string) => `Under silence until ${until}. If nobody objects by then, it is adopted.`,
  adoptedAt: (when: string) => `Adopted on ${when}`,
  objectedAt: (who: string, when: string) => `${who} objected on ${when}`,
  object: "Object …",
  objectTitle: "Object to this proposal?",
  objectText: "You object for your delegation. Everybody sees it, and the proposal is not adopted.",
  why: "Reason",
  doObject: "Object",
  propose: "Propose a decision",
  text: "What is proposed",
  how: "How it is decided",
  inRoom: "By consensus, now in the room",
  underSilence: "Under silence until",
  until: "End of the silence, in the time of the conference",
  send: "Propose",
  adopt: "No objections: adopted",
  drop: "Withdraw",
};
