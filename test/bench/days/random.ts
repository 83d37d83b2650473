/** Seeded random numbers: the same seed gives the same day on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 0x9e3779b1) >>> 0;
  }

  /** Between 0 and 1, both left out (mulberry32). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
  }

  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Log-normal with this mean and coefficient of variation. */
  logNormal(mean: number, variation: number): number {
    const variance = Math.log(1 + variation ** 2);
    return mean * Math.exp(Math.sqrt(variance) * this.normal() - variance / 2);
  }

  weibull(scale: number, shape: number): number {
    return scale * (-Math.log(this.uniform())) ** (1 / shape);
  }
}
