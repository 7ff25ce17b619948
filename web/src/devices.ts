// Cameras, microphones and loudspeakers, and what browsers say when they are not to be had.

/** Why a device could not be opened, in words that the page can translate. */
export type DeviceProblem = "denied" | "missing" | "busy" | "insecure" | "unknown";

/** problemOf names the reason behind a browser's exception. */
export function problemOf(error: unknown): DeviceProblem {
  if (!(error instanceof DOMException)) return "unknown";
  switch (error.name) {
    case "InsecureError":
      return "insecure";
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "unknown";
  }
}

/** The devices that somebody chose; empty is the browser's own choice, a camera of "none" is no camera. */
export interface Chosen {
  microphone: string;
  camera: string;
  speakers: string;
}

const key = "devices";

/** remembered is what was chosen in this browser before. */
export function remembered(): Chosen {
  const nothing = { microphone: "", camera: "", speakers: "" };
  try {
    return { ...nothing, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Chosen>) };
  } catch {
    return nothing;
  }
}

/** remember keeps a choice for the next time. */
export function remember(chosen: Chosen): void {
  try {
    localStorage.setItem(key, JSON.stringify(chosen));
  } catch {
    // A browser that keeps nothing asks again.
  }
}

/** What open has got. */
export interface Opened {
  stream: MediaStream;
  /** Why there is no picture, though one was wanted. */
  camera?: DeviceProblem;
}

/** open asks for microphone and camera. A microphone alone is enough to speak; a device that is gone is replaced. */
export async function open(chosen: Chosen): Promise<Opened> {
  if (!window.isSecureContext) throw new DOMException("", "InsecureError");
  if (chosen.camera === "none") return { stream: await ask(chosen, false) };
  try {
    return { stream: await ask(chosen, true) };
  } catch (error) {
    try {
      return { stream: await ask(chosen, false), camera: problemOf(error) };
    } catch {
      throw error; // of both: it says more
    }
  }
}

async function ask(chosen: Chosen, picture: boolean): Promise<MediaStream> {
  const wanted = {
    audio: { ...exactly(chosen.microphone), echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: picture && {
      ...exactly(chosen.camera),
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 30 },
    },
  };
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    const gone = error instanceof DOMException && error.name === "OverconstrainedError";
    if (!gone || (!chosen.microphone && !chosen.camera)) throw error;
    return ask({ microphone: "", camera: "", speakers: "" }, picture);
  }
}

const exactly = (device: string): MediaTrackConstraints => (device ? { deviceId: { exact: device } } : {});

/** What is plugged in. */
export interface Devices {
  microphones: MediaDeviceInfo[];
  cameras: MediaDeviceInfo[];
  /** Empty where a page cannot choose them. */
  speakers: MediaDeviceInfo[];
}

/** devices lists what there is; names are empty before the person allowed anything. */
export async function devices(): Promise<Devices> {
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind) => all.filter((device) => device.kind === kind && device.deviceId !== "");
  const choosable = "setSinkId" in HTMLMediaElement.prototype;
  return { microphones: of("audioinput"), cameras: of("videoinput"), speakers: choosable ? of("audiooutput") : [] };
}

/** follow calls back whenever something is plugged in or out; gives the function that ends it. */
export function follow(changed: () => void): () => void {
  navigator.mediaDevices?.addEventListener("devicechange", changed);
  return () => navigator.mediaDevices?.removeEventListener("devicechange", changed);
}

/** playOn has a sound come out of a loudspeaker, where the browser lets pages choose it; the usual one otherwise. */
export async function playOn(element: HTMLMediaElement, speakers: string): Promise<void> {
  if (!("setSinkId" in element) || element.sinkId === speakers) return;
  await element.setSinkId(speakers).catch(() => element.setSinkId("").catch(() => undefined));
}

/** Meter measures how loud a stream is. */
export class Meter {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples = new Float32Array(1024);

  constructor(stream: MediaStream) {
    this.analyser.fftSize = 1024;
    this.context.createMediaStreamSource(stream).connect(this.analyser);
  }

  /** level is 0 (silent) to 1 (loudest). */
  level(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const s of this.samples) sum += s * s;
    const decibels = 10 * Math.log10(sum / this.samples.length + 1e-9);
    return Math.min(1, Math.max(0, (decibels + 60) / 50));
  }

  close(): void {
    void this.context.close();
  }
}

/** record takes a few seconds of a stream's sound, to be played back. */
export async function record(stream: MediaStream, seconds: number): Promise<Blob> {
  const sound = new MediaStream(stream.getAudioTracks());
  const recorder = new MediaRecorder(sound);
  const pieces: Blob[] = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.start();
  const timer = setTimeout(() => recorder.stop(), seconds * 1000);
  await stopped; // by us, or because the microphone went away
  clearTimeout(timer);
  return new Blob(pieces, { type: recorder.mimeType });
}
