import { parameter } from "./router.ts";

const now = () => ({ path: location.pathname, search: location.search, hash: location.hash });

let place = $state.raw(now());

/** The address of the page that is shown. */
export const here = {
  get path() {
    return place.path;
  },
  /** One of the parameters after the question mark; empty when it is not there. */
  query: (name: string): string => parameter(place.search, name),
  get hash() {
    return place.hash;
  },
};

/** Goes to another page of ours. Replacing leaves no way back to this one. */
export function go(to: string, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  place = now();
}

/** Follows the browser's buttons and every plain click on a link to a page of ours, from now on. */
export function follow(isPage: (path: string) => boolean) {
  addEventListener("popstate", () => (place = now()));
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest("a");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const inPage = link.hash !== "" && link.pathname === location.pathname && link.search === location.search;
    if (link.origin !== location.origin || link.target || link.download || inPage || !isPage(link.pathname)) return;
    event.preventDefault();
    if (link.href !== location.href) go(link.href);
  });
}
