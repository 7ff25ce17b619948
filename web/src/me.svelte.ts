import { api } from "./api.ts";
import type { Action, Me } from "./protocol.ts";

const stranger: Me = {
  signed_in: false,
  email: "",
  has_password: false,
  role: "visitor",
  can: ["see-programme"],
  participants: false,
  delegations: [],
};

let who = $state.raw<Me>(stranger);

/** Who is at this browser, as the server said last. */
export const me = {
  get who(): Me {
    return who;
  },
  /** Whether the server lets her do something in the conference. The page computes no rights of its own. */
  can: (action: Action) => who.can.includes(action),
  set(next: Me) {
    who = next;
  },
  async load() {
    who = await api.me();
  },
  async signOut() {
    await api.signOut();
    who = stranger;
  },
};
