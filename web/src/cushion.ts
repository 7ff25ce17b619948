// How long what arrives is held back before it is played, so that what was lost can be sent again in the meantime.

/** What counts as a lossy road: a share of packets that had to be asked for again. */
const lossy = 0.02;
/** Milliseconds: long enough for a second try to arrive, as a browser asks again after 100. */
const thick = 200;
/** How many looks in a row a road must be good: what is said sounds a little faster when the cushion goes. */
const calm = 15;

/** Cushion decides, from what has been counted since the leg began, looked at once a second. */
export class Cushion {
  private asked = 0;
  private came = 0;
  private good = calm;

  /** after says how many milliseconds to hold back now. */
  after(asked: number, came: number): number {
    const more = came - this.came;
    const share = more > 0 ? (asked - this.asked) / more : 0;
    this.asked = asked;
    this.came = came;
    this.good = share > lossy ? 0 : this.good + 1;
    return this.good < calm ? thick : 0;
  }
}
