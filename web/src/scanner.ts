import decode from "qr/decode.js";

const every = 160; // ms between looks
const largest = 800; // of a picture's longer side, in pixels: more costs time and finds no more at arm's length
const forget = 3_000; // ms after which the same badge counts again

/** Looks for QR codes in a camera's picture until it is ended, and tells each once while it is in sight. */
export function scan(video: HTMLVideoElement, found: (text: string) => void): () => void {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let last = "";
  let seen = 0;

  function look() {
    if (!pen || video.videoWidth === 0 || video.paused) return;
    const scale = Math.min(1, largest / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const text = read(pen.getImageData(0, 0, canvas.width, canvas.height));
    const now = performance.now();
    if (text === "") return;
    const again = text === last && now - seen < forget;
    last = text;
    seen = now;
    if (!again) found(text);
  }

  const timer = setInterval(look, every);
  return () => clearInterval(timer);
}

/** What the QR code in a picture says; empty where there is none. */
function read(picture: ImageData): string {
  try {
    return decode(picture);
  } catch {
    return ""; // most pictures have none, or one that is not sharp
  }
}
