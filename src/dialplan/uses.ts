/** What a line uses, and where in its file: the walks that the checks share. */
import type { Line, Prompts, Target } from '../ivr/schema.ts';
import type { Path } from './yaml-file.ts';

export type TargetUse = {
  readonly at: Path;
  readonly target: Target;
  /** The step that it belongs to; undefined for `closed` and in a queue. */
  readonly step: string | undefined;
  /** The queue that it belongs to. */
  readonly queue: string | undefined;
};

/** Every place of a line that says where a call goes. */
export function targetsOf(line: Line): TargetUse[] {
  const uses: TargetUse[] = [{ at: ['closed'], target: line.closed, step: undefined, queue: undefined }];
  for (const [name, step] of Object.entries(line.steps)) {
    const add = (at: Path, target: Target | undefined) => {
      if (target !== undefined)
        uses.push({ at: ['steps', name, ...at], target, step: name, queue: undefined });
    };
    for (const [key, target] of Object.entries(step.choices ?? {})) add(['choices', key], target);
    add(['otherwise'], step.otherwise);
    add(['next'], step.next);
  }
  for (const [name, queue] of Object.entries(line.queues)) {
    const add = (at: Path, target: Target) =>
      uses.push({ at: ['queues', name, ...at], target, step: undefined, queue: name });
    for (const [key, target] of Object.entries(queue.menu?.choices ?? {}))
      add(['menu', 'choices', key], target);
    for (const [index, { to }] of (queue.overflow ?? []).entries()) add(['overflow', index, 'to'], to);
    if (queue.maxWait !== undefined) add(['maxWait', 'to'], queue.maxWait.to);
  }
  return uses;
}

/** The steps that a target can lead to: where it goes, and where it goes on when a transfer failed. From a queue, a failed
 *  transfer leads back to the place. */
export function stepsAfter(
  { target, queue }: Pick<TargetUse, 'target' | 'queue'>,
  line: Line,
): { at: Path; name: string }[] {
  if ('go' in target) return [{ at: ['go'], name: target.go }];
  if (!('transfer' in target) || queue !== undefined) return [];
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
  add(['emergency', 'saying'], line.emergency?.saying);
  for (const [name, { say }] of Object.entries(line.crises ?? {})) add(['crises', name, 'say'], say);
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
  for (const [name, queue] of Object.entries(line.queues)) {
    add(['queues', name, 'joined'], queue.joined);
    add(['queues', name, 'menu', 'prompt'], queue.menu?.prompt);
  }
  return uses;
}
