import type { Route } from "./router.ts";

/** All pages. Each is loaded when it is first needed. */
export const routes: Route[] = [
  { pattern: "/", load: () => import("./views/Programme.svelte") },
  { pattern: "/register", load: () => import("./views/Register.svelte") },
  { pattern: "/link", load: () => import("./views/Link.svelte") },
  { pattern: "/sign-in", load: () => import("./views/SignIn.svelte") },
  { pattern: "/me", load: () => import("./views/Me.svelte") },
  { pattern: "/changes", load: () => import("./views/News.svelte") },
  { pattern: "/check-in", load: () => import("./views/CheckIn.svelte") },
  { pattern: "/demo", load: () => import("./views/Demo.svelte") },
  { pattern: "/desk", load: () => import("./views/DeskRegistrations.svelte") },
  { pattern: "/desk/registrations", load: () => import("./views/DeskRegistrations.svelte") },
  { pattern: "/desk/registrations/settings", load: () => import("./views/DeskSettings.svelte") },
  { pattern: "/desk/live", load: () => import("./views/DeskLive.svelte") },
  { pattern: "/desk/reports", load: () => import("./views/DeskReports.svelte") },
  { pattern: "/desk/programme", load: () => import("./views/DeskProgramme.svelte") },
  { pattern: "/desk/editor", load: () => import("./views/DeskEditor.svelte") },
  { pattern: "/desk/teams", load: () => import("./views/DeskTeams.svelte") },
  { pattern: "/desk/releases", load: () => import("./views/DeskReleases.svelte") },
  { pattern: "/desk/programs", load: () => import("./views/DeskPrograms.svelte") },
  { pattern: "/desk/audit", load: () => import("./views/DeskAudit.svelte") },
  { pattern: "/desk/sessions/:session", load: () => import("./views/DeskSession.svelte") },
  { pattern: "/sessions/:id", load: () => import("./views/Room.svelte"), bare: true },
];
