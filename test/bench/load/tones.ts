/** Tones by which a leg is told from the others: whole numbers of periods in 20 ms, so that each packet is the same. */
import { decodingTable, encodingTable, type G711Codec } from '../../../src/wire/g711.ts';

export const FRAME = 160;
const RATE = 8_000;
const AMPLITUDE = 8_000;

/** What the prompt of the benchmark's line sounds like. */
export const PROMPT_HZ = 450;

/** Callers have even multiples of 50 Hz, agents odd ones: a leg that hears itself is found out. */
export const callerHz = (index: number): number => 500 + 100 * (index % 28);
export const agentHz = (index: number): number => 550 + 100 * (index % 27);

export function toneSamples(hz: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, i) => AMPLITUDE * Math.sin((2 * Math.PI * hz * i) / RATE));
}

/** One packet's payload. */
export function toneFrame(hz: number, codec: G711Codec): Uint8Array {
  const table = encodingTable(codec);
  return Uint8Array.from(toneSamples(hz, FRAME), (sample) => table[sample & 0xffff]!);
}

/** Whether a payload is this tone: most of its energy lies there (Goertzel). */
export function isTone(payload: Uint8Array, codec: G711Codec, hz: number): boolean {
  const table = decodingTable(codec);
  const turn = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let one = 0;
  let two = 0;
  let energy = 0;
  for (const octet of payload) {
    const sample = table[octet]!;
    const next = sample + turn * one - two;
    two = one;
    one = next;
    energy += sample * sample;
  }
  const power = one * one + two * two - turn * one * two;
  return energy > payload.length * 10_000 && power > 0.7 * energy * (payload.length / 2);
}
