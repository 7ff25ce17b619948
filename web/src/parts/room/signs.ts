import { heart, laugh, palm, surprise, thumb } from "../../icons.ts";
import type { Reaction } from "../../protocol.ts";

/** What reactions look like. Drawn: not every machine has a font for signs like these. */
export const signs: Record<Reaction, string> = { applause: palm, heart, laugh, "thumbs-up": thumb, surprise };
