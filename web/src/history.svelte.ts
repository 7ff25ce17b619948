import type { Line, LinesPage } from "./protocol.ts";

/** What is asked of the server: the last lines before a number (0: of all), or those that contain a text. */
export interface LinesAsked {
  before?: number;
  q?: string;
}

/** History is what was said before the lines that the room keeps, as far as somebody has scrolled back, and what was found. */
export class History {
  /** Something is being asked for. */
  busy = $state(false);
  /** Why it did not come. */
  problem = $state("");
  /** What a search has found; undefined when nothing is searched for. */
  found: readonly Line[] | undefined = $state.raw();
  /** There is more to be found before that. */
  foundMore = $state(false);

  /** All lines up to when they were asked for, as far back as somebody has scrolled; undefined when nobody wants them. */
  all: readonly Line[] | undefined = $state.raw();
  /** There are more before those. */
  allMore = $state(false);
  /** How many of the lines that the room has not told could be read there. */
  read = $state(0);

  private lines: readonly Line[] = $state.raw([]);
  private more = $state(true);
  /** What is here goes up to the line with this number, not included. */
  private upTo = $state(0);
  private asked = 0;

  constructor(
    private readonly fetch: (asked: LinesAsked) => Promise<LinesPage>,
    private readonly explain: (error: unknown) => string,
  ) {}

  /** before gives the lines that come before a number; none when there may be a gap between. */
  before(number: number): readonly Line[] {
    return number <= this.upTo ? this.lines.filter((line) => line.number < number) : [];
  }

  /** hasMore says whether there may be earlier ones. */
  hasMore(number: number): boolean {
    return number > 1 && (number > this.upTo || this.more);
  }

  /** earlier asks for the lines before those that are here; number is that of the first line the room keeps. */
  async earlier(number: number): Promise<void> {
    if (this.busy) return;
    if (number > this.upTo) {
      this.lines = [];
      this.upTo = number;
      this.more = true;
    }
    const page = await this.ask({ before: this.lines[0]?.number ?? this.upTo });
    if (!page) return;
    this.lines = [...page.lines, ...this.lines];
    this.more = page.more;
  }

  /** whole asks for all lines, the last ones first, of which the room has not told so many; again, for those before. */
  async whole(missed: number): Promise<void> {
    if (this.busy) return;
    const first = this.all?.[0]?.number;
    const page = await this.ask(first === undefined ? {} : { before: first });
    if (!page) return;
    if (first === undefined) this.read = missed;
    this.all = [...page.lines, ...(this.all ?? [])];
    this.allMore = page.more;
  }

  /** leave goes back to what the room tells. */
  leave(): void {
    this.all = undefined;
    this.problem = "";
  }

  /** search finds lines that contain a text; an empty one ends the search. */
  async search(text: string): Promise<void> {
    const q = text.trim();
    this.asked++;
    if (!q) {
      this.found = undefined;
      this.problem = "";
      return;
    }
    const mine = this.asked;
    const page = await this.ask({ q });
    if (!page || mine !== this.asked) return;
    this.found = page.lines;
    this.foundMore = page.more;
  }

  /** forget takes a line away that was deleted. */
  forget(id: string): void {
    this.lines = this.lines.filter((line) => line.id !== id);
    this.found = this.found?.filter((line) => line.id !== id);
    this.all = this.all?.filter((line) => line.id !== id);
  }

  /** change takes over a line that its author changed. */
  change(line: Line): void {
    const put = (list: readonly Line[]): Line[] => list.map((l) => (l.id === line.id ? line : l));
    this.lines = put(this.lines);
    this.found = this.found && put(this.found);
    this.all = this.all && put(this.all);
  }

  private async ask(asked: LinesAsked): Promise<LinesPage | undefined> {
    this.busy = true;
    this.problem = "";
    try {
      return await this.fetch(asked);
    } catch (error) {
      this.problem = this.explain(error);
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
