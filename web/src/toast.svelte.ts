/** A short notice at the edge of the page. */
export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
}

let list = $state.raw<Toast[]>([]);
let last = 0;

/** Notices that come up and, unless they are bad news, go by themselves. A screen reader reads them aloud. */
export const toasts = {
  get list(): Toast[] {
    return list;
  },
  good: (text: string) => show(text, "good"),
  bad: (text: string) => show(text, "bad"),
  /** Says why something failed. */
  failed: (error: unknown) => show(error instanceof Error ? error.message : String(error), "bad"),
  dismiss(id: number) {
    list = list.filter((toast) => toast.id !== id);
  },
};

function show(text: string, tone: Toast["tone"]) {
  const id = ++last;
  // The same words once: a button pressed five times says it once.
  list = [...list.filter((toast) => toast.text !== text), { id, text, tone }].slice(-3);
  if (tone === "good") setTimeout(() => toasts.dismiss(id), 7000);
}
