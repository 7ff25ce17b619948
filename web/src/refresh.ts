/**
 * Does something now, again every so often while the page is in sight, and when it comes back into sight. One at a
 * time; the next is counted from the end of the one before. Gives the function that ends it.
 */
export function refresh(work: () => Promise<void>, every: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working = false;
  let ended = false;

  async function turn() {
    if (working || ended) return;
    clearTimeout(timer);
    working = true;
    try {
      await work();
    } finally {
      working = false;
      if (!ended) timer = setTimeout(look, every);
    }
  }

  function look() {
    if (document.visibilityState === "visible") void turn();
  }

  document.addEventListener("visibilitychange", look);
  void turn();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
