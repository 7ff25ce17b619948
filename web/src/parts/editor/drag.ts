import { endingAt, movedTo, slotOf, type Slot } from "../../editor.ts";
import { editor } from "../../editor.svelte.ts";
import type { DraftInfo } from "../../protocol.ts";

/** How far a pointer goes before a press is a drag. */
const slack = 4;

/**
 * Follows a pointer that was pressed on a session until it is let go, and keeps where the session would go. Boards say
 * by attributes what they are: data-day, data-halls (ids), data-from (minutes), data-column (pixels), data-scale (pixels
 * a minute); the shelf has data-shelf.
 */
export function drag(event: PointerEvent, session: DraftInfo, end: boolean, zone: string, done: () => Promise<void>) {
  if (event.button !== 0) return;
  const from = { x: event.clientX, y: event.clientY };
  const grabbed = event.clientY - (event.currentTarget as HTMLElement).getBoundingClientRect().top;
  const was = slotOf(session);
  let dragging = false;

  function over(pointer: PointerEvent): Slot | undefined {
    const below = document.elementFromPoint(pointer.clientX, pointer.clientY);
    if (!end && below?.closest("[data-shelf]")) return { hall: "", start: undefined, end: undefined };
    const board = below?.closest<HTMLElement>("[data-day]");
    if (!board) return undefined;
    const { day = "", halls = "", from: first = "0", column = "1", scale = "1" } = board.dataset;
    const box = board.getBoundingClientRect();
    const minutes = (y: number) => Number(first) + (y - box.top) / Number(scale);
    if (end) return endingAt(was, day, minutes(pointer.clientY), zone);
    const ids = halls.split(" ");
    const hall = ids[Math.min(ids.length - 1, Math.max(0, Math.floor((pointer.clientX - box.left) / Number(column))))];
    return movedTo(was, hall ?? was.hall, day, minutes(pointer.clientY - grabbed), zone);
  }

  function move(pointer: PointerEvent) {
    if (!dragging && Math.hypot(pointer.clientX - from.x, pointer.clientY - from.y) < slack) return;
    dragging = true;
    pointer.preventDefault();
    const slot = over(pointer);
    if (slot) editor.hold(session.id, slot);
  }
  function stop(drop: boolean) {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", cancel);
    removeEventListener("keydown", escape, true);
    if (!dragging) return;
    if (drop) void done();
    else editor.letGo();
  }
  const up = () => stop(true);
  const cancel = () => stop(false);
  function escape(pressed: KeyboardEvent) {
    if (pressed.key !== "Escape" || !dragging) return;
    pressed.stopPropagation();
    stop(false);
  }
  addEventListener("pointermove", move);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", cancel);
  addEventListener("keydown", escape, true);
}
