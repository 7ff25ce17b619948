import type { DocumentInfo } from "./protocol.ts";

/** How large a file is, as people say it: "812 KB", "3.4 MB". */
export function fileSize(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), "KB"] : [Math.round(bytes / 1e5) / 10, "MB"];
  return `${new Intl.NumberFormat(locale).format(value)} ${unit}`;
}

/** What stands behind a document's title: its language, its kind, its size. */
export function facts({ language, file_name, size }: DocumentInfo, locale: string): string {
  const kind = /\.([a-z0-9]{1,5})$/i.exec(file_name)?.[1]?.toUpperCase();
  return [language.toUpperCase(), kind, size > 0 ? fileSize(size, locale) : ""].filter(Boolean).join(" · ");
}
