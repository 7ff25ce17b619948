import type { Route } from "./router.ts";

/** All pages. Each is loaded when it is first needed. */
export const routes: Route[] = [];
