import { api } from "./api.ts";
import type { Programme, ProgrammeEntry, Role } from "./protocol.ts";

let programme = $state.raw<Programme>();
let failure = $state("");

/** The roles that an organizer may give for a session, as a form offers them. */
export const appointable = ["speaker", "moderator", "chair", "interpreter", "attendee"] as const satisfies Role[];

/** The programme as the pages of the desk share it. */
export const desk = {
  get programme(): Programme | undefined {
    return programme;
  },
  /** Why it could not be loaded; empty when it was. */
  get failure(): string {
    return failure;
  },
  session: (id: string): ProgrammeEntry | undefined => programme?.sessions.find(({ session }) => session.id === id),
  hall: (id: string): string => programme?.halls.find((hall) => hall.id === id)?.name ?? "",
  async load() {
    try {
      programme = await api.programme();
      failure = "";
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
  },
};
