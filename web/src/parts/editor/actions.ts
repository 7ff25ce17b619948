import type { DraftInfo } from "../../protocol.ts";
import type { Slot } from "../../editor.ts";

/** What the parts of the editor ask of the page. */
export interface Actions {
  edit: (session: DraftInfo) => void;
  key: (event: KeyboardEvent, session: DraftInfo) => void;
  times: (slot: Slot) => string;
  hall: (id: string) => string;
  dropped: (session: DraftInfo) => Promise<void>;
}
