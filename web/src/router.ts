import type { Component } from "svelte";

/** What a page gets from its address. */
export type Params = Record<string, string>;

/** A page; many need nothing of their address. */
export type View = Component<{ params: Params }>;

/** A page and its address. "/sessions/:session" matches one segment and names it. */
export interface Route {
  pattern: string;
  /** Loads the page's code when it is first needed. */
  load: () => Promise<{ default: View | Component }>;
  /** The page fills the window: no header and footer around it. */
  bare?: boolean;
}

/** Says whether a path fits a pattern, and what its named segments are. */
export function match(pattern: string, path: string): Params | undefined {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (wanted.length !== given.length) return undefined;
  const params: Params = {};
  for (const [i, segment] of wanted.entries()) {
    const value = given[i] ?? "";
    if (!segment.startsWith(":")) {
      if (segment !== value) return undefined;
      continue;
    }
    try {
      params[segment.slice(1)] = decodeURIComponent(value);
    } catch {
      return undefined; // "%" that encodes nothing
    }
  }
  return params;
}

/** Finds the page of a path. */
export function find(routes: Route[], path: string): { route: Route; params: Params } | undefined {
  for (const route of routes) {
    const params = match(route.pattern, path);
    if (params) return { route, params };
  }
  return undefined;
}

/** A path of this site to go on to, from a parameter that anybody may have written: never another site. */
export function inside(path: string | null): string | undefined {
  if (!path?.startsWith("/") || path.startsWith("//") || path.includes("\\")) return undefined;
  return path;
}

/** A parameter of a query such as "?state=submitted"; empty when it is not there. */
export const parameter = (search: string, name: string): string => new URLSearchParams(search).get(name) ?? "";

/** A query of all parameters that say something: "?state=submitted", or nothing at all. */
export function query(parameters: Record<string, string | number | undefined>): string {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) q.set(name, String(value));
  return q.size ? `?${q.toString()}` : "";
}
