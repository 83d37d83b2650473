/** In-place radix-2 transform. The length is a power of two. */
export function fft(re: Float64Array, im: Float64Array, inverse = false): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  const { cos, sin } = twiddles(n);
  for (let size = 2; size <= n; size <<= 1) {
    const half = size >> 1;
    const step = n / size;
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < half; k++) {
        const wr = cos[k * step]!;
        const wi = inverse ? -sin[k * step]! : sin[k * step]!;
        const a = start + k;
        const b = a + half;
        const tr = re[b]! * wr - im[b]! * wi;
        const ti = re[b]! * wi + im[b]! * wr;
        re[b] = re[a]! - tr;
        im[b] = im[a]! - ti;
        re[a] = re[a]! + tr;
        im[a] = im[a]! + ti;
      }
    }
  }
  if (!inverse) return;
  for (let i = 0; i < n; i++) {
    re[i] = re[i]! / n;
    im[i] = im[i]! / n;
  }
}

const tables = new Map<number, { cos: Float64Array; sin: Float64Array }>();

function twiddles(n: number): { cos: Float64Array; sin: Float64Array } {
  let table = tables.get(n);
  if (!table) {
    const angle = (_: unknown, k: number) => (-2 * Math.PI * k) / n;
    const angles = Float64Array.from({ length: n / 2 }, angle);
    table = { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
    tables.set(n, table);
  }
  return table;
}

/** A piece of sound, made ready for being searched. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly length: number;
}

/** Finds short pieces in long sounds by cross-correlation. */
export class Correlator {
  readonly size: number;

  /** @param size block of the transform, a power of two well above the pieces' length */
  constructor(size = 8_192) {
    this.size = size;
  }

  spectrum(piece: Int16Array): Spectrum {
    const re = new Float64Array(this.size);
    re.set(piece);
    const im = new Float64Array(this.size);
    fft(re, im);
    return { re, im, length: piece.length };
  }

  /** Calls back for each piece with its correlation at the places `from` … `from + places` of the sound, block by block.
   *  Two pieces share a transform: the correlation of one is its real part, of the other its imaginary part. */
  correlate(
    sound: Int16Array,
    pieces: readonly Spectrum[],
    each: (piece: number, from: number, correlation: Float64Array, places: number) => void,
  ): void {
    const hop = this.size - Math.max(...pieces.map((piece) => piece.length));
    const re = new Float64Array(this.size);
    const im = new Float64Array(this.size);
    const first = new Float64Array(this.size);
    const second = new Float64Array(this.size);
    for (let from = 0; from < sound.length; from += hop) {
      re.fill(0).set(sound.subarray(from, from + this.size));
      im.fill(0);
      fft(re, im);
      for (let index = 0; index < pieces.length; index += 2) {
        const a = pieces[index]!;
        const b = pieces[index + 1];
        for (let k = 0; k < this.size; k++) {
          // sound × conj(a) + i · sound × conj(b)
          const cr = a.re[k]! + (b ? b.im[k]! : 0);
          const ci = (b ? b.re[k]! : 0) - a.im[k]!;
          first[k] = re[k]! * cr - im[k]! * ci;
          second[k] = re[k]! * ci + im[k]! * cr;
        }
        fft(first, second, true);
        each(index, from, first, hop);
        if (b) each(index + 1, from, second, hop);
      }
    }
  }
}
