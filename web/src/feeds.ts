// Addresses of calendars.

/** The address that a calendar program takes as a subscription, and not as a file to read once. */
export const webcal = (address: string): string => address.replace(/^https?:/, "webcal:");

/** The own calendar with only the sessions in which its owner has a role. */
export function onlyMine(address: string): string {
  const url = new URL(address);
  url.searchParams.set("mine", "1");
  return url.href;
}
