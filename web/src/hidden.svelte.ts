import { api } from "./api.ts";
import type { Person } from "./protocol.ts";
import { toasts } from "./toast.svelte.ts";

let people = $state.raw<readonly Person[]>([]);

/** Whose chat somebody does not want to read. The server keeps it: it is the same at all her browsers. */
export const hidden = {
  get people(): readonly Person[] {
    return people;
  },
  has: (person: string): boolean => people.some(({ id }) => id === person),
  async load() {
    people = await api.hidden();
  },
  async hide(person: Person) {
    await change(() => api.hide(person.id));
  },
  async show(person: Person) {
    await change(() => api.show(person.id));
  },
};

async function change(act: () => Promise<unknown>) {
  try {
    await act();
    await hidden.load();
  } catch (error) {
    toasts.failed(error);
  }
}
