/** A list's filter that somebody gave a name, as the address that it is. */
export interface Saved {
  name: string;
  href: string;
}

const key = "plenary.filters";
const most = 30;

function read(): Saved[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (one: Partial<Saved>): one is Saved =>
        typeof one.name === "string" && typeof one.href === "string" && one.href.startsWith("/desk/registrations"),
    );
  } catch {
    return []; // the browser keeps nothing, or something else stands there
  }
}

let list = $state.raw(read());

function keep(next: Saved[]) {
  list = next;
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // It is kept as long as the page is.
  }
}

/** Filters that this browser keeps. They are links: who gets one by mail sees the same list. */
export const saved = {
  get list(): Saved[] {
    return list;
  },
  add: (name: string, href: string) =>
    keep([...list.filter((one) => one.href !== href && one.name !== name), { name, href }].slice(-most)),
  remove: (href: string) => keep(list.filter((one) => one.href !== href)),
};
