// Outlines on a field of 24 × 24, drawn with a stroke by parts/Icon.svelte. Only those that a page names are loaded.

export const cross = "M6 6l12 12M18 6L6 18";
export const tick = "M5 12.5l4.5 4.5L19 7.5";
export const info = "M12 11v6M12 7.5v.01M3 12a9 9 0 1018 0 9 9 0 10-18 0";
export const warning = "M12 9.5v4M12 16.8v.01M12 3.5l9.2 16.5H2.8z";
export const arrow = "M5 12h14M13 6l6 6-6 6";
export const up = "M12 19V5M6 11l6-6 6 6";
export const down = "M12 5v14M6 13l6 6 6-6";
export const left = "M15 5l-7 7 7 7";
export const right = "M9 5l7 7-7 7";
export const pencil = "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3";
export const bin = "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5";
export const plus = "M12 5v14M5 12h14";
export const magnifier = "M4 10.5a6.5 6.5 0 1013 0 6.5 6.5 0 10-13 0M15.5 15.5L20 20";
export const mail = "M3 6h18v12H3zM3 7l9 7 9-7";
export const key = "M3 14.5a4.5 4.5 0 109 0 4.5 4.5 0 10-9 0M10.8 11.2L20 4M16 7l3 3";
export const people =
  "M5.5 8a3.5 3.5 0 107 0 3.5 3.5 0 10-7 0M2.5 20a6.5 6.5 0 0113 0M16 4.8a3.5 3.5 0 010 6.4M18 14.2a6.5 6.5 0 013.5 5.8";
export const calendar = "M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4";
export const list = "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01";
export const copy = "M9 9h11v11H9zM15 9V4H4v11h5";
export const exit = "M14 4H5v16h9M10 12h11M17 8l4 4-4 4";
export const globe =
  "M3 12a9 9 0 1018 0 9 9 0 10-18 0M3 12h18M12 3c-2.6 2.6-3.8 5.6-3.8 9s1.2 6.4 3.8 9c2.6-2.6 3.8-5.6 3.8-9S14.600 5.600 12 3";
export const lock = "M5 11h14v9H5zM8 11V8a4 4 0 018 0v3";
export const shield = "M12 3l8 3v6c0 4.500-3.200 7.600-8 9-4.800-1.400-8-4.500-8-9V6z";
export const eye =
  "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12M9 12a3 3 0 106 0 3 3 0 10-6 0";
export const clockFace = "M3 12a9 9 0 1018 0 9 9 0 10-18 0M12 7v5l3.500 2";
export const camera = "M3 7h12v10H3zM15 11l6-3.500v9L15 13";
export const gavel = "M4 20h9M13.500 4l6.500 6.500M11 6.500l6.500 6.500M12.500 9.500L5 17";
export const printer = "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z";
export const download = "M12 4v11M7 10.500l5 5 5-5M5 20h14";
export const upload = "M12 16V5M7 9.500l5-5 5 5M5 20h14";
export const badge = "M5 8h14v12H5zM10 8V4h4v4M9 12.500h6M9 16h6";
export const scroll = "M7 4h11v13a3 3 0 01-3 3H6a2 2 0 002-2V4zM11 8.500h4M11 12.500h4M4 18h9v0a2 2 0 002 2";
export const pulse = "M3 12h4l2.500-7 5 14 2.500-7h4";
export const megaphone = "M4 10v4h3l8 4V6L7 10zM18.500 9.500a4 4 0 010 5M7.500 14l1.500 5h2.500l-1-3.500";
export const bars = "M5 20V11M12 20V4M19 20v-6M3 20h18";

export const palm =
  "M8.2 12.4V6.6a1.2 1.2 0 012.4 0V11V5a1.2 1.2 0 012.4 0v6V6a1.2 1.2 0 012.4 0v5.6V8.4a1.2 1.2 0 012.4 0V14a6.2 6.2 0 01-11.6 3l-2.5-4.2a1.2 1.2 0 012-1.3zM3.6 5.4l1.2 1.2M20.4 4.2l-1.2 1.2";
export const heart = "M12 20s-7.6-4.8-7.6-10.2A4.2 4.2 0 0112 7.4a4.2 4.2 0 017.6 2.4C19.6 15.2 12 20 12 20z";
export const laugh = "M3 12a9 9 0 1018 0 9 9 0 10-18 0M8.7 9.3v.01M15.3 9.3v.01M7.5 13.4h9a4.5 4.5 0 01-9 0z";
export const thumb = "M7 11v9H4v-9zM7 11l4-7a2 2 0 012.5 2.4L12.8 10H18a2 2 0 012 2.3l-1 5.7a2.4 2.4 0 01-2.4 2H7";
export const surprise = "M3 12a9 9 0 1018 0 9 9 0 10-18 0M8.7 9.3v.01M15.3 9.3v.01M10 15.6a2 2 0 104 0 2 2 0 10-4 0";
