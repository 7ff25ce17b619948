// Outlines for the room, as in ../../icons.ts.

export const mic =
  "M12 3.500a3 3 0 00-3 3v5a3 3 0 006 0v-5a3 3 0 00-3-3M5.500 11a6.500 6.500 0 0013 0M12 17.500V21M8.500 21h7";
export const micOff =
  "M9 7v4.500a3 3 0 004.700 2.460M15 11V6.500a3 3 0 00-5.700-1.300M5.500 11a6.500 6.500 0 0010 5.500M18.500 11a6.500 6.500 0 01-.6 2.700M12 17.500V21M8.500 21h7M4 3.500l16 17";
export const camOff = "M3 7h8M15 13v4H3V7M15 11l6-3.500v9L15 13M4 3.500l16 17";
export const screen = "M3 4.500h18v12H3zM8.500 20.500h7M12 16.500v4";
export const sound = "M4 9.500h3.500L12 5.500v13l-4.500-4H4zM15.500 9a4 4 0 010 6M18 6.500a7.500 7.500 0 010 11";
export const soundOff = "M4 9.500h3.500L12 5.500v13l-4.500-4H4zM16 9.500l5 5M21 9.500l-5 5";
export const full = "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5";
export const grid = "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z";
export const oneLarge = "M4 4h16v10H4zM4 17h4v3H4zM10 17h4v3h-4zM16 17h4v3h-4z";
export const chat = "M4 5h16v11H9l-5 4z";
export const question =
  "M9 9a3 3 0 114.500 2.600C12.500 12.200 12 13 12 14M12 17.500v.01M3 12a9 9 0 1018 0 9 9 0 10-18 0";
export const send = "M4 12l16-8-6 16-2.500-6.500z";
export const dots = "M5 12v.01M12 12v.01M19 12v.01";
export const eyeOff =
  "M5 7.500C3.500 9 2.500 10.500 2 12c1.500 4 5.500 7 10 7 1.600 0 3.200-.4 4.600-1.100M9.500 5.300C10.300 5.100 11.100 5 12 5c4.500 0 8.500 3 10 7-.5 1.300-1.300 2.500-2.300 3.500M4 3.500l16 17";
export const apart = "M3 5h18v14H3zM12.500 12.500h5.500v3.500h-5.500z";
export const gear =
  "M9 12a3 3 0 106 0 3 3 0 10-6 0M12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M5.600 18.400l2.100-2.100M16.300 7.700l2.100-2.100";
export const halt = "M8.500 5v14M15.500 5v14";
export const go = "M7 4.500v15l12-7.500z";
export const podium = "M5 9h14l-1.500 4h-11zM9 13l.8 7h4.400l.8-7M12 9V5.500M12 5.500l2.500-1.500";
