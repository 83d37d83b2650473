/** `sip-config/trunks.yaml` and `centres.yaml`: who may call, and where calls may leave to (I8). */
import ipaddr from 'ipaddr.js';
import { isSupportedCountry } from 'libphonenumber-js';
import type { Centre, Trunk } from '../routing/schema.ts';
import { checkHours, checkTimezone } from './check-hours.ts';
import type { Fault } from './fault.ts';
import { suggestion } from './nearest.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** @param lines the numbers of the lines; undefined when some line could not be read */
export function checkTrunks(
  file: YamlFile,
  trunks: readonly Trunk[],
  lines: readonly string[] | undefined,
): Fault[] {
  const faults = twice(
    file,
    trunks.map(({ name }, index) => ({ at: ['trunks', index, 'name'], name })),
    'trunk',
  );
  for (const [index, trunk] of trunks.entries()) {
    const at: Path = ['trunks', index];
    if (trunk.from === undefined && trunk.register === undefined) {
      faults.push(
        file.fault(at, `the trunk "${trunk.name}" takes no call: it has neither \`from\` nor \`register\``, {
          hint: 'add the carrier’s addresses: from: [192.0.2.7]',
        }),
      );
    }
    for (const [place, network] of (trunk.from ?? []).entries()) {
      faults.push(...checkNetwork(file, [...at, 'from', place], network));
    }
    if (trunk.country !== undefined && !isSupportedCountry(trunk.country)) {
      const message = `there is no country "${trunk.country}"`;
      faults.push(
        file.fault([...at, 'country'], message, { hint: 'an ISO 3166 code, such as FR, CI or BR' }),
      );
    }
    if (trunk.outbound !== undefined) faults.push(...checkUri(file, [...at, 'outbound'], trunk.outbound));
    if (trunk.register !== undefined) {
      faults.push(...checkUri(file, [...at, 'register', 'registrar'], trunk.register.registrar));
    }
    for (const [number, line] of Object.entries(trunk.lines)) {
      if (lines === undefined || lines.includes(line)) continue;
      const message = `there is no line "${line}" in dialplans/`;
      faults.push(file.fault([...at, 'lines', number], message, { hint: suggestion(line, lines) }));
    }
  }
  return faults;
}

/** @param trunks the names of the trunks; undefined when they could not be read */
export function checkCentres(
  file: YamlFile,
  centres: Readonly<Record<string, Centre>>,
  trunks: readonly string[] | undefined,
  at: number,
): Fault[] {
  const codes = Object.entries(centres).flatMap(([name, { code }]) =>
    code === undefined ? [] : [{ at: ['centres', name, 'code'], name: code }],
  );
  const faults = twice(file, codes, 'centre with the code');
  return faults.concat(
    Object.entries(centres).flatMap(([name, centre]) => {
      const path: Path = ['centres', name];
      const faults = [...place(file, path, name, centre), ...channels(file, path, centre)];
      if (centre.sip !== undefined) faults.push(...checkUri(file, [...path, 'sip'], centre.sip));
      faults.push(...fallbacks(file, name, centres));
      if (centre.trunk !== undefined && trunks !== undefined && !trunks.includes(centre.trunk)) {
        const message = `there is no trunk "${centre.trunk}" in sip-config/trunks.yaml`;
        faults.push(file.fault([...path, 'trunk'], message, { hint: suggestion(centre.trunk, trunks) }));
      }
      if (centre.timezone !== undefined) {
        faults.push(...checkTimezone(file, [...path, 'timezone'], centre.timezone));
      }
      if (centre.hours !== undefined) {
        // Without a time zone of its own, a centre has its caller's line's; that they open at all holds in any.
        faults.push(...checkHours(file, [...path, 'hours'], centre.hours, centre.timezone ?? 'UTC', at));
      }
      return faults;
    }),
  );
}

/** A centre is a SIP destination, or agents of ours. */
function place(file: YamlFile, path: Path, name: string, { sip, agents, how }: Centre): Fault[] {
  if (sip === undefined && agents === undefined) {
    const hint = 'add `sip: sip:…`, or `agents: { … }` where they are ours';
    return [
      file.fault(path, `the centre "${name}" is nowhere: it has neither \`sip\` nor \`agents\``, {
        hint,
        on: 'key',
      }),
    ];
  }
  if (sip !== undefined && agents !== undefined) {
    const hint = 'keep one of them';
    return [file.fault([...path, 'agents'], '`sip` and `agents` exclude each other', { hint, on: 'key' })];
  }
  if (agents === undefined || how === 'bridge') return [];
  return [
    file.fault([...path, 'how'], `our own agents are bridged, not reached by ${how}`, {
      hint: 'how: bridge',
    }),
  ];
}

function channels(file: YamlFile, path: Path, { channels: all, emergencyChannels }: Centre): Fault[] {
  if (emergencyChannels === undefined) return [];
  const at = [...path, 'emergencyChannels'];
  if (all === undefined) {
    const hint = 'add `channels: …`';
    return [file.fault(at, '`emergencyChannels` without `channels` keeps nothing free', { hint, on: 'key' })];
  }
  if (emergencyChannels <= all) return [];
  const message = `${emergencyChannels} channels for emergencies are more than the ${all} that there are`;
  return [file.fault(at, message, { hint: 'give fewer' })];
}

/** A fallback leads on, and never back. */
function fallbacks(file: YamlFile, name: string, centres: Readonly<Record<string, Centre>>): Fault[] {
  const next = centres[name]?.fallback;
  if (next === undefined) return [];
  const at: Path = ['centres', name, 'fallback'];
  if (!Object.hasOwn(centres, next)) {
    const hint = suggestion(next, Object.keys(centres));
    return [file.fault(at, `there is no destination "${next}" in sip-config/centres.yaml`, { hint })];
  }
  const way = [name];
  for (let other: string | undefined = next; other !== undefined; other = centres[other]?.fallback) {
    if (way.includes(other)) {
      if (other !== name || way.toSorted()[0] !== name) return [];
      const message = `the fallbacks go round without an end: ${[...way, name].join(' → ')}`;
      return [file.fault(at, message, { hint: 'let the last one have none' })];
    }
    way.push(other);
  }
  return [];
}

/** One fault for each name after the first that bears it. */
export function twice(file: YamlFile, names: readonly { at: Path; name: string }[], what: string): Fault[] {
  const seen = new Set<string>();
  return names.flatMap(({ at, name }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      file.fault(at, `there is another ${what} "${name}" above`, { hint: 'give each a name of its own' }),
    ];
  });
}

function checkNetwork(file: YamlFile, at: Path, network: string): Fault[] {
  const [address = '', ...prefix] = network.split('/');
  const valid =
    // ipaddr.js also reads 10.1 and 0x7f000001 as addresses; nobody who writes them means them.
    (/^(\d{1,3}\.){3}\d{1,3}$/.test(address) || address.includes(':')) &&
    (prefix.length === 0 ? ipaddr.isValid(address) : ipaddr.isValidCIDR(network));
  if (!valid) {
    return [
      file.fault(at, `"${network}" is no address and no network`, {
        hint: 'such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32; names of hosts are not looked up',
      }),
    ];
  }
  if (prefix.length === 0 || prefix[0] !== '0') return [];
  return [
    file.fault(at, `"${network}" is every address there is: anybody could call by this trunk`, {
      hint: 'name the carrier’s addresses',
    }),
  ];
}

function checkUri(file: YamlFile, at: Path, uri: string): Fault[] {
  const host = String.raw`(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)`;
  const found = new RegExp(`^sips?:(?:[^@\\s<>"]+@)?${host}(?::(\\d{1,5}))?(?:;[^\\s<>"]*)?$`).exec(uri);
  const port = Number(found?.[1] ?? 5060);
  const valid = found !== null && port >= 1 && port <= 65_535;
  if (valid) return [];
  return [
    file.fault(at, `"${uri}" is no SIP address`, {
      hint: 'such as sip:3900@centre.example, sip:192.0.2.7:5060 or sip:centre.example;transport=tcp',
    }),
  ];
}
