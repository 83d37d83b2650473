/** To 8,000 Hz and one channel, which is all that G.711 carries. */

const RATE = 8_000;
/** Zero crossings of the filter on each side: enough to keep aliases below the noise of G.711. */
const WINGS = 16;

/** One channel: the mean of both where there are two. */
export function toMono(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  const mono = new Int16Array(Math.floor(samples.length / channels));
  for (let i = 0; i < mono.length; i += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += samples[i * channels + channel]!;
    mono[i] = Math.round(sum / channels);
  }
  return mono;
}

/** By a windowed sinc whose cut-off lies below both rates' limits, so that nothing folds back.
 *  @param rate of the samples, in hertz */
export function toTelephoneRate(samples: Int16Array, rate: number): Int16Array {
  if (rate === RATE) return samples;
  const ratio = rate / RATE;
  const cutoff = Math.min(1, 1 / ratio) * 0.92;
  const reach = Math.ceil(WINGS / cutoff);
  const weight = (distance: number): number => {
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
    return sinc(distance * cutoff) * cutoff * window;
  };
  // at a whole ratio (16,000 Hz) the weights are the same for every sample
  const fixed = Number.isInteger(ratio)
    ? Float64Array.from({ length: 2 * reach + 1 }, (_, i) => weight(i - reach))
    : undefined;
  const result = new Int16Array(Math.floor(samples.length / ratio));
  for (let i = 0; i < result.length; i += 1) {
    const centre = i * ratio;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let j = first; j <= last; j += 1) {
      sum += samples[j]! * (fixed ? fixed[j - centre + reach]! : weight(j - centre));
    }
    result[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return result;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
