/** Which steps and queues of a line a call can get to. */
import type { Line } from '../ivr/schema.ts';
import { stepsAfter, type TargetUse, targetsOf } from './uses.ts';

/** A step or a queue: `step welcome`, `queue papers`. */
export type Node = string;

export function stepNode(name: string): Node {
  return `step ${name}`;
}

export function queueNode(name: string): Node {
  return `queue ${name}`;
}

/** Everything that a call can get to: from the start, from a closed line, from a crisis, and by being called back. */
export function reachedOf(line: Line): Set<Node> {
  const closed = { target: line.closed, queue: undefined };
  const crises = Object.values(line.crises ?? {}).flatMap(({ start }) => start ?? []);
  const roots = [stepNode(line.start), ...nodesAfter(closed, line), ...crises.map(stepNode)];
  const { queue } = line.callback ?? {};
  return reachedFrom(queue === undefined ? roots : [...roots, queueNode(queue)], line);
}

export function reachedFrom(roots: readonly Node[], line: Line): Set<Node> {
  const graph = new Map<Node, Node[]>();
  for (const use of targetsOf(line)) {
    if (use.step === undefined && use.queue === undefined) continue;
    const from = use.step === undefined ? queueNode(use.queue!) : stepNode(use.step);
    graph.set(from, [...(graph.get(from) ?? []), ...nodesAfter(use, line)]);
  }
  const reached = new Set<Node>();
  const waiting = [...roots];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    waiting.push(...(graph.get(node) ?? []));
  }
  return reached;
}

function nodesAfter(use: Pick<TargetUse, 'target' | 'queue'>, line: Line): Node[] {
  const steps = stepsAfter(use, line).map(({ name }) => stepNode(name));
  return 'queue' in use.target ? [...steps, queueNode(use.target.queue)] : steps;
}
