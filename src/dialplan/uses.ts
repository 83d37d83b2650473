/** What a line uses, and where in its file: the walks that the checks share. */
import type { Line, Prompts, Target } from '../ivr/schema.ts';
import type { Path } from './yaml-file.ts';

export type TargetUse = {
  readonly at: Path;
  readonly target: Target;
  /** The step that it belongs to; undefined for `closed`. */
  readonly step: string | undefined;
};

/** Every place of a line that says where a call goes. */
export function targetsOf(line: Line): TargetUse[] {
  const uses: TargetUse[] = [{ at: ['closed'], target: line.closed, step: undefined }];
  for (const [name, step] of Object.entries(line.steps)) {
    const add = (at: Path, target: Target | undefined) => {
      if (target !== undefined) uses.push({ at: ['steps', name, ...at], target, step: name });
    };
    for (const [key, target] of Object.entries(step.choices ?? {})) add(['choices', key], target);
    add(['otherwise'], step.otherwise);
    add(['next'], step.next);
  }
  return uses;
}

/** The steps that a target can lead to: where it goes, and where it goes on when a transfer failed. */
export function stepsAfter(target: Target, line: Line): { at: Path; name: string }[] {
  if ('go' in target) return [{ at: ['go'], name: target.go }];
  if (!('transfer' in target)) return [];
  if (target.failed === undefined) return [{ at: ['transfer'], name: line.start }];
  return target.failed.go === undefined ? [] : [{ at: ['failed', 'go'], name: target.failed.go }];
}

export type PromptUse = { readonly at: Path; readonly name: string };

/** Every prompt that a line says. */
export function promptsOf(line: Line): PromptUse[] {
  const uses: PromptUse[] = [];
  const add = (at: Path, prompts: Prompts | undefined) => {
    if (typeof prompts === 'string') uses.push({ at, name: prompts });
    else for (const [index, name] of (prompts ?? []).entries()) uses.push({ at: [...at, index], name });
  };
  add(['full'], line.full);
  for (const [name, step] of Object.entries(line.steps)) {
    add(['steps', name, 'say'], step.say);
    add(['steps', name, 'menu', 'prompt'], step.menu?.prompt);
    add(['steps', name, 'menu', 'wrong'], step.menu?.wrong);
  }
  for (const { at, target } of targetsOf(line)) {
    if ('saying' in target) add([...at, 'saying'], target.saying);
    if ('end' in target) add([...at, 'end'], target.end);
    if ('transfer' in target) add([...at, 'failed', 'say'], target.failed?.say);
  }
  for (const [name, queue] of Object.entries(line.queues)) add(['queues', name, 'joined'], queue.joined);
  return uses;
}
