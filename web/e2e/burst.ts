import type { Notice, Question } from "../src/protocol.ts";

/** What somebody did in a burst: what was sent, and which of it the server has acknowledged. */
export interface Burst {
  sent: Deed[];
  acknowledged: Deed[];
  /** Its socket has closed. */
  over: boolean;
}

/** One command: a line or question by its text, a vote or an approval by the question's id. */
export interface Deed {
  type: "Say" | "AskQuestion" | "Upvote" | "ApproveQuestion";
  what: string;
}

/** What the room shows to somebody who comes in. */
export interface Seen {
  lines: string[];
  questions: { id: string; text: string; state: string; votes: number }[];
  votes: string[];
}

declare global {
  interface Window {
    plenaryBurst?: Burst;
  }
}

/**
 * Writes, asks and votes through a socket of its own, as fast as the room lets it, until the socket closes; with
 * approves, approves whatever is asked as well. Runs in a page, so it may use nothing from outside itself.
 */
export function burst({ session, name, approves }: { session: string; name: string; approves: boolean }) {
  const done: Burst = { sent: [], acknowledged: [], over: false };
  window.plenaryBurst = done;
  const id = () => crypto.randomUUID();
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/sessions/${session}/seat?window=${id()}`);
  const waiting = new Map<string, Deed>();
  let me = "";
  let number = 0;
  const send = (deed: Deed, data: object) => {
    const command = id();
    waiting.set(command, deed);
    done.sent.push(deed);
    socket.send(JSON.stringify({ type: deed.type, id: command, data }));
  };
  const meet = (question: Question) => {
    if (question.state === "incoming" && approves) {
      send({ type: "ApproveQuestion", what: question.id }, { question: question.id });
    }
    if (question.state === "queued" && question.asker.id !== me) {
      send({ type: "Upvote", what: question.id }, { question: question.id, on: true });
    }
  };
  const talk = () => {
    if (socket.readyState !== WebSocket.OPEN) return;
    const text = `${name} ${++number}`;
    // The room shows fifty lines to who comes in: those of five people and what was there before.
    if (number % 3 && number < 12) send({ type: "Say", what: text }, { text });
    else send({ type: "AskQuestion", what: text }, { text });
    setTimeout(talk, 20);
  };
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as Notice & { id?: string };
    if (frame.type === "Done") done.acknowledged.push(waiting.get(frame.id!)!);
    if (frame.type === "Welcome") {
      me = frame.data.me.id;
      frame.data.questions.forEach(meet);
      talk();
    }
    if (frame.type === "QuestionChanged") meet(frame.data.question);
  };
  socket.onclose = () => (done.over = true);
}

/** Comes in anew and reads what the room has. Runs in a page, too. */
export function look(session: string): Promise<Seen> {
  const address = `${location.origin.replace("http", "ws")}/api/sessions/${session}/seat`;
  return new Promise((found, failed) => {
    const socket = new WebSocket(`${address}?window=${crypto.randomUUID()}`);
    socket.onclose = () => failed(new Error("the socket was closed"));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Notice & { id?: string };
      if (frame.type !== "Welcome") return;
      const { lines, questions, votes } = frame.data;
      found({ lines: lines.map(({ text }) => text), questions, votes });
      socket.close();
    };
  });
}
