import { api } from "./api.ts";
import { clock } from "./clock.svelte.ts";
import type { ConferenceInfo } from "./protocol.ts";

let info = $state.raw<ConferenceInfo>();

/** The conference that this server is for. Pages are shown once it is known. */
export const conference = {
  get known(): boolean {
    return info !== undefined;
  },
  get info(): ConferenceInfo {
    if (!info) throw new Error("the conference is not known yet");
    return info;
  },
  get zone(): string {
    return this.info.time_zone;
  },
  async load() {
    const answer = await api.conference();
    clock.set(answer.now);
    info = answer;
  },
};
