import { inflateRawSync } from "node:zlib";

/** The texts in the cells of a workbook (ECMA-376), in their order: what a spreadsheet would show. */
export function textsOf(workbook: Buffer): string[] {
  const parts = [...unzipped(workbook)].filter(([name]) => /sharedStrings|worksheets\//.test(name));
  const xml = parts.map(([, part]) => part.toString("utf8")).join("\n");
  return [...xml.matchAll(/<(?:t|v)(?: [^>]*)?>([^<]*)<\/(?:t|v)>/g)].map(([, text = ""]) => text);
}

/** The files in an archive, by its central directory (APPNOTE 4.3.12). */
function* unzipped(archive: Buffer): Generator<[string, Buffer]> {
  let at = archive.readUInt32LE(archive.lastIndexOf("PK\x05\x06", undefined, "latin1") + 16);
  while (archive.readUInt32LE(at) === 0x02014b50) {
    const [size, name, extra, comment] = [20, 28, 30, 32].map((field) =>
      field === 20 ? archive.readUInt32LE(at + field) : archive.readUInt16LE(at + field),
    ) as [number, number, number, number];
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(from, from + size);
    const part = archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed;
    yield [archive.toString("utf8", at + 46, at + 46 + name), part];
    at += 46 + name + extra + comment;
  }
}
