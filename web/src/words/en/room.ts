/** The room page. */
export const room = {
  title: "Session room",
};
