// Cameras, microphones and what browsers say when they are not to be had.

/** Why a device could not be opened, in words that the page can translate. */
export type DeviceProblem = "denied" | "missing" | "busy" | "insecure" | "unknown";

/** problemOf names the reason behind a browser's exception. */
export function problemOf(error: unknown): DeviceProblem {
  if (!(error instanceof DOMException)) return "unknown";
  switch (error.name) {
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

export interface Chosen {
  microphone?: string;
  camera?: string;
}

/** open asks for microphone and camera; a missing camera leaves the microphone. */
export async function open(chosen: Chosen, want: { microphone: boolean; camera: boolean }): Promise<MediaStream> {
  if (!window.isSecureContext) throw new DOMException("insecure", "SecurityError");
  return navigator.mediaDevices.getUserMedia({
    audio: want.microphone && {
      ...(chosen.microphone ? { deviceId: { exact: chosen.microphone } } : {}),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    video: want.camera && {
      ...(chosen.camera ? { deviceId: { exact: chosen.camera } } : {}),
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 30 },
    },
  });
}

/** devices lists what there is; names are empty before the person allowed anything. */
export async function devices(): Promise<{ microphones: MediaDeviceInfo[]; cameras: MediaDeviceInfo[] }> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return {
    microphones: all.filter((d) => d.kind === "audioinput"),
    cameras: all.filter((d) => d.kind === "videoinput"),
  };
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

/** record takes a few seconds of a stream, to be played back. */
export async function record(stream: MediaStream, seconds: number): Promise<Blob> {
  const sound = new MediaStream(stream.getAudioTracks());
  const recorder = new MediaRecorder(sound);
  const pieces: Blob[] = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.start();
  setTimeout(() => recorder.stop(), seconds * 1000);
  await stopped;
  return new Blob(pieces, { type: recorder.mimeType });
}
