// How the server is asked, and what it says when it does not do it. The routes are in api.ts.
import type { Kind, Problem } from "./protocol.ts";
import { Kinds } from "./protocol.ts";
import { words } from "./words/words.svelte.ts";

/** Why the server did not do what was asked, in a sentence for a person. Everything that is asked of the server throws it. */
export class Refusal extends Error {
  readonly kind: Kind;
  readonly status: number;
  /** The field to correct, if one is to blame; else empty. */
  readonly field: string;
  /** Seconds after which trying again makes sense; 0 when unknown. */
  readonly retryAfter: number;

  constructor(problem: Problem, retryAfter = 0) {
    super(problem.title);
    this.kind = problem.kind;
    this.status = problem.status;
    this.field = problem.field ?? "";
    this.retryAfter = retryAfter;
  }
}

const refusal = (kind: Kind, status: number, title: string) => new Refusal({ kind, status, title });

/** What a failed answer says. Something between us and the server may have answered instead: then not our own words. */
async function refused(answer: Response): Promise<Refusal> {
  const retryAfter = Number(answer.headers.get("Retry-After")) || 0;
  try {
    const problem = (await answer.json()) as Partial<Problem>;
    if (problem.title && problem.kind && Kinds.includes(problem.kind)) {
      return new Refusal({ ...problem, status: answer.status, title: problem.title, kind: problem.kind }, retryAfter);
    }
  } catch {
    // No problem of ours; the status says what there is to say.
  }
  return refusal(answer.status >= 500 ? "unavailable" : "internal", answer.status, words.problem.internal);
}

/** The event of the window when the server no longer knows who we are. */
export const signedOut = "signed-out";

type Method = "GET" | "POST" | "PUT" | "DELETE";

export async function ask(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const init: RequestInit = { method, credentials: "same-origin", cache: "no-store", signal: signal ?? null };
  if (body instanceof Blob) {
    init.body = body;
    init.headers = { "Content-Type": "application/octet-stream" };
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  let answer: Response;
  try {
    answer = await fetch(`/api/${path}`, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw refusal("unavailable", 0, words.problem.offline);
  }
  if (!answer.ok) {
    // The login ended, here or elsewhere: whoever shows who is signed in looks again.
    if (answer.status === 401) dispatchEvent(new Event(signedOut));
    throw await refused(answer);
  }
  return answer;
}

export async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await ask(method, path, body, signal);
  if (answer.status === 204) return undefined as T;
  try {
    return (await answer.json()) as T;
  } catch {
    throw refusal("internal", answer.status, words.problem.odd);
  }
}

/** Puts a file, and says how much of it has gone: fetch does not tell. */
export function send<T>(path: string, file: Blob, progress: (part: number) => void): Promise<T> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/api/${path}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => {
      progress(total > 0 ? loaded / total : 0);
    };
    request.onerror = () => {
      fail(refusal("unavailable", 0, words.problem.offline));
    };
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (!answer.ok) void refused(answer).then(fail);
      else void answer.json().then((body: T) => done(body), fail);
    };
    request.send(file);
  });
}

export const get = <T>(path: string, signal?: AbortSignal) => call<T>("GET", path, undefined, signal);
export const post = <T>(path: string, body?: unknown, signal?: AbortSignal) => call<T>("POST", path, body, signal);
export const put = <T>(path: string, body: unknown) => call<T>("PUT", path, body);
export const remove = (path: string) => call<undefined>("DELETE", path);
