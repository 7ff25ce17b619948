import createClient from "openapi-fetch";

import type { paths } from "./openapi.d.ts";

/**
 * A program that uses the desk, with a token that somebody made there. Its types are made from docs/openapi.json, so that
 * a test which sets up a conference with it proves that document.
 */
export function program(address: string, token: string) {
  return createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
}

/** What a program got; a refusal is thrown with its sentence. */
export function got<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}
