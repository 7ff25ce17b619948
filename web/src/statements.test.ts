import { expect, test } from "vitest";

import { countWords, delivery, fit, minutes, room } from "./statements.ts";

test("words are counted as the server counts them", () => {
  for (const [text, words] of [
    ["", 0],
    [" \n ", 0],
    ["Mr. Chair - thank you.", 4],
    ["in 2020, the OSCE’s 57 States", 6],
    ["Уважаемая г-жа Модератор!", 3],
    ["l’Union européenne\net ses États", 5],
    ["— «Спасибо» …", 1],
  ] as const)
    expect(countWords(text), text).toBe(words);
});

test("330 words take three minutes, as the Health Assembly counts", () => {
  expect(delivery(330)).toEqual({ fast: 165, slow: 180 });
  expect(minutes(165)).toBe("2:45");
  expect(room(180)).toBe(330);
});

test("a text fits, only fast, or not", () => {
  expect([fit(330, 180), fit(350, 180), fit(400, 180), fit(4000, 0)]).toEqual(["fits", "tight", "over", "fits"]);
});
