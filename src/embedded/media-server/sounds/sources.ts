/** What `playback` and its like may be asked to play: files, lists, silence, tones, local streams. */

import type { G711Codec } from '../../../wire/g711.ts';
import type { Segment } from '../thread/messages.ts';
import { Sound, type SoundLibrary } from './sound-library.ts';
import { renderTone } from './tone.ts';

/** Samples in a millisecond. */
const RATE = 8;

/** Something that can be played. */
export interface Source {
  /** as it was asked for; events name it so */
  name: string;
  type: 'file' | 'local_stream' | 'tone_stream' | 'silence_stream';
  segments(codec: G711Codec): Segment[];
}

export class Sources {
  readonly #library: SoundLibrary;
  readonly #streams = new Map<string, Sound>();
  readonly #tones = new Map<string, Sound>();

  constructor(library: SoundLibrary) {
    this.#library = library;
  }

  /** @throws when the folder holds no sound */
  async addStream(name: string, folder: string): Promise<void> {
    const sound = await this.#library.loadFolder(folder);
    if (!sound) throw new Error(`hold music ${name}: no WAV file in ${folder}`);
    this.#streams.set(name, sound);
  }

  /** @param name path, `file@@offset`, `file_string://a!b`, `silence_stream://ms`, `tone_stream://…`,
   *              `local_stream://name`
   *  @returns undefined when there is no such thing */
  async find(name: string): Promise<Source | undefined> {
    const separator = name.indexOf('://');
    const scheme = separator < 0 ? '' : name.slice(0, separator);
    const rest = separator < 0 ? name : name.slice(separator + 3);
    switch (scheme) {
      case '':
      case 'file':
        return this.#file(name, rest);
      case 'file_string':
        return this.#list(name, rest.split('!'));
      case 'silence_stream':
        return silence(name, rest);
      case 'tone_stream':
        return this.#tone(name, rest);
      case 'local_stream':
        return this.#stream(name, rest);
      default:
        return undefined;
    }
  }

  /** `path@@1600` begins 1,600 samples after the file's beginning; `{…}` before it is for other formats. */
  async #file(name: string, rest: string): Promise<Source | undefined> {
    const [, path = '', offset] = /^(?:\{[^}]*\})?\s*(.*?)(?:@@(\d+))?$/.exec(rest) ?? [];
    const sound = await this.#library.load(path);
    if (!sound) return undefined;
    const from = Math.min(Number(offset ?? 0), sound.length);
    return {
      name,
      type: 'file',
      segments: (codec) => [segment(sound, codec, from, sound.length - from)],
    };
  }

  /** Missing members are left out, as FreeSWITCH does; nothing at all is not found. */
  async #list(name: string, members: readonly string[]): Promise<Source | undefined> {
    const found = await Promise.all(members.map((member) => this.find(member.trim())));
    const sources = found.filter((source) => source !== undefined);
    if (sources.length === 0) return undefined;
    return {
      name,
      type: 'file',
      segments: (codec) => sources.flatMap((source) => source.segments(codec)),
    };
  }

  #tone(name: string, text: string): Source | undefined {
    const rendered = renderTone(text);
    if (!rendered) return undefined;
    const known = this.#tones.get(text);
    const sound = known ?? new Sound(rendered.samples);
    if (!known && this.#tones.size < 200) this.#tones.set(text, sound);
    const count = rendered.loops < 0 ? -1 : sound.length * Math.max(1, rendered.loops);
    return {
      name,
      type: 'tone_stream',
      segments: (codec) => [{ ...segment(sound, codec, 0, count), loop: true }],
    };
  }

  /** The stream is always running: whoever joins hears what all others hear. An unknown name means `default`, as in
   *  FreeSWITCH, and `moh` (what the built-in dialplan plays) any music that there is. */
  #stream(name: string, text: string): Source | undefined {
    const wanted = text.split('?')[0]!;
    const [any] = wanted === 'moh' ? this.#streams.values() : [];
    const sound = this.#streams.get(wanted) ?? this.#streams.get('default') ?? any;
    if (!sound) return undefined;
    return {
      name,
      type: 'local_stream',
      segments: (codec) => [{ ...segment(sound, codec, 0, -1), loop: true, shared: true }],
    };
  }
}

function segment(sound: Sound, codec: G711Codec, from: number, count: number): Segment {
  return { codec, octets: sound.octets(codec), from, count, loop: false, shared: false };
}

/** `silence_stream://500`, or −1 for ever; a second number is the loudness of noise, which is left out. */
function silence(name: string, text: string): Source | undefined {
  const milliseconds = Number(text.split(',')[0]);
  if (!Number.isFinite(milliseconds) || text === '') return undefined;
  // FreeSWITCH takes 0 as for ever too
  const count = milliseconds > 0 ? Math.round(milliseconds * RATE) : -1;
  return {
    name,
    type: 'silence_stream',
    segments: (codec) => [{ codec, from: 0, count, loop: false, shared: false }],
  };
}
